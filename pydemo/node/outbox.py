"""What waits to go out to one client, in order, and how much of it may."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class Outbox:
    """Messages for a client. One takes them out, in the same event loop.

    Args:
        messages: how many may wait.
        size: how many characters they may have together, which are bytes in JSON; a message that
            is larger by itself waits alone.
        on_full: called when more is told than the client takes. Nothing waits from then on.
    """

    def __init__(self, messages: int, size: int, on_full: Callable[[], None]) -> None:
        self._most, self._most_size, self._on_full = messages, size, on_full
        self._waiting: deque[str] = deque()
        self._size = 0
        self._is_closed = False
        self._changed = asyncio.Event()

    def tell(self, message: str) -> bool:
        """Add what the client has subscribed to. False: it takes too little, or is gone."""
        if not self._is_closed and not self._has_room(message):
            self.close()
            self._on_full()
        self._add(message)
        return not self._is_closed

    async def answer(self, message: str) -> None:
        """Add what the client has asked for, once there is room: it is not asked more before."""
        while not self._is_closed and not self._has_room(message):
            await self._change()
        self._add(message)

    async def take(self) -> str:
        """The next message, once there is one."""
        while not self._waiting:
            await self._change()
        message = self._waiting.popleft()
        self._size -= len(message)
        self._changed.set()
        return message

    def close(self) -> None:
        """Nobody takes anything any more."""
        self._is_closed = True
        self._waiting.clear()
        self._size = 0
        self._changed.set()

    def _has_room(self, message: str) -> bool:
        if not self._waiting:
            return True
        return len(self._waiting) < self._most and self._size + len(message) <= self._most_size

    def _add(self, message: str) -> None:
        if not self._is_closed:
            self._waiting.append(message)
            self._size += len(message)
            self._changed.set()

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()
