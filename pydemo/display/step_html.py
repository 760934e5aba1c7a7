"""The parts of a story as HTML: steps, transactions, tables, plots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydemo.display.html import STYLE, figures, folded, plot_image, safe, wrap
from pydemo.display.picture import CARD_STYLE, card_body
from pydemo.display.trace_html import trace_body
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.display.plot import Plot
    from pydemo.stories.step import Action, Step, Table

_CODE, _AS_CODE = re.compile(r"`([^`]+)`"), r"<code>\1</code>"
"""What stories say between backticks, for a terminal: commands."""


def step_html(step: Step) -> str:
    """A step for a notebook's output cell."""
    body = f"<h3>{safe(step.title)}</h3>{step_parts(step)}"
    return f'{STYLE}{CARD_STYLE}<div class="pydemo">{body}</div>'


def step_body(number: int, step: Step) -> str:
    """One step of several, without style."""
    return f"<h2>{number}. {safe(step.title)}</h2>{step_parts(step)}"


def step_parts(step: Step) -> str:
    """All of a step but its title."""
    parts = [f"<p>{_CODE.sub(_AS_CODE, safe(step.text))}</p>"]
    parts += [action_body(action) for action in step.actions]
    if step.more_transactions:
        more = text(
            "display.more_transactions",
            count=f"{step.more_transactions:,}",
            gas=f"{step.more_gas:,}",
        )
        parts.append(f'<p class="soft">{safe(more)}</p>')
    parts += [table_body(table) for table in step.tables]
    if step.trace is not None:
        parts.append(trace_body(step.trace))
    if step.pictures:
        cards = "".join(card_body(piece) for piece in step.pictures)
        parts.append(f'<div class="cards">{cards}</div>')
    parts += [plot_body(plot) for plot in step.plots]
    return "".join(parts)


def plot_body(plot: Plot) -> str:
    return plot_image(plot.svg, plot.name)


def plot_html(plot: Plot) -> str:
    """The drawing, and folded below it the figures it was made of."""
    rows = [[f"{value:,}" for value in row] for row in plot.rows]
    table = folded(safe(text("display.figures")), figures(plot.columns, rows)) if rows else ""
    return wrap(plot_body(plot) + table)


def action_html(action: Action) -> str:
    return wrap(action_body(action))


def action_body(action: Action) -> str:
    gas = "" if action.gas is None else text("ui.gas", gas=f"{action.gas:,}")
    lines = [
        f"<b>{safe(action.sender)}</b> <code>{safe(action.call)}</code> "
        f'<span class="gas">{safe(gas)}</span>'
    ]
    lines += [f'<span class="event">✓ {safe(event)}</span>' for event in action.events]
    if action.error:
        lines.append(f'<span class="error">✗ {safe(action.error)}</span>')
    if action.hint:
        lines.append(f'<span class="hint">{safe(text("ui.hint"))}: {safe(action.hint)}</span>')
    state = " failed" if action.error else ""
    return f'<div class="action{state}">{"<br>".join(lines)}</div>'


def table_html(table: Table) -> str:
    return wrap(table_body(table))


def table_body(table: Table) -> str:
    return figures(table.columns, table.rows, table.total)
