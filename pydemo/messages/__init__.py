"""The message catalogue: everything pydemo says to people, in English and Chinese.

One TOML file a language, and one a language and story in a folder beside it, read when first
needed. English has every message; a language that lacks one falls back to it. Placeholders are
Python's: ``"{who} sends {amount}"``.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "zh")
FALLBACK = "en"

_language: ContextVar[str | None] = ContextVar("language", default=None)
_of_process = [FALLBACK]
"""What is spoken where no thread or task has chosen for itself."""


def language() -> str:
    """The language in use: one of `LANGUAGES`."""
    return _language.get() or _of_process[0]


def from_locale() -> str:
    """The language the environment asks for: LC_ALL, then LC_MESSAGES, then LANG."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "zh" if value.lower().startswith("zh") else FALLBACK
    return FALLBACK


def use(name: str) -> None:
    """Speak a language from now on (in this thread or task)."""
    _language.set(_known(name))


def use_everywhere(name: str) -> None:
    """Speak a language from now on in the whole process.

    For notebooks: their cells run in contexts of their own, and what `use` sets in one is not seen
    in the next.
    """
    _of_process[0] = _known(name)
    _language.set(None)  # or else this context would keep what was chosen in it before


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak a language inside a block."""
    token = _language.set(_known(name))
    try:
        yield
    finally:
        _language.reset(token)


def _known(name: str) -> str:
    if name not in LANGUAGES:
        raise ValueError(f"no messages in {name!r}; there are {', '.join(LANGUAGES)}")
    return name


@cache
def catalogue(name: str) -> dict[str, str]:
    """All messages of a language, by dotted key."""
    here = files(__package__)
    stories = (file for file in here.joinpath(name).iterdir() if file.name.endswith(".toml"))
    in_order = sorted(stories, key=lambda file: file.name)
    sources = [file.read_text(encoding="utf-8") for file in (here / f"{name}.toml", *in_order)]
    return {key: value for source in sources for key, value in _flatten(tomllib.loads(source), "")}


def _flatten(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def find(key: str) -> str | None:
    """A message as written, placeholders unfilled; None if no language has it."""
    return catalogue(language()).get(key, catalogue(FALLBACK).get(key))


def text(key: str, **values: object) -> str:
    """A message in the language in use.

    Raises:
        KeyError: no such message, or a placeholder without a value.
    """
    message = find(key)
    if message is None:
        raise KeyError(f"no message {key!r}")
    return message.format(**values).strip()


def hint(error: str, /, **operands: object) -> str:
    """What an error on chain means, for a newcomer; an empty string where there is nothing to say.

    Errors are known by name alone, so a contract of somebody else's may use the same name with
    other operands: then there is no hint.
    """
    message = find(f"hints.{error}")
    try:
        return "" if message is None else message.format(**operands).strip()
    except (KeyError, IndexError):
        return ""


def panic(code: int) -> str:
    """What a Solidity panic code means."""
    return find(f"panics.{code:#04x}") or text("panics.unknown")
