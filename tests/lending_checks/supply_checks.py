"""What suppliers of a lending pool can rely on. Each check takes a scene as it begins."""

from __future__ import annotations

from lending_checks.scene import MOST_ASSETS, UNLIMITED, YEAR, Scene
from pydemo import errors
from pydemo.plans.lending import WAD
from pydemo.units import days, ether


def the_first_share_is_a_millionth_of_a_unit(scene: Scene) -> None:
    alice = scene.people[0]
    receipt = scene.pool.deposit(5, alice, sender=alice)
    assert scene.pool.balanceOf(alice) == 5 * 10**6 == scene.pool.totalSupply()
    (event,) = [e for e in receipt.events if e.name == "Deposit"]
    assert dict(event.args) == {
        "sender": alice.address,
        "owner": alice.address,
        "assets": 5,
        "shares": 5 * 10**6,
    }
    assert scene.pool.cash() == 5 == scene.pool.totalAssets() == scene.token.balanceOf(scene.pool)


def a_deposit_brings_as_many_shares_as_were_promised(scene: Scene) -> None:
    scene.with_debt()
    carol = scene.people[2]
    scene.wait(days(100))
    for assets in (1, 10**6 + 1, ether(3) // 7):
        promised = scene.pool.previewDeposit(assets)
        assert promised < assets * 10**6, "a share is worth more by now"
        before = scene.pool.balanceOf(carol)
        scene.pool.deposit(assets, carol, sender=carol)
        # A second later, at most a billionth less.
        got = scene.pool.balanceOf(carol) - before
        assert promised - promised // 10**7 - 1 <= got <= promised


def every_rounding_is_against_the_caller(scene: Scene) -> None:
    scene.with_debt()
    pool, (alice, _, carol, *_) = scene.pool, scene.people
    scene.wait(days(100))
    shares, assets = pool.totalSupply() + 10**6, pool.totalAssets() + 1
    for amount in (1, 7, 10**6 + 1, ether(3) // 7):
        down, up = amount * shares // assets, -(-amount * shares // assets)
        assert pool.convertToShares(amount) == pool.previewDeposit(amount) == down
        assert pool.deposit.call(amount, carol, sender=carol) == down
        assert pool.previewWithdraw(amount) == up == down + 1
        assert pool.withdraw.call(amount, carol, alice, sender=alice) == up
        many = amount * 10**6 + 1
        down, up = many * assets // shares, -(-many * assets // shares)
        assert pool.convertToAssets(many) == pool.previewRedeem(many) == down
        assert pool.redeem.call(many, carol, alice, sender=alice) == down
        assert pool.previewMint(many) == up == down + 1
        assert pool.mint.call(many, carol, sender=carol) == up


def suppliers_earn_what_borrowers_owe_more(scene: Scene) -> None:
    bob = scene.with_debt()
    pool, alice = scene.pool, scene.people[0]
    scene.wait(days(365))
    earned = pool.totalAssets() - ether(200)
    assert earned == pool.totalDebt() - ether(70) == pool.debtOf(bob) - ether(70)
    # 35% is lent out: 1% + 4% x 35/80 = 2.75%, compounded.
    assert abs(earned - ether(70) * 27_881 // 10**6) < ether(1) // 10**4
    assert pool.convertToAssets(pool.balanceOf(alice)) in (
        ether(200) + earned,
        ether(200) + earned - 1,
    )


def interest_is_told_once_a_second_and_only_if_there_is_any(scene: Scene) -> None:
    pool, alice = scene.pool, scene.people[0]
    assert not pool.accrue(sender=alice).events
    scene.with_debt()
    before = pool.totalDebt()
    scene.chain.advance(1_000)
    (event,) = pool.accrue(sender=alice).events
    assert event.name == "InterestAccrued"
    assert dict(event.args) == {"interest": pool.totalDebt() - before}
    assert pool.totalDebt() > before
    told = event.args["interest"]
    (event,) = pool.accrue(sender=alice).events
    assert event.args["interest"] < told // 500, "that of one second"


def writing_interest_down_often_saves_none_and_costs_a_unit_each_time_at_most(scene: Scene) -> None:
    """A debt of one whole token of 8 digits, as WBTC has: 12 seconds bring less than two units."""
    pool, (alice, bob, *_) = scene.pool, scene.people
    scene.supply(alice, 2 * 10**8)
    scene.borrow(bob, 10**8, ether(1))
    pokes = 500
    with scene.chain.anchor():
        scene.chain.advance(12 * pokes)
        until, untouched = scene.chain.time, pool.totalDebt()
    for _ in range(pokes):
        scene.chain.advance(12 - 1)
        pool.accrue(sender=alice)
    assert scene.chain.time == until
    assert 10**8 < untouched <= pool.totalDebt() <= untouched + pokes
    assert pool.totalAssets() == pool.cash() + pool.totalDebt()


def interest_comes_up_however_little_it_is(scene: Scene) -> None:
    """A token without digits: a second's interest is a small part of a unit."""
    pool, (alice, bob, *_) = scene.pool, scene.people
    scene.supply(alice, 2 * 10**6)
    scene.borrow(bob, 10**6, ether(1))
    for _ in range(10):
        events = pool.accrue(sender=alice).events
        assert [event.args["interest"] for event in events] == [1]
    assert pool.totalDebt() == 10**6 + 10 == pool.debtOf(bob)


def what_is_lent_out_cannot_be_withdrawn_and_the_maxima_say_so(scene: Scene) -> None:
    pool, alice = scene.pool, scene.people[0]
    scene.with_debt()
    cash = pool.cash()
    assert cash == ether(130) == pool.maxWithdraw(alice)
    with errors.reverts("ERC4626ExceededMaxWithdraw", alice, cash + 1, cash):
        pool.withdraw(cash + 1, alice, alice, sender=alice)
    most = pool.maxRedeem(alice)
    assert most < pool.balanceOf(alice)
    with errors.reverts("ERC4626ExceededMaxRedeem"):
        pool.redeem(pool.balanceOf(alice), alice, alice, sender=alice)
    with scene.chain.anchor():
        pool.redeem(most - most // 10**6, alice, alice, sender=alice)
    pool.withdraw(cash, alice, alice, sender=alice)
    assert pool.cash() == 0 == pool.maxWithdraw(alice) == pool.maxRedeem(alice)
    assert pool.utilisation() == WAD


def the_maxima_mind_tokens_that_are_gone(scene: Scene) -> None:
    """A token that takes from balances: here the pool's own account gives some away."""
    pool, (alice, *_) = scene.pool, scene.people
    scene.with_debt()
    scene.chain.set_balance(pool, ether(100))
    lost = scene.chain.impersonate(pool)
    scene.token.transfer(alice, ether(30), sender=lost)
    assert pool.cash() == ether(130) == scene.token.balanceOf(pool) + ether(30)
    assert pool.maxDeposit(alice) == 0 == pool.maxMint(alice)
    assert pool.maxWithdraw(alice) == ether(100)
    assert pool.maxRedeem(alice) == pool.convertToShares(ether(100))
    pool.withdraw.call(ether(100), alice, alice, sender=alice)
    scene.token.transfer(pool, ether(30), sender=alice)
    assert pool.maxWithdraw(alice) == ether(130)
    assert pool.maxDeposit(alice) > 0 < pool.maxMint(alice)


def a_gift_changes_nothing(scene: Scene) -> None:
    scene.with_debt()
    pool, people = scene.pool, scene.people
    # What two seconds do by themselves, and what they do with a gift in between.
    with scene.chain.anchor():
        scene.chain.mine(2)
        without = _seen(scene)
    scene.token.transfer(pool, ether(1_000), sender=people[2])
    scene.chain.set_balance(pool, ether(500))
    scene.chain.mine()
    assert _seen(scene) == without


def _seen(scene: Scene) -> tuple[int, ...]:
    pool = scene.pool
    views = ("cash", "totalAssets", "totalDebt", "utilisation", "totalSupply")
    return (scene.chain.time, pool.convertToAssets(10**24), *(pool[view]() for view in views))


def whoever_blows_up_a_share_loses_and_the_next_supplier_does_not(scene: Scene) -> None:
    """The inflation attack: the first supplier has one unit, gives much, and waits for a second."""
    pool, token, (alice, bob, *_) = scene.pool, scene.token, scene.people
    pool.deposit(1, alice, sender=alice)
    token.transfer(pool, ether(1_000), sender=alice)
    pool.deposit(ether(10), bob, sender=bob)
    pool.redeem(pool.maxRedeem(bob), bob, bob, sender=bob)
    assert pool.cash() <= 1 + 1
    assert token.balanceOf(bob) >= 10**28 - 1


def interest_on_dust_blows_up_no_share(scene: Scene) -> None:
    """The same attack with interest in place of a gift: a pool of few units, and years."""
    pool, (alice, bob, carol, *_) = scene.pool, scene.people
    pool.deposit(2 * 10**6, alice, sender=alice)
    scene.borrow(bob, 2 * 10**6, ether(100))
    for _ in range(20):
        scene.wait(YEAR)
        pool.accrue(sender=carol)
    pool.repay(UNLIMITED, bob, sender=bob)
    pool.withdraw(pool.maxWithdraw(alice) - 1, alice, alice, sender=alice)
    before = scene.token.balanceOf(carol)
    pool.deposit(ether(1), carol, sender=carol)
    pool.redeem(pool.maxRedeem(carol), carol, carol, sender=carol)
    assert before - scene.token.balanceOf(carol) <= 1


def deposits_end_where_numbers_would_not_fit(scene: Scene) -> None:
    pool, alice = scene.pool, scene.people[0]
    assert pool.maxDeposit(alice) == MOST_ASSETS
    with errors.reverts("ERC4626ExceededMaxDeposit", alice, MOST_ASSETS + 1, MOST_ASSETS):
        pool.deposit(MOST_ASSETS + 1, alice, sender=alice)
    with errors.reverts("ERC4626ExceededMaxDeposit", alice, UNLIMITED, MOST_ASSETS):
        pool.deposit(UNLIMITED, alice, sender=alice)
    most = MOST_ASSETS * 10**6
    assert pool.maxMint(alice) == most
    for shares in (most + 1, UNLIMITED):
        with errors.reverts("ERC4626ExceededMaxMint", alice, shares, most):
            pool.mint(shares, alice, sender=alice)
    scene.supply(alice, 10**27)
    assert pool.maxDeposit(alice) == MOST_ASSETS - 10**27


def nothing_is_refused(scene: Scene) -> None:
    alice = scene.people[0]
    scene.supply(alice, 10**6)
    for call, arguments in (
        ("deposit", (0, alice)),
        ("mint", (0, alice)),
        ("withdraw", (0, alice, alice)),
        ("redeem", (0, alice, alice)),
        ("redeem", (0, alice, alice)),
    ):
        with errors.reverts("ERC4626NothingForIt"):
            scene.pool[call](*arguments, sender=alice)
    # So few shares are worth nothing: `maxRedeem` promises nothing for them.
    scene.pool.transfer(scene.people[1], 10**5, sender=alice)
    assert scene.pool.maxRedeem(scene.people[1]) == 0


def what_nobody_will_pay_all_suppliers_bear_alike(scene: Scene) -> None:
    pool, (alice, bob, carol, dave, *_) = scene.pool, scene.people
    scene.supply(carol, ether(100))
    scene.with_debt(ether(70))
    scene.set_price(10**7 * 5)  # 100 ether are worth 50 tokens now
    before = {who: pool.convertToAssets(pool.balanceOf(who)) for who in (alice, carol)}
    receipt = pool.liquidate(bob, UNLIMITED, sender=dave)
    (event,) = [e for e in receipt.events if e.name == "Liquidated"]
    lost = event.args["badDebt"]
    assert pool.debtOf(bob) == 0 == pool.collateralOf(bob) == pool.totalDebt()
    assert ether(22) < lost < ether(23)
    shared = {who: pool.convertToAssets(pool.balanceOf(who)) for who in (alice, carol)}
    assert abs(before[alice] - shared[alice] - lost * 2 // 3) < 10**12
    assert abs(before[carol] - shared[carol] - lost // 3) < 10**12
    assert sum(shared.values()) <= pool.totalAssets() == pool.cash()


SUPPLY_CHECKS = (
    the_first_share_is_a_millionth_of_a_unit,
    a_deposit_brings_as_many_shares_as_were_promised,
    every_rounding_is_against_the_caller,
    suppliers_earn_what_borrowers_owe_more,
    interest_is_told_once_a_second_and_only_if_there_is_any,
    writing_interest_down_often_saves_none_and_costs_a_unit_each_time_at_most,
    interest_comes_up_however_little_it_is,
    what_is_lent_out_cannot_be_withdrawn_and_the_maxima_say_so,
    the_maxima_mind_tokens_that_are_gone,
    a_gift_changes_nothing,
    whoever_blows_up_a_share_loses_and_the_next_supplier_does_not,
    interest_on_dust_blows_up_no_share,
    deposits_end_where_numbers_would_not_fit,
    nothing_is_refused,
    what_nobody_will_pay_all_suppliers_bear_alike,
)
