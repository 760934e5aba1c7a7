"""The state file: what was answered is in it, and what is no such file is told in a line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli.run_pydemo import only_line, run_pydemo

from node import kills
from node.client import Direct, Rpc
from node.people import ALICE, BOB, STRANGER, signed
from node.process import running_node
from pydemo.chain.genesis import GENESIS_TIME
from pydemo.errors import ArgumentError
from pydemo.node.dispatch import answer
from pydemo.node.serve import Settings, open_chain
from pydemo.node.served import ServedChain
from pydemo.node.store import StateFileError

Open = Callable[..., Direct]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chain.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Open]:
    """Opens the file; what was open before is closed without a word, as by a kill."""
    open_ones: list[ServedChain] = []

    def close() -> None:
        while open_ones:
            store = open_ones.pop().store
            assert store is not None
            store.close()

    def open_again(**settings: Any) -> Direct:
        close()
        served, _ = open_chain(
            Settings(engine="fast", state=path, **{"has_steps": True, **settings})
        )
        open_ones.append(served)
        return Direct(served)

    yield open_again
    close()


def everything(rpc: Direct) -> list[Any]:
    """All that can be asked of a chain: blocks, receipts, past and present state."""
    height = int(rpc("eth_blockNumber"), 16)
    told: list[Any] = []
    for number in range(height + 1):
        block = rpc("eth_getBlockByNumber", hex(number), True)
        told += [block, rpc("eth_getBlockReceipts", hex(number))]
        for account in (ALICE, BOB, STRANGER):
            for name in ("eth_getBalance", "eth_getTransactionCount", "eth_getCode"):
                told.append(rpc(name, account, hex(number)))
            told.append(rpc("eth_getStorageAt", account, "0x1", hex(number)))
        for sent in block["transactions"]:
            told.append(rpc("eth_getTransactionByHash", sent["hash"]))
            told.append(rpc("debug_traceTransaction", sent["hash"], {"tracer": "callTracer"}))
    for account in (ALICE, BOB, STRANGER):
        told.append([rpc("eth_getBalance", account), rpc("eth_getTransactionCount", account)])
    told.append(rpc("eth_getLogs", {"fromBlock": "0x0"}))
    return told


def make_history(rpc: Direct) -> None:
    """Some of each: the suite's deployments, transfers, failures, cheats, empty blocks."""
    for nonce in range(3):
        rpc("eth_sendRawTransaction", signed(nonce, value=nonce))
    rpc(
        "eth_sendTransaction",
        {
            "from": BOB,
            "data": "0x602a60015560086015600039600860 00f3".replace(" ", ""),
            "gas": "0x30000",
        },
    )
    rpc("anvil_setBalance", STRANGER, hex(10**18))
    rpc("anvil_setCode", STRANGER, "0x602a5f5260205ff3")
    rpc("anvil_setStorageAt", STRANGER, "0x1", "0x5")
    rpc("anvil_impersonateAccount", STRANGER)
    rpc("eth_sendTransaction", {"from": STRANGER, "to": BOB, "value": "0x7"})
    rpc("anvil_mine", 3)
    listed = [{"address": BOB, "storageKeys": ["0x" + "01" * 32]}]
    rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, "accessList": listed})
    rpc("anvil_setNonce", STRANGER, "0x20")


def test_a_chain_comes_back_with_all_of_its_past(opened: Open) -> None:
    rpc = opened()
    make_history(rpc)
    before = everything(rpc)
    assert everything(opened()) == before
    assert everything(opened()) == before


def test_it_goes_on_as_if_nothing_had_been(opened: Open) -> None:
    first = opened()
    make_history(first)
    rpc = opened()
    sent = rpc("eth_sendTransaction", {"from": STRANGER, "to": BOB, "value": "0x1"})
    assert rpc("eth_getTransactionReceipt", sent)["status"] == "0x1"
    make_more = rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, "value": "0x1"})
    assert rpc("eth_getTransactionReceipt", make_more)["blockNumber"] == rpc("eth_blockNumber")
    before = everything(rpc)
    assert everything(opened()) == before


def test_the_suite_comes_back_and_is_not_deployed_again(path: Path, opened: Open) -> None:
    rpc = opened(suite=True)
    height, before = rpc("eth_blockNumber"), everything(rpc)
    again = opened(suite=True)
    assert (again("eth_blockNumber"), everything(again)) == (height, before)
    assert again.served.store is not None
    assert again.served.store.fact("suite")["DemoToken"]


def test_what_was_undone_is_gone_from_the_file_too(opened: Open) -> None:
    rpc = opened()
    make_history(rpc)
    before, snapshot = everything(rpc), rpc("evm_snapshot")
    rpc("anvil_setBalance", BOB, "0x1")
    rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, "value": "0x1"})
    rpc("anvil_mine", 5)
    assert rpc("evm_revert", snapshot) is True
    assert everything(opened()) == before


def test_another_future_after_going_back_is_kept(opened: Open) -> None:
    rpc = opened()
    snapshot = rpc("evm_snapshot")
    rpc("anvil_setBalance", BOB, "0x1")
    rpc("evm_mine")
    rpc("evm_revert", snapshot)
    rpc("anvil_setBalance", BOB, "0x2")
    rpc("anvil_mine", 2)
    before = everything(rpc)
    assert everything(opened()) == before


