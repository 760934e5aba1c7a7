"""What test suites do to a node: time, state that is set, snapshots; and reading it back."""

from __future__ import annotations

import time
from typing import Any

import pytest
from chain.raw_code import COUNTER, RELAY, STORED, creation_of

from node.client import Direct, RpcFailure
from node.people import ALICE, BOB, GWEI, STRANGER, signed
from pydemo.chain.local import LocalNode
from pydemo.node.clock import Clock
from pydemo.node.filters import LIFETIME, Filters
from pydemo.node.registry import METHODS
from pydemo.node.served import MOST_BLOCKS, ServedChain

WORD = "0x" + "00" * 31 + "2a"
WORD_CODE = "0x602a5f5260205ff3"
"""Returns 42."""


def now_of(rpc: Direct) -> int:
    return int(rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)


def deploy(rpc: Direct, code: str) -> str:
    sent = {"from": ALICE, "data": "0x" + creation_of(code).hex()}
    receipt = rpc("eth_getTransactionReceipt", rpc("eth_sendTransaction", sent))
    return str(receipt["contractAddress"])


@pytest.fixture
def wall() -> Direct:
    """A chain that goes by the clock on the wall."""
    return Direct(ServedChain(LocalNode(), Clock()))


# --- time -----------------------------------------------------------------------------------------


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


# --- state ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("house", ["anvil", "hardhat"])
def test_whatever_an_account_has_can_be_set(rpc: Direct, house: str) -> None:
    told = [
        rpc(f"{house}_setBalance", STRANGER, "0x64"),
        rpc(f"{house}_setNonce", STRANGER, "0x5"),
        rpc(f"{house}_setCode", STRANGER, "0x" + STORED),
        rpc(f"{house}_setStorageAt", STRANGER, "0x0", WORD),
    ]
    assert told == ([True] * 4 if house == "hardhat" else [None, None, None, True])
    assert rpc("eth_getBalance", STRANGER) == "0x64"
    assert rpc("eth_getTransactionCount", STRANGER) == "0x5"
    assert rpc("eth_getCode", STRANGER) == "0x" + STORED
    assert rpc("eth_call", {"to": STRANGER}) == WORD


def test_the_past_does_not_know_what_was_set_later(rpc: Direct) -> None:
    rpc("evm_mine")
    rpc("anvil_setBalance", STRANGER, "0x64")
    rpc("evm_mine")
    assert rpc("eth_getBalance", STRANGER, "0x0") == "0x0"
    assert rpc("eth_getBalance", STRANGER, "0x2") == "0x64"


def test_the_next_blocks_base_fee_can_be_set(rpc: Direct) -> None:
    rpc("hardhat_setNextBlockBaseFeePerGas", hex(40 * GWEI))
    rpc("eth_estimateGas", {"from": ALICE, "to": BOB})  # which must not forget it
    rpc("eth_call", {"to": BOB}, "latest", {BOB: {"balance": "0x1"}})
    sent = rpc("eth_sendTransaction", {"from": ALICE, "to": BOB})
    price = rpc("eth_getTransactionReceipt", sent)["effectiveGasPrice"]
    assert int(price, 16) == 41 * GWEI
    assert int(rpc("eth_getBlockByNumber", "latest", False)["baseFeePerGas"], 16) == 40 * GWEI


def test_overrides_hold_for_the_call_alone(rpc: Direct) -> None:
    changed = {
        STRANGER: {"code": "0x" + STORED, "stateDiff": {"0x0": WORD}, "balance": "0x5"},
        BOB: {"nonce": "0x7"},
    }
    assert rpc("eth_call", {"to": STRANGER}, "latest", changed) == WORD
    assert rpc("eth_call", {"to": STRANGER}) == "0x"
    assert rpc("eth_getBalance", STRANGER) == "0x0"
    failing = {STRANGER: {"code": "0xfe"}}
    with pytest.raises(RpcFailure, match="invalid opcode"):
        rpc("eth_call", {"to": STRANGER}, "latest", failing)
    assert rpc("eth_getCode", STRANGER) == "0x"
    rpc("evm_mine")
    with pytest.raises(RpcFailure, match="newest block only"):
        rpc("eth_call", {"to": STRANGER}, "0x0", changed)
    with pytest.raises(RpcFailure, match="can be set"):
        rpc("eth_call", {"to": STRANGER}, "latest", {STRANGER: {"colour": "0x1"}})


