"""When a block is: by the clock on the wall, or so many seconds after the one before."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Clock:
    """What the next block is stamped with, in Unix seconds.

    Blocks never go back, and no two have the same time: where several are made in a second, the
    later ones are ahead of the wall.
    """

    step: int | None = None
    """Seconds between two blocks; None follows the wall."""
    offset: int = 0
    """By how much the wall's time is shifted."""
    jump: int = 0
    """Seconds that the next block comes later, where there is a step."""
    fixed: int | None = None
    """What the next block must be stamped with, if somebody has said so."""

    def next(self, newest: int) -> int:
        """The time of the block after one that has the time ``newest``."""
        if self.fixed is not None:
            return self.fixed
        if self.step is not None:
            return newest + self.step + self.jump
        return max(newest + 1, int(time.time()) + self.offset)

    def ticked(self) -> None:
        """A block was made: what was said of the next one is done."""
        if self.fixed is not None and self.step is None:  # time goes on from there
            self.offset = self.fixed - int(time.time())
        self.fixed, self.jump = None, 0

    def advance(self, seconds: int, newest: int) -> None:
        """Let the next block be later by so many seconds than the newest one, at least."""
        if self.step is None:
            ahead = newest - int(time.time())  # where many blocks were made in a second
            self.offset = max(self.offset, ahead) + seconds
        else:
            self.jump += seconds

    def as_json(self) -> list[Any]:
        return [self.step, self.offset, self.jump, self.fixed]

    def copy(self) -> Clock:
        return Clock(self.step, self.offset, self.jump, self.fixed)
