"""Who is sent ether is called, and finds the books as they will be; who refuses it harms nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lending_checks.scene import PRICE, UNLIMITED, Scene, anchored

from pydemo import errors
from pydemo.contract import Contract
from pydemo.units import ether


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    yield from anchored(request.config.getoption("--engine"))


@pytest.fixture
def onlooker(scene: Scene) -> Contract:
    """A contract with a debt of 70 against 100 ether, that looks at the pool when it gets ether."""
    scene.supply(scene.people[0], ether(500))
    made: Contract = scene.chain.deploy("Onlooker", scene.pool, sender=scene.judy)
    scene.token.mint(made, ether(1_000), sender=scene.judy)
    act(scene, made, scene.token, "approve", scene.pool, UNLIMITED)
    scene.pool.depositCollateral(made, sender=scene.people[0], value=ether(100))
    act(scene, made, scene.pool, "borrow", ether(70), made)
    return made


def act(scene: Scene, who: Contract, target: Contract, call: str, *arguments: object) -> None:
    who.act(target, target[call].data(*arguments), sender=scene.judy)


def test_views_in_a_call_for_ether_are_those_of_afterwards(
    scene: Scene, onlooker: Contract
) -> None:
    act(scene, onlooker, scene.pool, "withdrawCollateral", ether(1), onlooker)
    assert onlooker.seen() == onlooker.view_()
    assert onlooker.seen().collateral == ether(99) == onlooker.seen().ether_


def test_a_liquidator_sees_the_debt_gone_and_the_money_here(
    scene: Scene, onlooker: Contract
) -> None:
    bob = scene.people[1]
    scene.borrow(bob, ether(70), ether(100))
    act(scene, onlooker, scene.pool, "repay", UNLIMITED, onlooker)
    scene.set_price(PRICE * 8 // 10)
    act(scene, onlooker, scene.pool, "liquidate", bob, UNLIMITED)
    seen = onlooker.seen()
    assert seen == onlooker.view_()
    assert seen.cash == scene.token.balanceOf(scene.pool)
    assert seen.ether_ == scene.pool.collateralOf(bob) + ether(100)


def test_a_liquidator_who_refuses_ether_cannot_liquidate_and_others_can(scene: Scene) -> None:
    bob, carol = scene.with_debt(), scene.people[2]
    scene.set_price(PRICE * 8 // 10)
    refuser = scene.chain.deploy("Onlooker", scene.pool, sender=scene.judy)
    refuser.behave(1, sender=scene.judy)
    scene.token.mint(refuser, ether(1_000), sender=scene.judy)
    pool = scene.pool
    refuser.act(scene.token, scene.token.approve.data(pool, UNLIMITED), sender=scene.judy)
    data = pool.liquidate.data(bob, UNLIMITED)
    with errors.reverts("EtherRefused"):
        refuser.act(pool, data, sender=scene.judy)
    assert pool.collateralOf(bob) == ether(100)
    pool.liquidate(bob, UNLIMITED, sender=carol)
    assert pool.collateralOf(bob) < ether(100)


@pytest.mark.parametrize("manner", [1, 2, 3])
def test_a_borrower_cannot_stand_in_the_way_of_a_liquidation(scene: Scene, manner: int) -> None:
    """Refusing ether, in whatever way, is of no use: no borrower is ever called."""
    pool, (alice, _, carol, *_) = scene.pool, scene.people
    scene.supply(alice, ether(200))
    borrower = scene.chain.deploy("Onlooker", scene.pool, sender=scene.judy)
    pool.depositCollateral(borrower, sender=alice, value=ether(100))
    borrower.act(pool, pool.borrow.data(ether(70), borrower), sender=scene.judy)
    borrower.behave(manner, sender=scene.judy)
    scene.set_price(PRICE * 8 // 10)
    pool.liquidate(borrower, UNLIMITED, sender=carol)
    scene.set_price(PRICE // 2)
    pool.liquidate(borrower, UNLIMITED, sender=carol)
    assert pool.debtOf(borrower) == 0 == pool.collateralOf(borrower)


def test_ether_comes_back_once_however_often_one_asks(scene: Scene, onlooker: Contract) -> None:
    pool = scene.pool
    act(scene, onlooker, pool, "repay", UNLIMITED, onlooker)
    act(scene, onlooker, pool, "withdrawCollateral", ether(100), onlooker)
    with errors.reverts("CollateralExceeded", onlooker, 1, 0):
        act(scene, onlooker, pool, "withdrawCollateral", 1, onlooker)
    assert scene.chain.balance(onlooker) == ether(100)


def test_what_is_borrowed_and_repaid_in_one_block_moves_no_rate_and_no_share(scene: Scene) -> None:
    """A flash loan: all the cash goes out and comes back, and interest is what it was without."""
    bob, (alice, _, carol, *_) = scene.with_debt(), scene.people
    pool, chain = scene.pool, scene.chain
    pool.depositCollateral(carol, sender=carol, value=ether(5_000))

    def later() -> tuple[int, int]:
        chain.advance(86_400)
        pool.accrue(sender=alice)
        return pool.totalDebt(), pool.convertToAssets(10**24)

    with chain.anchor():
        pool.accrue(sender=alice)
        without = later()
    with chain.batch():
        pool.accrue(sender=alice)
        pool.borrow(ether(130), carol, sender=carol)
        pool.repay(UNLIMITED, carol, sender=carol)
        pool.deposit(ether(10_000), carol, sender=carol)
        pool.withdraw(ether(10_000) - 1, carol, carol, sender=carol)
    debt, share = later()
    assert pool.debtOf(carol) == 0 < pool.debtOf(bob)
    assert abs(debt - without[0]) <= 10**4
    assert 0 <= share - without[1] <= 10**4