def test_a_reset_chain_is_as_it_was_at_first(rpc: Direct) -> None:
    first = rpc("eth_getBlockByNumber", "latest", True)
    rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, "value": "0x1"})
    snapshot = rpc("evm_snapshot")
    assert rpc("hardhat_reset") is True
    assert rpc("eth_getBlockByNumber", "latest", True) == first
    assert rpc("eth_getTransactionCount", ALICE) == "0x0"
    assert rpc("evm_revert", snapshot) is False
    with pytest.raises(RpcFailure, match="forking is not supported"):
        rpc("anvil_reset", {"forking": {"jsonRpcUrl": "http://localhost"}})


def test_snapshots_are_good_once_and_for_what_came_after_them(rpc: Direct) -> None:
    first, _ = rpc("evm_snapshot"), rpc("evm_mine")
    second, _ = rpc("evm_snapshot"), rpc("evm_mine")
    assert rpc("evm_revert", first) is True
    assert rpc("eth_blockNumber") == "0x0"
    assert [rpc("evm_revert", number) for number in (first, second, "0x99")] == [False] * 3


def test_a_block_that_was_undone_is_not_found_by_its_hash(rpc: Direct) -> None:
    snapshot = rpc("evm_snapshot")
    rpc("evm_mine")
    gone = rpc("eth_getBlockByNumber", "latest", False)["hash"]
    assert rpc("eth_getBlockByHash", gone, False)["number"] == "0x1"
    rpc("evm_revert", snapshot)
    rpc("evm_mine", now_of(rpc) + 50)
    assert rpc("eth_getBlockByHash", gone, False) is None
    newest = rpc("eth_getBlockByNumber", "latest", False)["hash"]
    assert rpc("eth_getBlockByHash", newest, False)["number"] == "0x1"
    with pytest.raises(RpcFailure, match="header not found"):
        rpc("eth_getBalance", BOB, {"blockHash": gone})
    assert rpc("eth_getBalance", BOB, {"blockHash": newest})


def test_everybody_can_be_impersonated_at_once(rpc: Direct) -> None:
    rpc("anvil_setBalance", STRANGER, hex(10**18))
    own = {"from": STRANGER, "to": BOB, "value": "0x1"}
    with pytest.raises(RpcFailure, match="unknown account"):
        rpc("eth_sendTransaction", own)
    rpc("anvil_autoImpersonateAccount", True)
    sent = rpc("eth_sendTransaction", own)
    assert rpc("eth_getTransactionReceipt", sent)["from"] == STRANGER


# --- reading --------------------------------------------------------------------------------------


def test_logs_are_numbered_through_the_block(rpc: Direct) -> None:
    logger = deploy(rpc, "5f5fa05f5fa000")  # two logs a call
    nonce = int(rpc("eth_getTransactionCount", ALICE), 16)
    rpc("evm_setAutomine", False)
    sent = [
        rpc("eth_sendRawTransaction", signed(nonce + n, to=logger, gas=60_000, value=0))
        for n in range(2)
    ]
    rpc("evm_mine")
    numbers = [
        [log["logIndex"] for log in rpc("eth_getTransactionReceipt", h)["logs"]] for h in sent
    ]
    assert numbers == [["0x0", "0x1"], ["0x2", "0x3"]]
    assert [log["logIndex"] for log in rpc("eth_getLogs", {})] == ["0x0", "0x1", "0x2", "0x3"]


def test_a_block_hash_names_the_block_of_logs(rpc: Direct) -> None:
    logger = deploy(rpc, "5f5fa000")
    rpc("eth_sendTransaction", {"from": ALICE, "to": logger})
    block = rpc("eth_getBlockByNumber", "latest", False)["hash"]
    rpc("evm_mine")
    assert len(rpc("eth_getLogs", {"blockHash": block})) == 1
    with pytest.raises(RpcFailure, match="choose one or the other"):
        rpc("eth_getLogs", {"blockHash": block, "fromBlock": "0x0"})
    with pytest.raises(RpcFailure, match="unknown block"):
        rpc("eth_getLogs", {"blockHash": WORD})


