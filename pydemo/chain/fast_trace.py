"""What the fast engine saw, in the words all engines share."""

from __future__ import annotations

from pydemo.chain.engine import Watcher
from pydemo.chain.frames import Failure, Frame, Log
from pydemo.evm import errors
from pydemo.evm.frame import Environment
from pydemo.evm.state import LogEntry
from pydemo.evm.tracing import TracingEnvironment, Visit
from pydemo.evm.transaction import Outcome

_FAILURES: dict[type[errors.Halt], Failure] = {
    errors.OutOfGas: Failure.OUT_OF_GAS,
    errors.InvalidOpcode: Failure.INVALID_OPCODE,
    errors.InvalidJump: Failure.INVALID_JUMP,
    errors.StackUnderflow: Failure.STACK,
    errors.StackOverflow: Failure.STACK,
    errors.WriteProtection: Failure.WRITE_PROTECTION,
    errors.CreateCollision: Failure.CREATE_COLLISION,
    errors.CodeRejected: Failure.CODE_REJECTED,
    errors.InsufficientBalance: Failure.INSUFFICIENT_FUNDS,
}


def failure_of(result: Outcome, environment: Environment) -> Failure:
    """Why a transaction failed: what ended its outermost frame, or else a revert."""
    return kind_of(environment.halted)


def kind_of(halt: errors.Halt | None) -> Failure:
    return Failure.REVERT if halt is None else _FAILURES.get(type(halt), Failure.OTHER)


def tell(watcher: Watcher, tracing: TracingEnvironment) -> None:
    """Have a watcher follow what runs in an environment."""
    tracing.on_step = watcher.step
    tracing.on_leave = lambda visit: watcher.leave(_frame(visit), visit.depth)


def read_visit(root: Visit) -> Frame:
    """A visit and all below it as frames (with a stack of its own: calls nest 1,024 deep)."""
    top = _frame(root)
    waiting = [(root, top)]
    while waiting:
        visit, frame = waiting.pop()
        for step in visit.steps:
            if isinstance(step, LogEntry):
                topics = tuple(topic.to_bytes(32) for topic in step.topics)
                frame.steps.append(Log(step.address.to_bytes(20), topics, step.data))
            else:
                inner = _frame(step)
                frame.steps.append(inner)
                waiting.append((step, inner))
    return top


def _frame(visit: Visit) -> Frame:
    failure = None if visit.succeeded else kind_of(visit.failure)
    return Frame(
        kind=visit.kind,
        sender=visit.caller.to_bytes(20),
        address=visit.address.to_bytes(20),
        code_address=visit.code_address.to_bytes(20),
        value=visit.value,
        gas=visit.gas,
        gas_used=visit.gas_used,
        input=visit.input,
        output=visit.output,
        failure=failure,
        detail=type(visit.failure).__name__ if failure is Failure.OTHER else "",
    )
