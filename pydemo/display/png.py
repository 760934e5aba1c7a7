"""A drawing as PNG, where this machine can do that."""

from __future__ import annotations

from pydemo.display.contact_sheet import check_renderer
from pydemo.display.svg import page
from pydemo.errors import FontsNotFound

_ZOOM = 2
"""Pixels for each unit of the drawing: sharp on screens of today, and in print."""


def drawing_png(svg: str) -> bytes:
    """An SVG with words in it, as PNG.

    Raises:
        errors.RendererNotFound: resvg-py is not installed.
        errors.FontsNotFound: there is no font here, or none with the letters of this drawing.
    """
    check_renderer()
    import resvg_py

    # Without a font nothing is drawn, without the letters the same box for each of them.
    foreign = sorted({letter for letter in svg if not letter.isascii() and letter.isalpha()})
    for one, other in (("pydemo", ""), foreign[:2]) if len(foreign) > 1 else (("pydemo", ""),):
        if _words_png(one) == _words_png(other):
            raise FontsNotFound
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_ZOOM))


def _words_png(words: str) -> bytes:
    import resvg_py

    svg = page(60, 20, [f'<text x="2" y="15">{words}</text>'])
    return bytes(resvg_py.svg_to_bytes(svg_string=svg))
