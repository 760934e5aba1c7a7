"""Filters: what has happened since a client last asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydemo.node.failure import LIMIT_EXCEEDED, REFUSED, RpcError
from pydemo.node.log_filter import MOST_LOGS, LogFilter, blocks_of, find_logs, removed_logs
from pydemo.node.quantities import data, quantity, read_quantity

if TYPE_CHECKING:
    from pydemo.node.pool import Waiting
    from pydemo.node.served import ServedChain

LIFETIME = 300.0
"""Seconds after which a filter that nobody asks is forgotten, as geth does."""
MOST = 1_000
_MOST_HASHES = 10_000


@dataclass(slots=True)
class _Filter:
    kind: str
    """``logs``, ``blocks`` or ``transactions``."""
    asked: float
    seen: int
    """The newest block that the client has been told of."""
    wanted: LogFilter | None = None
    hashes: list[str] = field(default_factory=list)
    removed: list[dict[str, Any]] = field(default_factory=list)
    """Logs the client was told of that are no more, which it does not know yet."""


class Filters:
    """All that are open. Blocks are looked through when a client asks, not as they are made."""

    def __init__(self, served: ServedChain, now: Callable[[], float] = time.monotonic) -> None:
        self._served, self._now = served, now
        self._filters: dict[int, _Filter] = {}
        self._count = 0
        served.on_waiting.append(self._note)
        served.on_undone.append(self._take_back)

    def open(self, kind: str, wanted: LogFilter | None = None) -> str:
        self._forget_old()
        if len(self._filters) >= MOST:
            raise RpcError(LIMIT_EXCEEDED, f"{MOST} filters are open: uninstall some")
        if wanted is not None:
            _check(self._served, wanted)
        self._count += 1
        self._filters[self._count] = _Filter(kind, self._now(), self._served.height, wanted)
        return quantity(self._count)

    def close(self, number: Any) -> bool:
        return self._filters.pop(read_quantity(number, "filter"), None) is not None

    def changes(self, number: Any) -> list[Any]:
        """What is new since the last time. Raises RpcError: there is no such filter."""
        found = self._find(number)
        first, height = found.seen + 1, self._served.height
        told: list[Any]
        if found.kind == "transactions":
            told, found.hashes = found.hashes, []
        elif found.wanted is None:
            told = [data(block.hash) for block in self._served.engine.blocks[first:]]
        else:
            logs = find_logs(self._served, found.wanted, _since(found.wanted, first, height))
            told, found.removed = found.removed + logs, []
        found.seen = height  # only now: what could not be told is told another time
        return told

    def logs(self, number: Any) -> list[Any]:
        """All that a filter for logs is about. Raises RpcError: there is no such filter."""
        found = self._find(number)
        if found.wanted is None:
            raise RpcError(REFUSED, "filter not found: this one is not for logs")
        return find_logs(self._served, found.wanted, blocks_of(self._served, found.wanted))

    def _find(self, number: Any) -> _Filter:
        self._forget_old()
        found = self._filters.get(read_quantity(number, "filter"))
        if found is None:
            raise RpcError(REFUSED, "filter not found")
        found.asked = self._now()
        return found

    def _forget_old(self) -> None:
        oldest = self._now() - LIFETIME
        for number in [n for n, entry in self._filters.items() if entry.asked < oldest]:
            del self._filters[number]

    def _take_back(self, gone: Sequence[Any]) -> None:
        first = gone[0].number
        for entry in self._filters.values():
            if entry.wanted is not None and entry.seen >= first:
                numbers = _since(entry.wanted, first, entry.seen)
                told = [block for block in gone if block.number in numbers]
                room = MOST_LOGS - len(entry.removed)
                entry.removed += removed_logs(entry.wanted, told)[:room]
            entry.seen = min(entry.seen, first - 1)

    def _note(self, waiting: Waiting) -> None:
        for entry in self._filters.values():
            if entry.kind == "transactions" and len(entry.hashes) < _MOST_HASHES:
                entry.hashes.append(data(waiting.hash))


def _check(served: ServedChain, wanted: LogFilter) -> None:
    """Raises RpcError for a filter that can never find anything."""
    if wanted.block_hash is not None or (
        isinstance(wanted.first, int) and isinstance(wanted.last, int)
    ):
        blocks_of(served, wanted)


def _since(wanted: LogFilter, first: int, last: int) -> range:
    """Of the blocks from ``first`` to ``last``, those within a filter's own bounds."""
    if isinstance(wanted.first, int):
        first = max(first, wanted.first)
    if isinstance(wanted.last, int):
        last = min(last, wanted.last)
    return range(first, last + 1)
