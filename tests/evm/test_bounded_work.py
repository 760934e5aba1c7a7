"""Hostile code: what it makes us translate and keep is bounded by its length, not by its wit."""

from __future__ import annotations

import re

import pytest

from evm.assembler import assemble, push
from evm.machine import Translation, run
from pydemo.evm import programs, runtime
from pydemo.evm.errors import OutOfGas
from pydemo.evm.forks import MAX_CODE_SIZE, MAX_INITCODE_SIZE, Fork
from pydemo.evm.frame import Environment
from pydemo.evm.programs import Program, Programs

MOST = 4
"""How many times over a contract is translated at most, whatever it does."""


class _Explored(Program):
    """A program that was entered at every place where execution can come to."""

    def __init__(self, code: bytes) -> None:
        super().__init__(code, Fork.OSAKA)
        waiting = [0, *sorted(self.destinations)]
        while waiting:
            entry = waiting.pop()
            if entry not in self.functions:
                self._source = ""
                self.function_at(entry)
                waiting += map(int, re.findall(r"return (\d+)", self._source))

    def source_at(self, entry: int) -> str:
        self._source = super().source_at(entry)
        return self._source


def _filled(code: bytes) -> bytes:
    """As much of something as a contract may have."""
    return (code * (MAX_CODE_SIZE // len(code) + 1))[:MAX_CODE_SIZE]


_UNITS = {
    "jumpdests": "JUMPDEST",
    "pushes of a push": "0x:60",
    "jumps to one place": "JUMPDEST CALLDATASIZE 0x5b5b JUMPI",
    "jumps to anywhere": "JUMPDEST CALLDATASIZE DUP1 JUMPI",
    "entries left at each jump": "JUMPDEST ADDRESS DUP1 DUP1 DUP1 CALLDATASIZE 0 JUMPI",
    "swaps": "SWAP16 SWAP15 SWAP14 SWAP13 JUMPDEST",
    "memory": "CALLDATASIZE CALLDATASIZE MSTORE JUMPDEST",
    "products": "CALLDATASIZE DUP1 MUL JUMPDEST",
    "sums without a landing": "CALLDATASIZE ADD",
    "calls": "JUMPDEST GAS DUP1 DUP1 DUP1 DUP1 DUP1 DUP1 CALL",
    "stops": "STOP",
    "nothing there is": "0x:ef",
}


@pytest.mark.parametrize("unit", _UNITS.values(), ids=list(_UNITS))
def test_24_kb_of_anything_is_translated_a_few_times_at_most(unit: str) -> None:
    assert _Explored(_filled(assemble(unit))).translated <= MOST * MAX_CODE_SIZE


def test_jumps_all_over_the_place_are_translated_a_few_times_at_most() -> None:
    """Every landing jumps to two others, so that paths through them have no end."""
    count = MAX_CODE_SIZE // 12
    code = b"".join(
        assemble("JUMPDEST CALLDATASIZE")
        + _jump_to(12 * (7 * number % count), "JUMPI")
        + assemble("PC POP")
        + _jump_to(12 * (5 * number % count), "JUMP")
        for number in range(count)
    )
    assert len(code) == MAX_CODE_SIZE
    assert _Explored(code).translated <= MOST * MAX_CODE_SIZE


def _jump_to(place: int, how: str) -> bytes:
    return b"\x61" + place.to_bytes(2) + assemble(how)


def test_many_ways_into_code_without_a_landing_are_translated_a_few_times_at_most() -> None:
    """Each way in would go on through the same code, at places of its own."""
    code = b"\x5b" * 2000
    code += assemble("CALLDATASIZE POP ") * ((MAX_CODE_SIZE - len(code)) // 2)
    assert _Explored(code).translated <= MOST * MAX_CODE_SIZE


def test_a_function_is_not_long_whatever_it_leaves_on_the_stack() -> None:
    """300 entries left behind at each of hundreds of jumps would be a text of megabytes."""
    jump = "CALLDATASIZE 0 JUMPI"
    for entries in (f"{2**256 - 1} " * 300, "ADDRESS " * 300, "CALLDATASIZE 5 ADD " * 150):
        code = assemble(f"JUMPDEST {entries} {jump} " + f"{jump} " * 200)
        assert len(Program(code, Fork.OSAKA).source_at(0)) < 150_000


@pytest.mark.parametrize("translation", Translation)
def test_24_kb_of_jumpdests_do_what_they_say(translation: Translation) -> None:
    outcome = run(b"\x5b" * MAX_CODE_SIZE, translation=translation)
    assert (outcome.succeeded, outcome.gas_used) == (True, MAX_CODE_SIZE)


def test_a_visit_to_each_of_thousands_of_landings_does_what_it_says() -> None:
    """The calldata is a list of places; a loop takes the next one and jumps there."""
    loop = assemble("JUMPDEST 0 MLOAD DUP1 32 ADD 0 MSTORE CALLDATALOAD JUMP")
    back = _jump_to(MAX_CODE_SIZE - len(loop), "JUMP")
    start = assemble("0 0 MSTORE") + back
    landings = 4_800
    code = start + landings * (b"\x5b" + back) + assemble("JUMPDEST STOP")
    code = code.ljust(MAX_CODE_SIZE - len(loop), b"\xfe") + loop
    assert len(code) == MAX_CODE_SIZE
    places = [len(start) + 5 * number for number in range(landings + 1)]
    outcome = run(code, data=b"".join(place.to_bytes(32) for place in places))
    assert outcome.succeeded
    assert outcome.gas_used == (2 + 2 + 6 + 11) + landings * (31 + 12) + (31 + 1)


def test_an_endless_loop_ends_when_the_gas_does() -> None:
    for code in ("again: @again JUMP", "again: CALLDATASIZE ISZERO @again JUMPI"):
        outcome = run(code, gas=100_000)
        assert isinstance(outcome.halted, OutOfGas)
        assert outcome.gas_used == 100_000


# --- what is kept ---------------------------------------------------------------------------------


def test_programs_are_forgotten_when_they_take_too_much_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(programs, "_CACHED_BYTES", 2**22)
    kept = Programs(Fork.OSAKA)
    largest = 0
    for number in range(100):
        program = kept[_filled(b"\x5b")[:-33] + push(2**255 + number)]
        program.function_at(0)
        assert kept.size <= 2**22
        largest = max(largest, len(kept))
    assert 0 < largest < 10
    assert len(kept) <= largest


def test_a_program_that_grows_is_forgotten_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_CACHED_BYTES", 2**22)
    kept = Programs(Fork.OSAKA)
    program = kept[_filled(assemble("JUMPDEST CALLDATASIZE CALLDATASIZE MSTORE"))]
    for entry in sorted(program.destinations):
        program.function_at(entry)
    assert not kept
    assert kept.size <= 2**22


def test_stepping_through_code_is_forgotten_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_CACHED_BYTES", 2**20)
    kept = programs.stepping_programs_of(Fork.OSAKA)
    for number in range(100):
        run(push(2**255 + number) + b"\x5b" * 100, translation=Translation.STEPPING)
        assert kept.size <= 2**20


def test_hashes_are_forgotten_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_CACHED_HASHES", 100)
    monkeypatch.setattr(runtime, "_hashes", {})  # other tests' hashes are none of its business
    for number in range(1000):
        runtime.hash_of(number.to_bytes(64))
        assert len(runtime._hashes) <= 100
    runtime.hash_of(bytes(65))
    assert bytes(65) not in runtime._hashes


def test_creations_of_ever_new_code_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Creation code is a program each time it differs by a byte."""
    monkeypatch.setattr(programs, "_CACHED_BYTES", 2**22)
    env = Environment(Fork.OSAKA)
    env.programs = Programs(Fork.OSAKA)
    size = MAX_INITCODE_SIZE
    code = f"""
        again: 0 SLOAD 1 ADD DUP1 0 SSTORE 0 MSTORE
        {size} 0 0 CREATE @again JUMPI
    """
    outcome = run(code, gas=3_000_000, environment=env)
    assert len(outcome.state.created) == 0  # it runs out of gas, and all is undone
    assert isinstance(outcome.halted, OutOfGas)
    assert env.programs.size <= 2**22
