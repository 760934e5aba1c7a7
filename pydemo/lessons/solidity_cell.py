"""A cell of Solidity: what its first line asks for, and its contracts compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydemo.build.artifact import Artifact
from pydemo.build.node import CHECKOUT
from pydemo.errors import CompileError, CompilerNotFound, LessonError
from pydemo.messages import text

FOLDER = "cell/"
"""Of the source's name: only what is in it becomes artifacts, and not what the cell imports."""
MAGIC_LINES = 1
"""Before the Solidity, in the cell as the learner sees it."""
OPTIONS = ("deploy", "as", "sender", "value")


@dataclass(frozen=True, slots=True)
class Order:
    """What a ``%%solidity`` line asks for. ``arguments`` is None where nothing is deployed."""

    name: str
    arguments: str | None
    variable: str
    sender: str
    value: str


def read_line(line: str) -> Order:
    """Read ``NAME --deploy ARGUMENTS --as VARIABLE ...``; the name may also come last.

    Raises errors.LessonError for an option that does not exist, or a line without a name.
    """
    name, *options = (part.strip() for part in re.split(r"(?:^|\s)--(?=[a-z])", line))
    chosen: dict[str, str] = {}
    for option in options:
        word, _, rest = option.partition(" ")
        if word not in OPTIONS:
            known = ", ".join(f"--{known}" for known in OPTIONS)
            raise LessonError(text("lessons.no_option", option=f"--{word}", known=known))
        chosen[word] = rest.strip()
    if not name and options:
        last = next(reversed(chosen))
        chosen[last], _, name = chosen[last].rpartition(" ")
    if not name.isidentifier():
        raise LessonError(text("lessons.no_name", name=repr(name)))
    return Order(
        name=name,
        arguments=chosen.get("deploy"),
        variable=chosen.get("as") or name.lower(),
        sender=chosen.get("sender") or "alice",
        value=chosen.get("value") or "0",
    )


def compile_cell(name: str, cell: str) -> tuple[Artifact, ...]:
    """The contracts of a cell, one of which must be called ``name``.

    The suite's own can be imported in a checkout: ``import "contracts/token/ERC20.sol";``.

    Raises:
        errors.CompileError: it does not compile; lines are counted as in the cell.
        errors.LessonError: there is no compiler, or no contract of that name.
    """
    from pydemo.build.compiler import compile_sources
    from pydemo.build.search import find_compiler
    from pydemo.build.sources import with_imports

    source = f"{FOLDER}{name}.sol"
    try:
        sources = with_imports(source, cell, CHECKOUT)
        compiler = find_compiler(CHECKOUT)
        artifacts = compile_sources(sources, compiler, keep=FOLDER).artifacts
    except CompilerNotFound as missing:
        raise LessonError(text("lessons.no_compiler", version=missing.version)) from None
    except CompileError as error:
        lines = cell.splitlines()
        raise CompileError([_in_cell(one, source, lines) for one in error.diagnostics]) from None
    if name not in {artifact.name for artifact in artifacts}:
        known = ", ".join(artifact.name for artifact in artifacts) or "-"
        raise LessonError(text("lessons.no_contract", name=name, known=known))
    return artifacts


def _in_cell(diagnostic: str, source: str, lines: list[str]) -> str:
    """One of solc's messages with the cell's line number, and the line it is about."""
    place = re.match(rf"{re.escape(source)}:(\d+)(?::(\d+))?: (.*)", diagnostic, re.DOTALL)
    if place is None:
        return diagnostic
    number, column, said = int(place[1]), int(place[2] or 1), place[3]
    head = text("lessons.diagnostic", number=number + MAGIC_LINES, column=column, said=said)
    if number > len(lines):
        return head
    return f"{head}\n    {lines[number - 1]}\n    {' ' * (column - 1)}^"
