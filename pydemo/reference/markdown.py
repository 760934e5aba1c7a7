"""Plain text as Markdown that shows it as it is, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MEANS_SOMETHING = re.compile(r"([\\*_\[\]])")
_CODE = re.compile(r"(`[^`\n]+`)")


def prose(text: str) -> str:
    """Text in which nothing but `code` is Markdown; WARNING begins a paragraph of its own."""
    parts = _CODE.split(text.strip())
    escaped = "".join(part if _CODE.fullmatch(part) else _escaped(part) for part in parts)
    lines = re.split(r"\n|(?<=\S) (?=WARNING: )", escaped)
    return "\n\n".join(line.strip().replace("WARNING:", "**Warning:**") for line in lines if line)


def _escaped(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MEANS_SOMETHING.sub(r"\\\1", safe).replace("`", "&#96;")


def cell(text: str) -> str:
    """The same inside a table."""
    return " ".join(prose(text).split()).replace("|", "&#124;")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: int | None = None) -> str:
    """A table of cells that are Markdown already; column ``right`` is of figures."""
    rule = ["---:" if number == right else "---" for number in range(len(head))]
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
