"""What each contributor gives in all. Synthetic: see the package's docstring."""

from __future__ import annotations

from math import exp, log
from random import Random
from statistics import NormalDist

from pydemo.constitutiondao import facts

SIGMA = 2.21
"""Of the logarithm. With the median that is known, the mean of all gifts but the three largest then
is what is left for them, 0.58 ETH. (Were these three drawn like others, it would be 2.26.)"""
SHORTEST = 10**12
"""Gifts are whole multiples of so many wei, 0.000001 ETH."""


def scaled(amount: int, contributors: int) -> int:
    """A sum of all, for a crowd of another size: as many parts of it as there are people."""
    return _whole(amount * contributors // facts.CONTRIBUTORS)


def make_gifts(contributors: int, seed: int) -> list[int]:
    """What each of so many people gives, in wei, in an order that says nothing.

    The three largest are those that are known, in proportion. The others are lognormal, one from
    each of as many parts of equal probability, so that every crowd is much like the next; none is
    above the third largest of the real ones. Then all are stretched by a little to make up the sum.
    In crowds of some hundreds a stretch of a half is needed, since hardly anybody in them is rich.

    Args:
        contributors: four at least.
        seed: the same seed has the same gifts.
    """
    random = Random(f"gifts {contributors} {seed}")
    known = [scaled(gift, contributors) for gift in facts.LARGEST]
    count = contributors - len(known)
    normal, middle, most = NormalDist(), log(facts.MEDIAN), facts.LARGEST[-1]
    drawn = [
        min(exp(middle + SIGMA * normal.inv_cdf((part + random.random()) / count)), most)
        for part in range(count)
    ]
    stretch = (scaled(facts.RAISED, contributors) - sum(known)) / sum(drawn)
    gifts = known + [_whole(int(gift * stretch)) for gift in drawn]
    random.shuffle(gifts)
    return gifts


def _whole(wei: int) -> int:
    return max(wei // SHORTEST, 1) * SHORTEST
