"""HTML for lessons: an exercise's verdict, and an error as one clear block. All text is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pydemo.display.html import wrap

if TYPE_CHECKING:
    from pydemo.lessons.checking import Verdict


def verdict_html(verdict: Verdict) -> str:
    """A green or a red bar, what was seen, and the hint."""
    colour = "#0a7f5a" if verdict.passed else "#c4302b"
    line = (
        f"<b>{verdict.mark} {escape(verdict.exercise)}</b> "
        f"{escape(verdict.problem or verdict.said)}"
    )
    if verdict.hint:
        line += (
            f'<div style="margin-top:.4em"><i>{escape(verdict.hint_heading)}:</i> '
            f'<span style="white-space:pre-wrap">{escape(verdict.hint)}</span></div>'
        )
    return wrap(_block(line, colour))


def error_html(title: str, message: str, place: str = "", trace: str = "") -> str:
    """What went wrong in a cell: the error, the line of the cell, and what happened on chain."""
    parts = [f'<span class="error">{escape(title)}</span>']
    parts.append(f'<div style="white-space:pre-wrap">{escape(message)}</div>')
    if place:
        parts.append(f"<code>{escape(place)}</code>")
    if trace:
        parts.append(f"<pre>{escape(trace)}</pre>")
    return wrap(_block("".join(parts), "#c4302b"))


def _block(inner: str, colour: str) -> str:
    return (
        f'<div style="border-left:4px solid {colour};padding:.3em .8em;margin:.3em 0">{inner}</div>'
    )
