"""What an engine says, in a form that can be compared: all of it but what may differ."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, is_dataclass
from itertools import zip_longest
from typing import Any

from pydemo.chain.engine import Engine
from pydemo.chain.frames import Execution, Failure, Frame, Log, Outcome

_WIDEST = 400
_HALTS = (
    Failure.OUT_OF_GAS,
    Failure.STACK,
    Failure.INVALID_OPCODE,
    Failure.INVALID_JUMP,
    Failure.WRITE_PROTECTION,
    Failure.OTHER,
)
"""Ways in which a frame ends that lose all its gas, wherever in its code."""
_SEEN_EARLY = (Failure.OUT_OF_GAS, Failure.STACK)


def read_block(engine: Engine, number: int | str) -> dict[str, Any]:
    """A block with its transactions, as JSON-RPC shows it."""
    block: dict[str, Any] = engine.get_block_by_number(number, full_transaction=True)
    del block["size"]
    if number == "pending":
        del block["hash"]
    block["transactions"] = [_read_fields(fields) for fields in block["transactions"]]
    return block


def read_transaction(engine: Engine, tx_hash: bytes) -> dict[str, Any]:
    return _read_fields(engine.get_transaction_by_hash(tx_hash))


def _read_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """The access list as tuples: py-evm has a type of its own for it."""
    listed = fields.get("access_list", ())
    return {**fields, "access_list": tuple((entry[0], tuple(entry[1])) for entry in listed)}


def read_outcome(outcome: Outcome) -> tuple[Any, ...]:
    return (
        outcome.tx_hash,
        outcome.block_number,
        outcome.block_hash,
        outcome.index,
        outcome.transaction,
        outcome.succeeded,
        outcome.gas_used,
        outcome.effective_gas_price,
        outcome.logs,
        outcome.contract_address,
    )


def read_execution(execution: Execution) -> tuple[Any, ...]:
    """What a call came to; the fast engine looks inside only where it failed."""
    frame = execution.frame if execution.failure is not None else None
    return execution.output, _read_failure(execution.failure), frame and read_trace(frame)


def read_trace(root: Frame) -> list[tuple[Any, ...]]:
    """The frames in order (they nest too deep for a tree)."""
    return [_read_frame(frame) for frame in root.walk() if frame is root or not _met_another(frame)]


def _met_another(frame: Frame) -> bool:
    """Whether there was an account already where a contract was to be.

    py-evm has no frame for that, unless it is what the transaction itself does.
    """
    return frame.failure is Failure.CREATE_COLLISION


def _read_frame(frame: Frame) -> tuple[Any, ...]:
    return (
        frame.kind,
        frame.sender,
        frame.address,
        frame.code_address,
        frame.value,
        frame.gas,
        frame.gas_used,
        frame.input,
        frame.output,
        _read_failure(frame.failure),
        Steps(frame),
    )


def _read_failure(failure: Failure | None) -> Failure | Halted | None:
    return Halted(failure) if failure in _HALTS else failure


@dataclass(frozen=True, eq=False)
class Halted:
    """Why a frame stopped that lost all its gas.

    The fast engine charges for a stretch of code at its start, and looks there whether the stack
    has room for it. Where either ends within a stretch that would also fail in another way, py-evm
    tells what came first and the fast engine that. The frame's gas is gone and its changes are
    undone either way.
    """

    failure: Failure

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Halted):
            return NotImplemented
        reasons = {self.failure, other.failure}
        return len(reasons) == 1 or not reasons.isdisjoint(_SEEN_EARLY)

    __hash__ = None  # type: ignore[assignment]


class Steps(list[Any]):
    """A frame's logs, and the kinds of its calls, in order.

    Of a frame that halted the last logs may be missing, for the reason told at `Halted`.
    """

    def __init__(self, frame: Frame) -> None:
        super().__init__(
            step if isinstance(step, Log) else step.kind
            for step in frame.steps
            if isinstance(step, Log) or not _met_another(step)
        )
        self.is_cut = frame.failure in _HALTS

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Steps):
            return NotImplemented
        shorter, longer = sorted((self, other), key=len)
        rest = longer[len(shorter) :]
        may_differ = self.is_cut and all(isinstance(step, Log) for step in rest)
        return list(shorter) == longer[: len(shorter)] and (may_differ or not rest)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None


# --- differences ----------------------------------------------------------------------------------


def show_difference(answer: Any, expected: Any) -> str:
    """Where the fast engine's answer is not py-evm's: of long answers, only that."""
    if type(answer) is type(expected):
        if is_dataclass(answer):
            answer, expected = vars(answer), vars(expected)
        if isinstance(answer, dict):
            pairs = {key: (answer.get(key), expected.get(key)) for key in answer | expected}
            return _show_differences(pairs)
        if isinstance(answer, list | tuple):
            return _show_differences(dict(enumerate(zip_longest(answer, expected))))
    return f"the fast engine says {_show(answer)}, py-evm {_show(expected)}"


def _show_differences(pairs: dict[Any, tuple[Any, Any]]) -> str:
    differing = ((key, pair) for key, pair in pairs.items() if pair[0] != pair[1])
    return "; ".join(f"{key}: {show_difference(*pair)}" for key, pair in differing)


def _show(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else repr(value)
    return textwrap.shorten(text, _WIDEST, placeholder="...")
