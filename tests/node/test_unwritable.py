"""A state file that cannot be written: what was answered is in it, what is not in it was not told.

SQLite is stopped for real: by the size a file may have (the process's limit, or the database's), or
in the middle of its work.
"""

from __future__ import annotations

import itertools
import resource
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from cli.run_pydemo import only_line

from node.client import Direct, Rpc, RpcFailure
from node.people import ALICE, BOB, STRANGER
from node.process import RunningNode, running_node
from node.state_file import everything, make_history
from pydemo.node.pool import Waiting
from pydemo.node.serve import Settings, open_chain
from pydemo.node.store import NotSaved

LARGE = "0x" + "01" * 3_000
TRANSFER = {"from": ALICE, "to": BOB, "value": "0x1"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chain.db"


def opened(path: Path) -> Direct:
    return Direct(open_chain(Settings(engine="fast", state=path, has_steps=True))[0])


def database(rpc: Direct) -> sqlite3.Connection:
    assert rpc.served.store is not None
    return rpc.served.store._db


def close(rpc: Direct) -> None:
    assert rpc.served.store is not None
    rpc.served.store.close()


def after(path: Path) -> list[Any]:
    """All that a node tells which is started on the file."""
    rpc = opened(path)
    told = [everything(rpc), rpc("txpool_status"), rpc.served.clock.as_json()]
    close(rpc)
    return told


def let_no_file_grow(node: RunningNode, path: Path) -> None:
    """Like a full disk: whatever the process writes beyond what there is fails."""
    largest = max(file.stat().st_size for file in path.parent.iterdir())
    resource.prlimit(node.pid, resource.RLIMIT_FSIZE, (largest, largest))


def send_until_refused(rpc: Rpc | Direct, sent: list[str]) -> None:
    """Raises RpcFailure. ``sent`` has the hashes that were answered before."""
    for _ in range(40):
        sent.append(rpc("eth_sendTransaction", {**TRANSFER, "data": LARGE}))


# --- a node in a process of its own ---------------------------------------------------------------


def test_a_node_that_cannot_write_ends_with_a_line_and_has_all_it_answered(path: Path) -> None:
    with running_node("--state", str(path)) as node:
        rpc = Rpc(node.url)
        sent = [rpc("eth_sendTransaction", TRANSFER)]
        let_no_file_grow(node, path)
        with pytest.raises(RpcFailure, match="could not write its state file") as refused:
            send_until_refused(rpc, sent)
        assert refused.value.code == -32603
        status, told = node.wait()
        assert status == 2
        assert only_line(told).startswith(f"cannot write {path}: ")
        assert "All that was answered is in it" in told
        with running_node("--state", str(path)) as again:
            rpc = Rpc(again.url)
            assert rpc("eth_blockNumber") == hex(len(sent))
            for tx_hash in sent:
                assert rpc("eth_getTransactionReceipt", tx_hash)["status"] == "0x1"
            assert rpc("eth_sendTransaction", TRANSFER)


def test_what_is_not_in_the_file_is_shown_to_nobody(path: Path) -> None:
    """Not to the others of a batch, and not while the node is about to end."""
    with running_node("--state", str(path)) as node:
        rpc = Rpc(node.url)
        rpc("eth_sendTransaction", TRANSFER)
        let_no_file_grow(node, path)
        asked = [
            ("eth_sendTransaction", [{**TRANSFER, "data": LARGE, "gas": hex(200_000)}]),
            ("eth_blockNumber", []),
            ("eth_getBlockByNumber", ["latest", False]),
            ("eth_getBalance", [BOB, "latest"]),
        ]
        batch: Any = [
            {"jsonrpc": "2.0", "id": place, "method": method, "params": params}
            for place, (method, params) in enumerate(asked * 20)
        ]
        session = requests.Session()
        answers = session.post(node.url, json=batch, timeout=20).json()
        failed = ["error" in entry for entry in answers]
        first = failed.index(True)
        assert asked[first % 4][0] == "eth_sendTransaction"
        assert all(failed[first:])
        height = 1 + first // 4
        try:
            told = session.post(node.url, json=batch[1], timeout=20).json()
        except requests.ConnectionError:
            told = {"error": "it has ended already"}
        assert "result" not in told
        assert node.wait()[0] == 2
        with running_node("--state", str(path)) as again:
            assert Rpc(again.url)("eth_blockNumber") == hex(height)


def test_a_node_that_mines_by_the_clock_ends_too(path: Path) -> None:
    with running_node("--state", str(path), "--block-time", "0.05") as node:
        rpc = Rpc(node.url)
        let_no_file_grow(node, path)
        seen, deadline = 0, time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                seen = int(rpc("eth_blockNumber"), 16)
            except (RpcFailure, requests.ConnectionError):
                break
        status, told = node.wait()
        assert (status, only_line(told).startswith(f"cannot write {path}: ")) == (2, True)
        again = opened(path)
        assert int(again("eth_blockNumber"), 16) >= seen
        close(again)


def test_a_node_whose_file_is_removed_ends_instead_of_writing_into_nothing(path: Path) -> None:
    with running_node("--state", str(path)) as node:
        rpc = Rpc(node.url)
        rpc("eth_sendTransaction", TRANSFER)
        path.unlink()
        with pytest.raises(RpcFailure, match="could not write its state file"):
            rpc("eth_sendTransaction", TRANSFER)
        status, told = node.wait()
        assert status == 2
        assert only_line(told).startswith(f"{path} was moved, removed or replaced")


# --- the same in this process, at chosen places ---------------------------------------------------


def _undone(rpc: Direct) -> None:
    rpc("evm_revert", rpc.served.snapshots.last)


CHANGES: dict[str, Callable[[Direct], Any]] = {
    "a transaction": lambda rpc: rpc("eth_sendTransaction", TRANSFER),
    "many blocks": lambda rpc: rpc("anvil_mine", 20),
    "one that waits": lambda rpc: rpc("eth_sendTransaction", {**TRANSFER, "nonce": "0x9"}),
    "a balance": lambda rpc: rpc("anvil_setBalance", STRANGER, "0x5"),
    "time": lambda rpc: rpc("evm_increaseTime", 1_000),
    "going back": _undone,
    "a reset": lambda rpc: rpc("anvil_reset"),
    "what is dropped": lambda rpc: rpc("anvil_dropAllTransactions"),
}
INSTRUCTIONS = (1, 5, 10, 20, 40, 80)
"""Of SQLite's machine, after which its work is stopped."""


def stop_after(db: sqlite3.Connection, instructions: int) -> None:
    count = itertools.count(1)
    db.set_progress_handler(lambda: next(count) == instructions, 1)


@pytest.mark.parametrize("change", CHANGES)
def test_wherever_writing_ends_the_file_has_what_was_answered(path: Path, change: str) -> None:
    rpc, stopped = opened(path), 0
    make_history(rpc)
    rpc("evm_snapshot")
    rpc("eth_sendTransaction", {**TRANSFER, "nonce": "0x20"})
    rpc("eth_sendTransaction", TRANSFER)
    close(rpc)
    expected = after(path)
    for instructions in INSTRUCTIONS:
        rpc = opened(path)
        rpc("evm_snapshot")  # those of before are gone with their process
        if change == "going back":
            rpc("evm_mine")
        before = [everything(rpc), rpc("txpool_status"), rpc.served.clock.as_json()]
        stop_after(database(rpc), instructions)
        try:
            CHANGES[change](rpc)
        except RpcFailure:
            stopped += 1
            with pytest.raises(RpcFailure, match="could not write"):
                rpc("eth_blockNumber")
            expected = before
        else:
            database(rpc).set_progress_handler(None, 0)
            expected = [everything(rpc), rpc("txpool_status"), rpc.served.clock.as_json()]
        database(rpc).set_progress_handler(None, 0)
        close(rpc)
        assert after(path) == expected
    assert stopped >= 3


def test_a_full_database_is_told_as_one(path: Path) -> None:
    rpc = opened(path)
    make_history(rpc)
    sent: list[str] = []
    height = rpc.served.height
    (pages,) = database(rpc).execute("PRAGMA page_count").fetchone()
    database(rpc).execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(RpcFailure, match="could not write"):
        send_until_refused(rpc, sent)
    assert rpc.served.store is not None
    assert "full" in str(rpc.served.store.failure)
    assert "free some space, and start again" in str(rpc.served.store.failure)
    close(rpc)
    rpc = opened(path)
    assert rpc("eth_blockNumber") == hex(height + len(sent))
    close(rpc)


def test_once_it_could_not_be_written_nothing_is_written_any_more(path: Path) -> None:
    """The chain in memory is ahead: what comes next must not follow on what is not there."""
    rpc = opened(path)
    before = everything(rpc)
    (pages,) = database(rpc).execute("PRAGMA page_count").fetchone()
    database(rpc).execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(RpcFailure):
        rpc("anvil_setCode", STRANGER, "0x" + "00" * 20_000)
    database(rpc).execute("PRAGMA max_page_count = 1000000")
    with pytest.raises(RpcFailure, match="could not write"):
        rpc("eth_sendTransaction", TRANSFER)
    store = rpc.served.store
    assert store is not None
    with pytest.raises(NotSaved):
        store.save(rpc.served)
    close(rpc)
    rpc = opened(path)
    assert everything(rpc) == before
    close(rpc)


def test_a_listener_is_told_of_nothing_that_is_not_in_the_file(path: Path) -> None:
    rpc = opened(path)
    told: list[Any] = []
    rpc.served.on_waiting.append(told.append)
    rpc.served.on_blocks.append(told.append)
    sent = rpc("eth_sendTransaction", TRANSFER)
    assert isinstance(told[0], Waiting)
    assert ("0x" + told[0].hash.hex(), told[1]) == (sent, 1)
    database(rpc).set_progress_handler(lambda: True, 1)
    with pytest.raises(RpcFailure):
        rpc("eth_sendTransaction", TRANSFER)
    assert len(told) == 2
    close(rpc)
