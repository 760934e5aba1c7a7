"""Wins against odds as a picture: a log-log plot in SVG by hand.

Fair savers lie on the diagonal, give or take the band that goes with each. Who is off has a colour
and a marker of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import ceil, floor, log10

from pydemo.display.chart import words
from pydemo.display.svg import BLUE, CIRCLE, SQUARE, VERMILION, page
from pydemo.simulation.fairness import Fairness, SaverRow

_SIDE, _LEFT, _TOP, _TYPE = 560, 105, 60, 17
_ON, _OFF = (BLUE, CIRCLE), (VERMILION, SQUARE)


def fairness_svg(fairness: Fairness, labels: Mapping[str, str]) -> str:
    """The plot. ``labels`` has the words: title, share, frequency."""
    rows = [row for row in fairness.rows if row.share]
    edges = [edge for row in rows for edge in (row.share, *row.band) if edge]
    ticks = _ticks(min(edges), max(edges))
    low, high = log10(ticks[0]), log10(ticks[-1])

    def along(value: float) -> float:
        """How far from the lower left corner a part of one lies, in pixels."""
        return round((log10(max(value, ticks[0])) - low) / (high - low) * _SIDE, 1)

    parts = [
        f'<text x="{_LEFT}" y="34" font-size="19" font-weight="600">'
        f"{words(labels['title'])}</text>",
        f'<g transform="translate({_LEFT} {_TOP})">',
        f'<rect width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#222"/>',
        *_grid(ticks, along),
        f'<path d="M0 {_SIDE}L{_SIDE} 0" stroke="#888" stroke-dasharray="5 4"/>',
        *(_saver(row, along) for row in rows),
        f'<text x="{_SIDE / 2}" y="{_SIDE + 54}" text-anchor="middle">'
        f"{words(labels['share'])}</text>",
        f'<text transform="translate(-82 {_SIDE / 2}) rotate(-90)" text-anchor="middle">'
        f"{words(labels['frequency'])}</text>",
        "</g>",
    ]
    width, height = _LEFT + _SIDE + 110, _TOP + _SIDE + 75
    return page(width, height, parts, size=_TYPE)


def _ticks(least: float, most: float) -> list[float]:
    """1, 2, 5, 10 and so on, from the last below some values to the first above."""
    decades = range(floor(log10(least)), ceil(log10(most)) + 1)
    ticks = [step * 10.0**decade for decade in decades for step in (1, 2, 5)]
    first = max(place for place, tick in enumerate(ticks) if tick <= least or place == 0)
    last = min(place for place, tick in enumerate(ticks) if tick >= most)
    return ticks[first : last + 1]


def _grid(ticks: list[float], along: Callable[[float], float]) -> Iterator[str]:
    for tick in ticks:
        x, y = along(tick), round(_SIDE - along(tick), 1)
        yield f'<path d="M{x} 0V{_SIDE}M0 {y}H{_SIDE}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{_SIDE + 24}" text-anchor="middle">{tick:.3g}</text>'
        yield f'<text x="-10" y="{y + 6}" text-anchor="end">{tick:.3g}</text>'


def _saver(row: SaverRow, along: Callable[[float], float]) -> str:
    x, y = along(row.share), round(_SIDE - along(row.frequency), 1)
    low, high = (round(_SIDE - along(edge), 1) for edge in row.band)
    colour, shape = _OFF if row.misses else _ON
    about = f"{row.name}: {row.share:.3%}, {row.frequency:.3%}"
    name = (
        '<text x="10" y="20" font-size="15" stroke="#fff" stroke-width="4" paint-order="stroke">'
        f"{words(row.name)}</text>"
    )
    return (
        f'<path d="M{x} {low}V{high}M{x - 4} {low}h8M{x - 4} {high}h8" stroke="{colour}"/>'
        f'<g transform="translate({x} {y})"><title>{words(about)}</title>'
        f'<path d="{shape}" fill="{colour}" stroke="#fff"/>'
        f"{'' if row.name[-1].isdigit() else name}</g>"
    )
