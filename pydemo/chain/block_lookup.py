"""A block by what JSON-RPC calls it: a number, a name or a hash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from pydemo.errors import UnknownBlock


class Hashed(Protocol):
    """A block of any engine."""

    @property
    def hash(self) -> bytes: ...


B = TypeVar("B", bound=Hashed)
_NEWEST = ("latest", "safe", "finalized")


def find_block(blocks: Sequence[B], pending: B, identifier: int | str | bytes) -> B:
    """One of an engine's mined blocks, or the one that is open.

    Raises:
        errors.UnknownBlock: there is no such block.
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
    elif isinstance(identifier, int) and 0 <= identifier < len(blocks):
        return blocks[identifier]
    raise UnknownBlock(identifier, len(blocks) - 1)
