"""What a transaction did inside, as geth's callTracer and Parity's trace_transaction tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydemo.chain.frames import CREATE_KINDS, Failure, Frame, Log, Outcome
from pydemo.node import struct_logs
from pydemo.node.failure import NOT_SUPPORTED, RpcError, invalid, words_for
from pydemo.node.quantities import data, quantity

_PRECOMPILES = range(1, 18)
CALLS, SELECTORS, PRESTATE = "callTracer", "4byteTracer", "prestateTracer"
STEPS = ""
"""What geth does if no tracer is named."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is wanted of a trace."""

    tracer: str
    with_logs: bool = False
    """Of the callTracer, as is the next one."""
    only_top_call: bool = False
    is_difference: bool = False
    """Of the prestateTracer."""
    steps: struct_logs.Options = field(default_factory=struct_logs.Options)


def read_options(value: Any) -> Options:
    """Raises RpcError for options that cannot be read, and for a tracer that is not here."""
    if value is not None and not isinstance(value, dict):
        raise invalid("trace options: an object is expected")
    options = value or {}
    tracer = options.get("tracer") or STEPS
    if tracer not in (STEPS, CALLS, SELECTORS, PRESTATE):
        known = f"{CALLS}, {PRESTATE} and {SELECTORS}"
        raise RpcError(NOT_SUPPORTED, f"tracers are {known}, and without a name each step is told")
    config = options.get("tracerConfig") or {}
    if not isinstance(config, dict):
        raise invalid("tracerConfig: an object is expected")
    return Options(
        tracer,
        bool(config.get("withLog")),
        bool(config.get("onlyTopCall")),
        bool(config.get("diffMode")),
        struct_logs.read_options(options),
    )


def call_trace(root: Frame, options: Options) -> dict[str, Any]:
    """A frame with all below it (with a stack of its own: calls nest 1,024 deep)."""
    top = _call_fields(root)
    waiting = [(root, top)]
    while waiting:
        frame, fields = waiting.pop()
        inner: list[dict[str, Any]] = []
        logs: list[dict[str, Any]] = []
        for step in frame.steps:
            if isinstance(step, Log):
                # In a frame that failed, or below one, there are no logs in the end.
                logs.append(_log_fields(step, frame, len(inner), len(logs)))
            elif not options.only_top_call:
                child = _call_fields(step)
                inner.append(child)
                waiting.append((step, child))
        if inner:
            fields["calls"] = inner
        if options.with_logs and logs and frame.failure is None:
            fields["logs"] = logs
    return top


def whole(fields: dict[str, Any], gas: int, gas_used: int) -> dict[str, Any]:
    """Of the outermost frame, geth tells the transaction's gas: base cost, and after refunds."""
    return {**fields, "gas": quantity(gas), "gasUsed": quantity(gas_used)}


def _call_fields(frame: Frame) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "from": data(frame.sender),
        "gas": quantity(frame.gas),
        "gasUsed": quantity(frame.gas_used),
        "to": data(frame.address if frame.kind in CREATE_KINDS else frame.code_address),
        "input": data(frame.input),
        "type": frame.kind,
    }
    if frame.kind in ("DELEGATECALL", "CALLCODE"):
        fields["from"] = data(frame.address)
    if frame.output:
        fields["output"] = data(frame.output)
    if frame.failure is not None:
        fields["error"] = words_for(frame.failure)
        if frame.failure is not Failure.REVERT:
            fields.pop("output", None)
        if frame.kind in CREATE_KINDS:
            fields.pop("to")
    if frame.kind != "STATICCALL":
        fields["value"] = quantity(frame.value)
    return fields


def _log_fields(log: Log, frame: Frame, position: int, number: int) -> dict[str, Any]:
    return {
        "address": data(log.address),
        "topics": [data(topic) for topic in log.topics],
        "data": data(log.data),
        "position": quantity(position),
        "index": quantity(number),
    }


def selectors(root: Frame) -> dict[str, int]:
    """How often each function was called: by selector, and the number of bytes that followed."""
    counts: dict[str, int] = {}
    for frame in root.walk():
        is_native = int.from_bytes(frame.code_address) in _PRECOMPILES and frame is not root
        if frame.kind in CREATE_KINDS or len(frame.input) < 4 or is_native:
            continue
        name = f"{data(frame.input[:4])}-{len(frame.input) - 4}"
        counts[name] = counts.get(name, 0) + 1
    return counts


def flat_trace(root: Frame, outcome: Outcome) -> list[dict[str, Any]]:
    """Every frame for itself, in order, with its place in the tree."""
    told = []
    waiting: list[tuple[Frame, list[int]]] = [(root, [])]
    while waiting:
        frame, place = waiting.pop()
        children = frame.children
        fields: dict[str, Any] = {
            **_action(frame),
            "subtraces": len(children),
            "traceAddress": place,
            "transactionHash": data(outcome.tx_hash),
            "transactionPosition": outcome.index,
            "blockHash": data(outcome.block_hash),
            "blockNumber": outcome.block_number,
        }
        told.append(fields)
        waiting += [(child, [*place, n]) for n, child in reversed(list(enumerate(children)))]
    return told


def _action(frame: Frame) -> dict[str, Any]:
    is_creation = frame.kind in CREATE_KINDS
    shown: dict[str, Any] = {
        "from": data(frame.sender),
        "gas": quantity(frame.gas),
        "value": quantity(frame.value),
    }
    result: dict[str, Any] = {"gasUsed": quantity(frame.gas_used)}
    if is_creation:
        shown |= {"init": data(frame.input), "creationMethod": frame.kind.lower()}
        result |= {"code": data(frame.output), "address": data(frame.address)}
    else:
        shown |= {
            "callType": frame.kind.lower(),
            "to": data(frame.code_address),
            "input": data(frame.input),
        }
        result["output"] = data(frame.output)
    fields: dict[str, Any] = {"action": shown, "type": "create" if is_creation else "call"}
    if frame.failure is None:
        return {**fields, "result": result}
    fields["error"] = "Reverted" if frame.failure is Failure.REVERT else words_for(frame.failure)
    if frame.failure is Failure.REVERT:
        fields["result"] = result
    return fields
