"""Methods that run code: calls, estimates, access lists, traces, and sending transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from eth_tester.exceptions import TransactionNotFound

from pydemo.chain.frames import Transaction
from pydemo.evm.forks import Fork
from pydemo.evm.transaction import Message, floor_gas
from pydemo.node import calls, traces
from pydemo.node.failure import REFUSED, RpcError, invalid, of_execution
from pydemo.node.quantities import (
    data,
    quantity,
    read_address,
    read_block,
    read_data,
    read_hash,
    read_quantity,
    read_slot,
    word,
)
from pydemo.node.registry import method

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain


# --- calls ----------------------------------------------------------------------------------------


@method("eth_call")
def call(
    served: ServedChain,
    transaction: Any,
    block: Any = "latest",
    overrides: Any = None,
    _block_overrides: Any = None,
) -> str:
    if _block_overrides:
        raise invalid("block overrides are not supported")
    with _asked(served, transaction, block, overrides) as (sent, state):
        execution = served.engine.simulate(sent, state)
    if execution.failure is not None:
        raise of_execution(execution)
    return data(execution.output)


@contextmanager
def _asked(
    served: ServedChain, transaction: Any, block: Any, overrides: Any
) -> Iterator[tuple[Transaction, int | str]]:
    """A call object and the state it is for, which has the overrides for that long."""
    sent = calls.read_call(transaction)
    state = served.state(read_block(block))
    if sent.gas is not None and sent.gas > served.engine.gas_limit:
        sent = sent._replace(gas=served.engine.gas_limit)
    if not overrides:
        yield sent, state
        return
    if state not in ("latest", "pending"):
        raise invalid("state overrides work on the newest block only")
    changes = list(_read_overrides(served, overrides))
    before = served.engine.take_snapshot()
    try:
        for change in changes:
            change()
        yield sent, state
    finally:
        served.engine.revert_to_snapshot(before)


def _read_overrides(served: ServedChain, overrides: Any) -> Iterator[Any]:
    """What has to be done so that the state is another."""
    engine = served.engine
    if not isinstance(overrides, dict):
        raise invalid("state overrides: an object of accounts is expected")
    for key, fields in overrides.items():
        address = read_address(key)
        if not isinstance(fields, dict) or fields.keys() - _OVERRIDES:
            raise invalid(f"state overrides: {', '.join(sorted(_OVERRIDES))} can be set")
        if "balance" in fields:
            wei = read_quantity(fields["balance"], "balance")
            yield lambda a=address, w=wei: engine.set_balance(a, w)
        if "nonce" in fields:
            nonce = read_quantity(fields["nonce"], "nonce", calls.MOST_NONCE)
            yield lambda a=address, n=nonce: engine.set_nonce(a, n)
        if "code" in fields:
            code = read_data(fields["code"], "code")
            yield lambda a=address, c=code: engine.set_code(a, c)
        for slot, value in (fields.get("stateDiff") or {}).items():
            place, content = read_slot(slot), read_quantity(value, "stateDiff")
            yield lambda a=address, p=place, v=content: engine.set_storage(a, p, v)


_OVERRIDES = {"balance", "nonce", "code", "stateDiff"}


@method("eth_estimateGas")
def estimate_gas(
    served: ServedChain, transaction: Any, block: Any = "pending", overrides: Any = None
) -> str:
    with _asked(served, transaction, block, overrides) as (sent, state):
        return quantity(calls.estimate(served, sent, state, calls.read_lists(transaction)))


@method("eth_createAccessList")
def create_access_list(
    served: ServedChain, transaction: Any, block: Any = "latest"
) -> dict[str, Any]:
    with _asked(served, transaction, block, None) as (sent, state):
        touched = served.engine.touched(sent, state)
        execution = served.engine.watch(sent, state)
        # What a transaction may look at for free anyway is no part of the list.
        free = {sent.sender, sent.to, bytes(20)} | {n.to_bytes(20) for n in range(1, 18)}
        listed = [
            {"address": data(address), "storageKeys": [word(slot) for slot in sorted(slots)]}
            for address, slots in touched
            if slots or address not in free
        ]
        told: dict[str, Any] = {"accessList": listed}
        if execution.failure is not None:
            told["error"] = of_execution(execution).message
            told["gasUsed"] = quantity(sent.gas or served.engine.gas_limit)
        else:
            needed = calls.estimate(served, sent, state, calls.read_lists({"accessList": listed}))
            told["gasUsed"] = quantity(needed)
        return told


# --- sending --------------------------------------------------------------------------------------


@method("eth_sendRawTransaction")
def send_raw_transaction(served: ServedChain, raw: Any) -> str:
    return data(served.submit(calls.read_raw(served, raw)))


@method("eth_sendTransaction", "eth_sendUnsignedTransaction")
def send_transaction(served: ServedChain, transaction: Any) -> str:
    return data(served.submit(_signed(served, transaction)))


@method("eth_signTransaction")
def sign_transaction(served: ServedChain, transaction: Any) -> str:
    from pydemo.chain.envelope import encode

    signed = _signed(served, transaction)
    return data(encode(signed.message, served.engine.chain_id, signed.signature))


def _signed(served: ServedChain, transaction: Any) -> Any:
    if isinstance(transaction, dict) and transaction.get("from") is not None:
        sender = read_address(transaction["from"], "from")
        if served.impersonates_all and sender not in served.keys:
            served.engine.impersonate(sender)
        if not served.engine.is_impersonated(sender):
            calls.key_of(served, sender)  # before its gas is estimated: that may say another thing
    return calls.signed_by_node(served, calls.complete(served, transaction))


@method("eth_sign")
def sign(served: ServedChain, address: Any, message: Any) -> str:
    """EIP-191, as wallets sign a text."""
    from eth_account import Account
    from eth_account.messages import encode_defunct

    key = calls.key_of(served, read_address(address))
    return data(bytes(Account.sign_message(encode_defunct(read_data(message)), key).signature))


@method("personal_sign")
def personal_sign(served: ServedChain, message: Any, address: Any) -> str:
    return sign(served, address, message)


@method("eth_signTypedData_v4", "eth_signTypedData")
def sign_typed_data(served: ServedChain, address: Any, typed: Any) -> str:
    """EIP-712. The data is an object, or its JSON."""
    import json

    from eth_account import Account

    key = calls.key_of(served, read_address(address))
    try:
        whole = json.loads(typed) if isinstance(typed, str) else typed
        signed = Account.sign_typed_data(key, full_message=whole)
    except Exception as unreadable:  # of eth-account's many kinds
        raise invalid(f"typed data (EIP-712) cannot be read: {unreadable}") from None
    return data(bytes(signed.signature))


# --- traces ---------------------------------------------------------------------------------------


@method("debug_traceTransaction")
def trace_transaction(served: ServedChain, tx_hash: Any, options: Any = None) -> dict[str, Any]:
    shown = traces.read_options(options)
    outcome = _mined(served, tx_hash)
    frame = served.engine.trace_of(outcome)
    gas = outcome.transaction.gas or 0
    return traces.whole(traces.call_trace(frame, shown), gas, outcome.gas_used)


@method("debug_traceCall")
def trace_call(
    served: ServedChain, transaction: Any, block: Any = "latest", options: Any = None
) -> dict[str, Any]:
    shown = traces.read_options(options)
    overrides = options.get("stateOverrides") if isinstance(options, dict) else None
    with _asked(served, transaction, block, overrides) as (sent, state):
        execution = served.engine.watch(sent, state)
        if execution.frame is None:
            raise of_execution(execution)
        told = traces.call_trace(execution.frame, shown)
        gas = sent.gas or served.engine.gas_limit
        used = execution.gas_used
        if used is None:  # then what was refunded is not known
            used = gas - execution.frame.gas + execution.frame.gas_used
            used = max(used, floor_gas(Message(0, None, 0, gas, data=sent.data), Fork.PRAGUE))
        return traces.whole(told, gas, used)


@method("trace_transaction")
def parity_trace(served: ServedChain, tx_hash: Any) -> list[dict[str, Any]]:
    outcome = _mined(served, tx_hash)
    return traces.flat_trace(served.engine.trace_of(outcome), outcome)


def _mined(served: ServedChain, tx_hash: Any) -> Any:
    try:
        return served.engine.outcome(read_hash(tx_hash))
    except TransactionNotFound:
        raise RpcError(REFUSED, "transaction not found") from None
