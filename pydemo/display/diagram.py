"""Small drawings of boxes and arrows, for lessons: SVG in the colours of the page around it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

_LINE, _PADDING, _SMALL, _WIDE = 18, 12, 7.2, 13.5
"""Pixels: a line's height, the room around text, a narrow letter's width and a wide one's."""
_HEAD = 8
FILLS = {
    "person": "#56B4E9",
    "contract": "#009E73",
    "block": "#CC79A7",
    "danger": "#D55E00",
    "plain": "#888888",
}
"""What kind of thing a box stands for, and its colour (Okabe and Ito's)."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box around its centre, in pixels; the first line is bold."""

    x: float
    y: float
    lines: tuple[str, ...]
    kind: str = "plain"

    @property
    def width(self) -> float:
        return max(map(text_width, self.lines)) + 2 * _PADDING

    @property
    def height(self) -> float:
        return len(self.lines) * _LINE + _PADDING


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the edge of one box to the edge of another, with words at its middle."""

    start: Box
    end: Box
    words: str = ""
    is_dashed: bool = False
    shift: float = 0
    """Pixels to the side, where two arrows run between the same boxes."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and arrows on an area of so many pixels. A notebook shows it."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...] = ()
    title: str = ""
    """What it shows, for those who cannot see it."""

    @property
    def svg(self) -> str:
        inner = "".join([*map(_arrow_svg, self.arrows), *map(_box_svg, self.boxes)])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'role="img" style="max-width:{self.width}px;width:100%;height:auto" '
            f'font-family="system-ui,sans-serif" font-size="13" fill="currentColor" '
            f'stroke="none"><title>{escape(self.title)}</title>{inner}</svg>'
        )

    def _repr_html_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        words = " | ".join(" ".join(box.lines) for box in self.boxes)
        return f"<Diagram {self.title}: {words}>"


def text_width(text: str) -> float:
    """About how many pixels wide a text is: Chinese letters take two of ours."""
    return sum(_WIDE if east_asian_width(letter) in "WF" else _SMALL for letter in text)


def _box_svg(box: Box) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    colour = FILLS[box.kind]
    parts = [
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="6" fill="{colour}" fill-opacity=".18" stroke="{colour}" stroke-width="1.5"/>'
    ]
    for number, line in enumerate(box.lines):
        y = top + _PADDING / 2 + number * _LINE + _LINE * 0.72
        weight = ' font-weight="600"' if number == 0 else ""
        parts.append(
            f'<text x="{box.x:.1f}" y="{y:.1f}" text-anchor="middle"{weight}>{escape(line)}</text>'
        )
    return "".join(parts)


def _arrow_svg(arrow: Arrow) -> str:
    start, end = arrow.start, arrow.end
    across, down = end.x - start.x, end.y - start.y
    length = (across**2 + down**2) ** 0.5
    if not length:
        raise ValueError(f"an arrow from {start.lines[0]!r} to the same place has no direction")
    along = across / length, down / length
    side = -along[1] * arrow.shift, along[0] * arrow.shift
    first, last = _to_edge(start, along), length - _to_edge(end, along)
    x1, y1 = start.x + along[0] * first + side[0], start.y + along[1] * first + side[1]
    x2, y2 = start.x + along[0] * last + side[0], start.y + along[1] * last + side[1]
    left = (
        x2 - along[0] * _HEAD + along[1] * _HEAD / 2,
        y2 - along[1] * _HEAD - along[0] * _HEAD / 2,
    )
    right = (
        x2 - along[0] * _HEAD - along[1] * _HEAD / 2,
        y2 - along[1] * _HEAD + along[0] * _HEAD / 2,
    )
    dashes = ' stroke-dasharray="5 4"' if arrow.is_dashed else ""
    parts = [
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="currentColor" '
        f'stroke-width="1.4"{dashes}/>'
        f'<path d="M{x2:.1f} {y2:.1f}L{left[0]:.1f} {left[1]:.1f}L{right[0]:.1f} {right[1]:.1f}z"/>'
    ]
    if arrow.words:
        x, y, anchor = _place_of_words((x1 + x2) / 2, (y1 + y2) / 2, along, arrow.shift)
        parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12">'
            f"{escape(arrow.words)}</text>"
        )
    return "".join(parts)


def _place_of_words(
    x: float, y: float, along: tuple[float, float], shift: float
) -> tuple[float, float, str]:
    """Beside the middle of a line: above it, or to its right where it stands upright.

    Of two lines side by side, each has its words on its own outer side.
    """
    right = -along[1], along[0]
    is_there = right[1] < -0.3 or (abs(right[1]) <= 0.3 and right[0] > 0)
    sign = (1 if shift > 0 else -1) if shift else (1 if is_there else -1)
    aside = right[0] * sign, right[1] * sign
    x, y = x + aside[0] * 9, y + aside[1] * (14 if aside[1] > 0 else 7) + 4 * abs(aside[0])
    return x, y, "middle" if abs(aside[0]) <= 0.3 else "start" if aside[0] > 0 else "end"


def _to_edge(box: Box, along: tuple[float, float]) -> float:
    """How far from a box's centre its edge is, in a direction."""
    reach = (
        half / abs(part)
        for half, part in ((box.width / 2, along[0]), (box.height / 2, along[1]))
        if abs(part) > 1e-9
    )
    return min(reach) + 3
