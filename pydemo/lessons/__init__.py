"""What the notebooks stand on: a lesson's chain, its story told by steps, exercises that are
checked on the chain, and magics. Prose is the notebooks'.
"""

from __future__ import annotations

from pydemo.lessons.checking import check
from pydemo.lessons.lesson import Lesson, begin

__all__ = ["Lesson", "begin", "check"]
