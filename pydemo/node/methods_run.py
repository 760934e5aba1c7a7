"""Methods that run code: calls, estimates, access lists; and those that send and sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.node import calls, overrides, simulation, terms
from pydemo.node.failure import invalid, of_execution
from pydemo.node.quantities import (
    data,
    quantity,
    read_address,
    read_data,
    word,
)
from pydemo.node.registry import method, timed

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain


# --- calls ----------------------------------------------------------------------------------------


@method("eth_call")
@timed
def call(
    served: ServedChain,
    transaction: Any,
    block: Any = "latest",
    state: Any = None,
    header: Any = None,
) -> str:
    """``state`` and ``header`` are what the call is to suppose (geth's overrides)."""
    with overrides.asked(served, transaction, block, state, header) as (sent, place):
        execution = served.engine.simulate(sent, place)
    if execution.failure is not None:
        raise of_execution(execution)
    return data(execution.output)


@method("eth_estimateGas")
@timed
def estimate_gas(
    served: ServedChain,
    transaction: Any,
    block: Any = "pending",
    state: Any = None,
    header: Any = None,
) -> str:
    with overrides.asked(served, transaction, block, state, header) as (sent, place):
        return quantity(calls.estimate(served, sent, place))


@method("eth_createAccessList")
@timed
def create_access_list(
    served: ServedChain,
    transaction: Any,
    block: Any = "latest",
    state: Any = None,
    header: Any = None,
) -> dict[str, Any]:
    with overrides.asked(served, transaction, block, state, header) as (sent, place):
        touched = served.engine.touched(sent, place)
        # What a transaction may look at for free anyway is no part of the list.
        free = {sent.sender, sent.to, bytes(20)} | {n.to_bytes(20) for n in range(1, 18)}
        listed = [
            {"address": data(address), "storageKeys": [word(slot) for slot in sorted(slots)]}
            for address, slots in touched
            if slots or address not in free
        ]
        with_list = sent.terms._replace(access_list=terms.read_access_list(listed))
        execution = served.engine.watch(sent._replace(terms=with_list), place)
        if execution.gas_used is None:  # it could not even begin
            raise of_execution(execution)
        told: dict[str, Any] = {"accessList": listed, "gasUsed": quantity(execution.gas_used)}
        if execution.failure is not None:
            told["error"] = of_execution(execution).message
        return told


@method("eth_simulateV1")
@timed
def simulate(served: ServedChain, options: Any, block: Any = "latest") -> list[dict[str, Any]]:
    return simulation.simulate(served, options, block)


# --- sending --------------------------------------------------------------------------------------


@method("eth_sendRawTransaction")
def send_raw_transaction(served: ServedChain, raw: Any) -> str:
    return data(served.submit(calls.read_raw(served, raw)))


@method("eth_sendTransaction", "eth_sendUnsignedTransaction")
def send_transaction(served: ServedChain, transaction: Any) -> str:
    return data(served.submit(signed(served, transaction)))


@method("eth_signTransaction")
def sign_transaction(served: ServedChain, transaction: Any) -> str:
    from pydemo.chain.envelope import encode

    waiting = signed(served, transaction)
    return data(encode(waiting.message, served.engine.chain_id, waiting.signature))


def signed(served: ServedChain, transaction: Any) -> Any:
    """A transaction of somebody the node signs for, or of whom it impersonates."""
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


@method("eth_signTypedData_v4", "eth_signTypedData_v3", "eth_signTypedData")
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
