"""The crowd that is made up has the figures that are known."""

from __future__ import annotations

from math import log
from statistics import mean, median, stdev

import pytest

from pydemo.constitutiondao import facts
from pydemo.constitutiondao.gifts import SHORTEST, SIGMA, make_gifts, scaled
from pydemo.units import ether

ALL = facts.CONTRIBUTORS


@pytest.fixture(scope="module", params=[0, 1, 2**200])
def gifts(request: pytest.FixtureRequest) -> list[int]:
    return make_gifts(ALL, request.param)


def test_together_they_give_what_was_raised(gifts: list[int]) -> None:
    assert len(gifts) == 17_437
    # Each is rounded down to a millionth of an ETH.
    assert 0 <= ether(11_600) - sum(gifts) < ALL * SHORTEST
    assert mean(gifts) / ether(1) == pytest.approx(0.665, abs=0.001)


def test_the_median_is_206_dollars(gifts: list[int]) -> None:
    assert median(gifts) / ether(1) * facts.DOLLARS == pytest.approx(206, abs=3)


def test_the_three_largest_that_are_known_are_there(gifts: list[int]) -> None:
    assert max(gifts) == ether(1_000)
    assert gifts.count(ether(250)) == 2
    assert sorted(gifts)[-2] < ether(255)  # others are stretched by a little


def test_the_others_are_lognormal(gifts: list[int]) -> None:
    logs = [log(gift) for gift in gifts]
    assert stdev(logs) == pytest.approx(SIGMA, rel=0.01)
    middle = median(logs)
    within = sum(abs(each - middle) < SIGMA for each in logs) / ALL
    assert within == pytest.approx(0.683, abs=0.005)


def test_every_gift_is_something_and_in_whole_parts(gifts: list[int]) -> None:
    assert all(gift > 0 and gift % SHORTEST == 0 for gift in gifts)


@pytest.mark.parametrize("count", [20, 200, 5_000])
def test_a_smaller_crowd_gives_in_proportion(count: int) -> None:
    gifts = make_gifts(count, 0)
    assert len(gifts) == count
    assert 0 <= scaled(ether(11_600), count) - sum(gifts) < count * SHORTEST
    assert scaled(ether(1_000), count) in gifts


def test_gifts_follow_from_the_seed() -> None:
    assert make_gifts(100, 7) == make_gifts(100, 7)
    assert make_gifts(100, 7) != make_gifts(100, 8)


def test_the_order_says_nothing() -> None:
    gifts = make_gifts(2_000, 0)
    first, second = median(gifts[:1_000]), median(gifts[1_000:])
    assert first / second == pytest.approx(1, abs=0.25)
