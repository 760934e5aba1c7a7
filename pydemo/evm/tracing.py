"""Looking inside: the call tree of a transaction, and its steps one by one.

Nothing here is on the path of a plain execution. The call tree comes from an environment that notes
each message on its way; steps come from a translation of their own, a function an instruction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydemo.evm.deadline import check
from pydemo.evm.errors import Halt, OutOfGas, StackUnderflow
from pydemo.evm.frame import Environment, Frame
from pydemo.evm.opcodes import OPCODES
from pydemo.evm.programs import stepping_programs_of
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
    address: int
    """The account whose storage it works on."""
    refund: int
    """What the transaction has been promised back so far."""
    return_data: bytes


@dataclass(slots=True)
class TracingEnvironment(Environment):
    """An environment in which every message leaves a `Visit`.

    With ``on_step``, code runs instruction by instruction, and each is handed over before it runs.
    ``on_leave`` is handed each message when it has ended, inner ones first.
    """

    on_step: Callable[[Step], None] | None = None
    on_leave: Callable[[Visit], None] | None = None
    root: Visit | None = None
    _open: list[Visit] = field(default_factory=list)
    _seen_logs: int = 0
    _logs_before: list[int] = field(default_factory=list)
    """How many there were when each open visit began."""

    is_watched: ClassVar[bool] = True

    def frame(self, state: State, code: bytes, *call: Any) -> Frame:
        if self.on_step is None:
            return Frame(state, self, self.programs[code], *call)
        return SteppingFrame(state, self, stepping_programs_of(self.fork)[code], *call)

    def enter(
        self,
        state: State,
        kind: str,
        caller: int,
        address: int,
        code_address: int,
        value: int,
        gas: int,
        data: bytes,
        depth: int,
    ) -> None:
        visit = Visit(kind, caller, address, code_address, value, gas, data, depth)
        self._note_logs(state)
        self._logs_before.append(self._seen_logs)
        if self._open:
            self._open[-1].steps.append(visit)
        else:
            self.root = visit
        self._open.append(visit)

    def leave(self, state: State, succeeded: bool, left: int, output: bytes) -> None:
        """Called before a failure is undone, so that its logs are seen too."""
        self._note_logs(state)
        visit, logs_before = self._open.pop(), self._logs_before.pop()
        if not succeeded:
            self._seen_logs = logs_before
        visit.succeeded, visit.output, visit.failure = succeeded, output, self.halted
        visit.gas_used = visit.gas - left
        if self.on_leave is not None:
            self.on_leave(visit)

    def _note_logs(self, state: State) -> None:
        """Give the logs written since the last look to the visit that wrote them."""
        if self._open:
            self._open[-1].steps.extend(state.logs[self._seen_logs :])
        self._seen_logs = len(state.logs)


@dataclass(slots=True)
class TouchingEnvironment(TracingEnvironment):
    """An environment that remembers what has been looked at, for an access list (EIP-2930)."""

    touched: dict[int, list[int]] = field(default_factory=dict)
    """Account -> slots, when the outermost frame has ended."""

    def leave(self, state: State, succeeded: bool, left: int, output: bytes) -> None:
        TracingEnvironment.leave(self, state, succeeded, left, output)
        if not self._open:
            slots = {address: list(warm) for address, warm in state.warm_slots.items()}
            self.touched = {address: slots.get(address, []) for address in state.warm_accounts}


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
                check()  # showing a step costs far more
                if self.gas < 0:  # which translated code need not notice at once
                    raise OutOfGas
                byte = self.code[place] if place < len(self.code) else 0
                opcode = OPCODES[byte].name if byte in OPCODES else f"0x{byte:02x}"
                watch(
                    Step(
                        place,
                        opcode,
                        self.gas,
                        self.depth,
                        tuple(stack),
                        bytes(self.memory),
                        self.address,
                        self.state.refund,
                        self.return_data,
                    )
                )
                place = program.function_at(place)(self, stack)
        except IndexError:
            pass
        else:
            return place == -1
        raise StackUnderflow
