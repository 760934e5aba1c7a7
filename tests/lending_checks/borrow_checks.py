"""What borrowers can do, and what not. Each check takes a scene as it begins."""

from __future__ import annotations

from lending_checks.scene import LEAST_DEBT, UNLIMITED, Scene
from pydemo import errors
from pydemo.units import days, ether

ZERO = "0x" + "00" * 20


def collateral_comes_in_and_goes_out(scene: Scene) -> None:
    pool, chain, (alice, bob, *_) = scene.pool, scene.chain, scene.people
    (event,) = pool.depositCollateral(bob, sender=alice, value=5).events
    assert event.name == "CollateralDeposited"
    assert dict(event.args) == {"sender": alice.address, "account": bob.address, "value": 5}
    assert pool.collateralOf(bob) == 5 == chain.balance(pool)
    with errors.reverts("CollateralExceeded", bob, 6, 5):
        pool.withdrawCollateral(6, bob, sender=bob)
    before = chain.balance(alice)
    (event,) = pool.withdrawCollateral(2, alice, sender=bob).events
    assert event.name == "CollateralWithdrawn"
    assert dict(event.args) == {"account": bob.address, "receiver": alice.address, "value": 2}
    assert (pool.collateralOf(bob), chain.balance(pool)) == (3, 3)
    assert chain.balance(alice) == before + 2


def collateral_of_nothing_or_of_too_much_is_refused(scene: Scene) -> None:
    pool, alice = scene.pool, scene.people[0]
    with errors.reverts("ZeroAmount"):
        pool.depositCollateral(alice, sender=alice)
    with errors.reverts("ZeroAmount"):
        pool.withdrawCollateral(0, alice, sender=alice)
    scene.chain.set_balance(alice, 2**128)
    with errors.reverts("TooLarge", 2**112, 2**112 - 1):
        pool.depositCollateral(alice, sender=alice, value=2**112)
    pool.depositCollateral(alice, sender=alice, value=2**112 - 1)
    with errors.reverts("TooLarge", 2**112, 2**112 - 1):
        pool.depositCollateral(alice, sender=alice, value=1)


def ether_goes_to_nobody_who_refuses_it(scene: Scene) -> None:
    pool, bob = scene.pool, scene.people[1]
    pool.depositCollateral(bob, sender=bob, value=5)
    for receiver in (ZERO, scene.token):
        with errors.reverts("EtherRefused", receiver, 5):
            pool.withdrawCollateral(5, receiver, sender=bob)


def up_to_the_loan_to_value_can_be_borrowed(scene: Scene) -> None:
    pool, (alice, bob, carol, *_) = scene.pool, scene.people
    scene.supply(alice, ether(200))
    pool.depositCollateral(bob, sender=bob, value=ether(100))
    with errors.reverts("InsufficientCollateral", bob, ether(75) + 1, ether(75)):
        pool.borrow(ether(75) + 1, bob, sender=bob)
    before = scene.token.balanceOf(carol)
    receipt = pool.borrow(ether(75), carol, sender=bob)
    (event,) = [e for e in receipt.events if e.address == pool.address]
    assert event.name == "Borrowed"
    assert dict(event.args) == {
        "account": bob.address,
        "receiver": carol.address,
        "assets": ether(75),
    }
    assert scene.token.balanceOf(carol) == before + ether(75)
    assert pool.debtOf(bob) == ether(75) == pool.totalDebt()
    assert pool.cash() == ether(125)
    with errors.reverts("InsufficientCollateral"):
        pool.withdrawCollateral(1, bob, sender=bob)


def no_more_than_the_cash_can_be_borrowed(scene: Scene) -> None:
    pool, (alice, bob, *_) = scene.pool, scene.people
    scene.supply(alice, ether(10))
    pool.depositCollateral(bob, sender=bob, value=ether(100))
    with errors.reverts("InsufficientCash", ether(10) + 1, ether(10)):
        pool.borrow(ether(10) + 1, bob, sender=bob)
    with errors.reverts("ZeroAmount"):
        pool.borrow(0, bob, sender=bob)
    pool.borrow(ether(10), bob, sender=bob)


