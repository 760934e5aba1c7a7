"""Chinese prose in lines: broken between characters, never inside a name or before a full stop."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

from rich.cells import cell_len

_OPENING, _CLOSING = "（《“「『【", "，。、；：！？）》”」』】…"
_WIDE = r"\u2e80-\uffef"
_UNIT = re.compile(
    rf"\s+|[{_OPENING}]*(?:[^\s{_WIDE}{_OPENING}{_CLOSING}]+|[{_WIDE}])[{_CLOSING}]*|."
)
"""What stays on one line: a space, a Latin word or a character, with the punctuation around it."""


def fill(text: str, width: int) -> str:
    """The text with line breaks, so that no line has more columns than ``width``.

    A text without wide characters comes back as it is, and so does a Latin word that fits no line:
    whoever prints them wraps at spaces. That alone breaks Chinese before the next Latin word, and
    where there is no space in time, inside of one.
    """
    if not any(east_asian_width(character) in "WF" for character in text):
        return text
    lines = [""]
    for unit in _UNIT.findall(text):
        if "\n" in unit:
            lines.append("")
        elif cell_len(lines[-1]) + cell_len(unit) <= width:
            lines[-1] += unit
        else:
            lines.append(unit.lstrip())
    return "\n".join(line.rstrip() for line in lines)
