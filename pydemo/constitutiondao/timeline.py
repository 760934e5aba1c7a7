"""When each payment is made. Synthetic but for the milestones: see the package's docstring."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from random import Random
from typing import NamedTuple

from pydemo.constitutiondao import facts
from pydemo.constitutiondao.gifts import SHORTEST, scaled
from pydemo.units import hours, minutes

FUNDING = hours(93)
"""Seconds from the opening to the last payments: 17:31 on 18 November. The hour is made up."""
BEFORE_LAST_DAYS = 45
"""Percent of the money in by 17 November: less than half."""
EVERY = minutes(5)
"""Payments of so many seconds wait for each other, and share a block if there is room."""
_PART = 4
"""No payment is more than one such part of its stretch of time brings in, if that can be."""


class Payment(NamedTuple):
    """Somebody's gift, or a part of it."""

    second: int
    """After the opening."""
    contributor: int
    value: int
    """Wei."""


def knots(contributors: int) -> list[tuple[int, int]]:
    """(seconds after the opening, wei raised by then): between these, money comes in evenly."""
    raised = (
        facts.TEN_MINUTES,
        facts.TWELVE_HOURS,
        (facts.LAST_DAYS, facts.RAISED * BEFORE_LAST_DAYS // 100),
        (FUNDING, facts.RAISED),
    )
    return [(second, scaled(wei, contributors)) for second, wei in raised]


def stop_after(second: int) -> int:
    """When a payment of that second is in a block: the next full five minutes, or milestone."""
    ends = (end for end, _ in knots(facts.CONTRIBUTORS) if end >= second)
    return min(-(-second // EVERY) * EVERY, next(ends))


def make_payments(gifts: Sequence[int], seed: int) -> list[Payment]:
    """All payments in the order in which they are made.

    One contributor in ten gives in two parts. From the largest on, each payment goes to a stretch
    of time between two milestones, by lot, the more money it still needs the likelier; and within
    it to a moment by lot. So the milestones are met as well as whole gifts can meet them.

    Args:
        gifts: what each contributor gives in all, in wei.
        seed: the same seed has the same payments.
    """
    count = len(gifts)
    random = Random(f"payments {count} {seed}")
    parts = _parts(gifts, random)
    ends = knots(count)
    begins = [(0, 0), *ends[:-1]]
    budgets = [end[1] - begin[1] for begin, end in zip(begins, ends, strict=True)]
    rooms = list(budgets)
    payments = []
    for value, contributor in sorted(parts, reverse=True):
        fitting = [
            room if room >= value and value * _PART <= budget else 0
            for room, budget in zip(rooms, budgets, strict=True)
        ]
        if any(fitting):
            (stretch,) = random.choices(range(len(rooms)), fitting)
        else:
            stretch = rooms.index(max(rooms))
        rooms[stretch] -= value
        second = random.randint(begins[stretch][0] + 1, ends[stretch][0])
        payments.append(Payment(second, contributor, value))
    payments.sort(key=itemgetter(0, 1))
    return payments


def _parts(gifts: Sequence[int], random: Random) -> list[tuple[int, int]]:
    """(wei, contributor) of each payment."""
    more = len(gifts) * (facts.PAYMENTS - facts.CONTRIBUTORS) // facts.CONTRIBUTORS
    can_be_two = [who for who, gift in enumerate(gifts) if gift >= 2 * SHORTEST]
    in_two = set(random.sample(can_be_two, min(more, len(can_be_two))))
    parts = []
    for contributor, gift in enumerate(gifts):
        first = gift
        if contributor in in_two:
            first = random.randrange(1, gift // SHORTEST) * SHORTEST
            parts.append((gift - first, contributor))
        parts.append((first, contributor))
    return parts
