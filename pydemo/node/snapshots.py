"""Snapshots of the served chain, by the numbers that clients know them by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydemo.node.clock import Clock
from pydemo.node.pool import Waiting


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that going back brings back."""

    engine: Any
    height: int
    waiting: tuple[Waiting, ...]
    clock: Clock


class Snapshots:
    """Those that can still be gone back to. A number is never given twice."""

    def __init__(self) -> None:
        self._kept: dict[int, Snapshot] = {}
        self._last = -1

    def keep(self, snapshot: Snapshot) -> int:
        """Returns its number."""
        self._last += 1
        self._kept[self._last] = snapshot
        return self._last

    def use(self, number: int) -> Snapshot | None:
        """Give a snapshot, which is used up then, with all later ones. None: none such."""
        snapshot = self._kept.get(number)
        if snapshot is not None:
            self._kept = {n: kept for n, kept in self._kept.items() if n < number}
        return snapshot

    def forget_above(self, height: int) -> None:
        """Blocks above a height are gone, and what was taken there with them."""
        self._kept = {n: kept for n, kept in self._kept.items() if kept.height <= height}

    def clear(self) -> None:
        self._kept.clear()

    @property
    def last(self) -> int:
        """The number that was given last."""
        return self._last
