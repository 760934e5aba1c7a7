"""What to call the savers of a simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.simulation.game import Saver


def saver_name(saver: Saver) -> str:
    """The habit in the language in use, and the number where several have it."""
    return text(f"savers.{saver.habit}") + saver.name.removeprefix(saver.habit)
