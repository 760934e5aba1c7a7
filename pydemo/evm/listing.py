"""A contract's instructions and beside them the Python they become, to look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from html import escape

from pydemo.evm.forks import Fork
from pydemo.evm.opcodes import instruction_set, jump_destinations
from pydemo.evm.translator import Path

_PLACE, _OPCODE = 7, 22
"""The widths of the first two columns."""


class Listing(str):
    """Text in columns. A notebook shows it as such, without having to print it."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f'<pre style="overflow-x:auto;line-height:1.35">{escape(self)}</pre>'


def listing(code: bytes, fork: Fork = Fork.PRAGUE) -> Listing:
    """All functions of a contract, from its first byte through every place they name.

    A column each for where an instruction is in the code, the instruction, and its lines of Python.
    What is only found out when the code runs (a jump to a computed place) cannot be listed.
    """
    destinations = jump_destinations(code)
    parts, waiting, seen = [], [0], {0}
    while waiting:
        entry = waiting.pop(0)
        text, source = _function(code, fork, entry)
        parts.append(text)
        new = sorted(set(_exits(source, destinations)) - seen)
        seen.update(new)
        waiting += new
    return Listing("\n".join(parts))


def function_listing(code: bytes, entry: int = 0, fork: Fork = Fork.PRAGUE) -> Listing:
    """One of the functions: that for an entry."""
    return Listing(_function(code, fork, entry)[0])


def _function(code: bytes, fork: Fork, entry: int) -> tuple[str, str]:
    """The listing of a function, and its source."""
    path = Path(code, instruction_set(fork), jump_destinations(code), entry)
    source = path.translate()
    # The code may be at its end already, and the function have lines but no instruction.
    starts = [*(before for _, before in path.trail), len(path.lines)]
    rows = [_row("", "", source.split("\n")[0])]
    for (place, start), end in zip(path.trail, starts[1:], strict=True):
        python = [line for part in path.lines[start:end] for line in part.split("\n") if line]
        rows.append(_row(str(place), _instruction(code, fork, place), *python[:1]))
        rows += [_row("", "", line) for line in python[1:]]
    if not path.trail:
        rows += [_row("", "", line) for part in path.lines for line in part.split("\n") if line]
    return "\n".join(rows) + "\n", source


def _row(place: str, opcode: str, python: str = "") -> str:
    indented = python if python.startswith("def ") else f"    {python}"
    return f"{place:>{_PLACE - 2}}  {opcode:<{_OPCODE}}{indented}".rstrip()


def _instruction(code: bytes, fork: Fork, place: int) -> str:
    opcode = instruction_set(fork)[code[place]]
    if opcode is None:
        return f"0x{code[place]:02x}"
    operand = code[place + 1 : place + 1 + opcode.immediate].hex()
    if len(operand) > 12:
        operand = f"{operand[:4]}..{operand[-4:]}"
    return f"{opcode.name} 0x{operand}" if operand else opcode.name


def _exits(source: str, destinations: frozenset[int]) -> Iterator[int]:
    """Where a function may go on, and the return addresses that it leaves on the stack."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Return):
            yield from _numbers([node.value])
        elif isinstance(node, ast.Tuple | ast.Call):
            elements = node.elts if isinstance(node, ast.Tuple) else node.args
            yield from (number for number in _numbers(elements) if number in destinations)


def _numbers(nodes: list[ast.expr] | list[ast.expr | None]) -> Iterator[int]:
    for node in nodes:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield node.value
