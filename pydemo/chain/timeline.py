"""Dictionaries with a past: every earlier state of them can be gone back to, and forth again.

Only the present state is held as such. A moment that is not the present knows the one beside it on
the way there, and what differs between the two; going to it turns that way round (the persistent
arrays of Baker, "Shallow binding makes functional arrays fast", 1991). What nobody remembers any
more, a future that was undone, is garbage like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

Table: TypeAlias = dict[Any, Any]
Change: TypeAlias = tuple[Table, Any, Any]
"""A table, a key, and the value there on the other side of the change; None stands for none."""


class Moment:
    """A state that can be returned to. It belongs to one `Timeline`."""

    __slots__ = ("changes", "root", "toward")

    def __init__(self) -> None:
        self.toward: Moment | None = None
        """The moment beside this one on the way to the present; None if this is the present."""
        self.changes: list[Change] = []
        """What leads here from there."""
        self.root: bytes | None = None
        """Of the trie with this state, once somebody has asked for it."""


class Timeline:
    """The record of what changes in some tables.

    Args:
        passing: tables whose entries nobody will want back; they are only rolled back.
    """

    def __init__(self, *passing: Table) -> None:
        self.journal: list[Change] = []
        """Changes since the last moment, each with the value before."""
        self.touched: set[Any] = set()
        """Keys of all that may have changed since somebody last emptied this."""
        self._passing = passing
        self._present = Moment()

    def put(self, table: Table, key: Any, value: Any) -> None:
        """Set an entry, or remove it if the value is None."""
        self.journal.append((table, key, table.get(key)))
        _put(table, key, value)

    def undo_to(self, length: int) -> None:
        """Take back what happened since the journal had a length."""
        journal = self.journal
        while len(journal) > length:
            _put(*journal.pop())

    def mark(self) -> Moment:
        """The present, as a moment to return to."""
        changes: dict[tuple[int, Any], Change] = {}
        for change in self.journal:
            table, key, _ = change
            if not any(table is passing for passing in self._passing):
                changes.setdefault((id(table), key), change)
        self.journal.clear()
        lasting = [change for change in changes.values() if change[0].get(change[1]) != change[2]]
        if lasting:
            before, self._present = self._present, Moment()
            before.toward, before.changes = self._present, lasting
            self.touched.update(key for _, key, _ in lasting)
        return self._present

    def go_to(self, moment: Moment) -> None:
        """Make a moment the present."""
        self.mark()
        way = []
        while moment.toward is not None:
            way.append(moment)
            moment = moment.toward
        for step in reversed(way):
            self._step_to(step)

    def _step_to(self, moment: Moment) -> None:
        """Go to a moment beside the present."""
        back = []
        for table, key, value in moment.changes:
            back.append((table, key, table.get(key)))
            _put(table, key, value)
            self.touched.add(key)
        self._present.toward, self._present.changes = moment, back
        moment.toward, moment.changes = None, []
        self._present = moment

    @contextmanager
    def at(self, moment: Moment) -> Iterator[None]:
        """Be at a moment for the time of a block."""
        present = self.mark()
        self.go_to(moment)
        try:
            yield
        finally:
            self.go_to(present)


def _put(table: Table, key: Any, value: Any) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value
