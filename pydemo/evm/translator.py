"""Bytecode to Python: one function for each place execution can come to.

A function follows the code from its entry through every jump whose target is known, and ends where
it is not, or where it would come round in a circle. Targets are often known: what a contract pushes
and jumps to, a return address included, is a constant on the translator's stack.

The text of a function holds names of ours and integers, nothing else: no byte of a contract comes
into it in any other form.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydemo.evm.block import Block
from pydemo.evm.emit import EMITTERS, memory_range, pop_address
from pydemo.evm.opcodes import Opcode
from pydemo.evm.values import Value, constant

STOPPED, REVERTED = -1, -2
"""What a function returns instead of a place to go on: the frame has ended."""

LONGEST = 600
"""Instructions in one function: beyond, compiling it costs more than it saves."""
_STRETCH = 512
"""A function that follows no jumps ends at multiples of this, where others may go on from."""
_VISIBLE = 32
"""How much of the stack counts when a path comes to a place again."""
_GLANCE = 24
"""How many instructions to look ahead for a revert."""


class Path:
    """One function's way through the code."""

    def __init__(
        self,
        code: bytes,
        opcodes: Sequence[Opcode | None],
        destinations: frozenset[int],
        entry: int,
        *,
        longest: int = LONGEST,
        follow_jumps: bool = True,
    ) -> None:
        """A path of at most ``longest``, or else what is sure to run as a whole."""
        self._code, self._opcodes, self._destinations = code, opcodes, destinations
        self._entry, self._longest, self._follow_jumps = entry, longest, follow_jumps
        self._block = Block()
        self.trail: list[tuple[int, int]] = []
        """The places it has come through, and how many lines there were before each."""
        self._seen: set[tuple[int, ...]] = set()
        self._has_branched = False

    @property
    def lines(self) -> list[str]:
        """The lines of the function; several may be joined in one, and some may be empty."""
        return self._block.lines

    @property
    def length(self) -> int:
        """How much has been translated: instructions, and what jumps have left on the stack."""
        return len(self.trail) + self._block.left // 4

    def translate(self) -> str:
        """The text of the function, which is called ``at_`` and the entry."""
        place: int | None = self._entry
        while place is not None:
            place = self._step(place)
        return self._block.source(f"at_{self._entry}")

    def _step(self, place: int) -> int | None:
        """Translate the instruction at a place; return the next one's, or None at the end."""
        block = self._block
        if place >= len(self._code):
            if self.trail and self._longest == 1:  # the stop after the end is a step of its own
                block.end_segment()
                block.leave(str(place))
            else:
                self._stop(STOPPED)
            return None
        if self._must_end_before(place):
            block.end_segment()
            block.leave(str(place))
            return None
        self.trail.append((place, len(block.lines)))
        opcode = self._opcodes[self._code[place]]
        if opcode is None or opcode.name == "INVALID":
            block.end_segment()
            block.emit("raise InvalidOpcode")
            return None
        block.charge(opcode.gas)
        return self._translate(opcode, place)

    def _must_end_before(self, place: int) -> bool:
        is_landing = self._code[place] == 0x5B
        if is_landing:
            been_here = self._situation(place)
            if been_here in self._seen:
                return True
            self._seen.add(been_here)
        if not self.trail:
            return False
        if self.length >= self._longest:
            return True
        if self._follow_jumps:
            return False
        return is_landing or self._has_branched or place // _STRETCH != self._entry // _STRETCH

    def _situation(self, place: int) -> tuple[int, ...]:
        """What tells a second call of an internal function from a loop: where it will return to.

        These are the known jump destinations on the stack, as far up as matters.
        """
        known = (entry.number for entry in self._block.stack[-_VISIBLE:])
        return (place, *(n for n in known if n is not None and n in self._destinations))

    def _translate(self, opcode: Opcode, place: int) -> int | None:
        block, byte, name = self._block, opcode.code, opcode.name
        following = place + 1
        if 0x5F <= byte <= 0x7F:
            size = byte - 0x5F
            following += size
            operand = self._code[place + 1 : following]
            block.push_number(int.from_bytes(operand) << 8 * (size - len(operand)))
        elif 0x80 <= byte <= 0x8F:
            block.dup(byte - 0x7F)
        elif 0x90 <= byte <= 0x9F:
            block.swap(byte - 0x8F)
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
            block.emit(f"self_destruct(f, {heir.whole})")
            block.emit(f"return {STOPPED}")
            return None
        else:
            EMITTERS[name](block)
        return following

    # --- control flow -----------------------------------------------------------------------------

    def _jump(self, target: Value) -> int | None:
        block = self._block
        if target.number is not None:
            if target.number in self._destinations:
                return target.number
            block.end_segment()
            block.emit("raise InvalidJump")
            return None
        target = block.named(target)
        block.end_segment()
        block.emit(f"if {target.text} not in J: raise InvalidJump")
        block.leave(target.whole)
        return None

    def _jump_if(self, target: Value, condition: Value, following: int) -> int | None:
        block = self._block
        if condition.number is not None:
            return self._jump(target) if condition.number else following
        target, self._has_branched = block.named(target), True
        block.end_segment()
        if target.number in self._destinations and self._only_fails(following):
            block.emit(f"if not {condition.text}:")
            block.leave(str(following), indent=" ")
            return target.number
        block.emit(f"if {condition.text}:")
        if target.number is None:
            block.emit(f" if {target.text} not in J: raise InvalidJump")
        elif target.number not in self._destinations:
            block.emit(" raise InvalidJump")
            return following
        block.leave(target.whole, indent=" ")
        return following

    def _only_fails(self, place: int) -> bool:
        """Whether code soon reverts, as it does after a check: then the jump is the way to go."""
        pushed = -1
        for _ in range(_GLANCE):
            opcode = self._opcodes[self._code[place]] if place < len(self._code) else None
            if opcode is None or opcode.name in ("REVERT", "INVALID"):
                return opcode is not None
            if opcode.name == "JUMP" and pushed in self._destinations:
                place = pushed
                continue
            if opcode.name in ("JUMP", "JUMPI", "STOP", "RETURN", "SELFDESTRUCT"):
                return False
            following = place + 1 + opcode.immediate
            pushed = int.from_bytes(self._code[place + 1 : following]) if opcode.immediate else -1
            place = following
        return False

    def _stop(self, how: int) -> None:
        block = self._block
        block.end_segment(check=True)
        block.emit("f.gas = g")
        block.emit(f"return {how}")

    def _return(self, how: int) -> None:
        block = self._block
        start, size = block.pop_name(), block.pop_name()
        block.end_segment()
        if size.number != 0:
            place = memory_range(block, start, size)
            block.emit(f"f.output = bytes({block.fetch('m')}[{place}])")
        self._stop(how)
