"""A story as one page of HTML: no script, no network, light and dark."""

from __future__ import annotations

from typing import Any

from pydemo.display.html import STYLE, safe
from pydemo.display.picture import CARD_STYLE
from pydemo.display.step_html import step_body
from pydemo.messages import language, text

PAGE_STYLE = """<style>
:root{color-scheme:light dark}body{margin:0;background:#fff;color:#1f2328}
@media (prefers-color-scheme:dark){body{background:#16191d;color:#e8eaed}}
main{max-width:54rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font:700 1.9rem/1.2 system-ui,sans-serif}h2{font:600 1.2rem/1.3 system-ui,sans-serif;
margin:2.2rem 0 .4rem}
@media print{body{background:#fff}h2{break-after:avoid}.pydemo .action{break-inside:avoid}}
</style>"""


def report_html(told: list[dict[str, Any]]) -> str:
    """A page for one or more stories, each as ``pydemo demo --json`` has it with its steps."""
    stories = "".join(_story_html(story) for story in told)
    title = safe(", ".join(text(f"{story['story']}.title") for story in told))
    return page_html(title, stories)


def page_html(title: str, body: str) -> str:
    """A page that needs nothing else. Both are HTML."""
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title>{STYLE}{CARD_STYLE}{PAGE_STYLE}</head>"
        f'<body><main class="pydemo">{body}</main></body></html>\n'
    )


def _story_html(story: dict[str, Any]) -> str:
    steps = "".join(step_body(number, step) for number, step in enumerate(story["steps"], start=1))
    heading = safe(text(f"{story['story']}.title"))
    engine = safe(text("cli.demo.on", engine=story["engine"]))
    return f'<h1>{heading}</h1><p class="gas">{engine}</p>{steps}'
