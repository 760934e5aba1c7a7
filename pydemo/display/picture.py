"""A token as a card: its picture, name, owner and traits.

Pictures come from contracts, that is, from anybody. They are shown as images by a data URI, in
which a browser runs no script and loads nothing, and never put into the page itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from pydemo.display.html import STYLE, safe
from pydemo.errors import ContractError, UnreadableMetadata
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.piece import Piece, PieceData

SIDE = 216
"""Of a picture, in CSS pixels: a multiple of 72, at which CollectibleArt's edges are sharpest."""

# Notebooks have rules of their own for definition lists: ours name more, so as to win.
CARD_STYLE = f"""<style>
.pydemo figure{{width:{SIDE}px;margin:0;display:inline-block;vertical-align:top}}
.pydemo figure img,.pydemo .unseen{{display:block;width:{SIDE}px;height:{SIDE}px}}
.pydemo .unseen{{box-sizing:border-box;padding:1em;border:1px dashed;overflow:auto}}
.pydemo figcaption{{padding:.5em 0;overflow-wrap:anywhere}}
.pydemo dl{{display:grid;grid-template-columns:auto 1fr auto;gap:0 .7em;margin:.3em 0 0;
font-size:12px}}.pydemo figure dt,.pydemo figure dd{{float:none;width:auto;margin:0}}
.pydemo figure dt{{opacity:.65;font-weight:400;min-width:5em}}
.pydemo figure dd.share{{opacity:.65;text-align:right;font-variant-numeric:tabular-nums}}
.pydemo .owner{{opacity:.65}}
</style>"""

_LONGEST_NAME = 20


def piece_html(piece: PieceData) -> str:
    """A card that brings its own style, for a notebook's output cell."""
    return f'{STYLE}{CARD_STYLE}<div class="pydemo">{card_body(piece)}</div>'


def pieces_html(pieces: Iterable[Piece]) -> str:
    """Cards side by side; in place of one that cannot be shown stands why."""
    cards = "".join(_card_or_problem(piece) for piece in pieces)
    return f'{STYLE}{CARD_STYLE}<div class="pydemo"><div class="cards">{cards}</div></div>'


def _card_or_problem(piece: Piece) -> str:
    try:
        return card_body(piece.read())
    except (UnreadableMetadata, ContractError) as problem:
        return f'<figure><div class="unseen error">{safe(problem)}</div></figure>'


def problem_html(problem: str) -> str:
    """What stands in the place of a token that cannot be shown."""
    return f'{STYLE}<div class="pydemo"><span class="error">{safe(problem)}</span></div>'


def card_body(piece: PieceData, shares: dict[str, str] | None = None) -> str:
    """A card, without style.

    Args:
        shares: for each trait, how common its value is, in words.
    """
    lines = "".join(
        f"<dt>{safe(kind)}</dt><dd>{safe(value)}</dd>"
        f'<dd class="share">{safe((shares or {}).get(kind, ""))}</dd>'
        for kind, value in piece.traits.items()
    )
    owner = text("picture.owner", name=_short(piece.owner_name))
    return (
        f"<figure>{_picture(piece)}<figcaption><b>{safe(piece.name)}</b><br>"
        f'<span class="owner">{safe(owner)}</span><dl>{lines}</dl></figcaption></figure>'
    )


def _picture(piece: PieceData) -> str:
    if not piece.image:
        reason = text("picture.unseen", reason=piece.problem)
        return f'<div class="unseen error">{safe(reason)}</div>'
    return f'<img src="{escape(piece.image)}" alt="{safe(piece.name)}" width={SIDE} height={SIDE}>'


def _short(owner: str) -> str:
    return f"{owner[:6]}…{owner[-4:]}" if len(owner) > _LONGEST_NAME else owner
