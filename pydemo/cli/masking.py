"""What must not be repeated: an argument may be a key or a mnemonic in a wrong place."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FEWEST_TYPED = 3
"""Words of the list (BIP-39) in a row that are taken for a mnemonic's among the arguments."""
FEWEST_TOLD = 6
"""The same in a message, whose own prose has some: "you mean token" is three of the list."""
_KEY = re.compile(r"(0x)?[0-9a-fA-F]{64}")
_WORD = re.compile(r"[A-Za-z]+")
_BETWEEN = re.compile(r"[\s,'\"]+")
_HIDDEN = "(words of a mnemonic)"


def without_secrets(message: str, arguments: list[str]) -> str:
    """A message without private keys of the arguments, and without words of mnemonics.

    Where the arguments have a mnemonic, not even one of its words is left; elsewhere a row of the
    list's words is left out.
    """
    typed = " ".join(arguments)
    for key in _KEY.finditer(typed):
        message = message.replace(key[0], "(64 hex digits)")
    told = {word for run in _runs(typed, FEWEST_TYPED) for word in _words_of(typed, run)}
    return _masked(_masked(message, told, 1), _listed(), FEWEST_TOLD)


def _masked(message: str, words: set[str] | frozenset[str], fewest: int) -> str:
    for start, end in reversed(_runs(message, fewest, words)):
        message = f"{message[:start]}{_HIDDEN}{message[end:]}"
    return message


def _words_of(text: str, run: tuple[int, int]) -> list[str]:
    return [word.lower() for word in _WORD.findall(text[slice(*run)])]


def _runs(
    text: str, fewest: int, words: set[str] | frozenset[str] | None = None
) -> list[tuple[int, int]]:
    """Where so many words of a list, by default that of BIP-39, follow each other."""
    found: list[tuple[int, int, int]] = []
    listed = words if words is not None else _listed()
    if not listed:
        return []
    for match in _WORD.finditer(text):
        if match[0].lower() not in listed:
            continue
        if found and _BETWEEN.fullmatch(text[found[-1][1] : match.start()]):
            start, _, count = found.pop()
            found.append((start, match.end(), count + 1))
        else:
            found.append((match.start(), match.end(), 1))
    return [(start, end) for start, end, count in found if count >= fewest]


@cache
def _listed() -> frozenset[str]:
    """The 2,048 English words."""
    import eth_account

    folder = Path(eth_account.__file__).parent / "hdaccount" / "wordlist"
    return frozenset((folder / "english.txt").read_text(encoding="utf-8").split())
