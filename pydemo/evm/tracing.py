"""Looking inside: the call tree of a transaction, and its steps one by one.

Nothing here is on the path of a plain execution. The call tree comes from an environment that notes
each message on its way; steps come from a translation of their own, a function an instruction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydemo.evm import calls
from pydemo.evm.errors import Halt, StackUnderflow
from pydemo.evm.frame import Environment, Frame
from pydemo.evm.opcodes import OPCODES
from pydemo.evm.state import LogEntry, State


@dataclass(slots=True)
class Visit:
    """One call or creation that was traced."""

    kind: str
    caller: int
    address: int
    code_address: int
    value: int
    gas: int
    input: bytes
    depth: int
    gas_used: int = 0
    output: bytes = b""
    succeeded: bool = False
    failure: Halt | None = None
    """What ended it; None for success and for a revert."""
    steps: list[Visit | LogEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction, as it is about to run."""

    place: int
    opcode: str
    gas: int
    depth: int
    stack: tuple[int, ...]
    memory: bytes


@dataclass(slots=True)
class TracingEnvironment(Environment):
    """An environment in which every message leaves a `Visit`.

    With ``on_step``, code runs instruction by instruction, and each is handed over before it runs.
    """

    on_step: Callable[[Step], None] | None = None
    root: Visit | None = None
    _open: list[Visit] = field(default_factory=list)
    _seen_logs: int = 0

    def frame(self, state: State, code: bytes, **call: Any) -> Frame:
        if self.on_step is None:
            return Environment.frame(self, state, code, **call)
        from pydemo.evm.translator import stepping_program

        return SteppingFrame(state, self, stepping_program(code, self.fork), **call)

    def execute(self, state: State, kind: str, **message: Any) -> tuple[bool, int, bytes]:
        code_address = message["code_address"]
        visit = Visit(
            kind,
            message["caller"],
            message["address"],
            message["address"] if code_address is None else code_address,
            message["transfer"] or (message["value"] if kind == "CALLCODE" else 0),
            message["gas"],
            message["data"],
            message["depth"],
        )
        return self._visit(visit, state, lambda: calls.execute(state, self, **message))

    def execute_creation(self, state: State, kind: str, **message: Any) -> tuple[bool, int, bytes]:
        visit = Visit(
            kind,
            message["caller"],
            message["address"],
            message["address"],
            message["value"],
            message["gas"],
            message["code"],
            message["depth"],
        )
        done = self._visit(visit, state, lambda: calls.execute_creation(state, self, **message))
        if visit.succeeded:
            visit.output = state.code.get(visit.address, b"")
        return done

    def _visit(
        self, visit: Visit, state: State, run: Callable[[], tuple[bool, int, bytes]]
    ) -> tuple[bool, int, bytes]:
        self._note_logs(state)
        if self._open:
            self._open[-1].steps.append(visit)
        else:
            self.root = visit
        self._open.append(visit)
        self.halted = None
        succeeded, left, output = run()
        visit.succeeded, visit.output = succeeded, output
        visit.failure, self.halted = self.halted, None
        visit.gas_used = visit.gas - left
        self._note_logs(state)
        self._open.pop()
        return succeeded, left, output

    def _note_logs(self, state: State) -> None:
        """Give the logs written since the last look to the visit that wrote them."""
        if self._open:
            self._open[-1].steps.extend(state.logs[self._seen_logs :])
        self._seen_logs = len(state.logs)


class SteppingFrame(Frame):
    """A frame that shows each instruction before running it."""

    __slots__ = ()

    env: TracingEnvironment

    def run(self) -> bool:
        program, stack, place = self.program, list[int](), 0
        watch = self.env.on_step
        assert watch is not None
        try:
            while place >= 0:
                byte = self.code[place] if place < len(self.code) else 0
                opcode = OPCODES[byte].name if byte in OPCODES else f"0x{byte:02x}"
                watch(Step(place, opcode, self.gas, self.depth, tuple(stack), bytes(self.memory)))
                place = program.function_at(place)(self, stack)
        except IndexError:
            raise StackUnderflow from None
        return place == -1
