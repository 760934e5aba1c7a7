"""Anything that has an address: accounts, contract handles, and plain address strings."""

from __future__ import annotations

from typing import TypeAlias

from eth_utils.address import (
    is_checksum_address,
    is_checksum_formatted_address,
    to_checksum_address,
)

from pydemo.errors import ArgumentError

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
        value = value.address
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
    if is_checksum_formatted_address(value) and not is_checksum_address(value):
        raise ArgumentError(
            f"{value} has a wrong checksum: a letter was mistyped, or its case was changed"
        )
    return raw


def checksum(raw: bytes) -> str:
    """An address as people write it: hex with the ERC-55 checksum."""
    return str(to_checksum_address(raw))
