"""The listing shows what runs, and the README shows the listing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pydemo.evm
from evm.assembler import assemble
from evm.machine import run
from pydemo.evm.forks import Fork
from pydemo.evm.listing import function_listing, listing
from pydemo.evm.programs import Program

README = (Path(pydemo.evm.__file__).parent / "README.md").read_text()

CALLS_A_HELPER = """
    5 @back 7 @square JUMP back: ADD 0 MSTORE 32 0 RETURN square: DUP1 MUL SWAP1 JUMP
"""


def _python(text: str) -> str:
    """The right-hand column."""
    lines = filter(None, (line[29:] for line in text.split("\n")))
    return "\n".join(line[3:] if line.startswith("    ") else line for line in lines)


@pytest.mark.parametrize("code", [b"", b"\x5b", assemble(CALLS_A_HELPER), bytes(range(256))])
def test_the_right_column_is_the_source(code: bytes) -> None:
    shown = function_listing(code)
    assert _python(shown).strip() == Program(code, Fork.PRAGUE).source_at(0).strip()


def test_the_left_columns_are_the_instructions_in_the_order_they_run() -> None:
    shown = function_listing(assemble(CALLS_A_HELPER))
    rows = re.findall(r"^ *(\d+)  ([A-Z]\w+(?: 0x\w+)?)", shown, flags=re.MULTILINE)
    places = [int(place) for place, _ in rows]
    assert places == [0, 2, 5, 7, 10, 19, 20, 21, 22, 23, 11, 12, 13, 14, 15, 17, 18]
    assert [name for _, name in rows][:3] == ["PUSH1 0x05", "PUSH2 0x000b", "PUSH1 0x07"]


def test_all_functions_of_a_contract_are_listed() -> None:
    code = assemble("""
        CALLDATASIZE @one JUMPI 0 0 SSTORE CALLER @two JUMPI STOP
        one: 1 0 SSTORE STOP
        two: CALLDATASIZE @two JUMPI
    """)
    names = re.findall(r"def (at_\d+)", listing(code))
    assert len(names) == len(set(names)) == 3
    assert names[0] == "at_0"


def test_the_worked_contract_of_the_readme_does_what_the_readme_says() -> None:
    (text,) = re.findall(r"^    ([0-9a-f]+)$", README, flags=re.MULTILINE)
    code = bytes.fromhex(text)
    assert f"```text\n{listing(code).rstrip()}\n```" in README
    assert f"a contract of {len(code)} bytes" in README
    counted = run(code)
    assert (counted.word, counted.storage) == (1, {0: 1})
    refused = run(code, data=b"x")
    assert (refused.succeeded, refused.halted, refused.output) == (False, None, b"")


def test_the_readme_names_every_module() -> None:
    modules = {path.name for path in Path(pydemo.evm.__file__).parent.glob("*.py")}
    listed = set(re.findall(r"`(\w+\.py)`", README))
    assert modules - {"__init__.py", "emitters.py"} <= listed <= modules


def test_a_notebook_shows_it_in_columns_and_escaped() -> None:
    page = listing(assemble("1 2 LT 9 JUMPI STOP"))._repr_html_()
    assert page.startswith("<pre")
    assert "if len(s) &gt; 102" in page
    assert "PUSH1 0x01" in page
