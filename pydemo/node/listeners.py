"""Telling listeners what has happened, when nothing can be taken back any more."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

_log = logging.getLogger("pydemo.node")
T = TypeVar("T")


def tell(listeners: Sequence[Callable[[T], None]], what: T) -> None:
    """Whoever listens, and whatever comes of it: what has happened has happened."""
    for listener in tuple(listeners):
        try:
            listener(what)
        except Exception:
            _log.exception("a subscriber could not be told")
