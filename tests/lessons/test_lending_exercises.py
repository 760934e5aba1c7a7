"""The lending lesson's checks, with what looks like a solution and is none."""

from __future__ import annotations

import pytest

from pydemo import messages
from pydemo.contract.handle import Contract
from pydemo.lending.loan import loan_of
from pydemo.lessons import begin
from pydemo.lessons.exercises import lending as exercises
from pydemo.lessons.lesson import Lesson
from pydemo.units import days, ether


@pytest.fixture
def lesson() -> Lesson:
    with messages.speaking("en"):
        lesson = begin("lending")
        lesson.story().step("lending.liquidate")
    return lesson


@pytest.fixture
def pool(lesson: Lesson) -> Contract:
    return lesson.contracts["LendingPool"]


def lend(lesson: Lesson, pool: Contract, amount: int) -> None:
    dave = lesson.chain.accounts.dave
    lesson.contracts["DemoToken"].approve(pool, amount, sender=dave)
    pool.deposit(amount, dave, sender=dave)


def liquidate_frank(lesson: Lesson, pool: Contract, price: int) -> None:
    accounts = lesson.chain.accounts
    frank, judy = accounts.frank, accounts.judy
    pool.depositCollateral(frank, sender=frank, value=ether(1))
    pool.borrow(loan_of(pool, frank).limit * 99 // 100, frank, sender=frank)
    oracle = lesson.contracts["SettablePriceOracle"]
    oracle.setPrice(price * 10**8, sender=accounts.alice)
    lesson.contracts["DemoToken"].approve(pool, ether(5_000), sender=judy)
    pool.liquidate(frank, ether(5_000), sender=judy)


class TestShares:
    def test_shares_that_were_a_gift_are_not_lent_money(
        self, lesson: Lesson, pool: Contract
    ) -> None:
        dave, carol = lesson.chain.accounts.dave, lesson.chain.accounts.carol
        pool.transfer(dave, pool.balanceOf(carol), sender=carol)
        assert exercises.exercise_1(lesson).seen == "nothing"

    def test_time_and_not_a_gift_earns(self, lesson: Lesson, pool: Contract) -> None:
        dave, carol = lesson.chain.accounts.dave, lesson.chain.accounts.carol
        lend(lesson, pool, ether(1_000))
        pool.transfer(dave, pool.balanceOf(carol), sender=carol)
        assert exercises.exercise_1(lesson).seen == "too_early"
        lesson.chain.advance(days(90))
        assert exercises.exercise_1(lesson).passed

    def test_less_than_asked_for_is_too_little(self, lesson: Lesson, pool: Contract) -> None:
        lend(lesson, pool, ether(999))
        lesson.chain.advance(days(200))
        assert exercises.exercise_1(lesson).seen == "too_little"


@pytest.mark.parametrize(
    ("health", "seen"), [(1.1, "too_risky"), (1.2, ""), (1.3, "too_safe"), (2.9, "too_small")]
)
def test_a_loan_is_sound_between_the_bounds_only(
    lesson: Lesson, pool: Contract, health: float, seen: str
) -> None:
    erin = lesson.chain.accounts.erin
    assert exercises.exercise_2(lesson).seen == "nothing"
    pool.depositCollateral(erin, sender=erin, value=ether(1))
    assert exercises.exercise_2(lesson).seen == "no_debt"
    pool.borrow(int(loan_of(pool, erin).threshold / health), erin, sender=erin)
    assert exercises.exercise_2(lesson).seen == seen


def test_a_loan_that_was_sound_stays_solved_when_the_price_falls(
    lesson: Lesson, pool: Contract
) -> None:
    erin, oracle = lesson.chain.accounts.erin, lesson.contracts["SettablePriceOracle"]
    pool.depositCollateral(erin, sender=erin, value=ether(1))
    pool.borrow(int(loan_of(pool, erin).threshold / 1.2), erin, sender=erin)
    oracle.setPrice(3_400 * 10**8, sender=lesson.chain.accounts.alice)
    assert (loan_of(pool, erin).health or 0) < exercises.HEALTHY
    assert exercises.exercise_2(lesson).passed


class TestLiquidation:
    @pytest.mark.parametrize(
        ("price", "seen"), [(3_312, ""), (3_050, "unsafe"), (2_000, "bad_debt")]
    )
    def test_the_price_must_fall_but_not_too_far(
        self, lesson: Lesson, pool: Contract, price: int, seen: str
    ) -> None:
        liquidate_frank(lesson, pool, price)
        assert exercises.exercise_3(lesson).seen == seen

    def test_raising_the_price_afterwards_does_not_help(
        self, lesson: Lesson, pool: Contract
    ) -> None:
        liquidate_frank(lesson, pool, 3_050)
        oracle = lesson.contracts["SettablePriceOracle"]
        oracle.setPrice(4_000 * 10**8, sender=lesson.chain.accounts.alice)
        assert exercises.exercise_3(lesson).seen == "unsafe"

    def test_more_collateral_afterwards_does_not_help(self, lesson: Lesson, pool: Contract) -> None:
        liquidate_frank(lesson, pool, 3_050)
        frank = lesson.chain.accounts.frank
        pool.depositCollateral(frank, sender=frank, value=ether(5))
        assert exercises.exercise_3(lesson).seen == "unsafe"

    def test_a_debt_that_is_gone_is_not_sound(self, lesson: Lesson, pool: Contract) -> None:
        liquidate_frank(lesson, pool, 3_312)
        frank = lesson.chain.accounts.frank
        lesson.contracts["DemoToken"].approve(pool, ether(5_000), sender=frank)
        pool.repay(ether(5_000), frank, sender=frank)
        assert exercises.exercise_3(lesson).seen == "all_gone"
