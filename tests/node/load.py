"""What a node holds: latencies through web3.py one by one, and requests a second from many clients.

    python -m node.load [--seconds 5] [--subjects fast,fast+file,anvil,tester] [--hardhat FOLDER]
                                                                            (in tests/)

All on loopback, in one run, taking turns; only ratios of one run mean anything. ``tester`` is a
stock EthereumTesterProvider behind Python's HTTP server. FOLDER has Hardhat in its node_modules.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from cli.run_pydemo import REPOSITORY, pydemo_environment
from remote.conftest import binary, free_port

from node.client import Rpc
from node.common_script import calldata
from node.people import ALICE, BOB, signed
from node.process import RunningNode
from pydemo.build.artifacts import Artifacts

CONNECTIONS = 50
ROUNDS = 7
EACH = 60
"""Requests of a kind in a round."""
_START = 60
"""Seconds to wait for a node."""


@dataclass(frozen=True)
class Subject:
    """A node that runs."""

    name: str
    url: str
    pid: int
    to_first_answer: float
    """Seconds from its command to its first answer."""


@contextmanager
def started(name: str, command: list[str], url: str, folder: Path) -> Iterator[Subject]:
    """A node of somebody else's."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=pydemo_environment(), stdout=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                Rpc(url)("eth_chainId")
                break
            except OSError:
                assert process.poll() is None, f"{name} ended at once"
                assert time.perf_counter() < begun + _START, f"{name} does not answer"
                time.sleep(0.01)
        yield Subject(name, url, process.pid, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def ours(name: str, *arguments: str) -> Iterator[Subject]:
    begun = time.perf_counter()
    node = RunningNode(*arguments)
    try:
        Rpc(node.url)("eth_chainId")
        yield Subject(name, node.url, node.pid, time.perf_counter() - begun)
    finally:
        node.close()


def open_subject(stack: ExitStack, name: str, hardhat: Path | None) -> Subject:
    if name == "fast":
        return stack.enter_context(ours(name))
    if name == "fast+file":
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        return stack.enter_context(ours(name, "--state", str(Path(folder) / "chain.db")))
    if name == "suite":
        return stack.enter_context(ours(name, "--suite"))
    port = free_port()
    commands = {
        "anvil": [str(binary()), "--silent", "--port", str(port), "--hardfork", "prague"],
        "tester": [sys.executable, str(Path(__file__).with_name("tester_server.py")), str(port)],
        "hardhat": [f"{hardhat}/node_modules/.bin/hardhat", "node", "--port", str(port)],
    }
    place = hardhat if name == "hardhat" and hardhat is not None else REPOSITORY
    return stack.enter_context(started(name, commands[name], f"http://127.0.0.1:{port}", place))


# --- one by one, through web3.py ------------------------------------------------------------------


def with_token(url: str) -> tuple[str, Callable[[str], Any]]:
    """Deploy a token. Returns its address, and what makes a request of either kind of it."""
    from web3 import HTTPProvider, Web3

    w3 = Web3(HTTPProvider(url))
    arguments = (10**24).to_bytes(32) + bytes(12) + bytes.fromhex(ALICE[2:])
    code = Artifacts.suite()["DemoToken"].bytecode + arguments
    chain_id = w3.eth.chain_id
    first = w3.eth.get_transaction_count(w3.to_checksum_address(ALICE))
    raw = signed(first, to=None, data=code, gas=3_000_000, value=0, chainId=chain_id)
    receipt = w3.eth.wait_for_transaction_receipt(w3.eth.send_raw_transaction(raw))  # type: ignore[arg-type]
    token: Any = receipt["contractAddress"]
    nonces = count(first + 1)

    def make(kind: str) -> Any:
        if kind == "eth_call":
            call: Any = {"to": token, "data": calldata("balanceOf(address)", ALICE)}
            return lambda: w3.eth.call(call)
        data = calldata("mint(address,uint256)", BOB, 1)
        nonce = next(nonces)
        ready: Any = signed(nonce, to=token, data=data, gas=100_000, value=0, chainId=chain_id)
        return lambda: w3.eth.send_raw_transaction(ready)

    return str(token), make


def one_by_one(
    makers: dict[str, Callable[[str], Any]], kinds: tuple[str, ...]
) -> dict[tuple[str, str], float]:
    """Seconds of a request: the median over rounds in which the subjects take turns."""
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(ROUNDS + 1):
        for kind in kinds:
            for name, make in makers.items():
                ready: list[Any] = [make(kind) for _ in range(EACH)]
                begun = time.perf_counter()
                for request in ready:
                    request()
                if number:  # the first warms up
                    each = (time.perf_counter() - begun) / EACH
                    taken.setdefault((name, kind), []).append(each)
    return {key: median(values) for key, values in taken.items()}


# --- many at once ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """What came of the clients' requests."""

    answered: int
    failed: int
    seconds: float
    latencies: list[float]

    def percentile(self, percent: float) -> float:
        place = min(int(len(self.latencies) * percent / 100), len(self.latencies) - 1)
        return sorted(self.latencies)[place]


async def press(url: str, token: str, seconds: float) -> Load:
    """Let the clients ask, each as soon as it has its answer."""
    rpc = Rpc(url)
    call = {"to": token, "data": calldata("balanceOf(address)", ALICE)}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [call, "latest"]})
    host, port = url.removeprefix("http://").split(":")
    head = f"POST / HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()
    expected = rpc("eth_call", call, "latest").encode()
    latencies: list[float] = []
    failed = 0
    begun = time.perf_counter()
    end = begun + seconds

    async def client() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection(host, int(port))
        while time.perf_counter() < end:
            asked = time.perf_counter()
            writer.write(request)
            answer = await _read_answer(reader)
            latencies.append(time.perf_counter() - asked)
            failed += expected not in answer
        writer.close()

    await asyncio.gather(*(client() for _ in range(CONNECTIONS)))
    return Load(len(latencies), failed, time.perf_counter() - begun, latencies)


