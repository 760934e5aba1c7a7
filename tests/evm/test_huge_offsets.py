"""Offsets and sizes near 2**256: right results or out of gas, never the memory they ask for."""

from __future__ import annotations

import pytest

from evm.assembler import RETURN_TOP
from evm.machine import GAS, OTHER, Run, Translation, run
from pydemo.evm.errors import OutOfGas, ReturnDataOutOfBounds

pytestmark = pytest.mark.parametrize("translation", Translation)

HUGE = [2**32 - 32, 2**32, 2**63, 2**64, 2**255, 2**256 - 33, 2**256 - 32, 2**256 - 1]


def _starved(outcome: Run) -> bool:
    assert outcome.gas_used == GAS
    return isinstance(outcome.halted, OutOfGas)


def _both(template: str, number: int, translation: Translation) -> tuple[Run, Run]:
    """Run code with a number for the question mark: as a constant, and as an argument."""
    known = template.replace("?", str(number))
    unknown = template.replace("?", "0 CALLDATALOAD")
    return (
        run(known, translation=translation),
        run(unknown, data=number.to_bytes(32), translation=translation),
    )


@pytest.mark.parametrize("place", HUGE)
def test_no_gas_is_enough_for_memory_far_away(place: int, translation: Translation) -> None:
    for code in (
        "? MLOAD",
        "7 ? MSTORE",
        "7 ? MSTORE8",
        "1 ? KECCAK256",
        "? 0 KECCAK256",
        "1 ? RETURN",
        "? 0 REVERT",
        "1 0 ? CALLDATACOPY",
        "? 0 0 CALLDATACOPY",
        "1 0 ? CODECOPY",
        "? 0 0 CODECOPY",
        "1 0 ? 0 EXTCODECOPY",
        "? 0 0 0 EXTCODECOPY",
        "1 0 ? MCOPY",
        "1 ? 0 MCOPY",
        "? 0 0 MCOPY",
        "? 0 LOG0",
        "1 ? LOG0",
        "1 ? 0 CREATE",
        "? 0 0 CREATE",
        "0 1 ? 0 CREATE2",
        "0 ? 0 0 CREATE2",
        "1 ? 0 0 0 0 0 CALL",
        "0 0 1 ? 0 0 0 CALL",
        "? 0 0 0 0 0 DELEGATECALL",
        "0 0 ? 0 0 0 STATICCALL",
    ):
        for outcome in _both(f"{code} STOP", place, translation):
            assert _starved(outcome), code


@pytest.mark.parametrize("place", HUGE)
def test_an_empty_range_touches_nothing_wherever_it_is(
    place: int, translation: Translation
) -> None:
    for code in (
        "0 ? KECCAK256 POP",
        "0 0 ? CALLDATACOPY",
        "0 ? ? CODECOPY",
        "0 ? ? 0 EXTCODECOPY",
        "0 0 ? RETURNDATACOPY",
        "0 ? ? MCOPY",
        "0 ? LOG0",
        "0 ? 0 CREATE POP",
        "0 0 ? 0 CREATE2 POP",
        "0 ? 0 ? 0 0 0 CALL POP",
        "0 ? 0 ? 0 0 STATICCALL POP",
    ):
        for outcome in _both(f"{code} MSIZE {RETURN_TOP}", place, translation):
            assert outcome.word == 0, code
    for outcome in _both("0 ? RETURN", place, translation):
        assert (outcome.succeeded, outcome.output) == (True, b"")


@pytest.mark.parametrize("place", HUGE)
def test_beyond_data_and_code_there_are_zeros(place: int, translation: Translation) -> None:
    for code in (
        "? CALLDATALOAD",
        "32 ? 0 CALLDATACOPY 0 MLOAD",
        "32 ? 0 CODECOPY 0 MLOAD",
        "32 ? 0 ADDRESS EXTCODECOPY 0 MLOAD",
        f"32 ? 0 {OTHER} EXTCODECOPY 0 MLOAD",
    ):
        for outcome in _both(f"7 0 MSTORE {code} {RETURN_TOP}", place, translation):
            assert outcome.word == 0, code


@pytest.mark.parametrize("place", HUGE)
def test_return_data_is_never_read_beyond_its_end(place: int, translation: Translation) -> None:
    for code in ("1 ? 0 RETURNDATACOPY", "? 0 0 RETURNDATACOPY", "? ? 0 RETURNDATACOPY"):
        for outcome in _both(code, place, translation):
            assert isinstance(outcome.halted, ReturnDataOutOfBounds)
    for outcome in _both("0 ? 0 RETURNDATACOPY", place, translation):
        assert isinstance(outcome.halted, ReturnDataOutOfBounds)  # unlike any other copy


def test_return_data_is_read_up_to_its_end(translation: Translation) -> None:
    call = f"0 0 0 0 0 {OTHER} GAS CALL POP"
    others = {OTHER: "7 0 MSTORE 32 0 RETURN"}
    for size, start, fits in ((32, 0, True), (1, 31, True), (0, 32, True), (1, 32, False)):
        code = f"{call} {size} {start} 0 RETURNDATACOPY"
        outcome = run(code, others=others, translation=translation)
        assert outcome.succeeded == fits
        assert fits or isinstance(outcome.halted, ReturnDataOutOfBounds)
    code = f"{call} 33 0 0 RETURNDATACOPY"
    assert not run(code, others=others, translation=translation).succeeded


def test_calldata_is_read_up_to_its_end(translation: Translation) -> None:
    data = bytes(range(1, 41))
    for start in (0, 1, 8, 31, 39, 40, 41, 72, 73, 1000):
        expected = int.from_bytes(data[start : start + 32].ljust(32, b"\0"))
        copied = f"32 {start} 0 CALLDATACOPY 0 MLOAD {RETURN_TOP}"
        for code in (f"{start} CALLDATALOAD {RETURN_TOP}", copied):
            assert run(code, data=data, translation=translation).word == expected


@pytest.mark.parametrize("words", [1, 2, 100, 724, 4096])
def test_memory_costs_what_the_yellow_paper_says(words: int, translation: Translation) -> None:
    code = f"{32 * (words - 1)} MLOAD POP"
    expected = (2 if words == 1 else 3) + 3 + 2 + 3 * words + words * words // 512
    outcome = run(code, translation=translation)
    assert (outcome.succeeded, outcome.gas_used) == (True, expected)
    assert run(code, gas=expected, translation=translation).succeeded
    assert not run(code, gas=expected - 1, translation=translation).succeeded


def test_hashing_is_paid_before_it_is_done(translation: Translation) -> None:
    """A megabyte is hashed as often as there is gas for, not once more for each instruction."""
    code = "1000000 0 KECCAK256 POP " * 100
    outcome = run(code, translation=translation)
    assert _starved(outcome)


def test_shifts_of_a_word_and_more_leave_nothing(translation: Translation) -> None:
    for shift in (256, 257, 2**64, 2**256 - 1):
        for name, result in (("SHL", 0), ("SHR", 0), ("SAR", 2**256 - 1)):
            for outcome in _both(f"{2**256 - 1} ? {name} {RETURN_TOP}", shift, translation):
                assert outcome.word == result
