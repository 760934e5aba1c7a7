"""How rare each trait of a set is, and each piece of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydemo.contract.piece import PieceData


class Rarity:
    """Counted over the pieces given, not over what might have been."""

    def __init__(self, pieces: Sequence[PieceData]) -> None:
        self.total = len(pieces)
        self.counts: dict[str, Counter[str]] = {}
        """Kind of trait -> value -> how many pieces have it. Values in order, most common first."""
        for piece in pieces:
            for kind, value in piece.traits.items():
                self.counts.setdefault(kind, Counter())[str(value)] += 1
        self.counts = {
            kind: Counter(dict(all_.most_common())) for kind, all_ in self.counts.items()
        }
        scores = [self.score(piece) for piece in pieces]
        self._better = sorted(scores, reverse=True)

    def share(self, kind: str, value: object) -> float:
        """Which part of the set has this value, from 0 to 1."""
        return self.counts[kind][str(value)] / self.total

    def score(self, piece: PieceData) -> float:
        """How surprising a piece is, in bits: the sum over its traits of -log2 of their share."""
        return sum(-math.log2(self.share(kind, value)) for kind, value in piece.traits.items())

    def rank(self, piece: PieceData) -> int:
        """1 for the rarest; equally rare pieces share a rank."""
        return self._better.index(self.score(piece)) + 1
