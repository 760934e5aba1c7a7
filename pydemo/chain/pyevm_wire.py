"""Transactions as eth-tester passes them around, made into py-evm's and back."""

from __future__ import annotations

from typing import Any

from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth.vm.spoof import SpoofTransaction
from eth_account.typed_transactions import BlobTransaction
from eth_keys.datatypes import PrivateKey
from eth_tester.backends.pyevm.serializers import (
    serialize_block,
    serialize_transaction,
    serialize_transaction_receipt,
)
from hexbytes import HexBytes

from pydemo.chain import genesis
from pydemo.chain.mock_signature import curve_point
from pydemo.chain.pyevm_block import Block, Mined
from pydemo.chain.pyevm_vm import LedgerVM
from pydemo.errors import TransactionRefused

_BUILDER = PragueTransactionBuilder
_BLOB_TYPE = 3


# --- in -------------------------------------------------------------------------------------------


def complete(fields: dict[str, Any], nonce: int, base_fee: int, chain_id: int) -> dict[str, Any]:
    """A transaction with all that its type has, where the sender left something out.

    Fees are then those that a wallet would choose; the nonce is the account's next.
    """
    whole: dict[str, Any] = {"nonce": nonce, "data": b"", "value": 0, "to": b""} | fields
    sender_only = ("from", "type")
    whole = {name: value for name, value in whole.items() if name not in sender_only}
    if "gas_price" not in whole:
        tip = whole.setdefault("max_priority_fee_per_gas", genesis.PRIORITY_FEE)
        whole.setdefault("max_fee_per_gas", 2 * base_fee + tip)
    if not is_legacy(whole):
        whole = {"access_list": (), "chain_id": chain_id} | whole
        if "v" in whole:
            parity = whole.pop("v")
            whole.setdefault("y_parity", parity)
    return whole


def is_legacy(fields: dict[str, Any]) -> bool:
    return "gas_price" in fields and "access_list" not in fields


def unsigned(whole: dict[str, Any]) -> Any:
    """py-evm's transaction of fields that are `complete`."""
    if is_legacy(whole):
        return _BUILDER.create_unsigned_transaction(**_without_chain(whole))
    if "gas_price" in whole:
        return _BUILDER.new_unsigned_access_list_transaction(**whole)
    if "authorization_list" in whole:
        return _BUILDER.new_unsigned_set_code_transaction(**whole)
    if "blob_versioned_hashes" in whole:
        return _BUILDER.new_unsigned_blob_transaction(**whole)
    return _BUILDER.new_unsigned_dynamic_fee_transaction(**whole)


def signed(whole: dict[str, Any]) -> Any:
    """The same of fields with a signature."""
    if is_legacy(whole):
        return _BUILDER.new_transaction(**_without_chain(whole))
    if "gas_price" in whole:
        return _of_this_fork(_BUILDER.new_access_list_transaction(**whole))
    if "authorization_list" in whole:
        return _of_this_fork(_BUILDER.new_set_code_transaction(**whole))
    return _of_this_fork(_BUILDER.new_dynamic_fee_transaction(**whole))


def _of_this_fork(transaction: Any) -> Any:
    """py-evm makes a typed transaction of the fork that brought the type; a block wants its own."""
    return _BUILDER.decode(transaction.encode())


def _without_chain(whole: dict[str, Any]) -> dict[str, Any]:
    """A legacy transaction has its chain in ``v``, if anywhere."""
    return {name: value for name, value in whole.items() if name != "chain_id"}


def with_key(key: PrivateKey, transaction: Any) -> Any:
    """An unsigned transaction, signed."""
    return _of_this_fork(transaction.as_signed_transaction(key))


def with_mock_signature(sender: bytes, transaction: Any) -> Any:
    """An unsigned transaction as its sender would have signed it, had there been a key.

    r carries the sender, so that two impersonated senders never share a transaction hash.
    """
    fields = transaction.as_dict()
    v = {"v": 27} if is_legacy(fields) else {"y_parity": 0}
    return signed({**fields, **v, "r": curve_point(sender), "s": 1})


def decode(raw: bytes) -> tuple[Any, bytes]:
    """A signed transaction and its sender. Raises errors.TransactionRefused if it is malformed."""
    try:
        transaction = _read(raw)
        sender = transaction.sender
    except Exception as unreadable:  # of several libraries, each with its own
        raise TransactionRefused(f"the raw transaction is not a valid one: {unreadable}") from None
    return transaction, sender


def _read(raw: bytes) -> Any:
    if raw[0] == _BLOB_TYPE:  # with blobs: these stay with the consensus layer
        blob = BlobTransaction.from_bytes(HexBytes(raw))
        blob.blob_data = None
        raw = raw[:1] + blob.payload()
    transaction = _BUILDER.decode(raw)
    # py-evm reads an empty list as the number 0, and remembers how that was written.
    if transaction.copy().encode() != raw:
        raise ValueError("it has a list where bytes should be")
    return transaction


def runnable(transaction: Any, sender: bytes, *, is_checked: bool) -> Any:
    """A transaction that says who sent it without a signature.

    Args:
        is_checked: whether there is no signature that could be wrong.
    """
    if not hasattr(transaction, "sender"):
        return SpoofTransaction(transaction, from_=sender)
    if is_checked:
        return SpoofTransaction(transaction, sender=sender, validate=lambda: None)
    return SpoofTransaction(transaction, sender=sender)


# --- out ------------------------------------------------------------------------------------------


def block_fields(
    block: Block, state_root: bytes, *, full: bool, is_pending: bool
) -> dict[str, Any]:
    fields = dict(serialize_block(block.whole(state_root), full, is_pending))
    if full:
        for entry, mined in zip(fields["transactions"], block.transactions, strict=True):
            entry["from"] = mined.sender  # a mock signature's recovered address means nothing
    return fields


def transaction_fields(mined: Mined, *, is_pending: bool) -> dict[str, Any]:
    fields = serialize_transaction(mined.block, mined.signed, mined.index, is_pending)
    return {**fields, "from": mined.sender}


def receipt_fields(mined: Mined, vm: LedgerVM, *, is_pending: bool) -> dict[str, Any]:
    block = mined.block
    receipts = [other.receipt for other in block.transactions]
    fields = dict(
        serialize_transaction_receipt(block, receipts, mined.signed, mined.index, is_pending, vm)
    )
    fields["from"] = mined.sender
    fields["contract_address"] = mined.contract_address
    if "blob_gas_price" in fields:  # the serializer has what a blob uses in its place
        fields["blob_gas_price"] = vm.state.blob_base_fee
    return fields
