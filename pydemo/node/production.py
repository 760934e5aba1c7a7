"""How blocks are made here: for whom, how large, and with which randomness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydemo.chain.genesis import BLOCK_GAS_LIMIT
from pydemo.chain.header import Header

MOST_BLOCKS = 100_000
"""How many can be mined at once."""
STRETCH = 1_000
"""Blocks that are mined between two pauses; some 50 ms."""


@dataclass(slots=True)
class Production:
    """What holds from the next block on. Going back to a snapshot leaves it."""

    coinbase: bytes = bytes(20)
    """Who gets the tips."""
    gas_limit: int = BLOCK_GAS_LIMIT
    prevrandao: int | None = None
    """Of the next block only, if somebody has said so; not kept in a file."""

    @property
    def header(self) -> Header:
        """What code sees of it."""
        return Header(coinbase=self.coinbase, gas_limit=self.gas_limit, prevrandao=self.prevrandao)

    def as_json(self) -> list[Any]:
        return [self.coinbase.hex(), self.gas_limit]

    @classmethod
    def of_json(cls, kept: list[Any]) -> Production:
        coinbase, gas_limit = kept
        return cls(bytes.fromhex(coinbase), gas_limit)
