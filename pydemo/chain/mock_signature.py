"""The signature of a sender without a key: what stands in a transaction that was impersonated."""

from __future__ import annotations

_FIELD = 2**256 - 2**32 - 977
"""The prime of secp256k1's field."""


def curve_point(sender: bytes) -> int:
    """An x on secp256k1 that carries a sender, as the r of a mock signature.

    eth-tester recovers a public key from any signature. Whose it is does not matter, the true
    sender is put in its place; but half of all numbers are no x, and there is nothing to recover.
    """
    x = (int.from_bytes(sender, "big") << 8) + 1
    while pow(x**3 + 7, (_FIELD - 1) // 2, _FIELD) != 1:
        x += 1
    return x
