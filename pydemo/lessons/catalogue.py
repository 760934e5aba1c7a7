"""Which lessons there are, and what belongs to each."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from pydemo.errors import LessonError
from pydemo.lessons import exercises
from pydemo.lessons.finding import Exercise
from pydemo.messages import text

_FUNCTION = re.compile(r"exercise_(\d+)")


def lessons() -> tuple[str, ...]:
    """The names of all lessons, without the numbers of their notebooks."""
    return tuple(sorted(module.name for module in iter_modules(exercises.__path__)))


def module_of(lesson: str) -> ModuleType:
    """A lesson's exercises. Raises errors.LessonError where there is no such lesson."""
    known = lessons()
    if lesson not in known:
        raise LessonError(text("lessons.unknown", name=repr(lesson), known=", ".join(known)))
    return import_module(f"pydemo.lessons.exercises.{lesson}")


def exercises_of(lesson: str) -> dict[str, Exercise]:
    """A lesson's exercises, ``LESSON-N`` to its function, in order."""
    found = {
        int(match[1]): function
        for name, function in vars(module_of(lesson)).items()
        if (match := _FUNCTION.fullmatch(name))
    }
    return {f"{lesson}-{number}": found[number] for number in sorted(found)}
