"""Contracts as programs: their functions, made when execution first comes to them, and kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from pydemo.evm import calls, errors, runtime
from pydemo.evm.deadline import check
from pydemo.evm.forks import Fork
from pydemo.evm.opcodes import instruction_set, jump_destinations
from pydemo.evm.translator import LONGEST, Path

if TYPE_CHECKING:
    from pydemo.evm.frame import Frame

Function = Callable[["Frame", list[int]], int]

_GENEROSITY = 2
"""How many times over a contract may be translated along different paths. After that a function is
no more than what runs as a whole, from a JUMPDEST to the next jump, so that the rest is translated
at most once. Without it, code made of jumps would be translated without end."""
_CACHED_BYTES = 2**28
"""Memory for programs, about. Real contracts take less than 1 MB each."""

NAMES: dict[str, Any] = {
    **{
        item: getattr(runtime, item)
        for item in (
            *("M", "byte_of", "code_hash", "copy", "copy_memory", "copy_return_data", "grow"),
            *("hash_of", "log", "power", "reach", "sar", "sdiv", "shl", "shr", "sign_extend"),
            *("signed", "sload", "smod", "sstore", "touch", "tstore"),
        )
    },
    **{item: getattr(calls, item) for item in ("call", "create", "self_destruct")},
    **{
        item: getattr(errors, item)
        for item in ("InvalidJump", "InvalidOpcode", "OutOfGas", "StackOverflow")
    },
    "int_from": int.from_bytes,
    "__builtins__": {"len": len, "bytes": bytes, "pow": pow},
}
"""All that translated code can see."""


class Program:
    """A contract's code under one fork, translated as far as it has been executed."""

    def __init__(
        self,
        code: bytes,
        fork: Fork,
        *,
        longest: int = LONGEST,
        takes: Callable[[int], None] = lambda _size: None,
    ) -> None:
        """``takes`` is told of the memory the program takes, about: bytes, each time some more."""
        self.code, self.fork, self.longest, self._takes = code, fork, longest, takes
        self.destinations = jump_destinations(code)
        self.functions: dict[int, Function] = {}
        self.translated = 0
        """How much so far, as `Path.length` counts."""
        self._names = {**NAMES, "J": self.destinations}
        takes(2000 + len(code) + 100 * len(self.destinations))

    def function_at(self, entry: int) -> Function:
        """The function for an entry, translated now if need be."""
        found = self.functions.get(entry)
        if found is None:
            check()  # translating takes longer than running
            name = f"at_{entry}"
            exec(compile(self.source_at(entry), f"<evm {entry}>", "exec"), self._names)
            found = self.functions[entry] = self._names.pop(name)
        return found

    def source_at(self, entry: int) -> str:
        """The Python text of the function for an entry."""
        path = Path(
            self.code,
            instruction_set(self.fork),
            self.destinations,
            entry,
            longest=self.longest,
            follow_jumps=self.translated <= _GENEROSITY * len(self.code),
        )
        source = path.translate()
        self.translated += path.length
        self._takes(700 + 150 * path.length)
        return source


class Programs(dict[bytes, Program]):
    """Code -> program, made when first asked for: contracts with the same code share one."""

    def __init__(self, fork: Fork, *, longest: int = LONGEST) -> None:
        super().__init__()
        self._fork, self._longest = fork, longest
        self.size = 0
        """Bytes of memory they take, about."""

    def __missing__(self, code: bytes) -> Program:
        program = Program(code, self._fork, longest=self._longest, takes=self._take)
        self[code] = program
        return program

    def _take(self, size: int) -> None:
        self.size += size
        if self.size > _CACHED_BYTES:  # what is running keeps its own program
            self.clear()
            self.size = 0


@cache
def programs_of(fork: Fork) -> Programs:
    """The programs of a fork, kept for the life of the process."""
    return Programs(fork)


@cache
def stepping_programs_of(fork: Fork) -> Programs:
    """Programs of which each function is a single instruction, for those who want to watch."""
    return Programs(fork, longest=1)
