"""Long work within a story, and whoever wants to know how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_STEPS = 200


def _ignore(what: str, done: int, total: int) -> None:
    """Nobody wants to know."""


_report: ContextVar[Report] = ContextVar("report", default=_ignore)


@contextmanager
def reporting(report: Report) -> Iterator[None]:
    """Have the stories told inside the block report to somebody."""
    token = _report.set(report)
    try:
        yield
    finally:
        _report.reset(token)


def track(items: Sequence[T], what: str) -> Iterator[T]:
    """Go through items, reporting now and then."""
    report, total = _report.get(), len(items)
    every = max(total // _STEPS, 1)
    for done, item in enumerate(items):
        if done % every == 0:
            report(what, done, total)
        yield item
    report(what, total, total)
