"""Narrated demos: one generator a story, one step at a time.

The command line prints the steps, a notebook renders them, a test asserts on them; the mechanics
are here alone. A story runs on any chain and does not depend on block hashes, times or balances of
ETH, so that it is the same to the letter on every engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydemo.chain.genesis import GENESIS_TIME
from pydemo.errors import ArgumentError, UnknownStory

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain
    from pydemo.stories.step import Step

STORIES = ("token", "collectible", "lending", "lottery", "dao", "constitutiondao", "break_it")
"""The stories there are, in the order they are best told in."""


def tell(name: str, chain: Chain, **options: str) -> Iterator[Step]:
    """Run a story on a chain, yielding each step as it is done.

    Args:
        options: what the story leaves to choose, by the names in its ``OPTIONS``, such as
            ``scale="full"``.

    Raises:
        errors.UnknownStory: there is no such story.
        errors.ArgumentError: it has no such option, or the option no such value.
    """
    if name not in STORIES:
        raise UnknownStory(name, STORIES)
    module = import_module(f"pydemo.stories.{name}")
    for option in options:
        if option not in options_of(name):
            raise ArgumentError(f"the story {name!r} has no option {option!r}")
    steps: Iterator[Step] = module.tell(chain, **options)
    return steps


def options_of(name: str) -> tuple[str, ...]:
    """What a story leaves to choose."""
    return tuple(_has(name, "OPTIONS", ()))


def brief_options_of(name: str) -> dict[str, str]:
    """What to choose where all stories are told, and none should take long."""
    return dict(_has(name, "BRIEF", {}))


def plots_of(name: str) -> tuple[str, ...]:
    """The names of a story's plots."""
    return tuple(_has(name, "PLOTS", ()))


def genesis_time_of(name: str) -> int:
    """When a chain that is made for a story should begin, in Unix seconds."""
    return int(_has(name, "GENESIS_TIME", GENESIS_TIME))


def _has(name: str, what: str, default: Any) -> Any:
    return getattr(import_module(f"pydemo.stories.{name}"), what, default)
