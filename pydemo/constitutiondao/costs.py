"""What it costs to give and to take back, beside what was given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import NamedTuple

from pydemo.constitutiondao.facts import DOLLARS, GAS_PRICE
from pydemo.units import ether

EDGES = tuple(ether(edge) for edge in ("0.01", "0.1", "1", "10", "100"))
"""Wei at which one size of gifts ends and the next begins."""


class Cost(NamedTuple):
    """One contributor who gave and took back."""

    gift: int
    """Wei."""
    gas: int
    """Of all their payments, and of the refund or its part of a batch."""
    juicebox: int
    """What Juicebox's contracts of 2021 would have taken for the same."""


@dataclass(frozen=True, slots=True)
class Size:
    """Gifts of about one size. All are sums over those who gave them."""

    least: int
    """Wei; where a size begins."""
    count: int
    given: int
    """Wei."""
    fees: int
    """Wei, at `facts.GAS_PRICE`."""
    juicebox_fees: int


def by_size(costs: Iterable[Cost], edges: Sequence[int] = EDGES) -> list[Size]:
    """Costs by the size of the gift, from the smallest on; sizes that nobody gave are left out."""
    groups: dict[int, list[Cost]] = {}
    for cost in costs:
        least = max((edge for edge in edges if edge <= cost.gift), default=0)
        groups.setdefault(least, []).append(cost)
    return [
        Size(
            least,
            len(group),
            sum(cost.gift for cost in group),
            sum(cost.gas for cost in group) * GAS_PRICE,
            sum(cost.juicebox for cost in group) * GAS_PRICE,
        )
        for least, group in sorted(groups.items())
    ]


def fine_edges(costs: Sequence[Cost]) -> list[int]:
    """Wei between which a plot draws one point: four for each power of ten."""
    least, most = (min(cost.gift for cost in costs), max(cost.gift for cost in costs))
    first, last = floor(4 * log10(least)), floor(4 * log10(most))
    return [int(10 ** (step / 4)) for step in range(first, last + 1)]


def eaten_up(costs: Sequence[Cost]) -> tuple[int, int]:
    """How many paid as much for gas as they gave, or more: here, and with Juicebox's contracts."""
    ours = sum(cost.gas * GAS_PRICE >= cost.gift for cost in costs)
    return ours, sum(cost.juicebox * GAS_PRICE >= cost.gift for cost in costs)


def dollars(wei: int) -> float:
    """At the rate of those days."""
    return wei * DOLLARS / 10**18
