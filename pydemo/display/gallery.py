"""A set of pieces as one page of HTML: no script, no network, light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from pydemo.display.html import STYLE
from pydemo.display.picture import CARD_STYLE, SIDE, card_body
from pydemo.display.rarity import Rarity
from pydemo.display.text import printable
from pydemo.messages import language, text

if TYPE_CHECKING:
    from pydemo.contract.piece import PieceData

# Columns of whole pixels: between pixels, the edges of the pictures would blur.
_PAGE_STYLE = f"""<style>
:root{{color-scheme:light dark}}body{{margin:0;background:Canvas;color:CanvasText}}
main.pydemo{{padding:24px 24px 4rem}}h1{{font:700 1.9rem/1.2 system-ui,sans-serif;margin:0 0 .3rem}}
h2{{font:600 1.2rem/1.3 system-ui,sans-serif;margin:2.2rem 0 .6rem}}
.sheet{{display:grid;grid-template-columns:repeat(auto-fill,{SIDE}px);gap:24px;margin-top:24px}}
.rarity{{display:grid;grid-template-columns:repeat(auto-fill,{SIDE}px);gap:24px}}
.rarity table{{width:100%;align-self:start}}.rarity th{{padding-bottom:.4em}}
.rarity meter{{width:4em;height:.8em}}
</style>"""


def gallery_html(title: str, pieces: Sequence[PieceData], subtitle: str = "") -> str:
    """A contact sheet with the traits of each piece, and a table of how rare they are."""
    rarity = Rarity(pieces)
    cards = "".join(_card(piece, rarity) for piece in pieces)
    tables = "".join(_table(kind, rarity) for kind in rarity.counts)
    heading = escape(printable(title))
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{heading}</title>{STYLE}{CARD_STYLE}{_PAGE_STYLE}</head>"
        f'<body><main class="pydemo"><h1>{heading}</h1><p class="gas">{escape(subtitle)}</p>'
        f'<div class="sheet">{cards}</div><h2>{escape(text("picture.rarity"))}</h2>'
        f'<div class="rarity">{tables}</div></main></body></html>\n'
    )


def _card(piece: PieceData, rarity: Rarity) -> str:
    shares = {kind: f"{rarity.share(kind, value):.0%}" for kind, value in piece.traits.items()}
    rank = text("picture.rank", rank=rarity.rank(piece), total=rarity.total)
    return f'<div title="{escape(rank)}">{card_body(piece, shares)}</div>'


def _table(kind: str, rarity: Rarity) -> str:
    rows = "".join(
        f'<tr><td>{escape(printable(value))}</td><td class="number">{count:,}</td>'
        f'<td class="number">{count / rarity.total:.1%}</td>'
        f"<td><meter value={count} max={rarity.total}></meter></td></tr>"
        for value, count in rarity.counts[kind].items()
    )
    return f"<table><tr><th colspan=4>{escape(printable(kind))}</th></tr>{rows}</table>"
