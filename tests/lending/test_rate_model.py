"""The curve against its formula, and which curves there cannot be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lending_checks.pool_model import yearly_rate
from lending_checks.scene import CURVE, LIMITS, YEAR, deploy, shared_chain

from pydemo import Chain, errors
from pydemo.plans.lending import WAD, Curve
from pydemo.units import days, ether

HIGHEST = 10 * WAD


@pytest.fixture
def chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    base=st.integers(0, HIGHEST // 4),
    gentle=st.integers(0, HIGHEST // 4),
    steep=st.integers(0, HIGHEST // 2),
    kink=st.integers(1, WAD - 1),
    where=st.lists(st.integers(0, WAD), min_size=5, max_size=5),
)
def test_the_curve_is_two_lines_that_meet(
    chain: Chain, base: int, gentle: int, steep: int, kink: int, where: list[int]
) -> None:
    model = chain.deploy("KinkedRateModel", base, gentle, steep, kink, sender=chain.accounts.judy)
    curve = Curve(base, gentle, steep, kink)
    for utilisation in (0, kink - 1, kink, kink + 1, WAD, *where):
        expected = yearly_rate(curve, min(utilisation, WAD))
        assert model.yearlyRate(min(utilisation, WAD)) == expected
        assert model.borrowRate(min(utilisation, WAD)) == expected // YEAR
    assert model.yearlyRate(0) == base
    assert model.yearlyRate(kink) == base + gentle
    assert model.yearlyRate(WAD) == base + gentle + steep
    assert (model.base(), model.gentle(), model.steep(), model.kink()) == curve


@pytest.mark.parametrize(
    "curve",
    [
        (0, 0, 0, 0),
        (0, 0, 0, WAD),
        (HIGHEST, 1, 0, 1),
        (HIGHEST + 1, 0, 0, 1),
        (0, HIGHEST + 1, 0, 1),
        (0, 0, HIGHEST + 1, 1),
        (2**256 - 1, 2**256 - 1, 2**256 - 1, 1),
    ],
)
def test_a_curve_out_of_all_bounds_is_refused(
    chain: Chain, curve: tuple[int, int, int, int]
) -> None:
    with errors.reverts("InvalidCurve", *curve):
        chain.deploy("KinkedRateModel", *curve, sender=chain.accounts.judy)
    chain.deploy("KinkedRateModel", HIGHEST, 0, 0, WAD - 1, sender=chain.accounts.judy)


@pytest.mark.parametrize("rate", [2**256 - 1, 10 * WAD // YEAR + 1])
def test_a_rate_above_a_thousand_percent_counts_as_that(chain: Chain, rate: int) -> None:
    judy = chain.accounts.judy
    odd = chain.deploy("OddCurve", sender=judy)
    scene = deploy(chain, curve=odd)
    bob = scene.with_debt(ether(1))
    odd.tell(rate, sender=judy)
    with chain.anchor():
        scene.wait(days(30))
        grown = scene.pool.debtOf(bob)
    odd.tell(10 * WAD // YEAR, sender=judy)
    scene.chain.advance(days(30) - 1)
    scene.chain.mine()
    scene.set_price(10**8)
    assert abs(scene.pool.debtOf(bob) - grown) < grown // 10**5
    assert grown > 2 * ether(1)


def test_debts_stop_growing_before_they_would_not_fit(chain: Chain) -> None:
    judy = chain.accounts.judy
    odd = chain.deploy("OddCurve", sender=judy)
    scene = deploy(chain, curve=odd)
    bob = scene.with_debt()
    odd.tell(2**255, sender=judy)
    for _ in range(60):
        scene.wait(days(365))
        scene.pool.accrue(sender=judy)
    pool, carol = scene.pool, scene.people[2]
    assert pool.totalAssets() == 2**104 - 1
    assert pool.maxDeposit(carol) == 0 == pool.maxMint(carol)
    with errors.reverts("ERC4626ExceededMaxDeposit", carol, 1, 0):
        pool.deposit(1, carol, sender=carol)
    pool.withdraw(pool.cash(), scene.people[0], scene.people[0], sender=scene.people[0])
    pool.repay(ether(5), bob, sender=bob)
    pool.liquidate(bob, 2**256 - 1, sender=carol)
    assert pool.totalDebt() == 0


def test_times_beyond_2106_are_times(chain: Chain) -> None:
    """A clock of 32 bits ends then, and 100 years are easily waited for here."""
    scene = deploy(chain)
    scene.with_debt()
    scene.wait(100 * days(365))
    scene.pool.accrue(sender=scene.judy)
    before = scene.pool.totalDebt()
    scene.wait(10)
    scene.pool.accrue(sender=scene.judy)
    assert before <= scene.pool.totalDebt() < before + before // 10**5


def test_a_broken_curve_holds_no_collateral_back_that_secures_nothing(chain: Chain) -> None:
    odd = chain.deploy("OddCurve", sender=chain.accounts.judy)
    scene = deploy(chain, curve=odd)
    scene.with_debt()
    carol = scene.people[2]
    scene.pool.depositCollateral(carol, sender=carol, value=5)
    odd.breakDown(sender=scene.judy)
    with errors.reverts("CurveIsDown"):
        scene.pool.accrue(sender=carol)
    scene.pool.withdrawCollateral(5, carol, sender=carol)


def test_the_plans_curve_and_limits_are_taken(chain: Chain) -> None:
    scene = deploy(chain)
    assert scene.curve.yearlyRate(CURVE.kink) == CURVE.base + CURVE.gentle
    names = ("loanToValue", "liquidationThreshold", "liquidationBonus", "closeFactor")
    assert tuple(scene.pool[name]() for name in (*names, "maxPriceAge")) == LIMITS
