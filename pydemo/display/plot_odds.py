"""Odds against wins: the verdict, the picture and the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydemo.display.html import figures, folded, plot_image, safe, wrap
from pydemo.display.plot import Plot
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.simulation.fairness import Fairness


def odds_plot(fairness: Fairness) -> Plot:
    """The picture with its figures."""
    rows = tuple((row.share, row.expected, row.wins, *row.band) for row in fairness.rows)
    columns = ("share", "expected_wins", "wins", "band_low", "band_high")
    return Plot("odds", odds_svg(fairness), columns, rows)


def odds_svg(fairness: Fairness) -> str:
    from pydemo.simulation.plot import fairness_svg

    labels = {key: text(f"cli.simulate.axis_{key}") for key in ("share", "frequency")}
    return fairness_svg(fairness, {**labels, "title": _title(fairness)})


def odds_html(fairness: Fairness) -> str:
    verdict = text("display.odds.fair" if fairness.is_fair else "display.odds.unfair")
    state = "" if fairness.is_fair else ' class="error"'
    if fairness.p_value is None:
        test = text("display.odds.no_p_value")
    else:
        test = text("display.odds.p_value", p=f"{fairness.p_value:.3g}")
    columns = [text(f"cli.simulate.{key}") for key in _COLUMNS]
    rows = [
        [row.name, f"{row.share:.3%}", f"{row.expected:,.1f}", f"{row.wins:,}"]
        for row in fairness.rows
    ]
    return wrap(
        f"{plot_image(odds_svg(fairness), _title(fairness))}<p{state}>{safe(verdict)} "
        f'<span class="soft">({safe(test)})</span></p>'
        + folded(safe(text("display.figures")), figures(columns, rows))
    )


_COLUMNS = ("saver", "share", "expected", "wins")


def _title(fairness: Fairness) -> str:
    return text("display.odds.title", draws=f"{fairness.draws:,}")