def test_a_filter_that_nobody_asks_is_forgotten(served: ServedChain) -> None:
    clock = [0.0]
    filters = Filters(served, now=lambda: clock[0])
    asked, silent = filters.open("blocks"), filters.open("blocks")
    clock[0] = LIFETIME - 1
    assert filters.changes(asked) == []
    clock[0] = LIFETIME + 1
    assert filters.changes(asked) == []
    with pytest.raises(Exception, match="filter not found"):
        filters.changes(silent)


def test_a_filter_tells_what_waits(rpc: Direct) -> None:
    number = rpc("eth_newPendingTransactionFilter")
    sent = rpc("eth_sendTransaction", {"from": ALICE, "to": BOB})
    assert rpc("eth_getFilterChanges", number) == [sent]
    assert rpc("eth_getFilterChanges", number) == []
    with pytest.raises(RpcFailure, match="not for logs"):
        rpc("eth_getFilterLogs", number)


def test_a_trace_shows_inner_calls_and_can_leave_them_out(rpc: Direct) -> None:
    relay, counter = deploy(rpc, RELAY), deploy(rpc, COUNTER)
    call = {"from": ALICE, "to": relay, "data": "0x" + "00" * 12 + counter[2:]}
    sent = rpc("eth_sendTransaction", call)
    told = rpc("debug_traceTransaction", sent, {"tracer": "callTracer"})
    assert [inner["to"] for inner in told["calls"]] == [counter]
    assert told["gasUsed"] == rpc("eth_getTransactionReceipt", sent)["gasUsed"]
    top = {"tracer": "callTracer", "tracerConfig": {"onlyTopCall": True}}
    assert "calls" not in rpc("debug_traceTransaction", sent, top)
    flat = rpc("trace_transaction", sent)
    assert [entry["traceAddress"] for entry in flat] == [[], [0]]
    with pytest.raises(RpcFailure, match="only the callTracer"):
        rpc("debug_traceTransaction", sent)


@pytest.mark.parametrize(
    "params",
    [["0x0", "latest"], ["0x1", "0x9"], ["0x1", "latest", [50, 10]], ["0x1", "latest", [101]]],
)
def test_a_fee_history_of_what_is_not_there_is_refused(rpc: Direct, params: list[Any]) -> None:
    if params[0] == "0x0":
        assert rpc("eth_feeHistory", *params)["gasUsedRatio"] == []
    else:
        with pytest.raises(RpcFailure):
            rpc("eth_feeHistory", *params)


def test_a_proof_is_not_supported_rather_than_unknown(rpc: Direct) -> None:
    with pytest.raises(RpcFailure, match="-32004: eth_getProof is not supported"):
        rpc("eth_getProof", ALICE, [], "latest")


def test_the_methods_that_were_promised_are_there() -> None:
    promised = [
        "eth_chainId",
        "eth_blockNumber",
        "eth_getBalance",
        "eth_getCode",
        "eth_getStorageAt",
        "eth_call",
        "eth_getTransactionCount",
        "eth_estimateGas",
        "eth_gasPrice",
        "eth_maxPriorityFeePerGas",
        "eth_feeHistory",
        "eth_getBlockByNumber",
        "eth_getBlockByHash",
        "eth_getTransactionByHash",
        "eth_getTransactionReceipt",
        "eth_getBlockReceipts",
        "eth_getLogs",
        "eth_newFilter",
        "eth_sendRawTransaction",
        "eth_sendTransaction",
        "eth_accounts",
        "eth_sign",
        "eth_signTypedData_v4",
        "eth_createAccessList",
        "eth_syncing",
        "eth_coinbase",
        "debug_traceTransaction",
        "debug_traceCall",
        "evm_snapshot",
        "evm_revert",
        "evm_mine",
        "evm_increaseTime",
        "evm_setNextBlockTimestamp",
        "evm_setAutomine",
        "evm_setIntervalMining",
    ]
    both = [
        "setBalance",
        "setCode",
        "setStorageAt",
        "setNonce",
        "impersonateAccount",
        "mine",
        "reset",
        "stopImpersonatingAccount",
        "dropTransaction",
    ]
    promised += [f"{house}_{name}" for house in ("anvil", "hardhat") for name in both]
    assert [name for name in promised if name not in METHODS] == []
