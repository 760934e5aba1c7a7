"""A governor with one thing wrong at a time, all in one contract: a switch says which.

Each of these mutants would take the compiler some seconds, as the governor compiles only with its
slow code generator. So what each has wrong stands beside what is right in the same source, and the
wei of one account, which tests set, say which of them is on. Only view functions can ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from token_checks.mutants import Mutant as Edits
from token_checks.mutants import compile_all

from dao.scene import Dao
from pydemo import Chain
from pydemo.build.search import find_compiler

SWITCH = "0x" + "5c" * 20
"""Has as many wei as the mutant's number that is on; none for the governor as it should be."""
SWITCH_NUMBER = int(SWITCH, 16)
_HEAD = "pragma solidity ^0.8.30;\n"
_FUNCTION = f"""{_HEAD}
function isOn(uint256 mutant) view returns (bool) {{
    return address(uint160({SWITCH_NUMBER})).balance == mutant;
}}
"""


@dataclass(frozen=True)
class Mutant:
    """``text`` stands in the file exactly once.

    An expression is replaced by ``instead``; without that, ``text`` is a statement that is left
    out. ``killers`` are the checks that must fail on it, each by itself.
    """

    name: str
    killers: tuple[Callable[[Dao], None], ...]
    file: str
    text: str
    instead: str = ""

    def beside(self, original: str, number: int) -> str:
        if self.instead:
            return f"(isOn({number}) ? {self.instead} : {original})"
        return f"if (!isOn({number})) {{ {original} }}"


def compile_with_switch(mutants: Sequence[Mutant], kept: Path | None) -> bytes:
    """Creation code of the governor with all of them in it."""
    texts: dict[tuple[str, str], str] = {}
    for number, mutant in enumerate(mutants, start=1):
        place = mutant.file, mutant.text
        texts[place] = mutant.beside(texts.get(place, mutant.text), number)
    edits = [(file, text, mutated) for (file, text), mutated in texts.items()]
    edits += [(file, _HEAD, _FUNCTION) for file in sorted({file for file, _ in texts})]
    every = Edits[Dao]("all", (), tuple(edits))
    small, slow = {"enabled": True, "runs": 1}, {"viaIR": True}
    return compile_all(find_compiler(), (every,), "dao/Governor", kept, small, slow)["all"]


def turn_on(chain: Chain, number: int) -> None:
    chain.set_balance(SWITCH, number)
