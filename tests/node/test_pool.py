"""What waits, and how it gets into blocks."""

from __future__ import annotations

import time
from typing import Any

import pytest

from node.client import Direct, Rpc, RpcFailure
from node.people import ALICE, BOB, CAROL, GWEI, signed
from node.process import running_node
from pydemo.chain.key_derivation import derive_key
from pydemo.node.served import ServedChain


def send(rpc: Any, nonce: int, **fields: Any) -> str:
    return str(rpc("eth_sendRawTransaction", signed(nonce, **fields)))


def block_of(rpc: Any, tx_hash: str) -> int | None:
    receipt = rpc("eth_getTransactionReceipt", tx_hash)
    return None if receipt is None else int(receipt["blockNumber"], 16)


def test_each_transaction_has_a_block_of_its_own_at_once(rpc: Direct) -> None:
    assert [block_of(rpc, send(rpc, nonce)) for nonce in range(3)] == [1, 2, 3]


def test_one_ahead_of_its_nonce_waits_until_the_gap_is_filled(rpc: Direct) -> None:
    ahead = send(rpc, 1)
    assert block_of(rpc, ahead) is None
    assert rpc("eth_getTransactionByHash", ahead)["blockHash"] is None
    assert rpc("txpool_status") == {"pending": "0x0", "queued": "0x1"}
    assert rpc("eth_blockNumber") == "0x0"
    first = send(rpc, 0)
    assert block_of(rpc, first) == block_of(rpc, ahead) == 1
    assert rpc("txpool_status") == {"pending": "0x0", "queued": "0x0"}


def test_without_automine_blocks_come_when_they_are_asked_for(rpc: Direct) -> None:
    rpc("evm_setAutomine", False)
    sent = [send(rpc, nonce) for nonce in (1, 0, 2)]
    assert [block_of(rpc, tx_hash) for tx_hash in sent] == [None] * 3
    assert rpc("eth_getTransactionCount", ALICE, "pending") == "0x3"
    assert rpc("eth_getTransactionCount", ALICE, "latest") == "0x0"
    pending = rpc("eth_getBlockByNumber", "pending", False)["transactions"]
    assert pending == [sent[1], sent[0], sent[2]]
    rpc("evm_mine")
    assert rpc("eth_getBlockByNumber", "latest", False)["transactions"] == pending
    receipts = rpc("eth_getBlockReceipts", "latest")
    assert [receipt["transactionIndex"] for receipt in receipts] == ["0x0", "0x1", "0x2"]
    assert receipts[2]["cumulativeGasUsed"] == hex(3 * 21_000)


def test_the_better_paying_go_first_but_nobody_before_his_own_nonces(rpc: Direct) -> None:
    rpc("evm_setAutomine", False)
    poor = send(rpc, 0, maxPriorityFeePerGas=GWEI)
    rich_second = send(rpc, 1, maxPriorityFeePerGas=50 * GWEI)
    other = send(rpc, 0, key=derive_key(1), to=CAROL, maxPriorityFeePerGas=20 * GWEI)
    rpc("evm_mine")
    block = rpc("eth_getBlockByNumber", "latest", False)
    assert block["transactions"] == [other, poor, rich_second]


def test_a_replacement_must_pay_a_tenth_more(rpc: Direct) -> None:
    rpc("evm_setAutomine", False)
    first = send(rpc, 0, maxFeePerGas=100 * GWEI, maxPriorityFeePerGas=10 * GWEI)
    for fees in ((109, 11), (110, 10), (100, 20)):
        offered = {"maxFeePerGas": fees[0] * GWEI, "maxPriorityFeePerGas": fees[1] * GWEI}
        with pytest.raises(RpcFailure, match="replacement transaction underpriced"):
            send(rpc, 0, **offered)
    second = send(rpc, 0, maxFeePerGas=110 * GWEI, maxPriorityFeePerGas=11 * GWEI)
    assert rpc("eth_getTransactionByHash", first) is None
    rpc("evm_mine")
    assert block_of(rpc, second) == 1
    assert block_of(rpc, first) is None


