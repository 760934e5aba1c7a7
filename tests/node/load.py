"""What a node holds: latencies through web3.py one by one, and requests a second from many clients.

    python -m node.load [--seconds 5] [--subjects fast,fast+file,anvil,hardhat,tester]
                        [--transactions 100000]                        (in tests/)

All on loopback, in one run, taking turns; only ratios of one run mean anything.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from statistics import median
from typing import Any

from node.client import Rpc
from node.common_script import calldata
from node.people import ALICE, BOB, signed
from node.reopening import MOST_SECONDS, reopen
from node.subjects import NAMES, Subject, running, time_to_start
from pydemo.build.artifacts import Artifacts

CONNECTIONS = 50
REQUESTS, WARMING_UP = 450, 30
"""Of a kind, and how many of them are not counted."""
KINDS = ("eth_call", "eth_sendRawTransaction")
BARE = "eth_sendRawTransaction without web3.py"
"""web3.py takes so long itself that one would not see what a file costs."""
Makers = dict[str, Callable[[str], Any]]


# --- one by one, through web3.py ------------------------------------------------------------------


def with_token(url: str) -> tuple[str, Callable[[str], Any]]:
    """Deploy a token. Returns its address, and what makes a request of each kind for it."""
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
    connection = HTTPConnection(url.removeprefix("http://"))

    def send_bare(raw: str) -> None:
        request = {"jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransaction", "params": [raw]}
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/", json.dumps(request).encode(), headers)
        assert b'"result"' in connection.getresponse().read()

    def make(kind: str) -> Any:
        if kind == "eth_call":
            call: Any = {"to": token, "data": calldata("balanceOf(address)", ALICE)}
            return lambda: w3.eth.call(call)
        data = calldata("mint(address,uint256)", BOB, 1)
        nonce = next(nonces)
        ready: Any = signed(nonce, to=token, data=data, gas=100_000, value=0, chainId=chain_id)
        if kind == BARE:
            return lambda: send_bare(ready)
        return lambda: w3.eth.send_raw_transaction(ready)

    return str(token), make


def one_by_one(makers: Makers, *kinds: str) -> dict[tuple[str, str], float]:
    """Seconds of a request: the median. The subjects take turns at every one.

    So whatever else the machine does, and whatever one of them leaves behind, meets all alike.
    """
    taken: dict[tuple[str, str], list[float]] = {}
    for kind in kinds:
        for number in range(REQUESTS):
            ready = {name: make(kind) for name, make in makers.items()}
            for name, request in ready.items():
                begun = time.perf_counter()
                request()
                if number >= WARMING_UP:
                    taken.setdefault((name, kind), []).append(time.perf_counter() - begun)
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


# --- what came of it ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Goal:
    """A figure of ours, and what it may be."""

    name: str
    measured: float
    most: float

    @property
    def is_met(self) -> bool:
        return self.measured <= self.most

    def __str__(self) -> str:
        mark = "met" if self.is_met else "missed"
        return f"{self.name:<46} {self.measured:>8.2f}  at most {self.most:<5g} {mark}"


def main() -> int:
    """Exit status 1 where a goal is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5.0, help="of load for each")
    parser.add_argument("--subjects", default=",".join(NAMES))
    parser.add_argument("--transactions", type=int, default=100_000, help="of a file to open")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        subjects = [stack.enter_context(running(name)) for name in chosen.subjects.split(",")]
        tokens = {subject.name: with_token(subject.url) for subject in subjects}
        makers = {name: make for name, (_, make) in tokens.items()}
        ours = {name: make for name, make in makers.items() if name.startswith("fast")}
        compared = {name: make for name, make in makers.items() if name in {*ours, "anvil"}}
        # Apart from the slow ones: while these answer, the processor forgets the others' memory.
        times = one_by_one(compared, *KINDS)
        times |= one_by_one({name: makers[name] for name in makers.keys() - compared}, *KINDS)
        times |= one_by_one(ours, BARE)
        loads = {
            subject.name: asyncio.run(press(subject.url, tokens[subject.name][0], chosen.seconds))
            for subject in subjects
        }
        _show(subjects, times, loads)
    goals = [*_of_ratios(times, loads), *_of_load(loads)]
    goals.append(Goal("start to first answer, s", time_to_start(), 1.5))
    goals.append(Goal("start with the suite deployed, s", time_to_start("--suite"), 3.0))
    if chosen.transactions:
        name = f"opening a file of {chosen.transactions:,} transactions, s"
        goals.append(Goal(name, reopen(chosen.transactions).opened, MOST_SECONDS))
    for goal in goals:
        print(goal)
    return int(not all(goal.is_met for goal in goals))


def _show(
    subjects: list[Subject], times: dict[tuple[str, str], float], loads: dict[str, Load]
) -> None:
    print(f"call, send: ms each through web3.py, one by one. Then {CONNECTIONS} connections:")
    print(
        f"{'':<10} {'start':>6} {'call':>6} {'send':>6} {'calls/s':>8} {'p50':>5} {'p90':>5} "
        f"{'p99':>5} {'worst':>5} {'errors':>6} {'memory':>7}"
    )
    for subject in subjects:
        load = loads[subject.name]
        call, send = (times[subject.name, kind] * 1000 for kind in KINDS)
        points = [*(load.percentile(percent) for percent in (50, 90, 99)), max(load.latencies)]
        told = " ".join(f"{point * 1000:>5.0f}" for point in points)
        print(
            f"{subject.name:<10} {subject.to_first_answer:>4.2f} s {call:>6.2f} {send:>6.2f} "
            f"{load.answered / load.seconds:>8,.0f} {told} {load.failed:>6} "
            f"{subject.memory():>4.0f} MB"
        )


def _of_ratios(times: dict[tuple[str, str], float], loads: dict[str, Load]) -> list[Goal]:
    goals: list[Goal] = []
    if "anvil" in loads and "fast" in loads:
        for kind in KINDS:
            ratio = times["fast", kind] / times["anvil", kind]
            goals.append(Goal(f"{kind}, times anvil's", ratio, 1.2))
    if "fast+file" in loads and "fast" in loads:
        ratio = times["fast+file", BARE] / times["fast", BARE]
        goals.append(Goal("sending with a file, times without", ratio, 1.5))
    return goals


def _of_load(loads: dict[str, Load]) -> list[Goal]:
    if "fast" not in loads:
        return []
    load = loads["fast"]
    return [
        Goal("s for 1,500 calls under load", 1_500 * load.seconds / load.answered, 1.0),
        Goal("p99 under load, ms", load.percentile(99) * 1000, 60.0),
        Goal("errors under load", float(load.failed), 0.0),
    ]


if __name__ == "__main__":
    sys.exit(main())
