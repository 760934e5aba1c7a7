"""Work that takes long, done in turns: it pauses where others may have theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import TypeVar

CALL_TIME, BATCH_TIME = 5.0, 30.0
"""Seconds that a call may run, and the requests of a batch together: both are geth's."""
R = TypeVar("R")
Turns = Generator[None, None, R]
"""Pauses now and then, and has a result at its end. At a pause no change is half done."""


def at_once(turns: Turns[R]) -> R:
    """Go through all of it."""
    while True:
        try:
            next(turns)
        except StopIteration as done:
            result: R = done.value
            return result


async def with_others(turns: Turns[R]) -> R:
    """Go through all of it, the event loop having its turn at each pause."""
    while True:
        try:
            next(turns)
        except StopIteration as done:
            result: R = done.value
            return result
        await asyncio.sleep(0)
