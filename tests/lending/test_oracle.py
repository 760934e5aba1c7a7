"""Prices: their digits, sign, age and size; and what a pool cannot be deployed with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lending_checks.scene import LIMITS, PRICE, UNLIMITED, Scene, deploy, shared_chain

from pydemo import Chain, errors
from pydemo.units import days, ether


@pytest.fixture
def chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


def odd_scene(chain: Chain, decimals: int = 8, answer: int = PRICE) -> Scene:
    feed = chain.deploy("OddFeed", decimals, answer, sender=chain.accounts.judy)
    return deploy(chain, feed=feed)


@pytest.mark.parametrize(
    ("decimals", "answer", "value"),
    [
        (8, 4_000 * 10**8, ether(4_000)),
        (18, 4_000 * 10**18, ether(4_000)),
        (0, 3, ether(3)),
        (8, 1, 10**10),
        (18, 10**9, 10**9),
        (18, 79 * 10**27, 79 * 10**27),
    ],
)
def test_the_oracles_digits_are_minded(
    chain: Chain, decimals: int, answer: int, value: int
) -> None:
    scene = odd_scene(chain, decimals, answer)
    assert scene.pool.valueOf(ether(1)) == value
    assert scene.pool.valueOf(1) == value // 10**18


@pytest.mark.parametrize(("decimals", "value"), [(6, 2_000 * 10**6), (0, 2_000), (26, 2 * 10**29)])
def test_the_tokens_digits_are_minded(chain: Chain, decimals: int, value: int) -> None:
    judy = chain.accounts.judy
    token = chain.deploy("PlainToken", decimals, sender=judy)
    feed = chain.deploy("OddFeed", 8, 2_000 * 10**8, sender=judy)
    scene = deploy(chain, token=token, feed=feed)
    assert scene.pool.valueOf(ether(1)) == value
    assert scene.pool.decimals() == decimals + 6


def test_what_has_too_many_digits_is_refused_at_deployment(chain: Chain) -> None:
    judy = chain.accounts.judy
    with errors.reverts("UnsupportedDecimals", 18, 19):
        odd_scene(chain, 19)
    token = chain.deploy("PlainToken", 27, sender=judy)
    with errors.reverts("UnsupportedDecimals", 27, 8):
        deploy(chain, token=token)


def test_where_there_is_no_code_there_is_no_curve_and_no_oracle(chain: Chain) -> None:
    scene = deploy(chain)
    nobody = chain.accounts.ivan
    for curve, feed in ((nobody, scene.feed), (scene.curve, nobody)):
        with errors.reverts("NotAContract", nobody):
            chain.deploy("LendingPool", scene.token, curve, feed, tuple(LIMITS), sender=scene.judy)


@pytest.mark.parametrize(
    "wrong",
    [
        {"loan_to_value": 0},
        {"loan_to_value": 8_000},
        {"liquidation_threshold": 9_524},
        {"liquidation_threshold": 10_000},
        {"liquidation_threshold": UNLIMITED},
        {"liquidation_bonus": 2_500},
        {"liquidation_bonus": 10_000, "loan_to_value": 100, "liquidation_threshold": 200},
        {"liquidation_bonus": UNLIMITED},
        {"close_factor": 0},
        {"close_factor": 10_001},
        {"max_price_age": 0},
    ],
)
def test_limits_that_contradict_each_other_are_refused(chain: Chain, wrong: dict[str, int]) -> None:
    with errors.reverts("InvalidLimits"):
        deploy(chain, limits=LIMITS._replace(**wrong))


@pytest.mark.parametrize(
    "fine",
    [
        {"loan_to_value": 7_999},
        {"liquidation_threshold": 9_523},
        {"liquidation_bonus": 2_499},
        {"close_factor": 10_000},
        {"max_price_age": UNLIMITED},
    ],
)
def test_limits_up_to_there_are_taken(chain: Chain, fine: dict[str, int]) -> None:
    scene = deploy(chain, limits=LIMITS._replace(**fine))
    scene.with_debt()


@pytest.mark.parametrize("answer", [0, -1, -(2**255), 2**96 + 1, 2**255 - 1])
def test_no_price_and_absurd_prices_are_none(chain: Chain, answer: int) -> None:
    scene = odd_scene(chain)
    scene.feed.tell(answer, chain.time, sender=scene.judy)
    with errors.reverts("InvalidAnswer", answer):
        scene.pool.valueOf(1)
    scene.feed.tell(2**96, chain.time, sender=scene.judy)
    assert scene.pool.valueOf(2**112 - 1) == (2**112 - 1) * 2**96 // 10**8
    with errors.reverts("TooLarge", 2**112, 2**112 - 1):
        scene.pool.valueOf(2**112)


def test_a_price_is_good_for_its_age_and_not_a_second_longer(chain: Chain) -> None:
    scene = odd_scene(chain)
    told = chain.time
    scene.feed.tell(PRICE, told, sender=scene.judy)
    chain.advance(told + days(1) - chain.time - 1)
    chain.mine()
    assert chain.time == told + days(1)
    assert scene.pool.valueOf(1) == 1
    chain.mine()
    with errors.reverts("StalePrice", told, told + 1):
        scene.pool.valueOf(1)


def test_a_price_of_tomorrow_is_none_today(chain: Chain) -> None:
    scene = odd_scene(chain)
    tomorrow = chain.time + days(1)
    scene.feed.tell(PRICE, tomorrow, sender=scene.judy)
    with errors.reverts("StalePrice", tomorrow, chain.time - days(1)):
        scene.pool.valueOf(1)


def test_a_price_may_live_longer_than_time_itself(chain: Chain) -> None:
    feed = chain.deploy("OddFeed", 8, PRICE, sender=chain.accounts.judy)
    scene = deploy(chain, feed=feed, limits=LIMITS._replace(max_price_age=UNLIMITED))
    feed.tell(PRICE, 0, sender=scene.judy)
    assert scene.pool.valueOf(1) == 1


def test_an_oracle_that_reverts_stops_what_needs_it_and_nothing_else(chain: Chain) -> None:
    scene = odd_scene(chain)
    bob = scene.with_debt()
    pool, alice = scene.pool, scene.people[0]
    scene.feed.breakDown(sender=scene.judy)
    for call, arguments in (
        ("borrow", (ether(1), bob)),
        ("withdrawCollateral", (1, bob)),
        ("liquidate", (bob, UNLIMITED)),
    ):
        with errors.reverts("FeedIsDown"):
            pool[call](*arguments, sender=bob)
    pool.deposit(1, bob, sender=bob)
    pool.repay(UNLIMITED, bob, sender=bob)
    pool.withdrawCollateral(ether(100), bob, sender=bob)
    pool.withdraw(pool.maxWithdraw(alice), alice, alice, sender=alice)


def test_the_settable_oracle_is_its_setters(chain: Chain) -> None:
    scene = deploy(chain)
    alice = scene.people[0]
    with errors.reverts("NotSetter", alice, scene.judy):
        scene.feed.setPrice(1, sender=alice)
    (event,) = scene.feed.setPrice(-5, sender=scene.judy).events
    assert event.name == "AnswerUpdated"
    assert dict(event.args) == {"answer": -5, "roundId": 2, "updatedAt": chain.time}
    assert scene.feed.latestRoundData()[1] == -5
