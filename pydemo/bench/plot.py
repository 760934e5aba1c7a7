"""The growth as a picture: two log-log plots side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import log10

from pydemo.bench.growth import Grown
from pydemo.display.svg import (
    BLUE,
    CIRCLE,
    DIAMOND,
    GREEN,
    PINK,
    SQUARE,
    TRIANGLE,
    VERMILION,
    decades,
    marker,
    page,
)

Points = Sequence[tuple[float, float]]
_STYLES = {
    "fast": (BLUE, CIRCLE),
    "py-evm": (VERMILION, SQUARE),
    "stock": (GREEN, TRIANGLE),
    "anvil": (PINK, DIAMOND),
}
_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 360, 300, 75, 60, 110


def growth_svg(growth: Mapping[str, Sequence[Grown]], labels: Mapping[str, str]) -> str:
    """Both plots. ``labels`` has the words: transactions, time and memory, with their units."""
    times: dict[str, Points] = {
        name: [(step.transactions, step.seconds) for step in steps]
        for name, steps in growth.items()
    }
    memory: dict[str, Points] = {
        name: [
            (step.transactions, step.bytes_each * step.transactions / 1e6)
            for step in steps
            if step.bytes_each and step.bytes_each > 0
        ]
        for name, steps in growth.items()
    }
    parts = [*_legend(list(growth))]
    for index, (label, series) in enumerate([("time", times), ("memory", memory)]):
        left = _LEFT + index * (_WIDTH + _GAP)
        inner = "\n".join(_panel(series, labels["transactions"], labels[label]))
        parts.append(f'<g transform="translate({left} {_TOP})">\n{inner}\n</g>')
    width, height = 2 * _WIDTH + _GAP + _LEFT + 30, _HEIGHT + _TOP + 60
    return page(width, height, parts)


def _legend(names: Sequence[str]) -> Iterator[str]:
    for index, name in enumerate(names):
        x = _LEFT + 10 + 100 * index
        yield f'{marker(_STYLES[name], x, 25)}<text x="{x + 12}" y="29">{escape(name)}</text>'


def _panel(series: Mapping[str, Points], x_label: str, y_label: str) -> Iterator[str]:
    points = [point for line in series.values() for point in line]
    first, last = decades([x for x, _ in points])
    bottom, top = decades([y for _, y in points])

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = (log10(x) - first) / (last - first), (log10(y) - bottom) / (top - bottom)
        return round(across * _WIDTH, 1), round((1 - up) * _HEIGHT, 1)

    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#222"/>'
    for decade in range(first, last + 1):
        x, _ = place(10.0**decade, 10.0**bottom)
        yield f'<path d="M{x} 0V{_HEIGHT}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{_HEIGHT + 20}" text-anchor="middle">{10**decade:,}</text>'
    for decade in range(bottom, top + 1):
        _, y = place(10.0**first, 10.0**decade)
        yield f'<path d="M0 {y}H{_WIDTH}" stroke="#ddd"/>'
        yield f'<text x="-8" y="{y + 4}" text-anchor="end">{10.0**decade:,g}</text>'
    middle = f'x="{_WIDTH / 2}" text-anchor="middle"'
    yield f'<text {middle} y="{_HEIGHT + 45}">{escape(x_label)}</text>'
    yield f'<text transform="translate(-58 {_HEIGHT / 2}) rotate(-90)" text-anchor="middle">'
    yield f"{escape(y_label)}</text>"
    for name, line in series.items():
        places = [place(x, y) for x, y in line]
        path = " ".join(f"{x},{y}" for x, y in places)
        colour = _STYLES[name][0]
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (marker(_STYLES[name], x, y) for x, y in places)
