"""The README's picture of a demo: a real run, as rich draws it. ``make picture`` writes it anew."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.cells import cell_len
from rich.console import Console

from pydemo import messages
from pydemo.contract.chain import Chain
from pydemo.display.terminal import print_step, print_title
from pydemo.messages import text
from pydemo.reference.site import ROOT
from pydemo.stories import tell

STORY, SHOWN = "token", ("token.allowance", "token.failure")
"""The steps that are shown, by the names of their messages."""
WIDTH = 84
CELL = 12.2
"""Pixels of a column, as rich has it."""
_TEXT = re.compile(r'(<text class="demo-r\d+"[^>]*textLength=")[^"]*("[^>]*>)(.*?)(</text>)')
_FONTS = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)


def file_of(language: str) -> Path:
    """docs/pictures/demo.svg, docs/pictures/demo.zh.svg"""
    return ROOT / "docs" / "pictures" / ("demo.svg" if language == "en" else f"demo.{language}.svg")


def draw(language: str) -> str:
    """The story told now, some of its steps as SVG: the same each time, for the same contracts.

    Rich's own format fetches a font; the reader's monospaced one does as well.
    """
    with messages.speaking(language):
        console = Console(
            file=io.StringIO(),
            record=True,
            width=WIDTH,
            force_terminal=True,
            color_system="truecolor",
            highlight=False,
            emoji=False,
            markup=False,
            legacy_windows=False,
            _environ={},
        )
        chain = Chain()
        print_title(console, text(f"{STORY}.title"), text("cli.demo.on", engine=chain.engine_name))
        titles = {text(f"{key}.title") for key in SHOWN}
        for number, step in enumerate(tell(STORY, chain), start=1):
            if step.title in titles:
                print_step(console, number, step)
        shape = _FONTS.sub("", CONSOLE_SVG_FORMAT)
        svg = console.export_svg(title="pydemo demo token", code_format=shape, unique_id="demo")
    svg = _TEXT.sub(_as_wide_as_it_is, svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def _as_wide_as_it_is(match: re.Match[str]) -> str:
    """Rich gives each letter one column; Chinese ones take two."""
    before, between, words, after = match.groups()
    return f"{before}{CELL * cell_len(unescape(words)):g}{between}{words}{after}"


if __name__ == "__main__":
    for name in messages.LANGUAGES:
        file_of(name).parent.mkdir(parents=True, exist_ok=True)
        file_of(name).write_text(draw(name), encoding="utf-8", newline="\n")
        print(file_of(name).relative_to(ROOT))
