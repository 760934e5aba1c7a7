"""The limits of the stack, and where jumps may land."""

from __future__ import annotations

import pytest

from evm.assembler import RETURN_TOP, assemble, push
from evm.machine import GAS, Run, Translation, run
from pydemo.evm.errors import Halt, InvalidJump, InvalidOpcode, StackOverflow, StackUnderflow
from pydemo.evm.opcodes import OPCODES

pytestmark = pytest.mark.parametrize("translation", Translation)

_EMPTY = "CALLDATASIZE"
"""Pushes the 0 that no translation knows beforehand."""


def _failed(outcome: Run, halt: type[Halt]) -> bool:
    return not outcome.succeeded and outcome.gas_used == GAS and type(outcome.halted) is halt


# --- the stack ------------------------------------------------------------------------------------


def _is_at_home(code: str, entries: int, translation: Translation) -> bool:
    """Whether code runs on a stack with so many entries, put there by one path or by two."""
    together = run(f"{'ADDRESS ' * entries} {code}", translation=translation)
    crossing = f"{_EMPTY} ISZERO @on JUMPI INVALID on:"
    apart = run(
        f"{'ADDRESS ' * (entries - 10)} {crossing} {'ADDRESS ' * 10} {code}",
        translation=translation,
    )
    assert together.succeeded == apart.succeeded
    for outcome in (together, apart):
        assert outcome.succeeded or _failed(outcome, StackOverflow)
    return together.succeeded


def test_an_instruction_needs_all_it_takes(translation: Translation) -> None:
    for opcode in OPCODES.values():
        code = assemble("ADDRESS " * (opcode.pops - 1)) + bytes([opcode.code]) + bytes(40)
        outcome = run(code, translation=translation)
        assert _failed(outcome, StackUnderflow) == (opcode.pops > 0), opcode


@pytest.mark.parametrize("name", ["ADDRESS", "PUSH0", "DUP16", "GAS"])
def test_1024_entries_fit_and_no_more(name: str, translation: Translation) -> None:
    assert _is_at_home(name, 1023, translation)
    assert not _is_at_home(name, 1024, translation)


def test_what_takes_as_much_as_it_gives_runs_on_a_full_stack(translation: Translation) -> None:
    assert _is_at_home("SWAP16 NOT ADD DUP1 POP GAS SLOAD", 1024, translation)
    assert not _is_at_home("5 POP", 1024, translation)


def test_a_loop_that_pushes_ends_at_the_limit(translation: Translation) -> None:
    outcome = run("again: ADDRESS @again JUMP", translation=translation)
    assert _failed(outcome, StackOverflow)


def test_a_loop_that_pops_ends_at_the_bottom(translation: Translation) -> None:
    outcome = run(f"{'ADDRESS ' * 5} again: POP @again JUMP", translation=translation)
    assert _failed(outcome, StackUnderflow)


def test_an_entry_that_is_not_reached_is_not_needed(translation: Translation) -> None:
    code = f"{_EMPTY} ISZERO @out JUMPI POP POP POP out: 7 {RETURN_TOP}"
    assert run(code, translation=translation).word == 7
    assert _failed(run(code, data=b"x", translation=translation), StackUnderflow)


# --- jumps ----------------------------------------------------------------------------------------


def test_a_jump_lands_on_a_jumpdest_only(translation: Translation) -> None:
    assert run(f"@there JUMP INVALID there: 7 {RETURN_TOP}", translation=translation).word == 7
    assert _failed(run("0 JUMP", translation=translation), InvalidJump)
    assert _failed(run("3 JUMP 5 POP", translation=translation), InvalidJump)


def test_a_jumpdest_in_the_operand_of_a_push_is_none(translation: Translation) -> None:
    assert _failed(run("4 JUMP 0x:605b STOP", translation=translation), InvalidJump)
    assert run("3 JUMP 0x:5b605b STOP", translation=translation).succeeded
    # The same with a target that only the run knows.
    dynamic = "0 CALLDATALOAD JUMP 0x:605b5b STOP"
    for target, lands in ((3, False), (4, False), (5, True), (2**256 - 1, False)):
        outcome = run(dynamic, data=target.to_bytes(32), translation=translation)
        assert outcome.succeeded if lands else _failed(outcome, InvalidJump)


@pytest.mark.parametrize("target", [2**16, 2**32, 2**64, 2**255, 2**256 - 1])
def test_a_jump_out_of_the_code_fails(target: int, translation: Translation) -> None:
    assert _failed(run(f"{target} JUMP", translation=translation), InvalidJump)
    assert _failed(run(f"1 {target} JUMPI", translation=translation), InvalidJump)
    assert _failed(run(f"ADDRESS {target} JUMPI", translation=translation), InvalidJump)
    unknown = run("0 CALLDATALOAD JUMP", data=target.to_bytes(32), translation=translation)
    assert _failed(unknown, InvalidJump)


def test_a_jump_not_taken_may_point_anywhere(translation: Translation) -> None:
    for condition in ("0", _EMPTY):
        code = f"{condition} 0xffffff JUMPI 7 {RETURN_TOP}"
        assert run(code, translation=translation).word == 7


def test_a_jumpdest_as_the_last_byte_can_be_landed_on(translation: Translation) -> None:
    code = f"{_EMPTY} @end JUMPI @end JUMP end:"
    assert assemble(code)[-1] == 0x5B
    assert run(code, translation=translation).succeeded
    assert run(code, data=b"x", translation=translation).succeeded


def test_a_comparison_may_be_the_target(translation: Translation) -> None:
    # Place 1 is landed on twice; slot 0 tells that it was.
    code = f"{_EMPTY} there: 0 SLOAD @out JUMPI 1 0 SSTORE {_EMPTY} ISZERO JUMP out: 7 {RETURN_TOP}"
    assert assemble(code)[1] == 0x5B
    assert run(code, translation=translation).word == 7
    assert _failed(run(code, data=b"x", translation=translation), InvalidJump)


# --- the end of the code --------------------------------------------------------------------------


def test_code_may_end_anywhere(translation: Translation) -> None:
    for code in ("", "5", "5 5 ADD", "JUMPDEST"):
        assert run(code, translation=translation).succeeded


@pytest.mark.parametrize("size", [1, 2, 16, 32])
def test_a_push_cut_short_is_filled_with_zeros(size: int, translation: Translation) -> None:
    # What is pushed cannot be seen any more, but it must be paid and the run end well.
    for missing in range(size + 1):
        code = bytes([0x5F + size]) + b"\xff" * (size - missing)
        assert run(code, translation=translation).gas_used == 3


def test_a_byte_that_is_no_instruction_fails_where_it_is_reached(translation: Translation) -> None:
    for byte in range(256):
        if byte not in OPCODES:
            outcome = run(bytes([byte]), translation=translation)
            assert _failed(outcome, InvalidOpcode)
            assert run(b"\0" + bytes([byte]), translation=translation).succeeded
    assert _failed(run("INVALID", translation=translation), InvalidOpcode)


def test_push_and_pc_know_their_numbers(translation: Translation) -> None:
    for number in (0, 1, 1023, 1024, 2**255, 2**256 - 1):
        code = push(number) + assemble(RETURN_TOP)
        assert run(code, translation=translation).word == number
    assert run(f"JUMPDEST JUMPDEST PC {RETURN_TOP}", translation=translation).word == 2
