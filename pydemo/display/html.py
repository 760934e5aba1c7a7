"""What all HTML has in common: one style, light and dark, and nothing on a page but text.

No script, no network. Names, texts and pictures come from contracts, that is, from anybody: text is
escaped, and a picture is an image by a data URI, in which a browser runs nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from pydemo.display.text import printable

_LIGHT = (
    "color-scheme:light;--paper:#fff;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--band:#f3f5f8;"
    "--event:#0a6e4f;--error:#b3261e;--hint:#7a5200;--accent:#0b62a4;--gas:#8fb8de"
)
_DARK = (
    "color-scheme:dark;--paper:#16191d;--ink:#e8eaed;--soft:#a7b0ba;--line:#3d444d;--band:#22272e;"
    "--event:#5fd6a9;--error:#ff9489;--hint:#f0c674;--accent:#7fbdf0;--gas:#35618a"
)
# By what the system wants, and where a notebook has a theme of its own, by that: JupyterLab's and
# Notebook's is the first attribute, Visual Studio Code's the second. Paper is always white.
# JupyterLab has rules of its own, such as all cells to the right, and stripes, which count for more
# than one class.
_HERE = ".pydemo.pydemo.pydemo"
STYLE = f"""<style>
.pydemo{{{_LIGHT}}}
@media (prefers-color-scheme:dark){{.pydemo{{{_DARK}}}}}
[data-jp-theme-light="true"] .pydemo,[data-vscode-theme-kind="vscode-light"] .pydemo{{{_LIGHT}}}
[data-jp-theme-light="false"] .pydemo,[data-vscode-theme-kind="vscode-dark"] .pydemo{{{_DARK}}}
@media print{{{_HERE}{{{_LIGHT}}}}}
.pydemo{{font:15px/1.5 system-ui,sans-serif;background:var(--paper);color:var(--ink);
overflow-x:auto;padding:.5em .7em}}
.pydemo .pydemo{{padding:0}}
{_HERE} table{{border-collapse:collapse;table-layout:auto;margin:.4em 0;font-size:inherit;
color:inherit}}
{_HERE} td,{_HERE} th{{padding:.15em 1.2em .15em 0;text-align:left;
vertical-align:baseline;background:none;border:0;white-space:normal;overflow-wrap:anywhere}}
{_HERE} tr{{background:none}}{_HERE} th{{font-weight:600;overflow-wrap:normal}}
{_HERE} table.facts th{{color:var(--soft);font-weight:400;white-space:nowrap}}
{_HERE} table.words tr:first-child th,
{_HERE} table.figures tr:first-child th{{border-bottom:1px solid var(--line)}}
{_HERE} table.figures td,{_HERE} table.figures th{{padding-right:2em}}
{_HERE} table.figures td+td,{_HERE} table.figures th+th{{text-align:right;
font-variant-numeric:tabular-nums;overflow-wrap:normal}}
{_HERE} table.figures tr.total td{{border-top:1px solid var(--soft);font-weight:600}}
{_HERE} td.number{{text-align:right;font-variant-numeric:tabular-nums}}
{_HERE} code,.pydemo pre{{font:14px/1.5 ui-monospace,monospace;background:none;
color:inherit;padding:0;overflow-wrap:anywhere}}.pydemo pre{{white-space:pre-wrap;margin:.4em 0}}
.pydemo h3{{font:600 1.15em/1.3 system-ui,sans-serif;margin:.2em 0 .4em;color:inherit}}
.pydemo p{{margin:.3em 0 .7em}}
.pydemo ul{{margin:.1em 0;padding:0;list-style:none}}
.pydemo .gas,.pydemo .soft{{color:var(--soft)}}
.pydemo .event{{color:var(--event)}}.pydemo .error{{color:var(--error);font-weight:600}}
.pydemo .hint{{color:var(--hint)}}.pydemo .kind{{color:var(--accent)}}
.pydemo .action{{border-left:3px solid var(--accent);padding:.2rem 0 .2rem .8rem;margin:.6rem 0}}
.pydemo .failed{{border-color:var(--error)}}
.pydemo summary{{cursor:pointer}}.pydemo details>*:not(summary){{margin-left:1.1em}}
.pydemo .cards{{display:flex;flex-wrap:wrap;gap:1rem;margin:1rem 0}}
.pydemo img.plot{{display:block;max-width:100%;height:auto;margin:1rem 0}}
.pydemo .call{{font:14px/1.6 ui-monospace,monospace;overflow-wrap:anywhere}}
.pydemo .bar{{display:inline-block;width:5em;height:.7em;margin-right:.5em;
border:1px solid var(--line);background:linear-gradient(var(--gas),var(--gas)) no-repeat}}
@media print{{.pydemo .bar{{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
.pydemo details::details-content{{content-visibility:visible;block-size:auto}}}}
</style>"""


def wrap(body: str) -> str:
    """A fragment that brings its own style, for a notebook's output cell."""
    return f'{STYLE}<div class="pydemo">{body}</div>'


def safe(value: Any) -> str:
    """Any value as text of a page: on one line, with nothing in it that could be a tag."""
    return escape(printable(str(value)))


def rows_html(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they stand for; both are text."""
    return facts((name, safe(value)) for name, value in rows)


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """The same, where what a name stands for is HTML already."""
    cells = "".join(f"<tr><th>{safe(name)}</th><td>{value}</td></tr>" for name, value in rows)
    return f'<table class="facts">{cells}</table>'


def figures(
    columns: Sequence[str], rows: Iterable[Sequence[str]], total: Sequence[str] = ()
) -> str:
    """A table of text whose first column is words and whose others are figures."""
    return _table("figures", columns, rows, total)


def listed(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of words."""
    return _table("words", columns, rows)


def _table(
    kind: str, columns: Sequence[str], rows: Iterable[Sequence[str]], total: Sequence[str] = ()
) -> str:
    head = "".join(f"<th>{safe(column)}</th>" for column in columns)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    last = f'<tr class="total">{_cells(total)}</tr>' if total else ""
    return f'<table class="{kind}"><tr>{head}</tr>{body}{last}</table>'


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td>{safe(cell)}</td>" for cell in row)


def folded(summary: str, body: str, *, is_open: bool = False) -> str:
    """What opens by a click, without a script. Both are HTML."""
    state = " open" if is_open else ""
    return f"<details{state}><summary>{summary}</summary>{body}</details>"


def plot_image(svg: str, words: str) -> str:
    """A drawing of ours as an image: what is drawn does not mix with the page.

    Args:
        words: what stands in its place for who cannot see it.
    """
    data = b64encode(svg.encode()).decode()
    return f'<img class="plot" alt="{safe(words)}" src="data:image/svg+xml;base64,{data}">'
