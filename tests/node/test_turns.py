"""What takes long has its turns among others', and ends when the node is told to."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from websockets.sync.client import connect

from node.client import Direct, Rpc
from node.endless import LOOP, put_endless_code
from node.people import ALICE, BOB
from node.process import RunningNode, running_node
from pydemo.chain.local import LocalNode
from pydemo.node.clock import Clock
from pydemo.node.guard import Guard
from pydemo.node.production import STRETCH
from pydemo.node.serve import Settings, open_chain, serve
from pydemo.node.served import ServedChain

CALL = {"jsonrpc": "2.0", "method": "eth_call", "params": [{"to": LOOP, "gas": hex(600_000)}]}
LONG = 10**9
"""Gas that takes many seconds to use."""
BATCH = [{**CALL, "id": number} for number in range(40)]
TRANSFER = {"from": ALICE, "to": BOB, "value": "0x1"}


def post(url: str, body: Any) -> Any:
    return requests.post(url, json=body, timeout=120).json()


def over_socket(url: str, body: Any) -> Any:
    with connect(url, max_size=None) as client:
        client.send(json.dumps(body))
        return json.loads(client.recv(120))


@pytest.mark.parametrize("way", ["http", "chunked", "socket"])
def test_others_are_answered_while_a_batch_is(node: RunningNode, way: str) -> None:
    rpc = Rpc(node.url)
    put_endless_code(rpc)
    with ThreadPoolExecutor(1) as pool:
        if way == "socket":
            batch = pool.submit(over_socket, node.socket, BATCH)
        elif way == "http":
            batch = pool.submit(post, node.url, BATCH)
        else:
            kind = {"Content-Type": "application/json"}
            body = json.dumps(BATCH).encode()
            batch = pool.submit(
                lambda: requests.post(node.url, data=iter([body]), headers=kind, timeout=120).json()
            )
        time.sleep(0.2)
        waits = []
        while not batch.done():
            started = time.monotonic()
            assert rpc("eth_chainId") == "0x7a69"
            waits.append(time.monotonic() - started)
        assert len(waits) >= 3  # it would be one, and none of them before the batch's end
        assert sorted(waits)[len(waits) // 2] < 2
        assert [entry["id"] for entry in batch.result()] == list(range(40))


def test_others_see_whole_blocks_that_are_in_the_file_while_many_are_mined(tmp_path: Path) -> None:
    path = tmp_path / "chain.db"
    with running_node("--state", str(path)) as node:
        rpc, seen = Rpc(node.url), set[int]()
        with ThreadPoolExecutor(1) as pool:
            mined = pool.submit(rpc, "anvil_mine", hex(20 * STRETCH))
            while len(seen) < 4 and not mined.done():
                seen.add(int(rpc("eth_blockNumber"), 16))
            node.kill()
            assert mined.exception()
    assert len(seen) >= 3
    assert all(height % STRETCH == 0 for height in seen)
    served, _ = open_chain(Settings(engine="fast", state=path))
    assert served.height >= max(seen)
    assert served.height % STRETCH == 0
    assert served.store is not None
    served.store.close()


@pytest.mark.parametrize("engine", ["fast", "py-evm"])
def test_blocks_mined_in_turns_are_those_mined_at_once(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pydemo.node.served.STRETCH", 10)
    rpc = Direct(ServedChain(LocalNode(engine=engine), Clock(step=1)))
    rpc("evm_setAutomine", False)
    sent = rpc("eth_sendTransaction", TRANSFER)
    assert rpc("hardhat_mine", hex(25)) is True
    assert int(rpc("eth_blockNumber"), 16) == 25
    assert rpc("eth_getTransactionReceipt", sent)["blockNumber"] == "0x1"
    told = rpc("evm_mine_detailed", {"blocks": 12})
    assert [int(block["number"], 16) for block in told] == [*range(26, 38)]
    assert rpc("evm_mine") == "0x0"
    assert rpc("anvil_mine", 2) is None


BUSY = {
    "a batch of calls": [{**CALL, "params": [{"to": LOOP}], "id": n} for n in range(1_000)],
    "a call": {**CALL, "params": [{"to": LOOP}], "id": 1},
    "many blocks": {**CALL, "method": "anvil_mine", "params": [hex(100_000)], "id": 1},
    "blocks that are told": {
        **CALL,
        "method": "evm_mine_detailed",
        "params": [{"blocks": 100_000}],
        "id": 1,
    },
    "batches of blocks": [
        {**CALL, "method": "anvil_mine", "params": [hex(100_000)], "id": n} for n in range(1_000)
    ],
    "a transaction": {
        **CALL,
        "method": "eth_sendTransaction",
        "params": [{"from": ALICE, "to": LOOP, "gas": hex(LONG)}],
        "id": 1,
    },
}


def serve_and_end(served: ServedChain, body: Any, number: signal.Signals) -> float:
    """Serve in this process, which hears the signals; end while a request runs.

    Returns:
        Seconds from the signal to the end.
    """
    told_at = 0.0

    def ask_and_end(url: str) -> None:
        nonlocal told_at
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(post, url, body)
            time.sleep(0.2)
            assert not running.done()
            told_at = time.monotonic()
            os.kill(os.getpid(), number)
            running.exception()  # whether there is an answer, or none

    with ThreadPoolExecutor(1) as pool:
        asked: list[Future[None]] = []

        def on_ready(port: int) -> None:
            asked.append(pool.submit(ask_and_end, f"http://127.0.0.1:{port}"))

        asyncio.run(serve(served, Guard(), "127.0.0.1", 0, on_ready))
        ended = time.monotonic()
        asked[0].result()
    return ended - told_at


SIGNALS = itertools.cycle([signal.SIGINT, signal.SIGTERM])


@pytest.mark.parametrize(("busy", "number"), [*zip(BUSY, SIGNALS, strict=False)])
def test_a_busy_node_ends_when_it_is_told_to_with_its_file_whole(
    tmp_path: Path, busy: str, number: signal.Signals
) -> None:
    path = tmp_path / "chain.db"
    served, _ = open_chain(Settings(engine="fast", state=path))
    rpc = Direct(served)
    put_endless_code(rpc)
    rpc("evm_setBlockGasLimit", hex(LONG))
    sent = rpc("eth_sendTransaction", {**TRANSFER, "gas": hex(21_000)})
    assert serve_and_end(served, BUSY[busy], number) < 3
    served, _ = open_chain(Settings(engine="fast", state=path))
    again = Direct(served)
    assert again("eth_getTransactionReceipt", sent)["status"] == "0x1"
    assert served.height % STRETCH == 1
    assert again("txpool_status") == {"pending": "0x0", "queued": "0x0"}
    assert again("eth_sendTransaction", TRANSFER)
    assert served.store is not None
    served.store.close()


@pytest.mark.parametrize("engine", ["fast", "py-evm"])
def test_a_busy_process_ends_without_a_word(engine: str) -> None:
    with running_node("--engine", engine) as node, ThreadPoolExecutor(1) as pool:
        rpc = Rpc(node.url)
        put_endless_code(rpc)
        rpc("evm_setBlockGasLimit", hex(LONG))
        running = pool.submit(post, node.url, BUSY["a transaction"])
        time.sleep(0.3)
        assert not running.done()
        started = time.monotonic()
        assert node.end(signal.SIGINT) == (0, "")
        assert time.monotonic() - started < 3
        running.exception()
