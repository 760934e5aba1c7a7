"""The plots of the replay, with the figures they are made of."""

from __future__ import annotations

from collections.abc import Sequence

from pydemo.constitutiondao import facts
from pydemo.constitutiondao import gas_plot as gas_drawing
from pydemo.constitutiondao import raise_plot as raise_drawing
from pydemo.constitutiondao.costs import Cost, by_size, fine_edges
from pydemo.constitutiondao.timeline import FUNDING
from pydemo.display.plot import Plot
from pydemo.messages import text
from pydemo.stories.constitutiondao_crowd import Point
from pydemo.stories.constitutiondao_scene import Scene


def raise_plot(scene: Scene, points: Sequence[Point]) -> Plot:
    """The raise over time."""
    milestones = [
        (second, scene.scaled(wei))
        for second, wei in (
            facts.TEN_MINUTES,
            facts.TWELVE_HOURS,
            (facts.LAST_DAYS, facts.RAISED // 2),
            (FUNDING, facts.RAISED),
        )
    ]
    words = {word: text(f"constitutiondao.plot.raise.{word}") for word in raise_drawing.WORDS}
    line = [(point.second, point.raised) for point in points]
    return Plot(
        "raise",
        raise_drawing.raise_svg(line, milestones, words),
        ("second", "payments", "wei"),
        tuple((point.second, point.payments, point.raised) for point in points),
    )


def gas_plot(costs: Sequence[Cost]) -> Plot:
    """Gas there and back against the gift."""
    sizes = by_size(costs, fine_edges(costs))
    words = {
        word: text(f"constitutiondao.plot.gas.{word}", price=facts.GAS_PRICE // 10**9)
        for word in gas_drawing.WORDS
    }
    return Plot(
        "gas",
        gas_drawing.gas_svg(sizes, words),
        ("from_wei", "contributors", "given_wei", "fees_wei", "juicebox_fees_wei"),
        tuple((s.least, s.count, s.given, s.fees, s.juicebox_fees) for s in sizes),
    )
