"""A story as one page of HTML: no script, no network, light and dark."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any

from pydemo.display.html import STYLE, trace_body
from pydemo.display.picture import CARD_STYLE, card_body
from pydemo.messages import language, text

if TYPE_CHECKING:
    from pydemo.stories.step import Action, Plot, Step, Table

_PAGE_STYLE = """<style>
:root{color-scheme:light dark}body{margin:0;background:Canvas;color:CanvasText}
main{max-width:52rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font:700 1.9rem/1.2 system-ui,sans-serif}h2{font:600 1.2rem/1.3 system-ui,sans-serif;
margin:2.2rem 0 .4rem}p{margin:.4rem 0 .8rem}
.action{border-left:3px solid #6b7fd7;padding:.2rem 0 .2rem .8rem;margin:.6rem 0}
.action.failed{border-color:#c4302b}.hint{opacity:.8}
.pydemo table.figures td,.pydemo table.figures th{padding-right:2em}
.pydemo table.figures td+td,.pydemo table.figures th+th{text-align:right;
font-variant-numeric:tabular-nums}.pydemo tr.total td{border-top:1px solid;font-weight:600}
.pydemo .cards{display:flex;flex-wrap:wrap;gap:1rem;margin:1rem 0}
.pydemo img.plot{display:block;max-width:100%;margin:1rem 0}
.pydemo pre{white-space:pre-wrap;overflow-wrap:anywhere}
</style>"""


def report_html(told: list[dict[str, Any]]) -> str:
    """A page for one or more stories, each as ``pydemo demo --json`` has it with its steps."""
    stories = "".join(_story_html(story) for story in told)
    title = escape(", ".join(text(f"{story['story']}.title") for story in told))
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title>{STYLE}{CARD_STYLE}{_PAGE_STYLE}</head>"
        f'<body><main class="pydemo">{stories}</main></body></html>\n'
    )


def _story_html(story: dict[str, Any]) -> str:
    steps = "".join(step_body(number, step) for number, step in enumerate(story["steps"], start=1))
    heading = escape(text(f"{story['story']}.title"))
    engine = escape(text("cli.demo.on", engine=story["engine"]))
    return f'<h1>{heading}</h1><p class="gas">{engine}</p>{steps}'


def step_body(number: int, step: Step) -> str:
    """One step, without style."""
    parts = [f"<h2>{number}. {escape(step.title)}</h2><p>{escape(step.text)}</p>"]
    parts += [_action_html(action) for action in step.actions]
    parts += [table_html(table) for table in step.tables]
    if step.trace is not None:
        parts.append(trace_body(step.trace))
    if step.pictures:
        cards = "".join(card_body(piece) for piece in step.pictures)
        parts.append(f'<div class="cards">{cards}</div>')
    parts += [_plot_html(plot) for plot in step.plots]
    return "".join(parts)


def _plot_html(plot: Plot) -> str:
    """As an image: what is drawn does not mix with the page."""
    data = b64encode(plot.svg.encode()).decode()
    return f'<img class="plot" alt="{escape(plot.name)}" src="data:image/svg+xml;base64,{data}">'


def _action_html(action: Action) -> str:
    gas = "" if action.gas is None else text("ui.gas", gas=f"{action.gas:,}")
    lines = [
        f"<b>{escape(action.sender)}</b> <code>{escape(action.call)}</code> "
        f'<span class="gas">{escape(gas)}</span>'
    ]
    lines += [f'<span class="event">✓ {escape(event)}</span>' for event in action.events]
    if action.error:
        lines.append(f'<span class="error">✗ {escape(action.error)}</span>')
    if action.hint:
        lines.append(f'<span class="hint">{escape(text("ui.hint"))}: {escape(action.hint)}</span>')
    state = " failed" if action.error else ""
    return f'<div class="action{state}">{"<br>".join(lines)}</div>'


def table_html(table: Table) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in table.columns)
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in table.rows)
    total = f'<tr class="total">{_cells(table.total)}</tr>' if table.total else ""
    return f'<table class="figures"><tr>{head}</tr>{rows}{total}</table>'


def _cells(row: tuple[str, ...]) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in row)
