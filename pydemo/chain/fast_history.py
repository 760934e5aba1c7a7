"""Every change to a state, in order, with the value before: the way back to any earlier state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pydemo.evm.state import Change, State


class History(list[Change]):
    """The record of a state's changes. Its length is a moment that can be returned to."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state

    def keep(self) -> None:
        """Add what the last transaction changed: each entry once, as it was before.

        What it only had to remember while it ran (warm slots and the like) is marked by True.
        """
        state, seen = self.state, set[tuple[int, Any]]()
        for change in state.journal:
            table, key, _ = change
            place = (id(table), key)
            if place not in seen and table is not state.transient and table.get(key) is not True:
                seen.add(place)
                self.append(change)
        state.journal = []

    def alter(self, change: Callable[[State], None]) -> None:
        """Change the state between transactions."""
        self.state.journal = []
        change(self.state)
        self.keep()

    def undo_to(self, length: int) -> list[Change]:
        """Go back for good. Returns what was undone, oldest first."""
        undone = self[length:]
        for table, key, before in reversed(undone):
            _put(table, key, before)
        del self[length:]
        return undone

    @contextmanager
    def state_after(self, length: int) -> Iterator[State]:
        """The state as it was when the record had a length, for the time of a block."""
        redo = []
        for table, key, before in reversed(self[length:]):
            redo.append((table, key, table.get(key)))
            _put(table, key, before)
        try:
            yield self.state
        finally:
            for table, key, value in reversed(redo):
                _put(table, key, value)


def _put(table: dict[Any, Any], key: Any, value: Any) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value
