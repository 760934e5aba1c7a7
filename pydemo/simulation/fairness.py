"""Whether wins follow odds: Pearson's chi-square over all savers, and a band for each.

Sources: K. Pearson, "On the criterion..." (1900); C. J. Clopper and E. S. Pearson, "The use of
confidence or fiducial limits illustrated in the case of the binomial" (1934), for the bands: they
are exact, so that they hold for savers who win once in a thousand draws too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import fsum
from typing import TYPE_CHECKING, Any

from pydemo.errors import ArgumentError, PackageNotFound
from pydemo.simulation.tasks import Result

if TYPE_CHECKING:
    from pydemo.lottery.verify import DrawReport

CONFIDENCE = 0.95
UNFAIR_BELOW = 0.001
"""A p-value that a fair lottery shows once in a thousand simulations."""
_FEWEST_EXPECTED = 5
"""Wins to be expected, below which savers are counted together: chi-square is an approximation."""


@dataclass(frozen=True, slots=True)
class SaverRow:
    """One saver's luck."""

    name: str
    share: float
    """Part of the weight, on average over the draws."""
    expected: float
    wins: int
    frequency: float
    band: tuple[float, float]
    """Where the share is in at least 95% of such counts, going by the wins (Clopper-Pearson)."""
    wide_band: tuple[float, float]
    """The same for all savers at once (Bonferroni): in at least 95% of simulations none misses."""

    @property
    def misses(self) -> bool:
        return not self.band[0] <= self.share <= self.band[1]

    @property
    def misses_widely(self) -> bool:
        return not self.wide_band[0] <= self.share <= self.wide_band[1]


@dataclass(frozen=True, slots=True)
class Fairness:
    """The verdict on a number of draws."""

    draws: int
    rows: tuple[SaverRow, ...]
    statistic: float
    freedom: int
    """Degrees of freedom: groups of savers with five wins to be expected, less one."""
    p_value: float | None
    """How probable at least so large a statistic is if wins follow the odds; None where no two
    groups of savers can expect five wins each, so that there is nothing to compare."""
    has_impossible_wins: bool
    """Somebody without odds has won."""

    @property
    def is_fair(self) -> bool:
        """Whether nothing speaks against it, be it for want of draws."""
        is_luck = self.p_value is None or self.p_value >= UNFAIR_BELOW
        return is_luck and not self.has_impossible_wins

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "is_fair": self.is_fair}

    def _repr_html_(self) -> str:
        from pydemo.display.plot_odds import odds_html

        return odds_html(self)


def check_installed() -> None:
    """Raises errors.PackageNotFound if what computes p-values is missing."""
    try:
        import scipy.special  # noqa: F401
    except ImportError:
        raise PackageNotFound("the chi-square test", "scipy", "simulate") from None


def measure(names: Sequence[str], results: Sequence[Result]) -> Fairness:
    """Add up results, and judge them.

    Raises:
        errors.ArgumentError: there is no draw.
        errors.PackageNotFound: scipy is missing.
    """
    columns = range(len(names))
    expected = [fsum(result.shares[place] for result in results) for place in columns]
    wins = [sum(result.wins[place] for result in results) for place in columns]
    return judge(names, expected, wins)


def judge_draws(reports: Iterable[DrawReport], names: Mapping[str, str]) -> Fairness:
    """Judge the draws of one vault by what its events say (`pydemo.lottery.verify`).

    Args:
        names: address -> what to call a saver; who is not in it goes by the address.

    Raises:
        errors.ArgumentError: none of them was awarded.
        errors.PackageNotFound: scipy is missing.
    """
    expected: dict[str, list[float]] = {}
    wins: dict[str, int] = {}
    for report in reports:
        for entrant in report.closed.entrants if report.winners else ():
            share = len(report.winners) * entrant.weight / report.closed.weight
            expected.setdefault(entrant.account, []).append(share)
        for winner in report.winners:
            wins[winner.account] = wins.get(winner.account, 0) + 1
    return judge(
        [names.get(account, account) for account in expected],
        [fsum(shares) for shares in expected.values()],
        [wins.get(account, 0) for account in expected],
    )


def judge(names: Sequence[str], expected: Sequence[float], wins: Sequence[int]) -> Fairness:
    """Judge wins by the wins to be expected; the expected ones sum up to the draws.

    Raises:
        errors.ArgumentError: there is no draw.
        errors.PackageNotFound: scipy is missing.
    """
    check_installed()
    draws = sum(wins)
    if draws == 0:
        raise ArgumentError("there is no draw to judge")
    with_odds = sum(mean > 0 for mean in expected)
    rows = tuple(
        SaverRow(
            name,
            share := mean / draws,
            mean,
            count,
            count / draws,
            _band(count, draws, 1 - CONFIDENCE) if share else (0.0, 0.0),
            _band(count, draws, (1 - CONFIDENCE) / with_odds) if share else (0.0, 0.0),
        )
        for name, mean, count in zip(names, expected, wins, strict=True)
    )
    cells = _cells([(row.expected, row.wins) for row in rows if row.share])
    statistic = fsum((count - mean) ** 2 / mean for mean, count in cells)
    freedom = len(cells) - 1
    p_value = _p_value(statistic, freedom) if freedom else None
    impossible = any(row.wins for row in rows if not row.share)
    return Fairness(draws, rows, statistic, freedom, p_value, impossible)


def _cells(counts: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """Expected and counted wins, the smallest put together until each cell is large enough."""
    cells = sorted(counts)
    while len(cells) > 1 and cells[0][0] < _FEWEST_EXPECTED:
        (mean, count), (other_mean, other_count), *rest = cells
        cells = sorted([(mean + other_mean, count + other_count), *rest])
    return cells


def _p_value(statistic: float, freedom: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(freedom, statistic))


def _band(wins: int, draws: int, risk: float) -> tuple[float, float]:
    """The probabilities by which so many hits, of so many draws, are neither too few nor too many.

    Too few, or too many, has at most half the risk.
    """
    from scipy.special import betaincinv

    low = betaincinv(wins, draws - wins + 1, risk / 2) if wins else 0.0
    high = betaincinv(wins + 1, draws - wins, 1 - risk / 2) if wins < draws else 1.0
    return float(low), float(high)
