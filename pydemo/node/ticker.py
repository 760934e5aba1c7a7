"""Blocks by the clock: one every so many seconds, whether or not something waits."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from pydemo.evm.deadline import Stopped

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_log = logging.getLogger("pydemo.node")


class Ticker:
    """Mines on a chain that has a block time, as long as the event loop runs."""

    def __init__(self, served: ServedChain) -> None:
        self._served = served
        self._loop = asyncio.get_running_loop()
        self._handle: asyncio.TimerHandle | None = None
        self._due = 0.0
        served.on_block_time = self.restart
        self.restart()

    def restart(self) -> None:
        """Begin anew, with the block time as it is now."""
        self.stop()
        if self._served.block_time is not None:
            self._due = self._loop.time() + self._served.block_time
            self._handle = self._loop.call_at(self._due, self._tick)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _tick(self) -> None:
        seconds = self._served.block_time
        if seconds is None or self._served.has_failed:
            return
        # From when it was due, so that blocks do not fall behind; but none are made up for.
        self._due = max(self._due + seconds, self._loop.time())
        self._handle = self._loop.call_at(self._due, self._tick)
        try:
            self._served.mine()
        except Stopped:  # the node ends
            self.stop()
        except Exception:
            if self._served.has_failed:  # which is told once, at the end
                self.stop()
                return
            _log.exception("no block could be made")