def test_a_reset_chain_begins_anew_in_the_file(opened: Open) -> None:
    rpc = opened()
    make_history(rpc)
    rpc("anvil_reset")
    rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, "value": "0x1"})
    before = everything(rpc)
    assert rpc("eth_blockNumber") == "0x1"
    assert everything(opened()) == before


def test_snapshots_live_as_long_as_the_process(opened: Open) -> None:
    snapshot = opened()("evm_snapshot")
    rpc = opened()
    assert rpc("evm_revert", snapshot) is False


def test_what_waits_is_kept_until_it_is_mined_or_dropped(opened: Open) -> None:
    rpc = opened()
    rpc("evm_setAutomine", False)
    first, second, dropped = (rpc("eth_sendRawTransaction", signed(n)) for n in (0, 1, 2))
    rpc("anvil_dropTransaction", dropped)
    rpc = opened()
    assert rpc("eth_getTransactionByHash", second)["blockHash"] is None
    assert rpc("eth_getTransactionByHash", dropped) is None
    rpc("evm_mine")
    assert rpc("eth_getTransactionReceipt", first)["blockNumber"] == "0x1"
    assert opened()("txpool_status") == {"pending": "0x0", "queued": "0x0"}


def test_time_that_was_moved_stays_moved(opened: Open) -> None:
    rpc = opened(has_steps=False)
    rpc("evm_increaseTime", 10**6)
    rpc("evm_mine")
    before = int(rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
    rpc = opened(has_steps=False)
    rpc("evm_mine")
    after = int(rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
    assert before < after < before + 1_000
    rpc("evm_setNextBlockTimestamp", after + 10**6)
    rpc = opened(has_steps=False)
    rpc("evm_mine")
    latest = rpc("eth_getBlockByNumber", "latest", False)
    assert int(latest["timestamp"], 16) == after + 10**6


def test_seed_and_chain_id_are_the_files(opened: Open) -> None:
    rpc = opened(seed=5, chain_id=1234)
    rpc("evm_mine")
    before = everything(rpc)
    rpc = opened()
    assert (rpc("eth_chainId"), everything(rpc)) == (hex(1234), before)
    with pytest.raises(ArgumentError, match="has the seed 5"):
        opened(seed=6)
    with pytest.raises(ArgumentError, match="has the id 1234"):
        opened(chain_id=31337)


# --- files that cannot be used --------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(StateFileError) as raised:
        open_chain(Settings(state=path))
    told = str(raised.value)
    assert "\n" not in told
    assert str(path) in told
    return told


def test_a_file_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("these are my notes\n" * 500)
    before = path.read_bytes()
    assert "no state of a node" in refused(path)
    assert path.read_bytes() == before


def test_a_database_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE notes (text TEXT)")
    db.close()
    before = path.read_bytes()
    assert "a database of something else" in refused(path)
    assert path.read_bytes() == before


def test_a_file_of_a_later_version_is_refused(path: Path, opened: Open) -> None:
    opened().served.store.close()  # type: ignore[union-attr]
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    assert "is of version 99" in refused(path)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM entries WHERE number = 2",
        "UPDATE entries SET text = substr(text, 1, 50) WHERE number = 2",
        "UPDATE entries SET text = '[null,[[9,1,1]]]' WHERE number = 2",
        "UPDATE entries SET text = '{}' WHERE number = 2",
        "DROP TABLE waiting",
    ],
)
def test_a_damaged_file_is_told(path: Path, opened: Open, damage: str) -> None:
    rpc = opened()
    make_history(rpc)
    rpc.served.store.close()  # type: ignore[union-attr]
    db = sqlite3.connect(path)
    db.execute(damage)
    db.commit()
    db.close()
    assert refused(path)


def test_a_file_cut_short_is_told(path: Path, opened: Open) -> None:
    rpc = opened()
    make_history(rpc)
    rpc.served.store.close()  # type: ignore[union-attr]
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    assert refused(path)


def test_two_nodes_cannot_share_a_file(path: Path) -> None:
    with running_node("--state", str(path)) as node:
        second = run_pydemo("node", "--port", "0", "--state", str(path))
        assert second.returncode == 2
        assert only_line(second.stderr) == f"{path} is in use: another node has it open"
        assert Rpc(node.url)("eth_chainId") == "0x7a69"


def test_a_state_file_is_for_the_fast_engine(path: Path) -> None:
    told = run_pydemo("node", "--port", "0", "--engine", "py-evm", "--state", str(path))
    assert "fast engine only" in only_line(told.stderr)


# --- being killed ---------------------------------------------------------------------------------


def test_a_killed_node_has_lost_nothing_it_has_acknowledged(path: Path) -> None:
    report = kills.run(path, kills=4, seconds=0.6)
    assert report.kills == 4
    assert report.acknowledged > 50
    assert report.missing == []


def test_a_mined_block_is_in_the_file_before_it_is_told(path: Path, opened: Open) -> None:
    """Read by another connection's eyes: a copy of the file, at the time of the answer."""
    rpc = opened()
    told = answer(rpc.served, json.dumps({"id": 1, "method": "evm_mine", "params": []}))
    assert json.loads(told)["result"] == "0x0"
    copy = path.with_name("copy.db")
    for suffix in ("", "-wal"):
        found = path.with_name(path.name + suffix)
        if found.exists():
            copy.with_name(copy.name + suffix).write_bytes(found.read_bytes())
    served, _ = open_chain(Settings(state=copy))
    assert served.height == 1
    assert served.engine.head().timestamp == GENESIS_TIME + 1
    served.store.close()  # type: ignore[union-attr]
