"""The raise over time as a picture: what came in, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from pydemo.constitutiondao import facts
from pydemo.display.svg import BLUE, DIAMOND, VERMILION, marker, page
from pydemo.units import days, ether

WORDS = ("title", "raised", "day", "replay", "known", "ten_minutes", "twelve_hours", "half", "all")
"""What `raise_svg` needs words for."""
_WIDTH, _HEIGHT, _LEFT, _TOP, _TYPE = 680, 380, 100, 80, 17
_MIDNIGHTS = {day: facts.LAST_DAYS + days(day - 17) for day in (15, 16, 17, 18)}
"""Days of November, and the second after the opening at which each began in New York."""
_LABELS = ((8, -80, "start"), (12, 14, "start"), (-10, -10, "end"), (-10, -10, "end"))
"""Where a milestone's words are, seen from it, in pixels: none is on the curve."""


def raise_svg(
    points: Sequence[tuple[int, int]],
    milestones: Sequence[tuple[int, int]],
    words: Mapping[str, str],
) -> str:
    """The picture.

    Args:
        points: (seconds after the opening, wei raised by then), from the opening on.
        milestones: in the same way, what is known: after ten minutes, after twelve hours, less than
            half at the begin of 17 November, and all.
        words: the texts, by `WORDS`.
    """
    place = _Place(
        max(second for second, _ in points), max(wei for _, wei in (*points, *milestones))
    )
    inner = "\n".join(
        [*_axes(place, words), *_curve(place, points), *_marks(place, milestones, words)]
    )
    head = [
        f'<text x="{_LEFT}" y="30" font-size="20" font-weight="600">'
        f"{escape(words['title'])}</text>",
        f'<path d="M{_LEFT} 50h24" stroke="{BLUE}" stroke-width="3"/>'
        f'<text x="{_LEFT + 32}" y="56">{escape(words["replay"])}</text>',
        marker((VERMILION, DIAMOND), _LEFT + 250, 50)
        + f'<text x="{_LEFT + 262}" y="56">{escape(words["known"])}</text>',
    ]
    chart = f'<g transform="translate({_LEFT} {_TOP})">\n{inner}\n</g>'
    return page(_LEFT + _WIDTH + 40, _TOP + _HEIGHT + 70, [*head, chart], size=_TYPE)


class _Place:
    """Where a moment and an amount are in the picture, in pixels."""

    def __init__(self, last: int, most: int) -> None:
        self.last = last
        step = 10 ** (len(str(most)) - 1)  # wei: a power of ten
        self.step = step if most >= 4 * step else step // 4
        self.top = -(-most // self.step) * self.step

    def __call__(self, second: int, wei: int) -> tuple[float, float]:
        return round(second / self.last * _WIDTH, 1), round((1 - wei / self.top) * _HEIGHT, 1)


def _axes(place: _Place, words: Mapping[str, str]) -> Iterator[str]:
    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#222"/>'
    for day, second in _MIDNIGHTS.items():
        x, _ = place(second, 0)
        yield f'<path d="M{x} 0V{_HEIGHT}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{_HEIGHT + 24}" text-anchor="middle">{day}</text>'
    for wei in range(0, place.top + 1, place.step):
        _, y = place(0, wei)
        yield f'<path d="M0 {y}H{_WIDTH}" stroke="#ddd"/>'
        yield f'<text x="-8" y="{y + 6}" text-anchor="end">{wei / ether(1):,.6g}</text>'
    middle = f'x="{_WIDTH / 2}" text-anchor="middle"'
    yield f'<text {middle} y="{_HEIGHT + 54}">{escape(words["day"])}</text>'
    yield f'<text transform="translate(-76 {_HEIGHT / 2}) rotate(-90)" text-anchor="middle">'
    yield f"{escape(words['raised'])}</text>"


def _curve(place: _Place, points: Sequence[tuple[int, int]]) -> Iterator[str]:
    path = " ".join(f"{x},{y}" for x, y in (place(second, wei) for second, wei in points))
    yield f'<polyline points="{path}" fill="none" stroke="{BLUE}" stroke-width="3"/>'


def _marks(
    place: _Place, milestones: Sequence[tuple[int, int]], words: Mapping[str, str]
) -> Iterator[str]:
    labels = (words["ten_minutes"], words["twelve_hours"], words["half"], words["all"])
    for (second, wei), label, (aside, below, anchor) in zip(
        milestones, labels, _LABELS, strict=True
    ):
        x, y = place(second, wei)
        if second == facts.LAST_DAYS:  # what is known is that there was less
            yield f'<path d="M{x} {y}V{_HEIGHT}" stroke="{VERMILION}" stroke-dasharray="4 4"/>'
        yield f'<path d="M{x} {y}l{aside} {below}" stroke="#888"/>'
        yield marker((VERMILION, DIAMOND), x, y)
        at = f'x="{x + aside}" y="{y + below}" dx="{aside / abs(aside) * 3}" dy="3"'
        yield f'<text {at} text-anchor="{anchor}" font-size="15">{escape(label)}</text>'
