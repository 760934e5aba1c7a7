"""What the plots have in common: SVG by hand, markers and decades.

Colours are Okabe and Ito's, which colour-blind people can tell apart; each thing has a marker of
its own too, for print in black and white.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, log10

BLUE, SKY, GREEN, VERMILION, PINK = "#0072B2", "#56B4E9", "#009E73", "#D55E00", "#CC79A7"
CIRCLE, SQUARE = "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "M-4-4h8v8h-8z"
TRIANGLE, DIAMOND = "M0-5L5 4H-5z", "M0-5.5L5.5 0L0 5.5L-5.5 0z"


# Rules of a style sheet go before attributes, so a drawing is dark where the page is, and in a
# program that knows no style sheets, or in print, as its attributes say.
_DARK = "".join(
    f"[{what}='{light}']{{{what}:{dark}}}"
    for what, light, dark in (
        ("fill", "#fff", "#16191d"),
        ("stroke", "#fff", "#16191d"),
        ("fill", "#222", "#e8eaed"),
        ("stroke", "#222", "#c9ced4"),
        ("stroke", "#ddd", "#3d444d"),
        ("fill", "#ccc", "#4b535c"),
        ("stroke", "#888", "#9aa3ad"),
        ("fill", BLUE, "#4da3dc"),
        ("stroke", BLUE, "#4da3dc"),
        ("fill", VERMILION, "#f08a3c"),
        ("stroke", VERMILION, "#f08a3c"),
        ("fill", GREEN, "#2fc79a"),
        ("stroke", GREEN, "#2fc79a"),
    )
)


def page(width: int, height: int, parts: Iterable[str], size: int = 13) -> str:
    """A page with the parts on it: white, or dark where the reader has asked for that.

    Args:
        size: of the letters.
    """
    inner = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="sans-serif" font-size="{size}" fill="#222">\n'
        f"<style>@media screen and (prefers-color-scheme:dark){{{_DARK}}}</style>\n"
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{inner}\n</svg>\n'
    )


def marker(style: tuple[str, str], x: float, y: float) -> str:
    """A marker at a place; ``style`` is its colour and its shape."""
    colour, shape = style
    return f'<path transform="translate({x} {y})" d="{shape}" fill="{colour}" stroke="#fff"/>'


def decades(values: Iterable[float]) -> tuple[int, int]:
    """The powers of ten around some values, for a logarithmic axis: (0, 1) if there are none."""
    found = list(values)
    low = floor(log10(min(found, default=1)))
    return low, max(ceil(log10(max(found, default=10))), low + 1)
