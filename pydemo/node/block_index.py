"""Blocks' numbers by their hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydemo.chain.engine import Engine


class BlockIndex:
    """An engine's blocks, hashed when somebody asks for one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hashes: list[bytes] = []
        self._numbers: dict[bytes, int] = {}

    def number_of(self, block_hash: bytes) -> int | None:
        """None for a hash that no block has."""
        for block in self._engine.blocks[len(self._hashes) :]:
            self._numbers[block.hash] = len(self._hashes)
            self._hashes.append(block.hash)
        return self._numbers.get(block_hash)

    def find(self, identifier: int | str | bytes) -> int | str | None:
        """A block's number, or ``"pending"``; None for one that is not there."""
        newest = len(self._engine.blocks) - 1
        if isinstance(identifier, bytes):
            return self.number_of(identifier)
        if isinstance(identifier, int):
            return identifier if identifier <= newest else None
        if identifier == "pending":
            return identifier
        return 0 if identifier == "earliest" else newest

    def forget_undone(self) -> None:
        """Blocks have been taken back."""
        while len(self._hashes) > len(self._engine.blocks):
            del self._numbers[self._hashes.pop()]