async def _read_answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"chunked" in head:
        body = b""
        while size := int((await reader.readline()).strip() or b"0", 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return body
    length = head.split(b"content-length:")[1].split(b"\r\n")[0]
    return await reader.readexactly(int(length))


def memory(pid: int) -> float:
    """Megabytes that a process holds."""
    told = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(told.stdout) / 1024


def main() -> int:
    """Exit status 1 where a goal is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5.0, help="of load for each")
    parser.add_argument("--subjects", default="fast,fast+file,anvil,tester")
    parser.add_argument("--hardhat", type=Path, help="a folder with Hardhat in its node_modules")
    chosen = parser.parse_args()
    names = chosen.subjects.split(",") + (["hardhat"] if chosen.hardhat else [])
    with ExitStack() as stack:
        subjects = [open_subject(stack, name, chosen.hardhat) for name in names]
        kinds = ("eth_call", "eth_sendRawTransaction")
        tokens = {subject.name: with_token(subject.url) for subject in subjects}
        times = one_by_one({name: make for name, (_, make) in tokens.items()}, kinds)
        loads = {
            s.name: asyncio.run(press(s.url, tokens[s.name][0], chosen.seconds)) for s in subjects
        }
        print(
            f"{'':<10} {'start':>7} {'call':>8} {'send':>8} {'calls/s':>8} "
            f"{'p50':>7} {'p99':>7} {'worst':>7} {'errors':>6} {'memory':>8}"
        )
        for subject in subjects:
            load = loads[subject.name]
            call, send = (times[subject.name, kind] * 1000 for kind in kinds)
            points = (load.percentile(50), load.percentile(99), max(load.latencies))
            told = " ".join(f"{point * 1000:>4.0f} ms" for point in points)
            print(
                f"{subject.name:<10} {subject.to_first_answer:>5.2f} s {call:>5.2f} ms "
                f"{send:>5.2f} ms {load.answered / load.seconds:>8,.0f} {told} "
                f"{load.failed:>6} {memory(subject.pid):>5.0f} MB"
            )
    return _judge(times, loads)


def _judge(times: dict[tuple[str, str], float], loads: dict[str, Load]) -> int:
    goals: list[tuple[str, float, float]] = []
    for kind in ("eth_call", "eth_sendRawTransaction"):
        if "anvil" in loads and "fast" in loads:
            ratio = times["fast", kind] / times["anvil", kind]
            goals.append((f"{kind}, times anvil's", ratio, 1.2))
    if "fast+file" in loads and "fast" in loads:
        kind = "eth_sendRawTransaction"
        goals.append(("a file, times without", times["fast+file", kind] / times["fast", kind], 1.5))
    if "fast" in loads:
        load = loads["fast"]
        goals.append(("seconds for 1,500 calls", 1_500 * load.seconds / load.answered, 1.0))
        goals.append(("p99 in ms", load.percentile(99) * 1000, 60.0))
        goals.append(("errors", float(load.failed), 0.0))
    for name, measured, most in goals:
        mark = "met" if measured <= most else "missed"
        print(f"{name:<32} {measured:>8.2f}  at most {most:<6} {mark}")
    return int(any(measured > most for _, measured, most in goals))


if __name__ == "__main__":
    sys.exit(main())
