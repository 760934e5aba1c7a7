"""The state file: what was answered is in it, whatever happens to the node."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from node import kills
from node.people import ALICE, BOB, STRANGER, signed
from node.state_file import Open, everything, make_history
from pydemo.chain.genesis import GENESIS_TIME
from pydemo.errors import ArgumentError
from pydemo.node.dispatch import answer
from pydemo.node.serve import Settings, open_chain


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


# --- being killed ---------------------------------------------------------------------------------


def test_a_killed_node_has_lost_nothing_it_has_acknowledged(path: Path) -> None:
    report = kills.run(path, kills=4, seconds=0.6)
    assert report.kills == 4
    assert report.acknowledged > 50
    assert report.missing == []


def test_a_mined_block_is_in_the_file_before_it_is_told(path: Path, opened: Open) -> None:
    """Read by another connection's eyes: a copy of the file, at the time of the answer."""
    rpc = opened()
    told = answer(
        rpc.served, json.dumps({"jsonrpc": "2.0", "id": 1, "method": "evm_mine", "params": []})
    )
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
