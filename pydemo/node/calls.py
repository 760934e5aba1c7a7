"""Transaction objects of JSON-RPC, read into what the engine runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.chain import envelope
from pydemo.chain.fast_block import mock_signature
from pydemo.chain.frames import Transaction
from pydemo.errors import TransactionRefused
from pydemo.evm.deadline import limited
from pydemo.evm.hashing import keccak
from pydemo.evm.transaction import Message
from pydemo.node import terms
from pydemo.node.failure import REFUSED, RpcError, invalid
from pydemo.node.pool import Waiting
from pydemo.node.quantities import (
    read_address,
    read_data,
    read_quantity,
)

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

MOST_NONCE = terms.MOST_NONCE


def read_call(fields: Any) -> Transaction:
    """What `eth_call` and its like are given. The sender is the zero address if none is named.

    Raises:
        RpcError: it cannot be read.
    """
    if not isinstance(fields, dict):
        raise invalid('a transaction object is expected, such as {"to": ..., "data": ...}')
    sender, to = fields.get("from"), fields.get("to")
    gas, value = fields.get("gas"), fields.get("value")
    return Transaction(
        bytes(20) if sender is None else read_address(sender, "from"),
        None if to is None else read_address(to, "to"),
        _input(fields),
        0 if value is None else read_quantity(value, "value"),
        None if gas is None else read_quantity(gas, "gas", 2**64),
        terms.read_terms(fields),
    )


def _input(fields: dict[str, Any]) -> bytes:
    """``input``, or ``data``, which is the older name."""
    if (named := fields.get("input")) is not None:
        raw = read_data(named, "input")
        older = fields.get("data")
        if older is not None and read_data(older) != raw:
            raise invalid("there are both data and input, and they differ")
        return raw
    older = fields.get("data")
    return b"" if older is None else read_data(older)


def complete(served: ServedChain, fields: dict[str, Any]) -> Message:
    """A transaction with all that its type has; what was left out is what a wallet would choose.

    Raises:
        RpcError: it cannot be read, or names another chain; with a revert's data, if it has no gas
            limit and fails whatever it is given.
    """
    call = read_call(fields)
    if fields.get("from") is None:
        raise invalid("from: an account is needed that the transaction is sent from")
    if (chain_id := fields.get("chainId")) is not None:
        envelope.check_chain(read_quantity(chain_id, "chainId"), served.engine.chain_id)
    sender = int.from_bytes(call.sender)
    nonce = fields.get("nonce")
    kind, max_fee, tip = terms.read_fees(served, fields)
    return Message(
        sender=sender,
        to=None if call.to is None else int.from_bytes(call.to),
        nonce=next_nonce(served, call.sender)
        if nonce is None
        else read_quantity(nonce, "nonce", MOST_NONCE),
        gas=estimate(served, _unpriced(call)) if call.gas is None else call.gas,
        value=call.value,
        data=call.data,
        kind=kind,
        max_fee=max_fee,
        priority_fee=tip,
        **terms.read_lists(fields, kind, int(served.engine.blob_base_fee("pending"))),
    )


def _unpriced(call: Transaction) -> Transaction:
    """The pool says whether a transaction's fee can be paid, in its own words."""
    return call._replace(terms=call.terms._replace(max_fee=0, priority_fee=None))


def estimate(served: ServedChain, call: Transaction, block: int | str = "pending") -> int:
    """The gas a transaction needs in the next block.

    Raises:
        RpcError: it fails whatever it is given; with a revert's data.
        TimeUp: it takes too long to find out.
    """
    from pydemo.chain.revert import ExecutionReverted
    from pydemo.node.failure import of_execution

    if block == "pending":
        served.stamp()
    fields: dict[str, Any] = {"from": call.sender, "data": call.data, "value": call.value}
    if call.to is not None:
        fields["to"] = call.to
    if call.gas is not None:
        fields["gas"] = call.gas
    fields |= call.terms.fields()
    try:
        with limited(served.call_time):
            return int(served.engine.estimate_gas(fields, block))
    except ExecutionReverted as reverted:
        raise of_execution(reverted.execution) from None


def next_nonce(served: ServedChain, sender: bytes) -> int:
    """What an account's next transaction should have, counting those that wait."""
    nonce = int(served.engine.get_nonce(sender))
    return served.pool.next_nonce(int.from_bytes(sender), nonce)


def signed_by_node(served: ServedChain, message: Message) -> Waiting:
    """A transaction of a persona, or of somebody who is impersonated.

    Raises:
        RpcError: there is no key for the sender here.
    """
    sender = message.sender.to_bytes(20)
    chain_id = served.engine.chain_id
    if served.engine.is_impersonated(sender):
        signature = mock_signature(message)
    else:
        signature = envelope.sign(message, chain_id, key_of(served, sender))
    raw = envelope.encode(message, chain_id, signature)
    return Waiting(message, signature, keccak(raw))


def key_of(served: ServedChain, address: bytes) -> bytes:
    """A persona's key. Raises RpcError for everybody else."""
    known = served.keys.get(address)
    if known is None:
        raise RpcError(
            REFUSED,
            f"unknown account 0x{address.hex()}: it is none of the node's accounts, and nobody "
            "impersonates it (anvil_impersonateAccount)",
        )
    return known


def read_raw(served: ServedChain, value: Any) -> Waiting:
    """A signed transaction as `eth_sendRawTransaction` is given it.

    Raises:
        RpcError, errors.TransactionRefused: it is none, or for another chain.
    """
    raw = read_data(value, "raw transaction")
    if not raw:
        raise TransactionRefused("the raw transaction is empty")
    message, signature = envelope.decode(raw, served.engine.chain_id)
    if message.kind == envelope.BLOB:  # without its blobs, which the hash does not cover
        raw = envelope.encode(message, served.engine.chain_id, signature)
    return Waiting(message, signature, keccak(raw))
