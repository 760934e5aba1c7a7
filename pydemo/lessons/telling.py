"""A story told step by step, in any order that a learner runs the cells in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydemo.errors import LessonError, PydemoError
from pydemo.lessons.deployed import DeployedContracts
from pydemo.messages import FALLBACK, catalogue, text

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain
    from pydemo.stories.step import Step


class Telling:
    """A story on a chain. What has been told is remembered, and nothing happens twice.

    Raises:
        errors.UnknownStory, errors.ArgumentError: there is no such story, or option of it.
    """

    def __init__(self, chain: Chain, story: str, **options: str) -> None:
        from pydemo.stories import tell

        self.chain, self.story = chain, story
        self.contracts = DeployedContracts(chain)
        self._coming: Iterator[Step] = tell(story, chain, **options)
        self._told: list[Step] = []
        self._is_over = False
        self._broken_by = ""

    @property
    def told(self) -> tuple[Step, ...]:
        """The steps that have been told so far."""
        return tuple(self._told)

    def step(self, which: int | str, occurrence: int = 1) -> Step:
        """A step, by number (from 1) or by key, such as ``lottery.deploy``.

        What comes before it and has not been told is done first. A step that has been told is
        shown again, and nothing is done. In a lesson's cells this is the way to ask: a cell that
        is run twice shows the same.

        Args:
            occurrence: which of the steps with that key, where a story has several.

        Raises:
            errors.LessonError: the story has no such step, or cannot go on.
        """
        if isinstance(which, int):
            if which < 1:
                raise LessonError(text("lessons.no_step_number", number=which))
            while len(self._told) < which:
                self.next()
            return self._told[which - 1]
        self._check_key(which)
        while True:
            found = [step for step in self._told if step.key == which]
            if len(found) >= occurrence:
                return found[occurrence - 1]
            if self._is_over or not self._advance():
                times = {"count": len(found), "wanted": occurrence}
                raise LessonError(text("lessons.step_not_told", step=which, **times))

    def next(self) -> Step:
        """The next step. Raises errors.LessonError at the end, or where the story cannot go on."""
        if self._is_over or not self._advance():
            count = len(self._told)
            raise LessonError(text("lessons.story_over", story=self.story, count=count))
        return self._told[-1]

    __call__ = next

    def rest(self) -> list[Step]:
        """All steps that are still to come; none where the story is over."""
        before = len(self._told)
        while not self._is_over and self._advance():
            pass
        return self._told[before:]

    def __repr__(self) -> str:
        told = ", ".join(step.key for step in self._told) or "-"
        return f"<Telling {self.story}: {told}{' (the end)' if self._is_over else ''}>"

    def _advance(self) -> bool:
        """Tell one more step; False at the story's end."""
        if self._broken_by:
            raise LessonError(self._broken_by)
        try:
            step = next(self._coming, None)
        except (PydemoError, AssertionError) as problem:
            # The learner's own transactions can take from a story what it counts on.
            values = {"story": self.story, "reason": str(problem) or type(problem).__name__}
            self._broken_by = text("lessons.story_broken", **values)
            raise LessonError(self._broken_by) from problem
        except BaseException:
            # Stopped half-way: a generator that was left by an exception tells nothing any more.
            self._broken_by = text("lessons.story_interrupted", story=self.story)
            raise
        if step is None:
            self._is_over = True
            return False
        self._told.append(step)
        return True

    def _check_key(self, key: str) -> None:
        """Find a mistyped key before the whole story is told in search of it."""
        titles = (name for name in catalogue(FALLBACK) if name.startswith(f"{self.story}."))
        known = [name.removesuffix(".title") for name in titles if name.endswith(".title")]
        if key not in known or key == self.story:
            steps = ", ".join(name for name in known if name != self.story)
            raise LessonError(text("lessons.no_step", step=repr(key), known=steps))
