"""A node's time: what blocks are stamped with, and what test suites make of it."""

from __future__ import annotations

import time

import pytest

from node.client import Direct, RpcFailure
from node.people import ALICE, BOB, STRANGER
from pydemo.chain.local import LocalNode
from pydemo.node.clock import Clock
from pydemo.node.production import MOST_BLOCKS
from pydemo.node.served import ServedChain


def now_of(rpc: Direct) -> int:
    return int(rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)


@pytest.fixture
def wall() -> Direct:
    """A chain that goes by the clock on the wall."""
    return Direct(ServedChain(LocalNode(), Clock()))


def test_blocks_have_the_time_on_the_wall_and_never_the_same(wall: Direct) -> None:
    before = int(time.time())
    wall("evm_mine")
    assert before <= now_of(wall) <= time.time()
    wall("anvil_mine", 10)
    assert now_of(wall) >= before + 10


def test_a_second_is_all_between_blocks_that_step(rpc: Direct) -> None:
    before = now_of(rpc)
    rpc("anvil_mine", 3)
    assert now_of(rpc) == before + 3


@pytest.mark.parametrize("kind", ["rpc", "wall"])
def test_time_that_was_increased_stays_so(kind: str, request: pytest.FixtureRequest) -> None:
    rpc: Direct = request.getfixturevalue(kind)
    rpc("evm_mine")
    before = now_of(rpc)
    rpc("evm_increaseTime", 1_000)
    rpc("anvil_mine", "0x2", "0x0")
    assert 1_000 <= now_of(rpc) - before <= 1_005
    rpc("evm_mine")
    assert 1_000 <= now_of(rpc) - before <= 1_010


def test_an_interval_lies_between_blocks_and_leaves_the_clock_alone(wall: Direct) -> None:
    wall("evm_mine")
    before = now_of(wall)
    wall("hardhat_mine", "0x3", "0x64")
    assert now_of(wall) == before + 300
    wall("evm_setTime", int(time.time()) + 10_000)
    wall("hardhat_mine", "0x1", "0x1")
    wall("evm_mine")
    assert now_of(wall) >= time.time() + 9_990


def test_time_is_increased_from_the_newest_block_where_that_is_ahead(wall: Direct) -> None:
    wall("anvil_mine", 50)
    before = now_of(wall)
    assert before > time.time() + 30
    wall("evm_increaseTime", 1_000)
    wall("evm_mine")
    assert now_of(wall) >= before + 1_000


@pytest.mark.parametrize("kind", ["rpc", "wall"])
def test_the_next_block_has_the_time_it_was_told(kind: str, request: pytest.FixtureRequest) -> None:
    rpc: Direct = request.getfixturevalue(kind)
    rpc("evm_mine")
    wanted = now_of(rpc) + 5_000
    rpc("evm_setNextBlockTimestamp", wanted)
    sent = rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, "value": "0x1"})
    block = rpc("eth_getTransactionReceipt", sent)["blockNumber"]
    assert rpc("eth_getBlockByNumber", block, False)["timestamp"] == hex(wanted)
    rpc("evm_mine")
    assert wanted < now_of(rpc) < wanted + 10
    rpc("evm_mine", wanted + 9_000)
    assert now_of(rpc) == wanted + 9_000
    for method in ("evm_setNextBlockTimestamp", "evm_mine"):
        with pytest.raises(RpcFailure, match="not later than the newest"):
            rpc(method, wanted)


def test_a_call_about_the_pending_block_sees_its_time(rpc: Direct) -> None:
    rpc("anvil_setCode", STRANGER, "0x425f5260205ff3")  # TIMESTAMP
    rpc("evm_setNextBlockTimestamp", now_of(rpc) + 777)
    latest, pending = (
        int(rpc("eth_call", {"to": STRANGER}, tag), 16) for tag in ("latest", "pending")
    )
    assert pending - latest == 777


def test_more_blocks_than_there_is_time_for_are_refused(rpc: Direct) -> None:
    with pytest.raises(RpcFailure, match="too many at once"):
        rpc("anvil_mine", hex(MOST_BLOCKS + 1))
