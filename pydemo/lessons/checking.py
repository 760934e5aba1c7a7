"""`check`: is an exercise solved? The chain answers, and a hint helps on."""

from __future__ import annotations

from dataclasses import dataclass

from pydemo.errors import LessonError
from pydemo.lessons.catalogue import exercises_of
from pydemo.lessons.lesson import Lesson, under_way
from pydemo.messages import find, text


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a check. Shown by a notebook as a tick, or as what is missing and a hint.

    ``grade`` is how clear the hint is, from 1; ``problem`` is why the check could not look at all.
    """

    exercise: str
    passed: bool
    said: str
    hint: str = ""
    grade: int = 0
    grades: int = 0
    problem: str = ""

    @property
    def mark(self) -> str:
        return "✓" if self.passed else "!" if self.problem else "✗"

    @property
    def hint_heading(self) -> str:
        return text("lessons.hint", grade=self.grade, grades=self.grades) if self.hint else ""

    def __repr__(self) -> str:
        line = f"{self.mark} {self.exercise}: {self.problem or self.said}"
        return f"{line}\n  {self.hint_heading}: {self.hint}" if self.hint else line

    def _repr_html_(self) -> str:
        from pydemo.display.verdict import verdict_html

        return verdict_html(self)


def check(exercise: str) -> Verdict:
    """Look at the lesson's chain, and say whether an exercise, such as ``lottery-2``, is solved.

    Each time it is not, the hint gets clearer, up to all but the solution. Raises nothing: what
    is in the way is said in the verdict.
    """
    lesson = under_way()
    if lesson is None:
        return _cannot(exercise, text("lessons.not_begun"))
    known = exercises_of(lesson.name)
    function = known.get(exercise)
    if function is None:
        values = {"exercise": repr(exercise), "lesson": lesson.name, "known": ", ".join(known)}
        return _cannot(exercise, text("lessons.unknown_exercise", **values))
    try:
        finding = function(lesson)
    except Exception as error:  # a learner's contract may do anything when it is asked
        return _cannot(
            exercise, text("lessons.check_failed", reason=f"{type(error).__name__}: {error}")
        )
    prefix = f"lessons.{exercise.replace('-', '.')}"
    if finding.passed:
        lesson.failed_checks.pop(exercise, None)
        return Verdict(exercise, passed=True, said=text(f"{prefix}.passed"))
    grade, grades, hint = _hint(lesson, exercise, prefix)
    said = text(f"{prefix}.{finding.seen}", **finding.values)
    return Verdict(exercise, passed=False, said=said, hint=hint, grade=grade, grades=grades)


def _cannot(exercise: str, problem: str) -> Verdict:
    return Verdict(str(exercise), passed=False, said="", problem=problem)


def _hint(lesson: Lesson, exercise: str, prefix: str) -> tuple[int, int, str]:
    """The hint's grade, how many grades there are, and the hint."""
    grades = 0
    while find(f"{prefix}.hint_{grades + 1}"):
        grades += 1
    if not grades:
        raise LessonError(f"the exercise {exercise} has no hints: write {prefix}.hint_1")
    failures = lesson.failed_checks[exercise] = lesson.failed_checks.get(exercise, 0) + 1
    grade = min(failures, grades)
    return grade, grades, text(f"{prefix}.hint_{grade}")
