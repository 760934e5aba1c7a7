"""The official cases that cannot pass, each with its reason. The list may only shrink."""

from __future__ import annotations

from pathlib import Path

_LIST = Path(__file__).with_name("exceptions.txt")
MOST = 1
"""How many the list may have. Whoever takes a case off the list lowers it; nobody raises it."""


def read_exceptions() -> dict[str, str]:
    """The names of the cases, with the reasons.

    A line is ``file::test::Fork::index: reason``; lines that begin with # are comments.
    """
    lines = (line for line in _LIST.read_text().splitlines() if line and line[0] != "#")
    listed = dict(line.split(": ", 1) for line in lines)
    if len(listed) > MOST:
        raise ValueError(f"{_LIST.name} lists {len(listed)} cases; it may have {MOST}")
    return listed
