"""A lending pool's interest curve: what borrowers pay, suppliers get, where the pool stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydemo.display.chart import STYLES, Axis, Chart, axis
from pydemo.display.html import figures, folded, plot_image, safe, wrap
from pydemo.display.plot import Plot
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.lending.curve import InterestCurve, Rates

_PERCENT = 100
_TABLE_STEPS = 10
"""Parts of the curve that the table has."""


def interest_plot(curve: InterestCurve) -> Plot:
    """The curve as a picture with its figures."""
    return Plot(
        "interest",
        interest_svg(curve),
        ("utilisation", "borrow_rate", "supply_rate"),
        tuple((rates.utilisation, rates.borrow, rates.supply) for rates in curve.points),
    )


def interest_html(curve: InterestCurve) -> str:
    columns = [text(f"display.interest.{word}") for word in ("utilisation", "borrow", "supply")]
    every = max(len(curve.points) // _TABLE_STEPS, 1)
    rows = [_row(rates) for rates in curve.points[::every]]
    present = text("display.interest.now", **_shown(curve.present))
    table = folded(safe(text("display.figures")), figures(columns, rows))
    image = plot_image(interest_svg(curve), text("display.interest.title"))
    return wrap(f"{image}<p>{safe(present)}</p>{table}")


def interest_svg(curve: InterestCurve) -> str:
    percent = [(rates.utilisation * _PERCENT, rates) for rates in curve.points]
    chart = Chart(
        text("display.interest.title"),
        Axis(text("display.interest.across"), [(mark, f"{mark} %") for mark in range(0, 101, 20)]),
        axis(
            text("display.interest.up"),
            [rates.borrow * _PERCENT for rates in curve.points],
            "{:g} %".format,
        ),
        room=170,
    )
    borrow = [(at, rates.borrow * _PERCENT) for at, rates in percent]
    supply = [(at, rates.supply * _PERCENT) for at, rates in percent]
    if curve.kink is not None:
        x, _ = chart.at(curve.kink * _PERCENT, 0)
        chart.parts.append(
            f'<path d="M{x} 0V{chart.height}" stroke="#888" stroke-dasharray="3 4"/>'
        )
        kink = text("display.interest.kink", share=f"{curve.kink:.0%}")
        chart.label(kink, x - 8, 18, anchor="end")
    chart.line("", borrow, 0, marked=False)
    chart.line("", supply, 1, marked=False)
    _name_ends(chart, borrow[-1], supply[-1])
    _mark_present(chart, curve.present)
    return chart.svg()


def _name_ends(chart: Chart, borrow: tuple[float, float], supply: tuple[float, float]) -> None:
    """Where all is lent out both lines meet: their names stand above each other."""
    x, y = chart.at(*borrow)
    _, other = chart.at(*supply)
    other = max(other, y + 24)
    chart.label(text("display.interest.borrow_line"), x + 12, y + 2, STYLES[0][0])
    chart.label(text("display.interest.supply_line"), x + 12, other + 2, STYLES[1][0])


def _mark_present(chart: Chart, present: Rates) -> None:
    at = present.utilisation * _PERCENT
    x, y = chart.at(at, present.borrow * _PERCENT)
    _, below = chart.at(at, present.supply * _PERCENT)
    chart.parts.append(f'<path d="M{x} {y}V{chart.height}" stroke="#222" stroke-width="1.5"/>')
    chart.dots([(at, present.borrow * _PERCENT)], 0)
    chart.dots([(at, present.supply * _PERCENT)], 1)
    is_right = x > chart.width / 2
    words = text("display.interest.present", **_shown(present))
    chart.label(
        words,
        x - 10 if is_right else x + 10,
        min(y, below) - 16,
        anchor="end" if is_right else "start",
    )


def _shown(rates: Rates) -> dict[str, str]:
    return {
        "utilisation": f"{rates.utilisation:.1%}",
        "borrow": f"{rates.borrow:.2%}",
        "supply": f"{rates.supply:.2%}",
    }


def _row(rates: Rates) -> list[str]:
    return list(_shown(rates).values())
