"""What an exercise's function says of the chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydemo.lessons.lesson import Lesson


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether an exercise is solved, and if not, what the chain shows instead.

    ``seen`` is a message of the exercise's, without its prefix: ``lessons.LESSON.N.SEEN``.
    """

    passed: bool
    seen: str = ""
    values: dict[str, object] = field(default_factory=dict)


Exercise = Callable[["Lesson"], Finding]
PASSED = Finding(passed=True)


def not_yet(seen: str, **values: object) -> Finding:
    """Not solved, and why: a message of the exercise's, and what fills it in."""
    return Finding(passed=False, seen=seen, values=values)
