"""Every tracer on our node and on anvil, field by field."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Any

import pytest
from remote.conftest import running_anvil

from node import trace_script
from node.client import Direct, RpcFailure
from node.people import ALICE, BOB, signed
from node.player import Player
from node.process import running_node
from node.test_shapes import Difference, differences
from pydemo.node import struct_logs

DIFFERENCES = {
    "* receipt.*": "as in test_shapes",
    "* calls.gas": "geth tells the transaction's gas limit, anvil what is left of it at the start",
    "block by *.gas": "as above",
    "*.error": "words of the clients for what ended a call",
    "created *.gasCost": "in geth a creation costs what it takes, in anvil what it hands on too",
    "call * *.gasCost": "of what runs out of gas: its fixed cost here, all that was left in anvil",
    "created before.*": "geth leaves out what was only made then, anvil does not",
    "call * selectors.error": "anvil has no 4byteTracer for calls",
    "no block*.error.code": "each its own",
}
Found = tuple[dict[str, Any], list[Difference]]


@pytest.fixture(scope="module")
def found(engine: str) -> Found:
    """Our answers, and where anvil's are others."""
    with running_anvil("--steps-tracing") as anvil:
        theirs = Player(anvil).play(trace_script.run)
    with running_node("--engine", engine) as node:
        ours = Player(node.url).play(trace_script.run)
    assert ours.keys() == theirs.keys()
    return ours, [d for step, told in ours.items() for d in differences(step, told, theirs[step])]


def test_every_trace_is_anvils_but_for_the_differences_listed(found: Found) -> None:
    unlisted = [d for d in found[1] if not any(fnmatchcase(d[0], p) for p in DIFFERENCES)]
    assert unlisted == []


def test_every_difference_listed_is_there(found: Found) -> None:
    paths = [path for path, _, _ in found[1]]
    assert [p for p in DIFFERENCES if not any(fnmatchcase(path, p) for path in paths)] == []


def test_each_step_costs_what_the_next_one_lacks(found: Found) -> None:
    """Where there are no inner calls: a check of our own, as anvil's answers are hardly a proof."""
    told = found[0]["failing steps"]
    steps = told["structLogs"]
    assert told["failed"] is True
    assert told["returnValue"] == found[0]["failing calls"]["output"]
    assert len(steps) > 100
    for step, following in pairwise(steps):
        assert step["gas"] - step["gasCost"] == following["gas"]


def test_a_difference_shows_both_states_and_nothing_that_stayed(found: Found) -> None:
    told = found[0]["relayed difference"]
    (counter,) = [a for a, fields in told["post"].items() if "storage" in fields]
    assert "storage" not in told["pre"][counter]  # the slot was zero
    assert told["post"][counter] == {"storage": {"0x" + "00" * 32: "0x" + "00" * 31 + "01"}}
    assert len(told["pre"]) == 3
    assert len(found[0]["relayed before"]) == 4  # the relay too


@pytest.mark.parametrize("options", [{"limit": 2}, {"disableStack": True}])
def test_options_leave_things_out(rpc: Direct, options: dict[str, Any]) -> None:
    changed = {BOB: {"code": "0x" + trace_script.STORE}}
    call = {"from": ALICE, "to": BOB}
    whole = rpc("debug_traceCall", call, "latest", {"stateOverrides": changed})["structLogs"]
    told = rpc("debug_traceCall", call, "latest", {**options, "stateOverrides": changed})
    assert [step["op"] for step in whole] == ["PUSH1", "PUSH1", "SSTORE", "STOP"]
    if "limit" in options:
        assert told["structLogs"] == whole[:2]
        assert told["gas"] > 40_000  # it has run to its end all the same
    else:
        assert "stack" in whole[0]
        without = [{name: step[name] for name in step if name != "stack"} for step in whole]
        assert told["structLogs"] == without


def test_a_trace_of_too_many_steps_is_refused(rpc: Direct, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(struct_logs, "MOST_STEPS", 3)
    changed = {BOB: {"code": "0x" + trace_script.STORE}}
    with pytest.raises(RpcFailure, match="-32005: more than 3 steps"):
        rpc("debug_traceCall", {"to": BOB}, "latest", {"stateOverrides": changed})
    assert rpc("debug_traceCall", {"to": BOB}, "latest", {"limit": 2, "stateOverrides": changed})
    assert rpc("eth_getCode", BOB) == "0x"


# A word of memory, a slot that is written, and a call that gives a word back.
FILLING = "5f5f5f5f" + "60015f52" + "60015f55" + "60205f60205f60045afa" + "00"


@pytest.mark.parametrize(
    "filled", [{}, {"enableMemory": True}, {"enableReturnData": True}, {"disableStorage": False}]
)
def test_a_trace_that_shows_too_many_words_is_refused(
    rpc: Direct, monkeypatch: pytest.MonkeyPatch, filled: dict[str, Any]
) -> None:
    """Each step shows all there is: what fills it is told in the square of its length."""
    nothing = {"disableStack": True, "disableStorage": True}
    options = {**nothing, **filled} if filled else {"disableStorage": True}
    changed = {BOB: {"code": "0x" + FILLING}}
    rest = {"stateOverrides": changed}
    monkeypatch.setattr(struct_logs, "MOST_WORDS", 0)
    with pytest.raises(RpcFailure, match="-32005: more than 0 words in "):
        rpc("debug_traceCall", {"to": BOB}, "latest", {**options, **rest})
    assert rpc("debug_traceCall", {"to": BOB}, "latest", {**nothing, **rest})["structLogs"]


@pytest.mark.parametrize("tracer", ["muxTracer", "{step: function() {}}"])
def test_a_tracer_that_is_not_there_is_said_to_be_so(rpc: Direct, tracer: str) -> None:
    sent = rpc("eth_sendTransaction", {"from": ALICE, "to": BOB})
    with pytest.raises(RpcFailure, match="-32004: tracers are callTracer, prestateTracer"):
        rpc("debug_traceTransaction", sent, {"tracer": tracer})
    assert rpc("debug_traceTransaction", sent)["structLogs"] == []


def test_a_transaction_in_the_middle_of_a_block_is_traced_on_the_state_it_found(
    rpc: Direct,
) -> None:
    rpc("evm_setAutomine", False)
    sent = [rpc("eth_sendRawTransaction", signed(nonce, value=5)) for nonce in range(3)]
    rpc("evm_mine")
    for number, tx_hash in enumerate(sent):
        told = rpc(
            "debug_traceTransaction",
            tx_hash,
            {"tracer": "prestateTracer", "tracerConfig": {"diffMode": True}},
        )
        assert told["pre"][ALICE].get("nonce", 0) == number
        assert told["post"][ALICE]["nonce"] == number + 1
        before, after = (int(told[when][BOB]["balance"], 16) for when in ("pre", "post"))
        assert before == 10**22 + 5 * number
        assert after == before + 5
