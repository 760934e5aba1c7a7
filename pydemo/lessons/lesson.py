"""`begin`: a lesson's fresh chain, and what its cells ask of it."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydemo import messages
from pydemo.chain.local import LocalNode
from pydemo.errors import LessonError
from pydemo.lessons.catalogue import module_of
from pydemo.lessons.deployed import DeployedContracts
from pydemo.lessons.forgetting import forget
from pydemo.lessons.telling import Telling
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain
    from pydemo.contract.receipt import Receipt
    from pydemo.display.diagram import Diagram

ENGINE_VARIABLE = "PYDEMO_ENGINE"

_under_way: list[Lesson] = []
"""The lesson of this process: the newest that was begun."""


class Lesson:
    """One lesson under way: its chain, the stories told on it, the contracts that are there."""

    def __init__(self, name: str, language: str, chain: Chain) -> None:
        self.name, self.language, self.chain = name, language, chain
        self.contracts = DeployedContracts(chain)
        self.failed_checks: dict[str, int] = {}
        """How often each exercise was checked and not solved: hints get clearer with it."""
        self._stories: dict[tuple[Any, ...], Telling] = {}

    def story(self, name: str | None = None, *, apart: bool = False, **options: str) -> Telling:
        """A story, to be told step by step: by default the lesson's own.

        Asking again for the same story with the same options gives the same telling, as far as it
        has come; to tell it anew, `begin` the lesson again.

        Args:
            apart: on a chain of its own (``story.chain``), so that nothing done in the lesson can
                get in its way.
            options: the story's, such as ``ending="won"``.

        Raises:
            errors.LessonError: the lesson has no story of its own.
            errors.UnknownStory, errors.ArgumentError: there is no such story, or option of it.
        """
        chosen = name or getattr(module_of(self.name), "STORY", None)
        if chosen is None:
            raise LessonError(text("lessons.no_story", lesson=self.name))
        key = (chosen, apart, *sorted(options.items()))
        if key not in self._stories:
            chain = _fresh_chain(chosen) if apart else self.chain
            self._stories[key] = Telling(chain, chosen, **options)
        return self._stories[key]

    @property
    def chains(self) -> list[Chain]:
        """The lesson's, and those that stories of it are told on apart."""
        return [self.chain, *(telling.chain for telling in self._stories.values())]

    def diagram(self, name: str = "idea") -> Diagram:
        """One of the lesson's drawings, in its language. Raises errors.LessonError."""
        drawing = getattr(import_module(f"pydemo.lessons.diagrams.{self.name}"), name, None)
        if drawing is None:
            raise LessonError(text("lessons.no_diagram", lesson=self.name, name=repr(name)))
        diagram: Diagram = drawing()
        return diagram

    def transactions(self) -> list[Receipt]:
        """Every transaction of the chain, failed ones too, in order: what exercises look at."""
        from pydemo.contract.receipt import Receipt

        node = self.chain._node
        assert isinstance(node, LocalNode), "a lesson's chain is in this process"
        return [Receipt(outcome, self.chain._session) for outcome in node.mined()]

    def __repr__(self) -> str:
        return f"<Lesson {self.name} on {self.chain!r}>"


def begin(name: str, *, language: str = messages.FALLBACK) -> Lesson:
    """Begin a lesson, or begin it again: a fresh chain, and its language for all that is said.

    What a notebook has named of the chain before is forgotten.

    The engine is the best there is, or the one that $PYDEMO_ENGINE names.

    Raises:
        errors.LessonError: there is no such lesson or language.
        errors.UnknownEngine: $PYDEMO_ENGINE names none.
    """
    if language not in messages.LANGUAGES:
        known = ", ".join(messages.LANGUAGES)
        raise LessonError(text("lessons.unknown_language", language=repr(language), known=known))
    messages.use_everywhere(language)
    story = getattr(module_of(name), "STORY", None)
    lesson = Lesson(name, language, _fresh_chain(story))
    for before in _under_way:
        forget(before.chains)
    _under_way[:] = [lesson]
    print(text("lessons.begun", engine=lesson.chain.engine_name))
    return lesson


def under_way() -> Lesson | None:
    """The lesson that was begun last in this process."""
    return _under_way[0] if _under_way else None


def _fresh_chain(story: str | None) -> Chain:
    from pydemo.chain.genesis import GENESIS_TIME
    from pydemo.contract.chain import Chain
    from pydemo.stories import genesis_time_of

    engine = os.environ.get(ENGINE_VARIABLE) or "auto"
    time = GENESIS_TIME if story is None else genesis_time_of(story)
    return Chain(engine=engine, genesis_time=time)
