"""Gas paid against gift as a picture: both axes are logarithmic, and in dollars.

Below the diagonal a gift is more than the gas, above it the gas is more. Bars behind show how many
gave how much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from math import log10

from pydemo.constitutiondao.costs import Size, dollars
from pydemo.display.svg import BLUE, CIRCLE, SQUARE, VERMILION, decades, marker, page

WORDS = ("title", "gift", "gas", "ours", "juicebox", "equal", "people")
"""What `gas_svg` needs words for."""
_WIDTH, _HEIGHT, _LEFT, _TOP, _TYPE = 680, 380, 100, 104, 17
_LOW, _HIGH = 1, 3
"""Powers of ten on the axis of gas: $10 to $1,000."""
_MILLION = 6


def gas_svg(sizes: Sequence[Size], words: Mapping[str, str]) -> str:
    """The picture.

    Args:
        sizes: costs by size of the gift, in fine steps.
        words: the texts, by `WORDS`.
    """
    gifts = [dollars(size.given) / size.count for size in sizes]
    first, last = decades(gifts)

    def across(value: float) -> float:
        return round((log10(value) - first) / (last - first) * _WIDTH, 1)

    inner = "\n".join(
        [
            *_people(sizes, gifts, across),
            *_axes(range(first, last + 1), across, words),
            *_diagonal(across, words),
            *_line(gifts, [size.fees for size in sizes], sizes, across, (BLUE, CIRCLE)),
            *_line(
                gifts, [size.juicebox_fees for size in sizes], sizes, across, (VERMILION, SQUARE)
            ),
        ]
    )
    head = [
        f'<text x="{_LEFT}" y="30" font-size="20" font-weight="600">'
        f"{escape(words['title'])}</text>",
        marker((BLUE, CIRCLE), _LEFT + 6, 50)
        + f'<text x="{_LEFT + 18}" y="56">{escape(words["ours"])}</text>',
        marker((VERMILION, SQUARE), _LEFT + 250, 50)
        + f'<text x="{_LEFT + 262}" y="56">{escape(words["juicebox"])}</text>',
        f'<rect x="{_LEFT}" y="70" width="14" height="14" fill="#ccc"/>'
        f'<text x="{_LEFT + 18}" y="84">{escape(words["people"])}</text>',
    ]
    chart = f'<g transform="translate({_LEFT} {_TOP})">\n{inner}\n</g>'
    return page(_LEFT + _WIDTH + 50, _TOP + _HEIGHT + 70, [*head, chart], size=_TYPE)


def _up(value: float) -> float:
    """Pixels from the top; what is beyond the axis stands at its end."""
    part = (log10(value) - _LOW) / (_HIGH - _LOW)
    return round((1 - min(max(part, 0), 1)) * _HEIGHT, 1)


def _people(
    sizes: Sequence[Size], gifts: Sequence[float], across: Callable[[float], float]
) -> Iterator[str]:
    most = max(size.count for size in sizes)
    everybody = sum(size.count for size in sizes)
    width = round(across(10**0.25) - across(1), 1)
    for size, gift in zip(sizes, gifts, strict=True):
        height = round(size.count / most * _HEIGHT / 2, 1)
        x = round(min(max(across(gift) - width / 2, 0), _WIDTH - width), 1)
        yield (
            f'<rect x="{x}" y="{_HEIGHT - height}" width="{width}" height="{height}" fill="#ccc" '
            f'stroke="#fff"><title>{size.count / everybody:.1%}</title></rect>'
        )


def _dollars(power: int) -> str:
    """A power of ten, short enough to stand beside the next."""
    if power >= _MILLION:
        return f"${10 ** (power - _MILLION):,}M"
    return f"${10**power:,}" if power >= 0 else f"${10.0**power:g}"


def _axes(
    powers: range, across: Callable[[float], float], words: Mapping[str, str]
) -> Iterator[str]:
    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#222"/>'
    for power in powers:
        x = across(10.0**power)
        yield f'<path d="M{x} 0V{_HEIGHT}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{_HEIGHT + 24}" text-anchor="middle">{_dollars(power)}</text>'
    for power in range(_LOW, _HIGH + 1):
        y = _up(10.0**power)
        yield f'<path d="M0 {y}H{_WIDTH}" stroke="#ddd"/>'
        yield f'<text x="-8" y="{y + 6}" text-anchor="end">${10**power:,}</text>'
    middle = f'x="{_WIDTH / 2}" text-anchor="middle"'
    yield f'<text {middle} y="{_HEIGHT + 54}">{escape(words["gift"])}</text>'
    yield f'<text transform="translate(-76 {_HEIGHT / 2}) rotate(-90)" text-anchor="middle">'
    yield f"{escape(words['gas'])}</text>"


def _diagonal(across: Callable[[float], float], words: Mapping[str, str]) -> Iterator[str]:
    (low, high) = (10.0**_LOW, 10.0**_HIGH)
    line = f"M{across(low)} {_up(low)}L{across(high)} {_up(high)}"
    yield f'<path d="{line}" stroke="#888" stroke-dasharray="5 4"/>'
    x, y = across(high * 0.7), _up(high * 0.7)
    yield f'<text x="{x - 10}" y="{y}" text-anchor="end" font-size="15">'
    yield f"{escape(words['equal'])}</text>"


def _line(
    gifts: Sequence[float],
    fees: Sequence[int],
    sizes: Sequence[Size],
    across: Callable[[float], float],
    style: tuple[str, str],
) -> Iterator[str]:
    places = [
        (across(gift), _up(dollars(fee) / size.count))
        for gift, fee, size in zip(gifts, fees, sizes, strict=True)
    ]
    path = " ".join(f"{x},{y}" for x, y in places)
    dash = ' stroke-dasharray="9 5"' if style[1] == SQUARE else ""
    yield f'<polyline points="{path}" fill="none" stroke="{style[0]}" stroke-width="2.5"{dash}/>'
    yield from (marker(style, x, y) for x, y in places)
