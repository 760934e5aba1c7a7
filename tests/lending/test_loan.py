"""A loan as `loan_of` tells it, beside what the pool does with it."""

from __future__ import annotations

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.lending.loan import loan_of
from pydemo.plans import lending
from pydemo.plans import token as token_plan
from pydemo.units import days, ether


@pytest.fixture
def system(chain: Chain, alice: Account) -> lending.LendingSystem:
    asset = token_plan.deploy(chain, deployer=alice, minter=alice).token
    asset.mint(alice, ether(10_000), sender=alice)
    system = lending.deploy(chain, asset, deployer=alice, price_setter=alice)
    asset.approve(system.pool, ether(10_000), sender=alice)
    system.pool.deposit(ether(5_000), alice, sender=alice)
    return system


@pytest.fixture
def pool(system: lending.LendingSystem, bob: Account) -> Contract:
    system.pool.depositCollateral(bob, sender=bob, value=ether(1))
    return system.pool


def test_who_owes_nothing_has_no_health_factor(pool: Contract, bob: Account) -> None:
    loan = loan_of(pool, bob)
    assert (loan.collateral, loan.value, loan.debt) == (ether(1), ether(4_000), 0)
    assert loan.health is None


def test_the_limit_is_where_borrowing_ends(pool: Contract, bob: Account) -> None:
    limit = loan_of(pool, bob).limit
    with errors.reverts("InsufficientCollateral"):
        pool.borrow(limit + 1, bob, sender=bob)
    pool.borrow(limit, bob, sender=bob)
    assert loan_of(pool, bob).health == pytest.approx(80 / 75)


@pytest.mark.parametrize("price", [3_700, 3_760])
def test_a_health_factor_below_one_is_what_can_be_liquidated(
    system: lending.LendingSystem, pool: Contract, alice: Account, bob: Account, price: int
) -> None:
    pool.borrow(ether(3_000), bob, sender=bob)
    system.oracle.setPrice(price * 10**8, sender=alice)
    health = loan_of(pool, bob).health
    assert health is not None
    assert (health < 1) == (price < 3_750)
    if health < 1:
        pool.liquidate(bob, ether(10), sender=alice)
    else:
        with errors.reverts("PositionHealthy"):
            pool.liquidate(bob, ether(10), sender=alice)


def test_an_old_price_is_no_answer(chain: Chain, pool: Contract, bob: Account) -> None:
    chain.advance(days(2))
    with errors.reverts("StalePrice"):
        loan_of(pool, bob)
