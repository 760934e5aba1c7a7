"""When running code must stop: its time is up, or the program is to end.

Code is looked after while it runs, not from outside: whatever stops it comes out of `check`, at
places where what it has changed can be taken back. An alarm could strike in the middle of that.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

STRETCH = range(256)
"""Translated functions that run between two looks at the clock: some 0.1 ms. Then what looking
costs cannot be measured."""


class Stopped(Exception):
    """Base: what ran has been stopped, and what it changed must be taken back."""


class TimeUp(Stopped):
    """It took longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"stopped after {seconds:g} seconds")
        self.seconds = seconds


class Ended(Stopped):
    """The program is to end."""

    def __init__(self) -> None:
        super().__init__("the program is to end")


_limit: ContextVar[tuple[float, float]] = ContextVar("limit", default=(math.inf, math.inf))
"""When time is up, by the monotonic clock, and how many seconds that is after the beginning."""
_is_ending = False


def check() -> None:
    """Raises Stopped if what runs here may run no longer."""
    if _is_ending:
        raise Ended
    due, seconds = _limit.get()
    if time.monotonic() > due:
        raise TimeUp(seconds)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Give what runs inside so many seconds, or what is left of an outer limit."""
    due = time.monotonic() + seconds
    token = _limit.set(min(_limit.get(), (due, seconds)))
    try:
        yield
    finally:
        _limit.reset(token)


def end_all(*, is_ending: bool = True) -> None:
    """Stop all that runs in this process, and lets nothing begin; or let things run again."""
    global _is_ending  # noqa: PLW0603  (one program, one end)
    _is_ending = is_ending
