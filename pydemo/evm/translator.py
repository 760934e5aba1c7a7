"""Bytecode to Python: one function for each place execution can come to.

A function follows the code from its entry through every jump whose target is known, and ends where
it is not, or where it would come round in a circle. Targets are often known: what a contract pushes
and jumps to, a return address included, is a constant on the translator's stack.

The text of a function holds names of ours and integers, nothing else: no byte of a contract comes
into it in any other form.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from pydemo.evm import calls, errors, runtime
from pydemo.evm.block import Block
from pydemo.evm.emit import EMITTERS, pop_address
from pydemo.evm.forks import Fork
from pydemo.evm.opcodes import Opcode, instruction_set, jump_destinations
from pydemo.evm.values import Value, constant

if TYPE_CHECKING:
    from pydemo.evm.frame import Frame

Function = Callable[["Frame", list[int]], int]

STOPPED, REVERTED = -1, -2
"""What a function returns instead of a place to go on: the frame has ended."""

_LONGEST = 600
"""Instructions in one function: beyond, compiling it costs more than it saves."""
_GENEROSITY = 6
"""How many times over a contract may be translated along different paths, before every JUMPDEST
ends a function. Without it, code made of jumps would be translated without end."""
_CACHED_CODES = 4_096

_NAMES: dict[str, Any] = {
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

    def __init__(self, code: bytes, fork: Fork, *, longest: int = _LONGEST) -> None:
        self.code, self.fork, self.longest = code, fork, longest
        self.destinations = jump_destinations(code)
        self.functions: dict[int, Function] = {}
        self._names = {**_NAMES, "J": self.destinations}
        self._budget = _GENEROSITY * len(code) + _LONGEST

    def function_at(self, entry: int) -> Function:
        """The function for an entry, translated now if need be."""
        found = self.functions.get(entry)
        if found is None:
            name = f"at_{entry}"
            exec(compile(self.source_at(entry), f"<evm {entry}>", "exec"), self._names)
            found = self.functions[entry] = self._names.pop(name)
        return found

    def source_at(self, entry: int) -> str:
        """The Python text of the function for an entry."""
        path = _Path(self, entry, follow_jumps=self._budget > 0)
        source = path.translate()
        self._budget -= path.length
        return source


class Programs(dict[bytes, Program]):
    """Code -> program, made when first asked for: contracts with the same code share one."""

    def __init__(self, fork: Fork) -> None:
        super().__init__()
        self._fork = fork

    def __missing__(self, code: bytes) -> Program:
        if len(self) >= _CACHED_CODES:
            self.clear()
        program = self[code] = Program(code, self._fork)
        return program


@cache
def programs_of(fork: Fork) -> Programs:
    """The programs of a fork, kept for the life of the process."""
    return Programs(fork)


@cache
def _stepping_programs(fork: Fork) -> dict[bytes, Program]:
    return {}


def stepping_program(code: bytes, fork: Fork) -> Program:
    """A program of which each function is a single instruction, for those who want to watch."""
    known = _stepping_programs(fork)
    if code not in known:
        known[code] = Program(code, fork, longest=1)
    return known[code]


class _Path:
    """One function's way through the code."""

    def __init__(self, program: Program, entry: int, *, follow_jumps: bool) -> None:
        self._program, self._entry, self._follow_jumps = program, entry, follow_jumps
        self._code, self._opcodes = program.code, instruction_set(program.fork)
        self._block = Block()
        self._seen: set[int] = set()
        self._place: int | None = entry
        self.length = 0

    def translate(self) -> str:
        while self._place is not None:
            self._place = self._step(self._place)
        return self._block.source(f"at_{self._entry}")

    def _step(self, place: int) -> int | None:
        """Translate the instruction at a place; return the next one's, or None at the end."""
        block = self._block
        if place >= len(self._code):
            self._stop(STOPPED)
            return None
        if self._must_end_before(place):
            block.end_segment()
            block.leave(str(place))
            return None
        self._seen.add(place)
        self.length += 1
        opcode = self._opcodes[self._code[place]]
        if opcode is None or opcode.name == "INVALID":
            block.end_segment()
            block.emit("raise InvalidOpcode")
            return None
        block.charge(opcode.gas)
        return self._translate(opcode, place)

    def _must_end_before(self, place: int) -> bool:
        if place == self._entry and not self.length:
            return False
        if place in self._seen or self.length >= self._program.longest:
            return True
        return not self._follow_jumps and self._code[place] == 0x5B

    def _translate(self, opcode: Opcode, place: int) -> int | None:
        block, following = self._block, place + 1 + opcode.immediate
        name = opcode.name
        if name.startswith("PUSH"):
            operand = self._code[place + 1 : following]
            block.push_number(int.from_bytes(operand) << 8 * (opcode.immediate - len(operand)))
        elif name.startswith("DUP"):
            block.dup(opcode.code - 0x7F)
        elif name.startswith("SWAP"):
            block.swap(opcode.code - 0x8F)
        elif name == "PC":
            block.push(constant(place))
        elif name == "JUMP":
            return self._jump(block.pop())
        elif name == "JUMPI":
            return self._jump_if(block.pop(), block.pop(), following)
        elif name == "STOP":
            self._stop(STOPPED)
            return None
        elif name in ("RETURN", "REVERT"):
            self._return(STOPPED if name == "RETURN" else REVERTED)
            return None
        elif name == "SELFDESTRUCT":
            heir = pop_address(block)
            block.end_segment(check=True)
            block.emit("f.gas = g")
            block.emit(f"self_destruct(f, {heir.text})")
            block.emit(f"return {STOPPED}")
            return None
        else:
            EMITTERS[name](block)
        return following

    # --- control flow -----------------------------------------------------------------------------

    def _jump(self, target: Value) -> int | None:
        block = self._block
        if target.number is not None:
            if target.number in self._program.destinations:
                return target.number
            block.end_segment()
            block.emit("raise InvalidJump")
            return None
        target = block.named(target)
        block.end_segment()
        block.emit(f"if {target.text} not in J: raise InvalidJump")
        block.leave(target.text)
        return None

    def _jump_if(self, target: Value, condition: Value, following: int) -> int | None:
        block = self._block
        if condition.number is not None:
            return self._jump(target) if condition.number else following
        target = block.named(target)
        block.end_segment()
        block.emit(f"if {condition.text}:")
        if target.number is None:
            block.emit(f" if {target.text} not in J: raise InvalidJump")
        elif target.number not in self._program.destinations:
            block.emit(" raise InvalidJump")
            return following
        block.leave(target.text, indent=" ")
        return following

    def _stop(self, how: int) -> None:
        block = self._block
        block.end_segment(check=True)
        block.emit("f.gas = g")
        block.emit(f"return {how}")

    def _return(self, how: int) -> None:
        block = self._block
        start, size = block.pop_name(), block.pop_name()
        block.end_segment()
        memory = block.fetch("m")
        block.emit(f"g = reach({memory}, {start.text}, {size.text}, g)")
        block.emit(f"f.output = bytes({memory}[{start.text}:{start.text} + {size.text}])")
        self._stop(how)
