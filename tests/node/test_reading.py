"""Reading back what has happened: logs, filters, traces, fees."""

from __future__ import annotations

from typing import Any

import pytest
from chain.raw_code import COUNTER, RELAY, creation_of

from node.client import Direct, RpcFailure
from node.people import ALICE, BOB, signed
from pydemo.node.filters import LIFETIME, Filters
from pydemo.node.served import ServedChain

WORD = "0x" + "00" * 31 + "2a"


def deploy(rpc: Direct, code: str) -> str:
    sent = {"from": ALICE, "data": "0x" + creation_of(code).hex()}
    receipt = rpc("eth_getTransactionReceipt", rpc("eth_sendTransaction", sent))
    return str(receipt["contractAddress"])


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


@pytest.mark.parametrize(
    "params",
    [["0x0", "latest"], ["0x1", "0x9"], ["0x1", "latest", [50, 10]], ["0x1", "latest", [101]]],
)
def test_a_fee_history_of_what_is_not_there_is_refused(rpc: Direct, params: list[Any]) -> None:
    if params[0] == "0x0":
        assert rpc("eth_feeHistory", *params) == {"oldestBlock": "0x0", "gasUsedRatio": None}
    else:
        with pytest.raises(RpcFailure):
            rpc("eth_feeHistory", *params)
