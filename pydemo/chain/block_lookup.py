"""A block by what JSON-RPC calls it: a number, a name or a hash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from eth_tester.exceptions import BlockNotFound


class Hashed(Protocol):
    """A block of any engine."""

    @property
    def hash(self) -> bytes: ...


B = TypeVar("B", bound=Hashed)
_NEWEST = ("latest", "safe", "finalized")


def find_block(blocks: Sequence[B], pending: B, identifier: int | str | bytes) -> B:
    """One of an engine's mined blocks, or the one that is open.

    Raises:
        eth_tester.exceptions.BlockNotFound: there is no such block.
    """
    if identifier in _NEWEST:
        return blocks[-1]
    if identifier == "earliest":
        return blocks[0]
    if identifier == "pending":
        return pending
    if isinstance(identifier, bytes):
        found = (block for block in reversed(blocks) if block.hash == identifier)
        if (block := next(found, None)) is not None:
            return block
        raise BlockNotFound(f"No block found for block hash: 0x{identifier.hex()}")
    if isinstance(identifier, int) and 0 <= identifier < len(blocks):
        return blocks[identifier]
    raise BlockNotFound(f"No block found for block number: {identifier}")
