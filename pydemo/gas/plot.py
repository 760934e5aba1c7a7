"""The curve as a picture: gas over savers, whose axis is logarithmic.

A line is the mean, its shade goes up to the worst.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, log10

from pydemo.display.svg import (
    BLUE,
    CIRCLE,
    DIAMOND,
    GREEN,
    SKY,
    SQUARE,
    TRIANGLE,
    VERMILION,
    decades,
    marker,
    page,
)
from pydemo.gas.curve import Cost, Point

_STYLES = {
    "deposit_new": (BLUE, CIRCLE),
    "deposit_again": (SKY, SQUARE),
    "withdraw": (GREEN, TRIANGLE),
    "draw": (VERMILION, DIAMOND),
}
"""What is drawn: ``draw`` is the close and the award together."""
LINES = tuple(_STYLES)
_DASHES = {"deposit_new": "none", "deposit_again": "9 5", "withdraw": "2 4", "draw": "11 4 2 4"}
_WIDTH, _HEIGHT, _LEFT, _TOP, _TYPE = 640, 360, 120, 64, 17
_STEP = 50_000


def curve_svg(points: Sequence[Point], labels: Mapping[str, str]) -> str:
    """The picture. ``labels`` has the words: the lines' (`LINES`), and savers and gas."""
    lines = {name: [(point.savers, _cost(point, name)) for point in points] for name in LINES}
    inner = "\n".join([*_axes(lines, labels), *_lines(lines)])
    width, height = _WIDTH + _LEFT + 45, _HEIGHT + _TOP + 70
    curve = f'<g transform="translate({_LEFT} {_TOP})">\n{inner}\n</g>'
    return page(width, height, [*_legend(labels), curve], size=_TYPE)


def _cost(point: Point, line: str) -> Cost:
    if line != "draw":
        cost: Cost = getattr(point, line)
        return cost
    return Cost(point.close.mean + point.award.mean, point.close.worst + point.award.worst)


def _legend(labels: Mapping[str, str]) -> Iterator[str]:
    for index, name in enumerate(LINES):
        x = _LEFT + 10 + 165 * index
        words = f'<text x="{x + 12}" y="34">{escape(labels[name])}</text>'
        yield marker(_STYLES[name], x, 30) + words


def _axes(
    lines: Mapping[str, Sequence[tuple[int, Cost]]], labels: Mapping[str, str]
) -> Iterator[str]:
    place, decades, top = _scale(lines)
    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#222"/>'
    for decade in decades:
        x, _ = place(10**decade, 0)
        yield f'<path d="M{x} 0V{_HEIGHT}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{_HEIGHT + 24}" text-anchor="middle">{10**decade:,}</text>'
    for gas in range(0, top + 1, _STEP):
        _, y = place(1, gas)
        yield f'<path d="M0 {y}H{_WIDTH}" stroke="#ddd"/>'
        yield f'<text x="-8" y="{y + 6}" text-anchor="end">{gas:,}</text>'
    middle = f'x="{_WIDTH / 2}" text-anchor="middle"'
    yield f'<text {middle} y="{_HEIGHT + 54}">{escape(labels["savers"])}</text>'
    yield f'<text transform="translate(-94 {_HEIGHT / 2}) rotate(-90)" text-anchor="middle">'
    yield f"{escape(labels['gas'])}</text>"


def _lines(lines: Mapping[str, Sequence[tuple[int, Cost]]]) -> Iterator[str]:
    place, _, _ = _scale(lines)
    for name, line in lines.items():
        means = [place(savers, cost.mean) for savers, cost in line]
        worst = [place(savers, cost.worst) for savers, cost in reversed(line)]
        shade, path = (" ".join(f"{x},{y}" for x, y in each) for each in (means + worst, means))
        colour, dash = _STYLES[name][0], _DASHES[name]
        yield f'<polygon points="{shade}" fill="{colour}" fill-opacity="0.15"/>'
        yield (
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dash}"/>'
        )
        yield from (marker(_STYLES[name], x, y) for x, y in means)


class _Place:
    """Where a figure stands in the picture."""

    def __init__(self, first: int, last: int, top: int) -> None:
        self._first, self._last, self._top = first, last, top

    def __call__(self, savers: int, gas: int) -> tuple[float, float]:
        across = (log10(savers) - self._first) / (self._last - self._first)
        return round(across * _WIDTH, 1), round((1 - gas / self._top) * _HEIGHT, 1)


def _scale(lines: Mapping[str, Sequence[tuple[int, Cost]]]) -> tuple[_Place, range, int]:
    """Also the powers of ten on the one axis, and the end of the other."""
    points = [point for line in lines.values() for point in line]
    first, last = decades(savers for savers, _ in points)
    top = ceil(max(cost.worst for _, cost in points) / _STEP) * _STEP
    return _Place(first, last, top), range(first, last + 1), top
