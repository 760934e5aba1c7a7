"""geth's default tracer: every instruction, with what it found and what it cost.

An instruction's cost shows only when the next one of its frame begins, or when the frame ends. As
in geth, what a call hands on counts as its cost, and what a creation hands on does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydemo.chain.frames import CREATE_KINDS, Failure, Frame
from pydemo.evm.calls import CODE_BYTE_COST
from pydemo.evm.opcodes import OPCODES
from pydemo.evm.tracing import Step
from pydemo.node.failure import LIMIT_EXCEEDED, RpcError, invalid, words_for
from pydemo.node.quantities import data, word

MOST_STEPS = 200_000
"""In one answer, which then has some 100 MB."""
MOST_WORDS = 4_000_000
"""Of stacks, memory, storage and data that came back, in one answer: some 500 MB. Each step shows
all of them, so that code which fills one of them is told in the square of its length."""
_COSTS = {opcode.name: opcode.gas for opcode in OPCODES.values()}


@dataclass(frozen=True, slots=True)
class Options:
    """What is shown of each step."""

    memory: bool = False
    stack: bool = True
    storage: bool = True
    return_data: bool = False
    limit: int = 0
    """How many steps; 0 for all."""


def read_options(options: dict[str, Any]) -> Options:
    limit = options.get("limit") or 0
    if not isinstance(limit, int) or limit < 0:
        raise invalid(f"limit: {limit!r} is no number of steps")
    return Options(
        bool(options.get("enableMemory")),
        not options.get("disableStack"),
        not options.get("disableStorage"),
        bool(options.get("enableReturnData")),
        limit,
    )


@dataclass(slots=True)
class _Open:
    """A frame that runs."""

    last: dict[str, Any] | None = None
    """Its newest step."""
    slots: dict[str, str] = field(default_factory=dict)
    """What it has read and written."""
    read: str | None = None
    """A slot whose value the next step will find on the stack."""
    handed_back: int = 0
    """To be added to the cost of the call that is going on."""


class StructLogs:
    """Follows a transaction, and tells it step by step."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._steps: list[dict[str, Any]] = []
        self._count = self._words = 0
        self._open: list[_Open] = []
        self._outermost: Frame | None = None

    def told(self, gas_used: int) -> dict[str, Any]:
        """The whole answer, when all has run."""
        ended = self._outermost
        return {
            "failed": ended is None or ended.failure is not None,
            "gas": gas_used,
            "returnValue": data(b"" if ended is None else ended.output),
            "structLogs": self._steps,
        }

    def step(self, step: Step) -> None:
        while len(self._open) <= step.depth:
            self._open.append(_Open())
        frame = self._open[step.depth]
        self._end_last(frame, step.gas)
        if frame.read is not None and step.stack:
            self._note_slot(frame, frame.read, word(step.stack[-1]))
        frame.last, frame.read = None, None
        self._count += 1
        if self._options.limit and self._count > self._options.limit:
            return
        if self._count > MOST_STEPS:
            raise RpcError(LIMIT_EXCEEDED, f"more than {MOST_STEPS} steps: say how many with limit")
        frame.last = shown = self._show(step)
        self._steps.append(shown)
        if self._options.storage and step.stack:
            if step.opcode == "SLOAD":
                frame.read = word(step.stack[-1])
            elif step.opcode == "SSTORE" and len(step.stack) > 1:
                self._note_slot(frame, word(step.stack[-1]), word(step.stack[-2]))

    def leave(self, ended: Frame, depth: int) -> None:
        is_creation = ended.kind in CREATE_KINDS
        if len(self._open) > depth:
            frame = self._open[depth]
            left = ended.gas - ended.gas_used
            if is_creation and ended.failure is None:
                left += CODE_BYTE_COST * len(ended.output)
            if ended.failure in (None, Failure.REVERT):
                self._end_last(frame, left)
            elif frame.last is not None:  # it has taken all there was
                frame.last["gasCost"] = _COSTS.get(frame.last["op"], 0)
                frame.last["error"] = words_for(ended.failure)
            del self._open[depth:]
        if depth == 0:
            self._outermost = ended
        elif len(self._open) == depth:
            self._open[-1].handed_back = ended.gas * (not is_creation) - ended.gas_used

    def _end_last(self, frame: _Open, gas: int) -> None:
        if frame.last is not None:
            frame.last["gasCost"] = frame.last["gas"] - gas + frame.handed_back
        frame.handed_back = 0

    def _note_slot(self, frame: _Open, slot: str, value: str) -> None:
        frame.slots[slot] = value
        if frame.last is not None:
            self._count_words(len(frame.slots))
            frame.last["storage"] = dict(frame.slots)

    def _count_words(self, more: int) -> None:
        """Raises RpcError when there are too many, before they are there."""
        self._words += more
        if self._words > MOST_WORDS:
            raise RpcError(
                LIMIT_EXCEEDED,
                f"more than {MOST_WORDS} words in {self._count} steps: say how many steps with "
                "limit, or leave out stack, memory or storage",
            )

    def _show(self, step: Step) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "pc": step.place,
            "op": step.opcode,
            "gas": step.gas,
            "gasCost": 0,
            "depth": step.depth + 1,
            "refund": step.refund,
        }
        if self._options.stack:
            self._count_words(len(step.stack))
            shown["stack"] = [hex(entry) for entry in step.stack]
        if self._options.memory:
            memory = step.memory
            self._count_words(len(memory) // 32)
            shown["memory"] = [data(memory[n : n + 32]) for n in range(0, len(memory), 32)]
        if self._options.return_data:
            self._count_words(len(step.return_data) // 32)
            shown["returnData"] = data(step.return_data)
        return shown
