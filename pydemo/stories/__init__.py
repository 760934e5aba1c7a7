"""Narrated demos: one generator a story, one step at a time.

The command line prints the steps, a notebook renders them, a test asserts on them; the mechanics
are here alone. A story runs on any chain and does not depend on block hashes, times or balances of
ETH, so that it is the same to the letter on every engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

from pydemo.errors import UnknownStory

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain
    from pydemo.stories.step import Step

STORIES = ("token",)
"""The stories there are, in the order they are best told in."""


def tell(name: str, chain: Chain) -> Iterator[Step]:
    """Run a story on a chain, yielding each step as it is done.

    Raises:
        errors.UnknownStory: there is no such story.
    """
    if name not in STORIES:
        close = get_close_matches(name, STORIES, n=1)
        raise UnknownStory(name, STORIES, close[0] if close else "")
    steps: Iterator[Step] = import_module(f"pydemo.stories.{name}").tell(chain)
    return steps
