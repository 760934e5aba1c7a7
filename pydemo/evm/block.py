"""Building one Python function from a path through the bytecode.

The builder runs the instructions on a stack of expressions. What the path takes from the caller's
stack becomes a name (``a3 = s[-3]``: too short a stack raises IndexError, which the loop knows as
underflow), and what it leaves is put back where the path ends. Gas that does not depend on anything
is summed and charged once a segment, at its start.
"""

from __future__ import annotations

from pydemo.evm.forks import MAX_STACK
from pydemo.evm.values import Value, constant, name

FETCHED = {
    "m": "m = f.memory",
    "data": "data = f.padded",
    "size": "size = f.data_size",
    "caller": "caller = f.caller",
    "value": "value = f.value",
    "address": "address = f.address",
    "env": "env = f.env",
}
"""What a path may need of its frame, and the line that fetches it when it is first used."""


class Block:
    """The function under construction."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.stack: list[Value] = []
        self.taken = 0
        """How many entries of the caller's stack the path has used."""
        self.left = 0
        """How many entries have been put back onto it, at all places where the path can be left."""
        self.reached_memory = 0
        """Memory is known to be at least this long here."""
        self._names = 0
        self._fetched: set[str] = set()
        self._gas = 0
        self._gas_line: int | None = None
        self._height = 0
        self._checked_height = 0
        self._is_first = True

    # --- lines ------------------------------------------------------------------------------------

    def emit(self, line: str) -> None:
        self.lines.append(line)

    def _reserve(self) -> int:
        self.lines.append("")
        return len(self.lines) - 1

    def fetch(self, what: str) -> str:
        """Make a name of the frame's available and return it."""
        if what not in self._fetched:
            self._fetched.add(what)
            self.emit(FETCHED[what])
        return what

    def new_name(self) -> str:
        self._names += 1
        return f"t{self._names}"

    def assign(self, text: str, bits: int = 256) -> Value:
        """Evaluate now, for what may change later."""
        target = self.new_name()
        self.emit(f"{target} = {text}")
        return name(target, bits)

    # --- stack ------------------------------------------------------------------------------------

    def need(self, count: int) -> None:
        """Have at least so many entries known, taking them from the caller's stack."""
        while len(self.stack) < count:
            self.taken += 1
            self.emit(f"a{self.taken} = s[-{self.taken}]")
            self.stack.insert(0, name(f"a{self.taken}"))

    def pop(self) -> Value:
        self.need(1)
        return self.stack.pop()

    def pop_name(self) -> Value:
        """An entry that will be used more than once."""
        return self.named(self.pop())

    def named(self, value: Value) -> Value:
        if value.is_simple:
            return value
        target = self.new_name()
        self.emit(f"{target} = {value.text}")
        return name(target, value.bits, is_truth=value.is_truth)

    def push(self, value: Value) -> None:
        if len(value.text) > 160:  # Python's parser does not nest without end
            value = self.named(value)
        self.stack.append(value)
        self._height = max(self._height, len(self.stack) - self.taken)

    def push_number(self, number: int) -> None:
        self.push(constant(number))

    def dup(self, depth: int) -> None:
        self.need(depth)
        self.stack[-depth] = self.named(self.stack[-depth])
        self.push(self.stack[-depth])

    def swap(self, depth: int) -> None:
        self.need(depth + 1)
        stack = self.stack
        stack[-1], stack[-1 - depth] = stack[-1 - depth], stack[-1]

    # --- gas --------------------------------------------------------------------------------------

    def charge(self, gas: int) -> None:
        """Count static gas; the first instruction of a segment fixes where it is charged."""
        if self._gas_line is None:
            self._gas_line = self._reserve()
        self._gas += gas

    def end_segment(self, *, check: bool = False) -> None:
        """Close a stretch of code that runs as a whole: charge for it at its start.

        With ``check``, gas is also compared with zero here: something that looks at it, spends
        without bound or leaves the function follows.
        """
        self.charge(0)
        assert self._gas_line is not None
        line = []
        if self._is_first:
            line.append(f"g = f.gas - {self._gas}" if self._gas else "g = f.gas")
            line.append("if g < 0: raise OutOfGas")
            self._is_first = False
        elif self._gas:
            line.append(f"g -= {self._gas}")
        if self._height > self._checked_height:
            line.append(f"if len(s) > {MAX_STACK - self._height}: raise StackOverflow")
            self._checked_height = self._height
        self.lines[self._gas_line] = "\n".join(line)
        self._gas, self._gas_line = 0, None
        if check:
            self.emit("if g < 0: raise OutOfGas")

    # --- leaving ----------------------------------------------------------------------------------

    def leave(self, target: str, indent: str = "") -> None:
        """Put the stack and gas back and return where to go on."""
        stack, taken = list(self.stack), self.taken
        while taken and stack and stack[0].text == f"a{taken}":
            stack.pop(0)
            taken -= 1
        self.left += len(stack)
        left = "".join(f"{value.whole}, " for value in stack)
        if taken and stack:
            self.emit(f"{indent}s[-{taken}:] = ({left})")
        elif taken:
            self.emit(f"{indent}del s[-{taken}:]")
        elif len(stack) == 1:
            self.emit(f"{indent}s.append({stack[0].whole})")
        elif stack:
            self.emit(f"{indent}s += ({left})")
        self.emit(f"{indent}f.gas = g")
        self.emit(f"{indent}return {target}")

    def source(self, function: str) -> str:
        """The finished function."""
        body = "\n".join(line for line in self.lines if line)
        lines = [f"def {function}(f, s):", *(f" {line}" for line in body.split("\n"))]
        return "\n".join(lines) + "\n"
