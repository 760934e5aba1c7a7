"""Pictures side by side as one PNG, drawn by resvg."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable

from pydemo.errors import RendererNotFound, UnreadableMetadata

_BACKGROUND = "#ffffff"
_LARGEST_SIDE, _UNIT = 216, 72
_WIDTH = 2600
"""Of a sheet in pixels, about: pictures are smaller where there are many."""


def check_renderer() -> None:
    """Raises errors.RendererNotFound if no PNG can be drawn here."""
    try:
        import resvg_py  # noqa: F401
    except ImportError:
        raise RendererNotFound from None


def picture_side(count: int) -> int:
    """Pixels of one picture on a sheet of so many: a multiple of 72, for sharp edges."""
    fits = _WIDTH // math.ceil(math.sqrt(count)) * 9 // 10
    return max(min(fits // _UNIT * _UNIT, _LARGEST_SIDE), _UNIT)


def contact_sheet(svgs: Iterable[str], count: int) -> bytes:
    """A PNG of pictures given as SVG, in rows of a square sheet.

    Each is drawn by itself, at its own size, and the sheet put together from these: pictures
    inside a picture would take ten times as long, and their ids would meet.

    Args:
        count: how many there are, at least one.

    Raises:
        errors.RendererNotFound: resvg-py is not installed.
        errors.UnreadableMetadata: one is no SVG that can be drawn.
    """
    check_renderer()
    import resvg_py

    side = picture_side(count)
    gap = side // 9
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    images = []
    for index, svg in enumerate(svgs):
        try:
            png = resvg_py.svg_to_bytes(
                svg_string=svg, width=side, height=side, skip_system_fonts=True
            )
        except ValueError as problem:
            raise UnreadableMetadata(f"picture {index + 1}", str(problem)) from None
        row, column = divmod(index, columns)
        x, y = (gap + place * (side + gap) for place in (column, row))
        images.append(
            f'<image x="{x}" y="{y}" width="{side}" height="{side}" '
            f'href="data:image/png;base64,{b64encode(png).decode()}"/>'
        )
    width, height = (gap + number * (side + gap) for number in (columns, rows))
    sheet = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f"{''.join(images)}</svg>"
    )
    return resvg_py.svg_to_bytes(svg_string=sheet, background=_BACKGROUND, skip_system_fonts=True)
