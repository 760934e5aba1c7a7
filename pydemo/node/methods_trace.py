"""Methods that look into transactions: geth's tracers, and Parity's trace_transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.chain.frames import Execution, Frame, Outcome, Transaction
from pydemo.errors import UnknownTransaction
from pydemo.evm.calls import create_address
from pydemo.node import overrides, traces
from pydemo.node.failure import REFUSED, RpcError, of_execution
from pydemo.node.prestate import Touched
from pydemo.node.quantities import data, read_block, read_hash
from pydemo.node.registry import method, timed
from pydemo.node.struct_logs import StructLogs

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain


@method("debug_traceTransaction")
@timed
def trace_transaction(served: ServedChain, tx_hash: Any, options: Any = None) -> Any:
    return _trace(served, _mined(served, tx_hash), traces.read_options(options))


@method("debug_traceBlockByNumber", "debug_traceBlockByHash")
@timed
def trace_block(served: ServedChain, block: Any, options: Any = None) -> list[dict[str, Any]]:
    """All transactions of a block, each with its hash."""
    shown = traces.read_options(options)
    is_hash = isinstance(block, str) and len(block) == 66
    found = served.find(read_hash(block) if is_hash else read_block(block))
    if not isinstance(found, int):
        raise RpcError(REFUSED, "block not found: there is no such mined block on this chain")
    return [
        {"txHash": data(outcome.tx_hash), "result": _trace(served, outcome, shown)}
        for outcome in served.engine.blocks[found].transactions
    ]


def _trace(served: ServedChain, outcome: Outcome, shown: traces.Options) -> Any:
    engine, sent = served.engine, outcome.transaction
    if shown.tracer == traces.CALLS:
        told = traces.call_trace(engine.trace_of(outcome), shown)
        return traces.whole(told, sent.gas or 0, outcome.gas_used)
    if shown.tracer == traces.SELECTORS:
        return traces.selectors(engine.trace_of(outcome))
    if shown.tracer == traces.STEPS:
        steps = StructLogs(shown.steps)
        engine.follow(outcome, steps)
        return steps.told(outcome.gas_used)
    # Whoever gets a block's fees is not known yet as it runs: they go to the zero address.
    touched = Touched(sent.sender, sent.to, outcome.contract_address, bytes(20))
    engine.follow(outcome, touched)
    with engine.around(outcome, after=False):
        before = touched.read(engine)
    if not shown.is_difference:
        return touched.existing(before)
    with engine.around(outcome, after=True):
        return touched.difference(before, touched.read(engine))


@method("debug_traceCall")
@timed
def trace_call(
    served: ServedChain, transaction: Any, block: Any = "latest", options: Any = None
) -> Any:
    shown = traces.read_options(options)
    given = options or {}
    state, header = given.get("stateOverrides"), given.get("blockOverrides")
    asked = overrides.asked(served, transaction, block, state, header, is_held=True)
    with asked as (sent, place):
        return _trace_call(served, sent, place, shown)


def _trace_call(
    served: ServedChain, sent: Transaction, place: int | str, shown: traces.Options
) -> Any:
    engine = served.engine
    if shown.tracer == traces.STEPS:
        steps = StructLogs(shown.steps)
        execution = engine.follow_call(sent, place, steps)
        return steps.told(_gas_used(execution))
    if shown.tracer in (traces.CALLS, traces.SELECTORS):
        execution = engine.watch(sent, place)
        frame = _frame_of(execution)
        if shown.tracer == traces.SELECTORS:
            return traces.selectors(frame)
        told = traces.call_trace(frame, shown)
        gas = sent.gas or engine.gas_limit
        return traces.whole(told, gas, _gas_used(execution))
    touched = Touched(sent.sender, sent.to, bytes(20))
    if sent.to is None:
        nonce = engine.get_nonce(sent.sender)
        touched.note(create_address(int.from_bytes(sent.sender), nonce))
    after: dict[str, Any] = {}
    execution = engine.follow_call(sent, place, touched, lambda: after.update(touched.read(engine)))
    _frame_of(execution)
    before = touched.read(engine)
    return touched.difference(before, after) if shown.is_difference else touched.existing(before)


def _frame_of(execution: Execution) -> Frame:
    """Raises RpcError for what could not even begin."""
    if execution.frame is None:
        raise of_execution(execution)
    return execution.frame


def _gas_used(execution: Execution) -> int:
    _frame_of(execution)
    assert execution.gas_used is not None
    return execution.gas_used


@method("trace_transaction")
@timed
def parity_trace(served: ServedChain, tx_hash: Any) -> list[dict[str, Any]]:
    outcome = _mined(served, tx_hash)
    return traces.flat_trace(served.engine.trace_of(outcome), outcome)


def _mined(served: ServedChain, tx_hash: Any) -> Outcome:
    try:
        return served.engine.outcome(read_hash(tx_hash))
    except UnknownTransaction:
        raise RpcError(REFUSED, "transaction not found") from None
