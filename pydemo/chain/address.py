"""Anything that has an address: accounts, contract handles, and plain address strings."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from pydemo.errors import ArgumentError
from pydemo.evm.hashing import keccak

ADDRESS_BYTES = 20


class HasAddress:
    """Base of accounts and contract handles: each serves wherever an address is asked for.

    Two of them are equal when their addresses are; they also equal the address as a string.
    """

    __slots__ = ()

    address: str
    """Checksummed (ERC-55) hex string."""

    def __str__(self) -> str:
        return self.address

    def __eq__(self, other: object) -> bool:
        if isinstance(other, HasAddress):
            return self.address == other.address
        if isinstance(other, str):
            return self.address.lower() == other.lower()
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.address)


AddressLike: TypeAlias = HasAddress | str | bytes
"""An account, a contract handle, a hex string (checked if it has a checksum), or 20 raw bytes."""


def canonical(value: object) -> bytes:
    """The 20 raw bytes of an address.

    Raises:
        errors.ArgumentError: not an address, or its checksum is wrong.
    """
    if isinstance(value, HasAddress):
        return bytes.fromhex(value.address[2:])  # made by us, so it is one
    if isinstance(value, bytes | bytearray):
        if len(value) != ADDRESS_BYTES:
            raise ArgumentError(f"an address has 20 bytes, not {len(value)}: 0x{value.hex()}")
        return bytes(value)
    if not isinstance(value, str):
        raise ArgumentError(f"{value!r} is no address: pass an account, a contract or a hex string")
    digits = value.removeprefix("0x")
    try:
        raw = bytes.fromhex(digits) if value.startswith("0x") else b""
    except ValueError:
        raw = b""
    if len(raw) != ADDRESS_BYTES or len(digits) != 2 * ADDRESS_BYTES:
        raise ArgumentError(f"{value!r} is no address: 0x and 40 hexadecimal digits are expected")
    is_of_one_case = digits in (digits.lower(), digits.upper())  # then nothing can be checked
    if not is_of_one_case and checksum(raw) != value:
        raise ArgumentError(
            f"{value} has a wrong checksum: a letter was mistyped, or its case was changed"
        )
    return raw


def created_address(creator: AddressLike, nonce: int) -> str:
    """Where the contract will be that an account makes with the transaction of this nonce.

    For a contract that makes others, the nonce of the first is 1 (EIP-161).
    """
    from pydemo.evm.calls import create_address  # slow to import, and everything imports this file

    return checksum(
        create_address(int.from_bytes(canonical(creator)), nonce).to_bytes(ADDRESS_BYTES)
    )


def spelled(raw: bytes) -> str:
    """An address as people write it: hex, a letter in upper case where the hash's digit is 8 to f.

    Source: ERC-55. Each new holder in a receipt needs one, and eth-utils takes five times as long.
    """
    digits = raw.hex()
    places = keccak(digits.encode()).hex()
    return "0x" + "".join(
        digit.upper() if place > "7" else digit
        for digit, place in zip(digits, places, strict=False)
    )


@lru_cache(maxsize=2**13)  # it takes a hash, and who receives is soon read about
def checksum(raw: bytes) -> str:
    """The same, remembered for a while."""
    return spelled(raw)
