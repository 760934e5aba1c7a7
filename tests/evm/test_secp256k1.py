"""Signing and recovering: with coincurve and in plain Python alike, as eth-keys does it."""

from __future__ import annotations

import pytest
from eth_keys import keys
from hypothesis import given
from hypothesis import strategies as st
from rounds import bounds

from pydemo.evm import secp256k1

KEYS = st.integers(1, secp256k1.ORDER - 1).map(lambda number: number.to_bytes(32))
DIGESTS = st.binary(min_size=32, max_size=32)
NUMBERS = st.integers(0, 2**256 - 1)


@pytest.fixture(params=["as installed", "plain Python"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "plain Python":
        monkeypatch.setattr(secp256k1, "_PrivateKey", None)
        monkeypatch.setattr(secp256k1, "_PublicKey", None)


@pytest.mark.usefixtures("way")
@bounds(examples=20)
@given(key=KEYS, digest=DIGESTS)
def test_who_signed_is_recovered_and_nobody_else(key: bytes, digest: bytes) -> None:
    parity, r, s = secp256k1.sign(digest, key)
    assert (parity, r, s) == keys.PrivateKey(key).sign_msg_hash(digest).vrs
    assert s <= secp256k1.HALF_ORDER
    address = secp256k1.address_of(key)
    assert address == keys.PrivateKey(key).public_key.to_canonical_address()
    assert secp256k1.recover(digest, parity, r, s) == address
    assert secp256k1.recover(digest, 1 - parity, r, s) != address
    # The other s of the same point, above the half of the order: precompiles take it.
    assert secp256k1.recover(digest, 1 - parity, r, secp256k1.ORDER - s) == address


@bounds(examples=40)
@given(digest=DIGESTS, parity=st.integers(-1, 3), r=NUMBERS, s=NUMBERS)
def test_both_ways_recover_the_same_from_anything(
    digest: bytes, parity: int, r: int, s: int
) -> None:
    installed = secp256k1.recover(digest, parity, r, s)
    is_possible = parity in (0, 1) and 0 < r < secp256k1.ORDER and 0 < s < secp256k1.ORDER
    in_python = secp256k1._recover_in_python(digest, parity, r, s) if is_possible else None
    assert installed == in_python


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("parity", "r", "s"), [(0, 0, 1), (0, 1, 0), (2, 1, 1), (-1, 1, 1), (0, 5, 1)]
)
def test_nobody_signs_with_what_is_no_signature(parity: int, r: int, s: int) -> None:
    """There is no point of the curve whose x is 5."""
    assert secp256k1.recover(bytes(32), parity, r, s) is None
    assert secp256k1.recover(bytes(32), 0, secp256k1.ORDER, 1) is None


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("key", [b"", bytes(32), b"\1" * 31, secp256k1.ORDER.to_bytes(32)])
def test_what_is_no_key_has_no_address_and_does_not_show(key: bytes) -> None:
    with pytest.raises(ValueError, match="no private key") as refused:
        secp256k1.address_of(key)
    assert key.hex() == "" or key.hex() not in str(refused.value)


@pytest.mark.usefixtures("way")
@bounds(examples=10)
@given(key=KEYS)
def test_the_compressed_point_is_eth_keys(key: bytes) -> None:
    expected = keys.PrivateKey(key).public_key.to_compressed_bytes()
    assert secp256k1.compressed_public_key(key) == expected
