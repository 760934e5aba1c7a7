"""Payments that are made up meet the milestones that are known."""

from __future__ import annotations

from collections import Counter

import pytest

from pydemo.constitutiondao import facts
from pydemo.constitutiondao.gifts import make_gifts
from pydemo.constitutiondao.timeline import (
    EVERY,
    FUNDING,
    Payment,
    knots,
    make_payments,
    stop_after,
)
from pydemo.units import ether


@pytest.fixture(scope="module", params=[0, 5])
def seed(request: pytest.FixtureRequest) -> int:
    chosen: int = request.param
    return chosen


@pytest.fixture(scope="module")
def gifts(seed: int) -> list[int]:
    return make_gifts(facts.CONTRIBUTORS, seed)


@pytest.fixture(scope="module")
def payments(gifts: list[int], seed: int) -> list[Payment]:
    return make_payments(gifts, seed)


def raised_by(payments: list[Payment], second: int) -> float:
    return sum(payment.value for payment in payments if payment.second <= second) / ether(1)


def test_everybody_gives_their_gift_in_one_or_two_payments(
    payments: list[Payment], gifts: list[int]
) -> None:
    given = [0] * len(gifts)
    for payment in payments:
        assert payment.value > 0
        given[payment.contributor] += payment.value
    assert given == gifts
    times = Counter(Counter(payment.contributor for payment in payments).values())
    assert set(times) == {1, 2}


def test_there_are_more_than_19_000(payments: list[Payment]) -> None:
    assert len(payments) == 19_200


def test_they_are_in_order_and_within_the_four_days(payments: list[Payment]) -> None:
    seconds = [payment.second for payment in payments]
    assert seconds == sorted(seconds)
    assert seconds[0] > 0
    assert seconds[-1] <= FUNDING


@pytest.mark.parametrize(
    ("second", "raised"),
    [(10 * 60, 62.5), (12 * 3_600, 750), (FUNDING, 11_600)],
    ids=["10 minutes", "12 hours", "all"],
)
def test_what_is_known_is_met(payments: list[Payment], second: int, raised: float) -> None:
    assert raised_by(payments, second) == pytest.approx(raised, rel=0.001)


def test_more_than_half_comes_in_on_the_last_two_days(payments: list[Payment]) -> None:
    assert raised_by(payments, facts.LAST_DAYS) < 11_600 / 2


def test_a_payment_waits_for_the_next_five_minutes_or_milestone() -> None:
    assert stop_after(1) == EVERY
    assert stop_after(EVERY) == EVERY
    assert stop_after(EVERY + 1) == 2 * EVERY
    assert facts.LAST_DAYS % EVERY
    assert stop_after(facts.LAST_DAYS) == facts.LAST_DAYS
    assert stop_after(facts.LAST_DAYS + 1) == (facts.LAST_DAYS // EVERY + 1) * EVERY
    assert stop_after(FUNDING) == FUNDING


@pytest.mark.parametrize("count", [20, 40, 1_000])
def test_smaller_crowds_have_the_same_course(count: int) -> None:
    payments = make_payments(make_gifts(count, 0), 0)
    assert len(payments) == count + count * (19_200 - 17_437) // 17_437
    for second, raised in knots(count)[2:]:
        assert raised_by(payments, second) == pytest.approx(raised / ether(1), rel=0.05)
