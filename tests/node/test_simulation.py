"""Blocks that are only simulated: what they tell, what they refuse, and that nothing stays."""

from __future__ import annotations

from typing import Any

import pytest
from chain.raw_code import NUMBER, STORED, TIMESTAMP

from node.client import Direct, RpcFailure
from node.people import ALICE, BOB, GWEI, STRANGER

WORD = "0x" + "00" * 31 + "2a"
PAY = {"from": ALICE, "to": BOB, "value": "0x5"}


def simulate(rpc: Direct, *blocks: dict[str, Any], **options: Any) -> Any:
    return rpc("eth_simulateV1", {"blockStateCalls": list(blocks), **options}, "latest")


def test_nothing_stays_of_what_was_simulated(rpc: Direct) -> None:
    rpc("eth_sendTransaction", PAY)
    number = rpc("eth_newBlockFilter")
    before = rpc("eth_getBlockByNumber", "latest", True), rpc("eth_getBalance", ALICE)
    gift = {STRANGER: {"balance": "0x64", "code": "0x" + STORED, "stateDiff": {"0x0": WORD}}}
    told = simulate(rpc, {"stateOverrides": gift, "calls": [PAY, {"to": STRANGER}]}, {"calls": []})
    assert [call["status"] for call in told[0]["calls"]] == ["0x1", "0x1"]
    assert told[0]["calls"][1]["returnData"] == WORD
    after = rpc("eth_getBlockByNumber", "latest", True), rpc("eth_getBalance", ALICE)
    assert after == before
    assert rpc("eth_getBalance", STRANGER) == "0x0"
    assert rpc("eth_getCode", STRANGER) == "0x"
    assert rpc("eth_getFilterChanges", number) == []
    with pytest.raises(RpcFailure, match="unknown account"):
        rpc("eth_sendTransaction", {"from": STRANGER, "to": BOB})
    sent = rpc("eth_sendTransaction", PAY)
    assert rpc("eth_getTransactionReceipt", sent)["blockNumber"] == "0x2"


def test_each_block_goes_on_from_the_one_before(rpc: Direct) -> None:
    newest = rpc("eth_getBlockByNumber", "latest", False)
    told = simulate(
        rpc,
        {"calls": [PAY], "stateOverrides": {BOB: {"balance": "0x0"}}},
        {"calls": [{"from": BOB, "to": STRANGER, "value": "0x5"}]},
        {"blockOverrides": {"number": "0x5"}, "calls": [PAY]},
    )
    assert [int(block["number"], 16) for block in told] == [1, 2, 3, 4, 5]
    assert [len(block["calls"]) for block in told] == [1, 1, 0, 0, 1]
    for block, parent in zip(told, [newest, *told], strict=False):
        assert block["parentHash"] == parent["hash"]
        assert int(block["timestamp"], 16) - int(parent["timestamp"], 16) == 12
        assert block["baseFeePerGas"] == "0x0"


def test_code_sees_the_header_that_is_told(rpc: Direct) -> None:
    state = {BOB: {"code": "0x" + NUMBER}, STRANGER: {"code": "0x" + TIMESTAMP}}
    (block,) = simulate(
        rpc,
        {
            "stateOverrides": state,
            "blockOverrides": {"time": "0x77777777", "feeRecipient": BOB, "gasLimit": "0x989680"},
            "calls": [{"to": BOB}, {"to": STRANGER, "gas": "0x10000"}],
        },
    )
    assert int(block["calls"][0]["returnData"], 16) == 1
    assert int(block["calls"][1]["returnData"], 16) == 0x77777777
    assert (block["miner"], block["gasLimit"], block["timestamp"]) == (
        BOB,
        "0x989680",
        "0x77777777",
    )


def test_nobody_pays_for_gas_unless_it_says_so(rpc: Direct) -> None:
    had = int(rpc("eth_getBalance", ALICE), 16)
    reader = {STRANGER: {"code": "0x33315f5260205ff3"}}  # the caller's balance
    look = {"from": ALICE, "to": STRANGER}
    fee = {"baseFeePerGas": hex(GWEI)}
    (block,) = simulate(
        rpc, {"stateOverrides": reader, "blockOverrides": fee, "calls": [look, PAY, look]}
    )
    seen = [int(block["calls"][n]["returnData"], 16) for n in (0, 2)]
    assert seen == [had, had - 5]
    paid = {**look, "gas": "0x10000", "maxFeePerGas": hex(2 * GWEI)}
    (block,) = simulate(
        rpc,
        {"stateOverrides": reader, "blockOverrides": fee, "calls": [paid, look]},
        validation=False,
    )
    used = int(block["calls"][0]["gasUsed"], 16)
    assert int(block["calls"][1]["returnData"], 16) == had - used * GWEI


def test_a_creation_returns_the_code_it_made(rpc: Direct) -> None:
    (block,) = simulate(rpc, {"calls": [{"from": ALICE, "data": "0x60fe5f5360015ff3"}]})
    assert block["calls"][0]["returnData"] == "0xfe"
    assert block["calls"][0]["status"] == "0x1"


@pytest.mark.parametrize(
    ("code", "block", "options"),
    [
        (-38010, {"calls": [PAY, {**PAY, "nonce": "0x0"}]}, "validation"),
        (-38011, {"calls": [{**PAY, "nonce": "0x9"}]}, "validation"),
        (-38012, {"calls": [PAY]}, "validation"),
        (-38013, {"calls": [{**PAY, "gas": "0x5207"}]}, None),
        (-38014, {"calls": [{"from": STRANGER, "to": BOB, "value": "0x1"}]}, None),
        (-38015, {"calls": [{**PAY, "gas": hex(10**9)}]}, None),
        (-38015, {"calls": [PAY], "blockOverrides": {"gasLimit": "0x1"}}, "gas"),
        (-38020, {"blockOverrides": {"number": "0x0"}}, None),
        (-38021, {"blockOverrides": {"time": "0x1"}}, None),
        (-38026, {"blockOverrides": {"number": "0x1000"}}, None),
        (-38026, {"calls": [PAY] * 1_001}, None),
        (-32602, {"calls": 5}, None),
        (-32602, {"calls": [5]}, None),
        (-32602, {"blockOverrides": {"colour": "0x1"}}, None),
    ],
)
def test_what_could_be_in_no_block_is_refused_with_geths_code(
    rpc: Direct, code: int, block: dict[str, Any], options: str | None
) -> None:
    if options == "gas":
        block["calls"] = [{**PAY, "gas": "0x5208"}]
    is_strict = options == "validation"
    if is_strict and code != -38012:
        block["calls"] = [{**call, "maxFeePerGas": hex(2 * GWEI)} for call in block["calls"]]
        block["calls"] = [{**call, "gas": "0x5208"} for call in block["calls"]]
    with pytest.raises(RpcFailure, match=f"^{code}: "):
        simulate(rpc, block, validation=is_strict)
    assert rpc("eth_blockNumber") == "0x0"
    assert simulate(rpc, {"calls": [PAY]})[0]["calls"][0]["status"] == "0x1"


def test_past_blocks_are_not_gone_on_from(rpc: Direct) -> None:
    rpc("evm_mine")
    with pytest.raises(RpcFailure, match="-32004: eth_simulateV1 goes on from the newest block"):
        rpc("eth_simulateV1", {"blockStateCalls": []}, "0x0")
    assert rpc("eth_simulateV1", {"blockStateCalls": []}, "0x1") == []