def a_debt_is_a_million_units_or_none(scene: Scene) -> None:
    pool, (alice, bob, *_) = scene.pool, scene.people
    assert pool.LEAST_DEBT() == LEAST_DEBT
    scene.supply(alice, ether(10))
    pool.depositCollateral(bob, sender=bob, value=ether(100))
    with errors.reverts("DebtTooSmall", LEAST_DEBT - 1, LEAST_DEBT):
        pool.borrow(LEAST_DEBT - 1, bob, sender=bob)
    pool.borrow(LEAST_DEBT, bob, sender=bob)
    with errors.reverts("DebtTooSmall", LEAST_DEBT - 1, LEAST_DEBT):
        pool.repay.call(1, bob, sender=bob)
    pool.repay(UNLIMITED, bob, sender=bob)
    assert pool.debtOf(bob) == 0 == pool.totalDebt()


def a_debt_can_be_repaid_in_part_in_full_and_for_others(scene: Scene) -> None:
    bob = scene.with_debt()
    pool, (_, _, carol, dave, *_) = scene.pool, scene.people
    scene.borrow(dave, ether(30), ether(100))
    scene.wait(days(30))
    owed, others = pool.debtOf(bob), pool.debtOf(dave)
    pool.accrue(sender=carol)
    before = scene.token.balanceOf(carol)
    receipt = pool.repay(ether(20), bob, sender=carol)
    (event,) = [e for e in receipt.events if e.name == "Repaid"]
    assert dict(event.args) == {
        "sender": carol.address,
        "account": bob.address,
        "assets": ether(20),
    }
    assert scene.token.balanceOf(carol) == before - ether(20)
    assert 0 <= pool.debtOf(bob) - (owed - ether(20)) < 10**13
    assert 0 <= pool.debtOf(dave) - others < 10**13
    pool.repay(UNLIMITED, bob, sender=carol)
    assert pool.debtOf(bob) == 0
    assert pool.debtOf(dave) == pool.totalDebt() > others
    assert pool.totalAssets() - pool.totalDebt() == pool.cash() == scene.token.balanceOf(pool)
    with errors.reverts("NoDebt", bob):
        pool.repay(1, bob, sender=carol)
    with errors.reverts("ZeroAmount"):
        pool.repay(0, bob, sender=carol)
    pool.withdrawCollateral(ether(100), bob, sender=bob)


def the_last_to_pay_pays_what_is_left_and_no_claim_stays(scene: Scene) -> None:
    """Nobody owes a part of the debt who is not there (virtual shares did)."""
    pool, (alice, bob, carol, dave, *_) = scene.pool, scene.people
    scene.supply(alice, ether(200))
    for who, debt in ((bob, LEAST_DEBT), (carol, LEAST_DEBT + 1), (dave, 3 * LEAST_DEBT)):
        scene.borrow(who, debt, ether(1))
    for _ in range(5):
        scene.wait(days(365))
        owed = sum(pool.debtOf(who) for who in (bob, carol, dave))
        assert pool.totalDebt() <= owed <= pool.totalDebt() + 2
        assert pool.totalAssets() == pool.cash() + pool.totalDebt()
    for who in (bob, carol, dave):
        pool.repay(UNLIMITED, who, sender=who)
    assert pool.totalDebt() == 0
    assert pool.totalAssets() == pool.cash() == scene.token.balanceOf(pool)
    # And from there on all begins anew.
    pool.borrow(ether("0.5"), bob, sender=bob)
    assert pool.debtOf(bob) == ether("0.5") == pool.totalDebt()


def borrowing_and_repaying_at_once_costs_nothing_and_gains_nothing(scene: Scene) -> None:
    scene.with_debt()
    pool, carol = scene.pool, scene.people[2]
    scene.wait(days(50))
    pool.depositCollateral(carol, sender=carol, value=ether(500))
    before = scene.token.balanceOf(carol)
    for debt in (LEAST_DEBT, ether(1) + 7, ether(100)):
        pool.borrow(debt, carol, sender=carol)
        assert debt <= pool.debtOf(carol) <= debt + 1
        pool.repay(UNLIMITED, carol, sender=carol)
    assert before - 10**13 < scene.token.balanceOf(carol) < before


BORROW_CHECKS = (
    collateral_comes_in_and_goes_out,
    collateral_of_nothing_or_of_too_much_is_refused,
    ether_goes_to_nobody_who_refuses_it,
    up_to_the_loan_to_value_can_be_borrowed,
    no_more_than_the_cash_can_be_borrowed,
    a_debt_is_a_million_units_or_none,
    a_debt_can_be_repaid_in_part_in_full_and_for_others,
    the_last_to_pay_pays_what_is_left_and_no_claim_stays,
    borrowing_and_repaying_at_once_costs_nothing_and_gains_nothing,
)
