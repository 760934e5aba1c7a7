"""What only asks has so much time, and is stopped without a trace."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from node.client import Direct, RpcFailure
from node.endless import BLAKE, CODES, LOOP, PAIRING, put_endless_code
from node.people import ALICE, BOB, STRANGER
from pydemo.chain.local import LocalNode
from pydemo.evm.deadline import TimeUp
from pydemo.node.clock import Clock
from pydemo.node.dispatch import answer
from pydemo.node.served import ServedChain

ASKING: dict[str, Callable[[str], list[Any]]] = {
    "eth_call": lambda to: [{"to": to}, "latest"],
    "eth_estimateGas": lambda to: [{"to": to}],
    "eth_createAccessList": lambda to: [{"to": to}],
    "debug_traceCall": lambda to: [{"to": to}, "latest", {"tracer": "callTracer"}],
    "eth_simulateV1": lambda to: [{"blockStateCalls": [{"calls": [{"to": to}]}]}],
}
LITTLE, ENOUGH = 0.1, 60
"""Seconds that a call may take."""
STEPS = [{"to": LOOP}, "latest", {"disableStack": True}]
STOPPED = r"^-32000: execution aborted \(timeout = 0\.1s\)$"


@pytest.fixture(params=["fast", "py-evm"])
def slow(request: pytest.FixtureRequest) -> Direct:
    """A chain on which calls have little time."""
    served = ServedChain(LocalNode(engine=request.param), Clock(step=1))
    rpc = Direct(served)
    put_endless_code(rpc)
    served.call_time = LITTLE
    return rpc


def facts(rpc: Direct) -> list[Any]:
    accounts = (ALICE, BOB, STRANGER, LOOP)
    return [
        rpc("eth_getBlockByNumber", "latest", True),
        rpc("eth_getBlockByNumber", "pending", True)["stateRoot"],
        [rpc("eth_getBalance", account) for account in accounts],
        [rpc("eth_getTransactionCount", account) for account in accounts],
        [rpc("eth_getCode", account) for account in accounts],
        [rpc("eth_getStorageAt", account, "0x1") for account in accounts],
        rpc("txpool_status"),
    ]


def stopped(rpc: Direct, method: str, *params: Any) -> float:
    """How long it took until it was stopped."""
    started = time.monotonic()
    with pytest.raises(RpcFailure, match=STOPPED):
        rpc(method, *params)
    return time.monotonic() - started


@pytest.mark.parametrize("method", ASKING)
def test_what_asks_too_long_is_stopped_and_leaves_nothing(slow: Direct, method: str) -> None:
    before = facts(slow)
    assert stopped(slow, method, *ASKING[method](LOOP)) < 2.5
    assert facts(slow) == before
    rest = ASKING[method](BOB)
    slow.served.call_time = ENOUGH
    assert slow(method, *rest)  # and what does not is answered, as before


def test_steps_that_take_too_long_are_stopped(slow: Direct) -> None:
    before = facts(slow)
    assert stopped(slow, "debug_traceCall", *STEPS) < 2.5
    assert facts(slow) == before


# py-evm's own blake2f is one piece: it cannot be stopped within.
@pytest.mark.parametrize(
    ("slow", "code"),
    [("fast", code) for code in CODES] + [("py-evm", code) for code in CODES if code != BLAKE],
    indirect=["slow"],
)
def test_no_code_is_too_clever_to_be_stopped(slow: Direct, code: str) -> None:
    if slow.served.engine.name == "py-evm" and code == PAIRING:
        slow("eth_chainId")  # its own library: a look between two parts of the input
    if code == PAIRING:  # importing what it takes is no part of it
        slow.served.call_time = ENOUGH
        slow("eth_call", {"to": "0x" + "00" * 19 + "08", "data": "0x" + "00" * 192})
        slow.served.call_time = LITTLE
    started = time.monotonic()
    with pytest.raises(RpcFailure):
        slow("eth_call", {"to": code})
    assert time.monotonic() - started < 5


def test_a_call_that_supposes_another_state_leaves_none_of_it(slow: Direct) -> None:
    before = facts(slow)
    supposed = {
        LOOP: {"balance": "0x5", "stateDiff": {"0x" + "00" * 31 + "01": "0x" + "00" * 31 + "07"}},
        STRANGER: {"code": "0x00", "nonce": "0x9"},
    }
    stopped(slow, "eth_call", {"from": STRANGER, "to": LOOP}, "latest", supposed, {"number": "0x9"})
    assert facts(slow) == before


def test_a_transaction_that_is_sent_has_all_the_time_its_gas_lasts(slow: Direct) -> None:
    slow.served.call_time = 0.001
    sent = slow("eth_sendTransaction", {"from": ALICE, "to": LOOP, "gas": hex(60_000)})
    assert slow("eth_getTransactionReceipt", sent)["gasUsed"] == hex(60_000)
    for method in ("debug_traceTransaction", "debug_traceBlockByNumber"):
        with pytest.raises(RpcFailure, match="execution aborted"):
            slow(method, sent if method.endswith("action") else "latest")
    slow.served.call_time = ENOUGH
    assert slow("debug_traceTransaction", sent)["gas"] == 60_000


def test_gas_that_takes_too_long_to_estimate_sends_nothing(slow: Direct) -> None:
    before = facts(slow)
    stopped(slow, "eth_sendTransaction", {"from": ALICE, "to": LOOP})
    assert facts(slow) == before
    slow.served.call_time = ENOUGH
    assert slow("eth_sendTransaction", {"from": ALICE, "to": BOB})


def test_a_batch_has_so_much_time_and_says_of_what_it_was_not_enough_for(slow: Direct) -> None:
    slow.served.batch_time = 0.2
    one = {"jsonrpc": "2.0", "method": "eth_call", "params": [{"to": LOOP}, "latest"]}
    mine = {"jsonrpc": "2.0", "method": "evm_mine", "params": []}
    batch = [{**mine, "id": 0}, *({**one, "id": n} for n in range(1, 50)), {**mine, "id": 50}]
    started = time.monotonic()
    told = json.loads(answer(slow.served, json.dumps(batch)))
    assert time.monotonic() - started < 5
    assert [entry["id"] for entry in told] == list(range(51))
    assert told[0]["result"] == "0x0"
    codes = [entry["error"]["code"] for entry in told[1:]]
    late = codes.index(-32002)
    assert codes == [-32000] * late + [-32002] * (50 - late)
    assert told[-1]["error"]["message"] == "request timed out: a batch has 0.2 seconds at most"
    assert slow("eth_blockNumber") == "0x1"


def test_a_batch_has_so_large_an_answer_and_does_nothing_after_it(
    monkeypatch: pytest.MonkeyPatch, rpc: Direct
) -> None:
    monkeypatch.setattr("pydemo.node.dispatch.MOST_TOLD", 1_000)
    rpc("anvil_setCode", LOOP, "0x" + "00" * 300)
    one = {"jsonrpc": "2.0", "method": "eth_getCode", "params": [LOOP]}
    mine = {"jsonrpc": "2.0", "method": "evm_mine"}
    batch = [{**mine, "id": 0}, *({**one, "id": n} for n in range(1, 4)), {**mine, "id": 4}, mine]
    told = json.loads(answer(rpc.served, json.dumps(batch)))
    assert [entry["id"] for entry in told] == list(range(5))
    assert [entry.get("error", {}).get("code") for entry in told] == [
        None,
        None,
        None,
        -32003,
        -32003,
    ]
    assert rpc("eth_blockNumber") == "0x1"


# --- what looks through blocks and accounts -------------------------------------------------------


LOOKING: dict[str, list[Any]] = {
    "eth_getLogs": [{"fromBlock": "earliest"}],
    "eth_getFilterLogs": ["0x1"],
    "eth_getFilterChanges": ["0x1"],
    "eth_getProof": [ALICE, ["0x0"]],
    "eth_getAccount": [ALICE],
    "eth_feeHistory": [5, "latest", [50]],
    "eth_getBlockByNumber": ["latest"],
    "eth_getBlockReceipts": ["latest"],
    "eth_getTransactionBySenderAndNonce": [ALICE, "0x0"],
}


@pytest.mark.parametrize("method", LOOKING)
def test_what_looks_too_long_is_stopped_and_can_be_asked_again(method: str) -> None:
    rpc = Direct(ServedChain(LocalNode(), Clock(step=1)))
    rpc("eth_newFilter", {"fromBlock": "earliest"})
    rpc("anvil_setCode", LOOP, "0x5f5fa0")  # a log
    rpc("eth_sendTransaction", {"from": ALICE, "to": LOOP})
    rpc.served.call_time = -1  # which is over before it begins
    with pytest.raises(RpcFailure, match="execution aborted"):
        rpc(method, *LOOKING[method])
    rpc.served.call_time = 5
    assert rpc(method, *LOOKING[method])


def proof_of(rpc: Direct) -> Any:
    return rpc("eth_getProof", LOOP, ["0x1", "0x2"])


def test_a_state_root_that_was_stopped_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What there is of it is kept, also when the state goes on, or goes back, in between."""
    here, there = (Direct(ServedChain(LocalNode(), Clock(step=1))) for _ in range(2))
    looks, stops = count(1), 0

    def check() -> None:
        if next(looks) % 7 == 0:
            raise TimeUp(5)

    def change(number: int) -> None:
        for rpc in (here, there):
            if number == 2:
                rpc("evm_snapshot")
            if number == 4:
                rpc("evm_revert", "0x0")
            for slot in range(5):
                rpc("anvil_setStorageAt", LOOP, hex(slot), hex(number * 3 % 7 * slot))
            rpc("anvil_setBalance", "0x" + f"{number:02x}" * 20, "0x1")
            rpc("evm_mine")

    monkeypatch.setattr("pydemo.evm.root.check", check)
    for number in range(1, 7):
        change(number)
        for _ in range(2 + number % 3):  # some times too few
            with suppress(RpcFailure):
                proof_of(here)
            stops += 1
    while True:
        with suppress(RpcFailure):
            told = proof_of(here)
            break
        stops += 1
    assert stops > 6
    monkeypatch.undo()
    assert told == proof_of(there)
    assert told["storageProof"][1]["value"] != "0x0"
    for block in ("earliest", "0x2", "latest"):
        roots = [rpc("eth_getBlockByNumber", block)["stateRoot"] for rpc in (here, there)]
        assert roots[0] == roots[1]


def test_the_root_of_a_small_past_leaves_the_present_one_where_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Clients ask for the first block to know a chain, and then for the newest again."""
    rpc, looks = Direct(ServedChain(LocalNode(), Clock(step=1))), count()
    for number in range(200):
        rpc("anvil_setBalance", f"0x{number:040x}", "0x1")
    rpc("evm_mine")
    newest = proof_of(rpc)
    monkeypatch.setattr("pydemo.evm.root.check", lambda: next(looks))
    first = rpc("eth_getProof", f"0x{99:040x}", [], "earliest")
    assert first["balance"] == "0x0"
    assert 0 < next(looks) < 100
    looks = count()
    assert proof_of(rpc) == newest
    assert next(looks) == 0
    assert rpc("eth_getProof", f"0x{99:040x}", [])["balance"] == "0x1"
