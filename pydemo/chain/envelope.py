"""Transactions as they travel: RLP envelopes of types 0 to 4, signatures and hashes.

Sources: EIPs 155, 2718, 2930, 1559, 4844 and 7702. Addresses are numbers here, as in the EVM.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydemo.errors import TransactionRefused
from pydemo.evm import secp256k1
from pydemo.evm.delegation import Authorization
from pydemo.evm.hashing import keccak
from pydemo.evm.rlp_coding import Decoded, NotRlp, content_of, encode_joined
from pydemo.evm.rlp_coding import decode as rlp_decode
from pydemo.evm.rlp_coding import encode as rlp_encode
from pydemo.evm.transaction import Message

LEGACY, ACCESS_LIST, DYNAMIC_FEE, BLOB, SET_CODE = range(5)
_SIGNATURE_FIELDS = 3
_LENGTHS = {LEGACY: 9, ACCESS_LIST: 11, DYNAMIC_FEE: 12, BLOB: 14, SET_CODE: 13}


@dataclass(frozen=True, slots=True)
class Signature:
    """``v`` is the parity of the point, 0 or 1; for a legacy transaction as EIP-155 has it."""

    v: int
    r: int
    s: int


def payload_of(message: Message, chain_id: int) -> list[Any]:
    """The fields of a transaction in the order of its type, without signature."""
    to = b"" if message.to is None else message.to.to_bytes(20)
    body = [message.gas, to, message.value, message.data]
    if message.kind == LEGACY:
        return [message.nonce, message.max_fee, *body]
    listed = [
        [address.to_bytes(20), [slot.to_bytes(32) for slot in slots]]
        for address, slots in message.access_list
    ]
    if message.kind == ACCESS_LIST:
        return [chain_id, message.nonce, message.max_fee, *body, listed]
    fields = [chain_id, message.nonce, message.priority_fee, message.max_fee, *body, listed]
    if message.kind == BLOB:
        fields += [message.max_blob_fee, [blob.to_bytes(32) for blob in message.blob_hashes]]
    if message.kind == SET_CODE:
        fields.append([_authorization_fields(entry) for entry in message.authorizations])
    return fields


def _authorization_fields(entry: Authorization) -> list[Any]:
    address = entry.address.to_bytes(20)
    return [entry.chain_id, address, entry.nonce, entry.y_parity, entry.r, entry.s]


def encode(message: Message, chain_id: int, signature: Signature) -> bytes:
    """The signed transaction as it goes over the wire."""
    fields = [*payload_of(message, chain_id), signature.v, signature.r, signature.s]
    prefix = bytes([message.kind]) if message.kind else b""
    return prefix + rlp_encode(fields)


def sign(message: Message, chain_id: int, key: bytes) -> Signature:
    """Sign with a key; deterministic (RFC 6979).

    A legacy transaction is signed as before EIP-155, for any chain: eth-tester hands a pending one
    back to be sent again, and takes no ``v`` above 255.
    """
    fields = payload_of(message, chain_id)
    if message.kind == LEGACY:
        parity, r, s = secp256k1.sign(keccak(rlp_encode(fields)), key)
        return Signature(parity + 27, r, s)
    return Signature(*secp256k1.sign(keccak(bytes([message.kind]) + rlp_encode(fields)), key))


def decode(raw: bytes, chain_id: int) -> tuple[Message, Signature]:
    """Read a signed transaction and recover its sender.

    Raises:
        errors.TransactionRefused: it is malformed, for another chain, or not validly signed.
    """
    kind = raw[0] if raw and raw[0] < 0xC0 else LEGACY
    listed = raw[1:] if kind else raw
    try:
        fields: Decoded = rlp_decode(listed)
        if kind == BLOB and fields and isinstance(fields[0], list):
            fields = fields[0]  # beside its blobs, which stay with the consensus layer
            listed = rlp_encode(fields)
    except NotRlp:
        raise TransactionRefused("the raw transaction is not RLP") from None
    if kind not in _LENGTHS or not isinstance(fields, list) or len(fields) != _LENGTHS[kind]:
        raise TransactionRefused("the raw transaction is of no known type")
    try:
        v, r, s = (_number(field) for field in fields[-_SIGNATURE_FIELDS:])
        signature = Signature(v, r, s)
        message, signed_for = _read(kind, fields)
    except ValueError as malformed:
        raise TransactionRefused(f"the raw transaction is malformed: {malformed}") from None
    if kind == LEGACY:
        signed_for = _chain_of_legacy(v)
    check_chain(signed_for, chain_id)
    # What was signed is there already, but for the signature; making it again takes as long as
    # recovering who signed.
    body = content_of(listed)
    body = body[: len(body) - sum(len(rlp_encode(field)) for field in fields[-_SIGNATURE_FIELDS:])]
    return message._replace(sender=_signer_of(kind, body, signed_for, signature)), signature


def with_sender(
    message: Message, signature: Signature, signed_for: int | None, chain_id: int
) -> Message:
    """A transaction together with who signed it.

    Args:
        signed_for: the chain it says it is for; a legacy one's ``v`` says it, or None for any.

    Raises:
        errors.TransactionRefused: it is for another chain, or nobody can have signed it.
    """
    if message.kind == LEGACY:
        signed_for = _chain_of_legacy(signature.v)
    check_chain(signed_for, chain_id)
    return message._replace(sender=recover(message, signed_for, signature))


def _chain_of_legacy(v: int) -> int | None:
    """The chain that a legacy transaction is for, by EIP-155; None for any."""
    return None if v in (27, 28) else (v - 35) // 2


def check_chain(signed_for: int | None, chain_id: int) -> None:
    """Raises errors.TransactionRefused for a transaction that is for another chain."""
    if signed_for not in (None, chain_id):
        raise TransactionRefused(
            f"the transaction is signed for chain {signed_for}, this is chain {chain_id}"
        )


def recover(message: Message, chain_id: int | None, signature: Signature) -> int:
    """Who signed. Raises errors.TransactionRefused if nobody can have."""
    body = content_of(rlp_encode(payload_of(message, chain_id or 0)))
    return _signer_of(message.kind, body, chain_id, signature)


def _signer_of(kind: int, body: bytes, chain_id: int | None, signature: Signature) -> int:
    """Who signed the fields that are encoded and joined in `body`."""
    parity = signature.v
    if kind:
        digest = keccak(bytes([kind]) + encode_joined(body))
    elif chain_id is None:
        parity, digest = signature.v - 27, keccak(encode_joined(body))
    else:
        parity = signature.v - 35 - 2 * chain_id
        digest = keccak(encode_joined(body + rlp_encode(chain_id) + b"\x80\x80"))
    if signature.s > secp256k1.HALF_ORDER:
        raise TransactionRefused("the signature's s is too large (EIP-2)")
    signer = secp256k1.recover(digest, parity, signature.r, signature.s)
    if signer is None:
        raise TransactionRefused("the transaction's signature is not valid")
    return int.from_bytes(signer)


def _read(kind: int, fields: Sequence[Any]) -> tuple[Message, int | None]:
    """Returns the message without sender, and the chain it names (None: none)."""
    if kind == LEGACY:
        nonce, price, gas, to, value, data = fields[:6]
        return _message(kind, nonce, gas, to, value, data, max_fee=_number(price)), None
    chain_id = _number(fields[0])
    if kind == ACCESS_LIST:
        nonce, price, gas, to, value, data, listed = fields[1:8]
        more: dict[str, Any] = {"max_fee": _number(price)}
    else:
        nonce, tip, price, gas, to, value, data, listed = fields[1:9]
        more = {"max_fee": _number(price), "priority_fee": _number(tip)}
    more["access_list"] = tuple(
        (_fixed(address, 20), tuple(_fixed(slot, 32) for slot in _list(slots)))
        for address, slots in map(_list, _list(listed))
    )
    if kind == BLOB:
        more["max_blob_fee"] = _number(fields[9])
        more["blob_hashes"] = tuple(_fixed(blob, 32) for blob in _list(fields[10]))
    if kind == SET_CODE:
        more["authorizations"] = tuple(map(_authorization, _list(fields[9])))
    return _message(kind, nonce, gas, to, value, data, **more), chain_id


def _authorization(entry: Any) -> Authorization:
    chain_id, address, nonce, y_parity, r, s = _list(entry)
    return Authorization(
        _number(chain_id),
        _fixed(address, 20),
        _number(nonce, 8),
        _number(y_parity, 1),
        _number(r),
        _number(s),
    )


def _message(
    kind: int, nonce: Any, gas: Any, to: Any, value: Any, data: Any, **more: Any
) -> Message:
    return Message(
        sender=0,
        to=None if to == b"" else _fixed(to, 20),
        nonce=_number(nonce),
        gas=_number(gas),
        value=_number(value),
        data=_bytes(data),
        kind=kind,
        **more,
    )


# What RLP has in a field. Each raises ValueError for what should not be there.


def _number(field: Any, most: int = 32) -> int:
    """A number of so many bytes at most, without leading zeros."""
    raw = _bytes(field)
    if len(raw) > most or raw.startswith(b"\0"):
        raise ValueError(f"0x{raw.hex()} is no number of {most} bytes at most")
    return int.from_bytes(raw)


def _fixed(field: Any, size: int) -> int:
    """An address or a word, which has all its bytes."""
    raw = _bytes(field)
    if len(raw) != size:
        raise ValueError(f"0x{raw.hex()} does not have {size} bytes")
    return int.from_bytes(raw)


def _bytes(field: Any) -> bytes:
    if not isinstance(field, bytes):
        raise ValueError("there is a list where bytes should be")  # noqa: TRY004  # data, not types
    return field


def _list(field: Any) -> list[Any]:
    if not isinstance(field, list):
        raise ValueError("there are bytes where a list should be")  # noqa: TRY004
    return field
