"""A comparison is a Python bool while a path runs, and an integer wherever it can be seen."""

from __future__ import annotations

import pytest

from evm.assembler import RETURN_TOP
from evm.machine import CONTRACT, OTHER, Translation, run
from pydemo.evm.forks import Fork
from pydemo.evm.state import LogEntry
from pydemo.evm.tracing import Step, TracingEnvironment, Visit

pytestmark = pytest.mark.parametrize("translation", Translation)

TRUE = "CALLDATASIZE ISZERO"
FALSE = "CALLDATASIZE ISZERO ISZERO"
BOTH = f"{TRUE} DUP1 AND"
"""Of two truths Python makes a truth again."""


@pytest.mark.parametrize(("truth", "number"), [(TRUE, 1), (FALSE, 0), (BOTH, 1)])
def test_a_truth_is_a_number_in_arithmetic(
    truth: str, number: int, translation: Translation
) -> None:
    for code, result in (
        (f"{truth}", number),
        (f"5 {truth} ADD", 5 + number),
        (f"0 {truth} ADD", number),
        (f"0 {truth} SUB", number),
        (f"{truth} 0 SUB", -number % 2**256),
        (f"{truth} NOT", 2**256 - 1 - number),
        (f"{truth} 7 MUL", 7 * number),
        (f"1 {truth} DIV", number),
        (f"{truth} {truth} EXP", 1),
        (f"{truth} 255 SHL", number << 255),
        (f"255 {truth} SHL", 255 << number),
        (f"0 {truth} SHR", 0),
        (f"{truth} 31 SIGNEXTEND", number),
        (f"{truth} 0 SIGNEXTEND", number),
        (f"0x8000 {truth} SIGNEXTEND", 2**256 - 0x8000 if number else 0),
        (f"0x102 {truth} BYTE", 0),
        (f"{truth} 31 BYTE", number),
        (f"{truth} {truth} OR", number),
        (f"{truth} {truth} XOR", 0),
        (f"{truth} {truth} EQ", 1),
        (f"{truth} CLZ", 256 - number),
        (f"2 {truth} {truth} ADDMOD", 2 * number % 2),
    ):
        outcome = run(f"{code} {RETURN_TOP}", fork=Fork.OSAKA, translation=translation)
        assert outcome.word == result, code


def test_storage_holds_integers(translation: Translation) -> None:
    outcome = run(f"{TRUE} {TRUE} SSTORE {BOTH} 5 SSTORE", translation=translation)
    assert outcome.storage == {1: 1, 5: 1}
    assert {type(x) for pair in outcome.storage.items() for x in pair} == {int}
    outcome = run(f"{TRUE} 5 SSTORE {FALSE} 5 SSTORE", translation=translation)
    assert outcome.storage == {}
    outcome = run(f"{TRUE} {TRUE} TSTORE 1 TLOAD {RETURN_TOP}", translation=translation)
    assert outcome.word == 1
    assert {type(x) for x in outcome.state.transient.values()} == {int}


def test_memory_and_logs_hold_bytes_and_integers(translation: Translation) -> None:
    code = f"{TRUE} {TRUE} MSTORE {TRUE} {TRUE} MSTORE8 64 0 RETURN"
    outcome = run(code, translation=translation)
    assert outcome.output == b"\0\x01" + bytes(30) + b"\x01" + bytes(31)
    outcome = run(f"{TRUE} {FALSE} {BOTH} {TRUE} 0 LOG3", translation=translation)
    assert outcome.state.logs == [LogEntry(CONTRACT, (1, 0, 1), b"\0")]
    assert {type(topic) for topic in outcome.state.logs[0].topics} == {int}


def test_a_call_may_send_a_truth(translation: Translation) -> None:
    callee = f"CALLVALUE {RETURN_TOP}"
    code = f"32 0 0 0 {TRUE} {OTHER} GAS CALL POP 0 MLOAD {RETURN_TOP}"
    outcome = run(code, others={OTHER: callee}, translation=translation)
    assert outcome.word == 1
    assert {a: outcome.state.balance[a] for a in (CONTRACT, OTHER)} == {CONTRACT: 999, OTHER: 1}
    assert {type(x) for pair in outcome.state.balance.items() for x in pair} == {int}


def test_a_call_may_go_to_a_truth(translation: Translation) -> None:
    """Address 1 is ecrecover's: it takes 3,000 gas and returns nothing for nothing."""
    code = f"0 0 0 0 7 {TRUE} GAS CALL {RETURN_TOP}"
    outcome = run(code, translation=translation)
    assert outcome.word == 1
    assert outcome.state.balance[1] == 7
    assert {type(address) for address in outcome.state.balance} == {int}


def test_a_creation_may_be_salted_with_a_truth(translation: Translation) -> None:
    addresses = {
        run(f"{salt} 0 0 {value} CREATE2 {RETURN_TOP}", translation=translation).word
        for salt in ("1", TRUE)
        for value in ("1", TRUE)
    }
    assert len(addresses) == 1
    assert addresses != {0}


def test_a_truth_may_inherit(translation: Translation) -> None:
    outcome = run(f"{TRUE} SELFDESTRUCT", translation=translation)
    assert outcome.state.balance == {1: 1000, CONTRACT: 0, **_caller(outcome.state.balance)}
    assert {type(address) for address in outcome.state.balance} == {int}


def _caller(balance: dict[int, int]) -> dict[int, int]:
    return {a: wei for a, wei in balance.items() if a not in (1, CONTRACT)}


def test_a_truth_may_be_asked_for_and_jumped_on(translation: Translation) -> None:
    for code in ("BALANCE", "EXTCODESIZE", "EXTCODEHASH", "BLOCKHASH", "BLOBHASH", "SLOAD"):
        assert run(f"{TRUE} {code} {RETURN_TOP}", translation=translation).word == 0
    code = f"{TRUE} @out JUMPI INVALID out: {FALSE} @never JUMPI 7 {RETURN_TOP} never: INVALID"
    assert run(code, translation=translation).word == 7


def test_who_watches_sees_integers(translation: Translation) -> None:
    steps: list[Step] = []
    env = TracingEnvironment(Fork.OSAKA, on_step=steps.append)
    run(
        f"{TRUE} 0 0 0 0 {TRUE} {OTHER} {TRUE} CALL POP {TRUE} 0 SSTORE",
        translation=translation,
        environment=env,
    )
    assert {type(entry) for step in steps for entry in step.stack} == {int}
    env = TracingEnvironment(Fork.OSAKA)
    run(f"0 0 0 0 {TRUE} {TRUE} {TRUE} CALL", translation=translation, environment=env)
    assert env.root is not None
    (visit,) = env.root.steps
    assert isinstance(visit, Visit)
    assert {type(x) for x in (visit.value, visit.address, visit.gas, visit.code_address)} == {int}
