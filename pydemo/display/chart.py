"""A chart with two axes: scales, ticks, titles, and lines that can be told apart without colour.

Lines have a colour, a dash and a marker each, and their names stand at them. Type is as large as a
projector needs. All words are escaped here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from pydemo.display.svg import (
    BLUE,
    CIRCLE,
    DIAMOND,
    GREEN,
    PINK,
    SQUARE,
    TRIANGLE,
    VERMILION,
    marker,
    page,
)
from pydemo.display.text import printable

Place = tuple[float, float]
STYLES = (
    (BLUE, CIRCLE, ""),
    (VERMILION, SQUARE, "9 5"),
    (GREEN, TRIANGLE, "2 4"),
    (PINK, DIAMOND, "11 4 2 4"),
)
"""Colour, marker and dash of the first line, the second and so on."""
TYPE = 17
"""Height of the letters, in units of a drawing some 900 wide."""
_TITLE = 21
_LEFT, _TOP, _BOTTOM = 110, 56, 74


def words(text: str) -> str:
    """Any text as content of a drawing."""
    return escape(printable(text))


def ticks(least: float, most: float, count: int = 5) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten apart) from below one to above the other."""
    span = (most - least) or 1
    raw = span / count
    power = 10.0 ** floor(log10(raw))
    step = next(unit * power for unit in (1, 2, 5, 10) if unit * power >= raw * 0.999999)
    first, last = floor(least / step + 1e-9), ceil(most / step - 1e-9)
    return [round(number * step, 12) for number in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its title with the unit, and where it has lines and what stands at them."""

    title: str
    marks: Sequence[tuple[float, str]]
    """In order; the first and the last are the ends of the axis."""

    @property
    def ends(self) -> Place:
        return self.marks[0][0], self.marks[-1][0]


class Chart:
    """A drawing area with its axes; what is drawn on it is added to ``parts``."""

    def __init__(
        self,
        title: str,
        across: Axis,
        up: Axis,
        *,
        width: int = 640,
        height: int = 360,
        room: int = 150,
    ) -> None:
        """``room`` is left on the right, for names at the ends of lines."""
        self.title, self.across, self.up = title, across, up
        self.width, self.height, self._room = width, height, room
        self.parts: list[str] = []

    def at(self, x: float, y: float) -> Place:
        """Where a point is, in the drawing's units from the area's upper left corner."""
        (left, right), (low, high) = self.across.ends, self.up.ends
        return (
            round((x - left) / (right - left) * self.width, 1),
            round((1 - (y - low) / (high - low)) * self.height, 1),
        )

    def line(
        self,
        name: str,
        points: Sequence[Place],
        place: int = 0,
        *,
        is_stepped: bool = False,
        marked: bool = True,
    ) -> None:
        """A line in the style number ``place``, with its name at its end."""
        colour, shape, dash = STYLES[place % len(STYLES)]
        spots = [self.at(x, y) for x, y in points]
        path = _steps(spots) if is_stepped else "L".join(f"{x} {y}" for x, y in spots)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="3"{dashes}/>'
        )
        if marked:
            self.parts += [marker((colour, shape), x, y) for x, y in spots]
        if name and spots:
            x, y = spots[-1]
            self.label(name, x + 12, y + 6, colour)

    def dots(self, points: Sequence[Place], place: int = 0) -> None:
        """Markers alone."""
        colour, shape, _ = STYLES[place % len(STYLES)]
        self.parts += [marker((colour, shape), *self.at(x, y)) for x, y in points]

    def label(
        self, text: str, x: float, y: float, colour: str = "#222", anchor: str = "start"
    ) -> None:
        """Words somewhere, with paper behind them so that no line runs through."""
        self.parts.append(
            f'<text x="{round(x, 1)}" y="{round(y, 1)}" text-anchor="{anchor}" fill="{colour}" '
            f'stroke="#fff" stroke-width="5" paint-order="stroke" stroke-linejoin="round">'
            f"{words(text)}</text>"
        )

    def svg(self) -> str:
        inner = "\n".join([*self._frame(), *self.parts])
        return page(
            _LEFT + self.width + self._room,
            _TOP + self.height + _BOTTOM,
            [
                f"<title>{words(self.title)}</title>",
                f'<text x="{_LEFT}" y="32" font-size="{_TITLE}" font-weight="600">'
                f"{words(self.title)}</text>",
                f'<g transform="translate({_LEFT} {_TOP})">\n{inner}\n</g>',
            ],
            size=TYPE,
        )

    def _frame(self) -> Iterator[str]:
        low_x, low_y = self.across.ends[0], self.up.ends[0]
        for x, name in self.across.marks:
            at, _ = self.at(x, low_y)
            yield f'<path d="M{at} 0V{self.height}" stroke="#ddd"/>'
            yield f'<text x="{at}" y="{self.height + 24}" text-anchor="middle">{words(name)}</text>'
        for y, name in self.up.marks:
            _, at = self.at(low_x, y)
            yield f'<path d="M0 {at}H{self.width}" stroke="#ddd"/>'
            yield f'<text x="-10" y="{at + 6}" text-anchor="end">{words(name)}</text>'
        yield f'<path d="M0 0V{self.height}H{self.width}" fill="none" stroke="#222"/>'
        yield (
            f'<text x="{self.width / 2}" y="{self.height + 56}" text-anchor="middle">'
            f"{words(self.across.title)}</text>"
        )
        yield (
            f'<text transform="translate({24 - _LEFT} {self.height / 2}) rotate(-90)" '
            f'text-anchor="middle">{words(self.up.title)}</text>'
        )


def _steps(spots: Sequence[Place]) -> str:
    """The line of what stays as it is until it changes at once."""
    return "".join(f"{x} {y}" if index == 0 else f"H{x}V{y}" for index, (x, y) in enumerate(spots))


def axis(title: str, values: Sequence[float], shown: Callable[[float], str]) -> Axis:
    """An axis around some values, from zero on if none is below."""
    low, high = min(0, *values) if values else 0, max(values, default=1)
    return Axis(title, [(tick, shown(tick)) for tick in ticks(low, high if high > low else 1)])
