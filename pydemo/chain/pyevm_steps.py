"""py-evm followed step by step: a computation that shows each instruction before it runs it."""

from __future__ import annotations

from typing import Any

from eth.abc import ExecutionContextAPI

from pydemo.chain.engine import Watcher
from pydemo.chain.pyevm_ledger import Ledger
from pydemo.chain.pyevm_vm import LedgerState, TracedComputation, read_frame
from pydemo.evm.deadline import check
from pydemo.evm.opcodes import OPCODES
from pydemo.evm.tracing import Step


class SteppingState(LedgerState):
    """A state whose computations a watcher follows."""

    def __init__(self, ledger: Ledger, context: ExecutionContextAPI, watcher: Watcher) -> None:
        super().__init__(ledger, context)
        self.computation_class = SteppingComputation
        self.watcher = watcher
        self.open: list[Any] = []
        """The computations that are running, outermost first."""


class SteppingComputation(TracedComputation):
    """A computation that tells its state's watcher what it does.

    py-evm looks each instruction up in ``opcodes`` before it runs it, so that is where to stand.
    """

    @property
    def opcodes(self) -> Any:  # type: ignore[override]
        state: Any = self.state
        while state.open and state.open[-1].msg.depth >= self.msg.depth:
            state.open.pop()
        state.open.append(self)
        return _Watched(self, super().opcodes, state)

    def apply_child_computation(self, child_msg: Any) -> Any:
        child = super().apply_child_computation(child_msg)
        state: Any = self.state
        state.watcher.leave(read_frame(child, self.child_kinds[-1]), child.msg.depth)
        return child


class _Watched:
    """The instructions of a running computation."""

    def __init__(self, computation: Any, opcodes: Any, state: Any) -> None:
        self._computation, self._opcodes, self._state = computation, opcodes, state

    def __getitem__(self, byte: int) -> Any:
        check()
        if len(self._computation.code):  # py-evm stops once where there is no code at all
            self._state.watcher.step(self._step(byte))
        return self._opcodes[byte]

    def _step(self, byte: int) -> Step:
        computation = self._computation
        return Step(
            _place_of(computation.code, byte),
            OPCODES[byte].name if byte in OPCODES else f"0x{byte:02x}",
            computation.get_gas_remaining(),
            computation.msg.depth,
            tuple(_number(entry) for entry in computation._stack.values),
            computation._memory.read_bytes(0, len(computation._memory)),
            int.from_bytes(computation.msg.storage_address),
            # Of those who run, and of their callees that are done.
            sum(
                entry._gas_meter.gas_refunded + sum(c.get_gas_refund() for c in entry.children)
                for entry in self._state.open
                if entry.msg.depth <= computation.msg.depth
            ),
            bytes(computation.return_data),
        )


def _place_of(code: Any, byte: int) -> int:
    """Where an instruction is; the STOP after the end of the code has a place too."""
    place, end = code.program_counter - 1, len(code)
    is_after_end = code.program_counter >= end and not (
        end and code[place] == byte and code.is_valid_opcode(place)
    )
    return end if is_after_end else place


def _number(entry: int | bytes) -> int:
    """py-evm keeps on its stack whatever was pushed."""
    return int.from_bytes(entry) if isinstance(entry, bytes) else int(entry)
