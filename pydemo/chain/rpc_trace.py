"""geth's callTracer output, as anvil and other nodes give it, read into frames."""

from __future__ import annotations

from typing import Any

from pydemo.chain.address import canonical
from pydemo.chain.frames import CREATE_KINDS, Failure, Frame, Log

_FAILURES = {
    "revert": Failure.REVERT,
    "out of gas": Failure.OUT_OF_GAS,
    "outofgas": Failure.OUT_OF_GAS,
    "oog": Failure.OUT_OF_GAS,
    "intrinsic gas": Failure.OUT_OF_GAS,
    "opcode": Failure.INVALID_OPCODE,
    "jump": Failure.INVALID_JUMP,
    "stack": Failure.STACK,
    "write protection": Failure.WRITE_PROTECTION,
    "staticcall": Failure.WRITE_PROTECTION,
    "insufficient": Failure.INSUFFICIENT_FUNDS,
    "collision": Failure.CREATE_COLLISION,
    "createcontract": Failure.CODE_REJECTED,
    "code size": Failure.CODE_REJECTED,
    "0xef": Failure.CODE_REJECTED,
}
"""Words that nodes use for failures: geth's sentences, and the names of revm (anvil)."""


def read_call_trace(entry: dict[str, Any]) -> Frame:
    """Read one callTracer object, with its ``calls`` and ``logs``, into a `Frame`."""
    kind = entry["type"]
    target = canonical(entry["to"]) if entry.get("to") else bytes(20)
    # In a delegate call the code is `to`'s and the storage the caller's.
    is_delegate = kind in ("DELEGATECALL", "CALLCODE")
    frame = Frame(
        kind=kind,
        sender=canonical(entry["from"]),
        address=canonical(entry["from"]) if is_delegate else target,
        code_address=target,
        value=_number(entry.get("value")),
        gas=_number(entry.get("gas")),
        gas_used=_number(entry.get("gasUsed")),
        input=_data(entry.get("input")),
        output=_data(entry.get("output")),
        failure=read_failure(entry["error"]) if entry.get("error") else None,
        detail="" if kind in CREATE_KINDS else str(entry.get("error") or ""),
    )
    children = [read_call_trace(child) for child in entry.get("calls", ())]
    written = 0
    for log in entry.get("logs", ()):
        position = _number(log.get("position"))
        frame.steps += children[written:position]
        written = max(written, position)
        topics = tuple(_data(topic) for topic in log.get("topics", ()))
        frame.steps.append(Log(canonical(log["address"]), topics, _data(log.get("data"))))
    frame.steps += children[written:]
    return frame


def read_failure(message: str) -> Failure:
    """What a node's words for a failed execution mean; OTHER if they are none that are known."""
    lower = message.lower()
    return next((kind for words, kind in _FAILURES.items() if words in lower), Failure.OTHER)


def read_outermost(frame: Frame, call: dict[str, Any] | None) -> None:
    """Correct the gas of the outermost frame, which the callTracer has as the transaction's.

    Args:
        call: the first entry of ``trace_transaction``, where the node knows that method: exact.
            Without it the base cost is subtracted, and what was refunded is missing.
    """
    if call is None:
        base = _base_cost(frame)
        frame.gas -= base
        frame.gas_used -= base
        return
    frame.gas = _number(call["action"].get("gas"))
    # All of it is gone after a failure that is no revert: then there is no result.
    frame.gas_used = _number((call.get("result") or {}).get("gasUsed", frame.gas))


def _base_cost(frame: Frame) -> int:
    """What a transaction pays before it runs (EIP-2028, EIP-3860), access lists aside."""
    zeros = frame.input.count(0)
    cost = 21_000 + 4 * zeros + 16 * (len(frame.input) - zeros)
    if frame.kind in CREATE_KINDS:
        cost += 32_000 + 2 * -(-len(frame.input) // 32)
    return cost


def _number(value: Any) -> int:
    return int(value, 16) if isinstance(value, str) else int(value or 0)


def _data(value: Any) -> bytes:
    return (
        bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else bytes(value or b"")
    )
