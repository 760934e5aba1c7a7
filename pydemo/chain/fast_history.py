"""Every change to a state, in order, with the value before: the way back to any earlier state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from pydemo.evm.state import Change, State

_FIELDS = 3


class Moment:
    """A point in a history, for those who may want to return to it."""

    __slots__ = ("__weakref__", "changes", "is_lost")

    def __init__(self, changes: int) -> None:
        self.changes = changes
        """How many there had been."""
        self.is_lost = False
        """Whether the history has gone back before it, and taken another course."""


class History:
    """The record of a state's changes. Its length is a moment that can be returned to.

    A change is three entries of one long list, the table, key and value before: as a tuple it would
    take three times the memory, and time of the garbage collector's for good.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self._entries: list[Any] = []
        self._moments: WeakSet[Moment] = WeakSet()

    def __len__(self) -> int:
        return len(self._entries) // _FIELDS

    def now(self) -> Moment:
        moment = Moment(len(self))
        self._moments.add(moment)
        return moment

    def between(self, start: int, end: int) -> Iterator[Change]:
        """The changes from one length to another, oldest first."""
        entries = iter(self._entries[_FIELDS * start : _FIELDS * end])
        return zip(entries, entries, entries, strict=True)

    def keep(self) -> None:
        """Add what the last transaction changed: each entry once, as it was before.

        What it only had to remember while it ran (warm slots and the like) is marked by True.
        """
        state, seen, entries = self.state, set[tuple[int, Any]](), self._entries
        for change in state.journal:
            table, key, _ = change
            if table.get(key) is True or table is state.transient:
                continue
            place = (id(table), key)
            if place not in seen:
                seen.add(place)
                entries.extend(change)
        state.journal = []

    def put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Change the state between transactions. None removes an entry."""
        self._entries += (table, key, table.get(key))
        _put(table, key, value)

    def undo_to(self, length: int) -> list[Change]:
        """Go back for good. Returns what was undone, oldest first."""
        undone = list(self.between(length, len(self)))
        for table, key, before in reversed(undone):
            _put(table, key, before)
        del self._entries[_FIELDS * length :]
        for moment in self._moments:
            moment.is_lost = moment.is_lost or moment.changes > length
        return undone

    @contextmanager
    def state_after(self, length: int) -> Iterator[State]:
        """The state as it was when the record had a length, for the time of a block."""
        redo = []
        for table, key, before in reversed(list(self.between(length, len(self)))):
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
