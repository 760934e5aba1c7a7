"""State that test suites set, snapshots they go back to, and the methods that they expect."""

from __future__ import annotations

import pytest
from chain.raw_code import STORED

from node.client import Direct, RpcFailure
from node.people import ALICE, BOB, GWEI, STRANGER
from node.test_time import now_of
from pydemo.node.registry import METHODS

WORD = "0x" + "00" * 31 + "2a"


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
    with pytest.raises(RpcFailure, match="-32602: forking: an object is expected"):
        rpc("anvil_reset", {"forking": "http://localhost"})


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