def test_who_offers_less_than_the_base_fee_waits_for_it_to_fall(rpc: Direct) -> None:
    cheap = {"maxFeePerGas": GWEI // 2, "maxPriorityFeePerGas": 0}
    with pytest.raises(RpcFailure, match="less than block base fee"):
        send(rpc, 0, **cheap)
    rpc("evm_setAutomine", False)
    waits = send(rpc, 0, **cheap)
    rpc("evm_mine")
    assert block_of(rpc, waits) is None
    rpc("anvil_mine", 10)
    assert block_of(rpc, waits) is not None


def test_a_block_takes_what_it_has_room_for(rpc: Direct) -> None:
    rpc("evm_setAutomine", False)
    sent = [send(rpc, nonce, gas=14_000_000) for nonce in range(3)]
    heavy = send(rpc, 0, key=derive_key(1), to=CAROL, gas=30_000_000)
    rpc("anvil_mine", 2)
    # A limit is room that is kept, gas that is not used is room for the next.
    assert [block_of(rpc, tx_hash) for tx_hash in sent] == [1, 1, 1]
    assert block_of(rpc, heavy) == 2


def test_what_can_no_longer_be_paid_is_dropped_with_its_followers_waiting(rpc: Direct) -> None:
    rpc("evm_setAutomine", False)
    first, second = send(rpc, 0, value=6_000 * 10**18), send(rpc, 1, value=6_000 * 10**18)
    third = send(rpc, 2)
    rpc("anvil_mine", 2)
    assert block_of(rpc, first) == 1
    assert block_of(rpc, second) is None
    assert rpc("eth_getTransactionByHash", second) is None
    assert rpc("eth_getTransactionByHash", third)["blockHash"] is None


def test_a_dropped_transaction_is_gone(rpc: Direct) -> None:
    rpc("evm_setAutomine", False)
    sent = send(rpc, 0)
    assert rpc("hardhat_dropTransaction", sent) == sent
    assert rpc("anvil_dropTransaction", sent) is None
    rpc("evm_mine")
    assert rpc("eth_getTransactionByHash", sent) is None


def test_automine_mines_what_has_waited(rpc: Direct) -> None:
    rpc("evm_setAutomine", False)
    sent = send(rpc, 0)
    rpc("evm_setAutomine", True)
    assert block_of(rpc, sent) == 1


def test_going_back_lets_wait_what_waited_then(rpc: Direct, served: ServedChain) -> None:
    rpc("evm_setAutomine", False)
    kept = send(rpc, 0)
    snapshot = rpc("evm_snapshot")
    rpc("evm_mine")
    later = send(rpc, 1)
    assert rpc("evm_revert", snapshot) is True
    assert [waiting.hash.hex() for waiting in served.pool] == [kept[2:]]
    assert rpc("eth_getTransactionByHash", later) is None
    rpc("evm_mine")
    assert block_of(rpc, kept) == 1


def test_an_impersonated_sender_waits_under_the_hash_it_is_mined_with(rpc: Direct) -> None:
    stranger = "0x" + "09" * 20
    rpc("anvil_setBalance", stranger, hex(10**18))
    rpc("anvil_impersonateAccount", stranger)
    rpc("evm_setAutomine", False)
    sent = rpc("eth_sendTransaction", {"from": stranger, "to": BOB, "value": "0x1"})
    waiting = rpc("eth_getTransactionByHash", sent)
    rpc("evm_mine")
    mined = rpc("eth_getTransactionByHash", sent)
    assert mined["from"] == waiting["from"] == stranger
    assert (mined["r"], mined["blockNumber"]) == (waiting["r"], "0x1")


def test_blocks_come_by_the_clock_where_there_is_a_block_time(engine: str) -> None:
    with running_node("--engine", engine, "--block-time", "0.2") as node:
        rpc = Rpc(node.url)
        sent = [send(rpc, nonce) for nonce in (0, 1)]
        deadline = time.monotonic() + 10
        while block_of(rpc, sent[1]) is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert block_of(rpc, sent[0]) == block_of(rpc, sent[1])
        before = int(rpc("eth_blockNumber"), 16)
        time.sleep(1)
        assert 3 <= int(rpc("eth_blockNumber"), 16) - before <= 7
        assert rpc("evm_setIntervalMining", 0) is True
        before = rpc("eth_blockNumber")
        time.sleep(0.5)
        assert rpc("eth_blockNumber") == before
        assert rpc("evm_setAutomine", True) is True
        assert block_of(rpc, send(rpc, 2)) == int(before, 16) + 1
