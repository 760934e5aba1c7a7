"""Signatures on secp256k1: coincurve where it is installed, else eth-keys in plain Python.

Straight to coincurve, since eth-keys checks and wraps each value on the way there: that costs as
much as recovering a signer itself, and importing it as long as the rest of a node.
"""

from __future__ import annotations

from pydemo.evm.hashing import keccak

try:
    from coincurve.keys import PrivateKey as _PrivateKey
    from coincurve.keys import PublicKey as _PublicKey
except ImportError:  # no wheel for this Python
    _PrivateKey = _PublicKey = None  # type: ignore[assignment,misc]

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
HALF_ORDER = ORDER // 2
"""The largest s that a transaction's signature may have (EIP-2)."""


def recover(digest: bytes, parity: int, r: int, s: int) -> bytes | None:
    """The 20 bytes of the address whose key signed a hash, or None if none can have."""
    if parity not in (0, 1) or not 0 < r < ORDER or not 0 < s < ORDER:
        return None
    if _PublicKey is None:
        return _recover_in_python(digest, parity, r, s)
    raw = b"%b%b%c" % (r.to_bytes(32), s.to_bytes(32), parity)
    try:
        public = _PublicKey.from_signature_and_message(raw, digest, hasher=None)
    except Exception:  # coincurve raises plain ones
        return None
    return keccak(public.format(compressed=False)[1:])[12:]


def sign(digest: bytes, key: bytes) -> tuple[int, int, int]:
    """Parity, r and s, with the lower s; deterministic (RFC 6979)."""
    if _PrivateKey is None:
        return _sign_in_python(digest, key)
    raw = _PrivateKey(key).sign_recoverable(digest, hasher=None)
    return raw[64], int.from_bytes(raw[:32]), int.from_bytes(raw[32:64])


def address_of(key: bytes) -> bytes:
    """The 20 bytes of a key's address.

    Raises:
        ValueError: it is no key: not 32 bytes, or no number from 1 to the curve's order.
    """
    if len(key) != 32 or not 0 < int.from_bytes(key) < ORDER:
        raise ValueError("that is no private key")  # and its digits stay out of the message
    if _PrivateKey is None:
        return _address_in_python(key)
    return keccak(_PrivateKey(key).public_key.format(compressed=False)[1:])[12:]


def compressed_public_key(key: bytes) -> bytes:
    """The 33 bytes of a key's point."""
    if _PrivateKey is None:
        return _compressed_in_python(key)
    return _PrivateKey(key).public_key.format(compressed=True)


# --- without coincurve ----------------------------------------------------------------------------


def _recover_in_python(digest: bytes, parity: int, r: int, s: int) -> bytes | None:
    from eth_keys import keys
    from eth_keys.exceptions import BadSignature
    from eth_utils.exceptions import ValidationError

    try:
        signature = keys.Signature(vrs=(parity, r, s))
        return signature.recover_public_key_from_msg_hash(digest).to_canonical_address()
    except (BadSignature, ValidationError, ValueError):
        return None


def _sign_in_python(digest: bytes, key: bytes) -> tuple[int, int, int]:
    from eth_keys import keys

    return keys.PrivateKey(key).sign_msg_hash(digest).vrs


def _address_in_python(key: bytes) -> bytes:
    from eth_keys import keys

    return keys.PrivateKey(key).public_key.to_canonical_address()


def _compressed_in_python(key: bytes) -> bytes:
    from eth_keys import keys

    return keys.PrivateKey(key).public_key.to_compressed_bytes()
