"""HTML for lessons: an exercise's verdict, and an error as one clear block. All text is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pydemo.display.html import wrap

if TYPE_CHECKING:
    from pydemo.errors import ContractError
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


def error_html(title: str, message: str, place: str = "") -> str:
    """What went wrong in a cell: the error, and the line of the cell."""
    # A compiler's mark stands below a column: all letters must be of one width.
    tag = "pre" if "\n" in message else "div"
    said = f'<span class="error">{escape(title)}</span><{tag}>{escape(message)}</{tag}>'
    return _failure(said, place)


def contract_error_html(error: ContractError, place: str = "") -> str:
    """The same of a failure on chain: operands, hint and trace, as it shows itself elsewhere."""
    from pydemo.display.contract_html import error_body

    return _failure(error_body(error), place)


def _failure(said: str, place: str) -> str:
    where = f"<code>{escape(place)}</code>" if place else ""
    return wrap(_block(said + where, "#c4302b"))


def _block(inner: str, colour: str) -> str:
    return (
        f'<div style="border-left:4px solid {colour};padding:.3em .8em;margin:.3em 0">{inner}</div>'
    )
