"""The two plots, as drawings: where things are, and that nothing in them breaks the SVG."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from pydemo.constitutiondao import facts, gas_plot, raise_plot
from pydemo.constitutiondao.costs import Cost, Size, by_size, fine_edges
from pydemo.constitutiondao.gas_plot import gas_svg
from pydemo.constitutiondao.raise_plot import raise_svg
from pydemo.constitutiondao.timeline import FUNDING
from pydemo.units import ether

SVG = "{http://www.w3.org/2000/svg}"
MILESTONES = [
    facts.TEN_MINUTES,
    facts.TWELVE_HOURS,
    (facts.LAST_DAYS, facts.RAISED // 2),
    (FUNDING, facts.RAISED),
]
RAISE_WORDS = {word: f"<{word}> & more" for word in raise_plot.WORDS}
GAS_WORDS = {word: f"<{word}> & more" for word in gas_plot.WORDS}


def curve(svg: str) -> list[tuple[float, float]]:
    """The places of a drawing's first line, in pixels."""
    line = next(ElementTree.fromstring(svg).iter(f"{SVG}polyline"))
    return [(float(x), float(y)) for x, y in (p.split(",") for p in line.attrib["points"].split())]


def words(svg: str) -> list[str]:
    return [(text.text or "").strip() for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_raise_that_meets_the_milestones_goes_through_the_marks() -> None:
    points = [(0, 0), *MILESTONES]
    svg = raise_svg(points, MILESTONES, RAISE_WORDS)
    marks = re.findall(r'<path transform="translate\(([\d.]+) ([\d.]+)\)"', svg)
    placed = [(float(x), float(y)) for x, y in marks]
    assert curve(svg)[1:] == placed[1:]  # the first is the legend's
    xs, ys = zip(*curve(svg), strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys, reverse=True)


@pytest.mark.parametrize("part", [1, 87, 872])
def test_the_axis_of_a_raise_holds_all_of_it_and_has_few_lines(part: int) -> None:
    smaller = [(second, wei // part) for second, wei in MILESTONES]
    svg = raise_svg([(0, 0), *smaller], smaller, RAISE_WORDS)
    assert all(0 <= y <= 380 for _, y in curve(svg))
    amounts = [word for word in words(svg) if word.replace(",", "").replace(".", "").isdigit()]
    assert 3 <= len(amounts) - 4 <= 12  # four are days


def test_words_are_the_readers_and_escaped() -> None:
    costs = [Cost(ether("0.05"), 65_000, 231_000), Cost(ether(3), 80_000, 231_000)]
    raised = raise_svg([(0, 0), *MILESTONES], MILESTONES, RAISE_WORDS)
    gas = gas_svg(by_size(costs, fine_edges(costs)), GAS_WORDS)
    assert set(RAISE_WORDS.values()) <= set(words(raised))
    assert set(GAS_WORDS.values()) <= set(words(gas))


def test_gas_that_is_the_gift_lies_on_the_diagonal() -> None:
    """0.005 ETH for a gift of 0.005 ETH, and 0.05 for one of 0.05: $20 and $200."""
    sizes = [
        Size(wei, 1, wei, wei, ether("0.01"))
        for wei in (ether("0.001"), ether("0.005"), ether("0.05"), ether(10))
    ]
    svg = gas_svg(sizes, GAS_WORDS)
    ((x0, y0, x1, y1),) = re.findall(r'd="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)" stroke="#888"', svg)
    slope = (float(y1) - float(y0)) / (float(x1) - float(x0))
    for x, y in curve(svg)[1:3]:
        assert y == pytest.approx(float(y0) + slope * (x - float(x0)), abs=0.3)


def test_what_is_beyond_the_axis_of_gas_stands_at_its_end() -> None:
    sizes = [Size(1, 1, ether(1), ether("0.0001"), ether(100)), Size(2, 1, ether(9), 1, ether(1))]
    for _, y in curve(gas_svg(sizes, GAS_WORDS)):
        assert 0 <= y <= 380
