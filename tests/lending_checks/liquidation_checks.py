"""Who is liquidated, how far, and with what price. Each check takes a scene as it begins."""

from __future__ import annotations

from lending_checks.scene import LEAST_DEBT, PRICE, UNLIMITED, Scene
from pydemo import errors
from pydemo.chain.accounts import Account
from pydemo.contract.events import Event
from pydemo.units import days, ether


def a_debt_up_to_the_threshold_is_left_alone(scene: Scene) -> None:
    bob = scene.with_debt(ether(70))
    pool, carol = scene.pool, scene.people[2]
    pool.accrue(sender=carol)
    scene.set_price(PRICE * 7 // 8)  # 80% of 87.5 is 70, and interest is on top
    with errors.reverts("ZeroAmount"):
        pool.liquidate(bob, 0, sender=carol)
    pool.repay(pool.debtOf(bob) - ether(69), bob, sender=bob)
    with errors.reverts("PositionHealthy"):
        pool.liquidate(bob, UNLIMITED, sender=carol)
    with errors.reverts("PositionHealthy", carol, 0, 0):
        pool.liquidate(carol, 1, sender=carol)


def the_threshold_is_exact(scene: Scene) -> None:
    """A debt of 80% of its collateral's value is healthy, and with a unit more it is not."""
    pool, (alice, bob, carol, *_) = scene.pool, scene.people
    scene.supply(alice, 10**12)
    scene.borrow(bob, 70 * 10**7, 10**9)  # so little that interest is a unit each time
    while (pool.debtOf(bob) + 1) % 8:
        pool.accrue(sender=carol)
    debt = pool.debtOf(bob) + 1
    scene.set_price(debt // 8)  # of which ten are the collateral's value, and eight what may be
    assert pool.debtOf(bob) == debt
    with errors.reverts("PositionHealthy", bob, debt, debt):
        pool.liquidate.call(bob, UNLIMITED, sender=carol)
    for _ in range(2):
        pool.accrue(sender=carol)
    assert pool.debtOf(bob) == debt + 1
    pool.liquidate.call(bob, UNLIMITED, sender=carol)


def up_to_the_close_factor_is_repaid_for_collateral_and_a_bonus(scene: Scene) -> None:
    bob = scene.with_debt(ether(70))
    pool, chain, carol = scene.pool, scene.chain, scene.people[2]
    scene.set_price(PRICE * 86 // 100)
    debt = pool.debtOf(bob)
    tokens, wei = scene.token.balanceOf(carol), chain.balance(carol)
    receipt = pool.liquidate(bob, UNLIMITED, sender=carol)
    (event,) = [e for e in receipt.events if e.name == "Liquidated"]
    repaid, seized = event.args["assets"], event.args["collateral"]
    assert (event.args["liquidator"], event.args["account"]) == (carol.address, bob.address)
    assert event.args["badDebt"] == 0
    assert abs(repaid - debt // 2) < 10**12
    # 5% more than what was paid is worth, at 0.86.
    assert abs(seized - repaid * 105 // 86) < 10**6
    assert scene.token.balanceOf(carol) == tokens - repaid
    assert wei + seized - ether("0.01") < chain.balance(carol) <= wei + seized, "less the fees"
    assert pool.collateralOf(bob) == ether(100) - seized == chain.balance(pool)
    assert pool.debtOf(bob) * ether(100) < debt * pool.collateralOf(bob), "covered better"


def more_than_is_possible_is_clamped_to_it(scene: Scene) -> None:
    """Else repaying two units would be enough to have a liquidation of an exact amount refused."""
    bob = scene.with_debt(ether(70))
    pool, carol = scene.pool, scene.people[2]
    scene.set_price(PRICE * 86 // 100)
    exact = pool.debtOf(bob) // 2
    assert pool.liquidate.call(bob, 5, sender=carol)[0] == 5
    pool.repay(ether(1), bob, sender=bob)
    debt = pool.debtOf(bob)
    (event,) = _liquidated(scene, bob, exact)
    assert exact - ether(1) < event.args["assets"] < exact, "the half of less"
    assert pool.debtOf(bob) > debt * 49 // 100


def _liquidated(scene: Scene, bob: Account, assets: int) -> list[Event]:
    receipt = scene.pool.liquidate(bob, assets, sender=scene.people[2])
    return [each for each in receipt.events if each.name == "Liquidated"]


def a_debt_near_its_collateral_goes_as_a_whole_and_nothing_is_lost(scene: Scene) -> None:
    """Debt 70, collateral worth 72, of which 68.57 would pay for 72 with the bonus. A borrower
    could else liquidate themselves and leave the suppliers a loss that need not be."""
    bob = scene.with_debt(ether(70))
    pool, carol = scene.pool, scene.people[2]
    scene.set_price(PRICE * 72 // 100)
    scene.chain.mine()
    debt = pool.debtOf(bob)
    with errors.reverts("LiquidationMustBeWhole", debt - 1, debt):
        pool.liquidate.call(bob, debt - 1, sender=carol)
    before, owned = scene.token.balanceOf(carol), pool.totalAssets()
    (event,) = _liquidated(scene, bob, UNLIMITED)
    assert (event.args["collateral"], event.args["badDebt"]) == (ether(100), 0)
    assert before - scene.token.balanceOf(carol) == event.args["assets"] >= debt
    assert pool.debtOf(bob) == 0 == pool.totalDebt() == pool.collateralOf(bob)
    assert pool.totalAssets() == pool.cash() >= owned


def what_is_lost_begins_with_nothing_and_grows_with_the_debt(scene: Scene) -> None:
    """No jump that somebody could provoke: neither at a full bonus nor at a debt as large as its
    collateral. And except there, a liquidator gets more than they pay."""
    bob = scene.with_debt(ether(70))
    lost, bonus = [], []
    for cents in (80, 74, 73, 72, 71, 70, 69, 68, 67, 66, 60, 30):
        with scene.chain.anchor():
            scene.set_price(PRICE * cents // 100)
            (event,) = _liquidated(scene, bob, UNLIMITED)
            value = event.args["collateral"] * cents // 100
            assert event.args["assets"] > 0
            lost.append(event.args["badDebt"] / 10**18)
            bonus.append(value / event.args["assets"] - 1)
    about = [0, 0, 0, 0, 0, 0, 2, 4, 6, *(70 - cents / 1.05 for cents in (66, 60, 30))]
    assert all(abs(a - b) < 1e-4 for a, b in zip(lost, about, strict=True)), lost
    full, part = 0.05, [3 / 70, 2 / 70, 1 / 70, 0, 1 / 68, 2 / 66, 3 / 64]
    wanted = [full, full, *part, full, full, full]
    assert all(abs(a - b) < 1e-4 for a, b in zip(bonus, wanted, strict=True)), bonus


def a_debt_far_above_its_collateral_is_liquidated_with_the_full_bonus(scene: Scene) -> None:
    bob = scene.with_debt(ether(70))
    pool, carol = scene.pool, scene.people[2]
    scene.set_price(PRICE * 60 // 100)
    covered = -(-ether(60) * 10_000 // 10_500)
    with errors.reverts("LiquidationMustBeWhole", covered - 1, covered):
        pool.liquidate(bob, covered - 1, sender=carol)
    (event,) = _liquidated(scene, bob, covered)
    assert (event.args["assets"], event.args["collateral"]) == (covered, ether(100))
    assert ether(12) < event.args["badDebt"] < ether(13)
    assert pool.debtOf(bob) == 0 == pool.totalDebt() == pool.collateralOf(bob)


def no_dust_is_left_of_a_debt(scene: Scene) -> None:
    """Of a debt of less than two million units, half would leave less than a million."""
    pool, (alice, bob, carol, *_) = scene.pool, scene.people
    scene.supply(alice, 10**9)
    scene.borrow(bob, 15 * 10**5, 2 * 10**6)
    scene.set_price(PRICE * 9 // 10)
    with errors.reverts("DebtTooSmall", LEAST_DEBT - 1, LEAST_DEBT):
        pool.liquidate.call(bob, pool.debtOf(bob) - LEAST_DEBT + 1, sender=carol)
    pool.liquidate(bob, UNLIMITED, sender=carol)
    assert pool.debtOf(bob) == 0 < pool.collateralOf(bob)
    pool.withdrawCollateral(pool.collateralOf(bob), bob, sender=bob)


def worthless_collateral_is_taken_for_nothing_and_the_debt_written_off(scene: Scene) -> None:
    pool, (alice, bob, carol, *_) = scene.pool, scene.people
    scene.supply(alice, 10**9)
    scene.borrow(bob, LEAST_DEBT, 2 * 10**6)
    scene.set_price(1)
    assert pool.valueOf(2 * 10**6) == 0
    receipt = pool.liquidate(bob, 1, sender=carol)
    (event,) = [e for e in receipt.events if e.name == "Liquidated"]
    assert (event.args["assets"], event.args["badDebt"]) == (0, LEAST_DEBT + 1), "interest"
    assert pool.totalAssets() == 10**9 - LEAST_DEBT == pool.cash()


def a_liquidator_who_pays_too_little_for_the_smallest_step_gets_nothing(scene: Scene) -> None:
    """A unit may not make a debt smaller by one, as debts are rounded up: no collateral then."""
    bob = scene.with_debt(ether(70))
    pool, carol = scene.pool, scene.people[2]
    scene.wait(days(30))
    scene.set_price(PRICE * 86 // 100)
    pool.accrue(sender=carol)
    for _ in range(5):
        with scene.chain.anchor():
            grown = pool.debtOf(bob)
            receipt = pool.liquidate(bob, 1, sender=carol)
            (event,) = [e for e in receipt.events if e.name == "Liquidated"]
            assert event.args["collateral"] <= 2
            assert pool.debtOf(bob) >= grown - 1
        scene.wait(1)


def the_price_must_be_there_and_fresh(scene: Scene) -> None:
    bob = scene.with_debt()
    pool, carol = scene.pool, scene.people[2]
    pool.depositCollateral(carol, sender=carol, value=ether(100))
    needing = (
        ("borrow", (ether(1), carol), carol),
        ("withdrawCollateral", (1, bob), bob),
        ("liquidate", (bob, UNLIMITED), carol),
    )
    for answer in (0, -1, -(2**255)):
        scene.set_price(answer)
        for call, arguments, sender in needing:
            with errors.reverts("InvalidAnswer", answer):
                pool[call](*arguments, sender=sender)
    scene.set_price(PRICE)
    updated_at = scene.chain.time
    scene.chain.advance(days(1))
    for call, arguments, sender in needing:
        oldest = scene.soon - days(1)
        with errors.reverts("StalePrice", updated_at, oldest):
            pool[call](*arguments, sender=sender)


def without_a_price_all_else_goes_on(scene: Scene) -> None:
    bob = scene.with_debt()
    pool, (alice, _, carol, dave, *_) = scene.pool, scene.people
    pool.depositCollateral(dave, sender=dave, value=ether(5))
    scene.set_price(0)
    scene.chain.advance(days(100))
    pool.deposit(ether(5), carol, sender=carol)
    pool.mint(10**24, carol, sender=carol)
    pool.withdraw(ether(1), alice, alice, sender=alice)
    pool.redeem(10**24, alice, alice, sender=alice)
    pool.repay(ether(1), bob, sender=carol)
    pool.depositCollateral(bob, sender=bob, value=1)
    pool.withdrawCollateral(ether(5), dave, sender=dave)
    pool.repay(UNLIMITED, bob, sender=bob)
    pool.withdrawCollateral(pool.collateralOf(bob), bob, sender=bob)
    pool.withdraw(pool.maxWithdraw(alice), alice, alice, sender=alice)
    pool.redeem(pool.maxRedeem(carol), carol, carol, sender=carol)
    assert pool.cash() <= 2


LIQUIDATION_CHECKS = (
    a_debt_up_to_the_threshold_is_left_alone,
    the_threshold_is_exact,
    up_to_the_close_factor_is_repaid_for_collateral_and_a_bonus,
    more_than_is_possible_is_clamped_to_it,
    a_debt_near_its_collateral_goes_as_a_whole_and_nothing_is_lost,
    what_is_lost_begins_with_nothing_and_grows_with_the_debt,
    a_debt_far_above_its_collateral_is_liquidated_with_the_full_bonus,
    no_dust_is_left_of_a_debt,
    worthless_collateral_is_taken_for_nothing_and_the_debt_written_off,
    a_liquidator_who_pays_too_little_for_the_smallest_step_gets_nothing,
    the_price_must_be_there_and_fresh,
    without_a_price_all_else_goes_on,
)
