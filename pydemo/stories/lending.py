"""The story of a lending pool: shares that grow, loans against ether, a run, two liquidations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pydemo.contract.chain import Chain
from pydemo.contract.history import past_events
from pydemo.contract.receipt import Receipt
from pydemo.lending.loan import loan_of
from pydemo.messages import text
from pydemo.plans.lending import ETHER_PRICE
from pydemo.stories.lending_scene import (
    BORROWED,
    COLLATERAL,
    ROUNDINGS,
    SUPPLIED,
    WEALTH,
    Scene,
    deploy,
    heads,
    percent,
    signed,
    table,
)
from pydemo.stories.step import Step, Table, refused, told
from pydemo.units import UNLIMITED, days, ether, rounded

WAITED, DEAR = days(180), days(7)
MORE_COLLATERAL, MORE, REPAID = ether("0.5"), ether(2_700), ether(5_500)
"""What Heidi adds, borrows on top, and pays back when it has got dear."""
WANTED = ether(3_000)
"""What Bob would like to take out when nearly everything is lent."""
FALLEN, CRASHED = 3_600, 2_000
"""DEMO an ether, down from 4,000: Grace's loan can be liquidated; it is not covered any more."""


def tell(chain: Chain) -> Iterator[Step]:
    """Steps on a chain with the personas whose time can be moved."""
    scene = deploy(chain)
    yield _deployed(scene)
    yield _supplied(scene)
    yield _borrowed(scene)
    yield _refused(scene)
    yield _grown(scene)
    yield _dear(scene)
    yield _repaid(scene)
    yield _liquidated(scene)
    yield _crashed(scene)
    yield _ending(scene)


def _deployed(scene: Scene) -> Step:
    contracts = (scene.rate_model, scene.oracle, scene.pool)
    made = [contract.deploy_receipt for contract in contracts]
    return told(
        scene.chain,
        "lending.deploy",
        [receipt for receipt in made if receipt is not None],
        price=f"{ETHER_PRICE:,}",
    )


def _supplied(scene: Scene) -> Step:
    done = [
        scene.pool.deposit(SUPPLIED[supplier.name], supplier, sender=supplier)
        for supplier in scene.suppliers
    ]
    decimals = scene.pool.decimals()
    rows = [
        (
            supplier.name,
            rounded(SUPPLIED[supplier.name], 1),
            rounded(scene.pool.balanceOf(supplier), 1, decimals),
            rounded(scene.worth(supplier), 1),
        )
        for supplier in scene.suppliers
    ]
    columns = ("supplier", "paid_in", "shares", "worth")
    return told(scene.chain, "lending.supply", done, table(columns, rows))


def _borrowed(scene: Scene) -> Step:
    pool, done = scene.pool, []
    for borrower in scene.borrowers:
        value = COLLATERAL[borrower.name]
        done.append(pool.depositCollateral(borrower, sender=borrower, value=value))
        done.append(pool.borrow(BORROWED[borrower.name], borrower, sender=borrower))
    return told(
        scene.chain,
        "lending.borrow",
        done,
        scene.loans(),
        scene.standing(),
        most=percent(pool.loanToValue()),
        threshold=percent(pool.liquidationThreshold()),
    )


def _refused(scene: Scene) -> Step:
    """Mistakes, and an attempt, that cost nothing but gas."""
    pool, accounts = scene.pool, scene.chain.accounts
    grace, ivan = accounts.grace, accounts.ivan
    attempts: list[Callable[[], object]] = [
        lambda: pool.borrow(ether(200), grace, sender=grace),
        lambda: pool.withdrawCollateral(ether("0.5"), grace, sender=grace),
        lambda: pool.liquidate(grace, UNLIMITED, sender=ivan),
        lambda: scene.oracle.setPrice(10**8, sender=ivan),
    ]
    return told(
        scene.chain, "lending.refused", [refused(scene.chain, attempt) for attempt in attempts]
    )


def _grown(scene: Scene) -> Step:
    """Half a year of interest: what borrowers owe more is what suppliers have more."""
    pool = scene.pool
    worth = {supplier: scene.worth(supplier) for supplier in scene.suppliers}
    debts = {borrower: pool.debtOf(borrower) for borrower in scene.borrowers}
    scene.chain.advance(WAITED)
    done = [pool.accrue(sender=scene.chain.accounts.judy)]
    people = [(one, worth[one], scene.worth(one)) for one in scene.suppliers]
    owing = [(one, -debts[one], -pool.debtOf(one)) for one in scene.borrowers]
    rows = [
        (person.name, rounded(before, 1), rounded(after, 1), signed(after - before))
        for person, before, after in [*people, *owing]
    ]
    change = sum(after - before for _, before, after in [*people, *owing])
    changes = table(("who", "before", "after", "change"), rows)
    verdict = text(f"lending.grow.{'equal' if abs(change) <= ROUNDINGS else 'unequal'}")
    passed = WAITED // days(1)
    return told(scene.chain, "lending.grow", done, changes, verdict=verdict, days=passed)


def _dear(scene: Scene) -> Step:
    """Nearly everything is lent, and a supplier wants money back."""
    pool, accounts = scene.pool, scene.chain.accounts
    heidi, bob = accounts.heidi, accounts.bob
    done = [
        pool.depositCollateral(heidi, sender=heidi, value=MORE_COLLATERAL),
        pool.borrow(MORE, heidi, sender=heidi),
    ]
    standing, at_hand = scene.standing(), pool.cash()
    stopped = refused(scene.chain, lambda: pool.withdraw(WANTED, bob, bob, sender=bob))
    plot = scene.plot()
    part = pool.withdraw(pool.maxWithdraw(bob), bob, bob, sender=bob)
    return told(
        scene.chain,
        "lending.dear",
        [*done, stopped, part],
        standing,
        plots=(plot,),
        wanted=rounded(WANTED, 0),
        at_hand=rounded(at_hand, 0),
    )


def _repaid(scene: Scene) -> Step:
    """A week at that price is enough for Heidi."""
    pool, accounts = scene.pool, scene.chain.accounts
    heidi, bob = accounts.heidi, accounts.bob
    owed = pool.debtOf(heidi)
    scene.chain.advance(DEAR)
    cost = pool.debtOf(heidi) - owed
    left = WANTED - scene.asset.balanceOf(bob) + WEALTH - SUPPLIED["bob"]
    done = [
        pool.repay(REPAID, heidi, sender=heidi),
        pool.withdraw(left, bob, bob, sender=bob),
    ]
    return told(
        scene.chain,
        "lending.repay",
        done,
        scene.standing(),
        days=DEAR // days(1),
        cost=rounded(cost, 1),
        repaid=rounded(REPAID, 0),
    )


def _liquidated(scene: Scene) -> Step:
    """Ether falls a little: half of Grace's debt is paid for her, at a price."""
    pool, accounts = scene.pool, scene.chain.accounts
    grace, ivan = accounts.grace, accounts.ivan
    done = [scene.set_price(FALLEN)]
    before = loan_of(pool, grace)
    done.append(pool.liquidate(grace, UNLIMITED, sender=ivan))
    after, event = loan_of(pool, grace), _liquidation(done[-1])
    seized = event["collateral"]
    got = pool.valueOf(seized)
    rows = (
        ("collateral", rounded(before.collateral, 4), rounded(after.collateral, 4)),
        ("debt", rounded(before.debt, 1), rounded(after.debt, 1)),
        ("health", f"{before.health or 0:.2f}", f"{after.health or 0:.2f}"),
    )
    return told(
        scene.chain,
        "lending.liquidate",
        done,
        table(
            ("of_grace", "before", "after"), [(text(f"lending.{key}"), *row) for key, *row in rows]
        ),
        price=f"{FALLEN:,}",
        repaid=rounded(event["assets"], 1),
        seized=rounded(seized, 4),
        got=rounded(got, 1),
        gain=rounded(got - event["assets"], 1),
        part=percent(pool.closeFactor()),
    )


def _crashed(scene: Scene) -> Step:
    """Ether falls so fast that nobody acts in time: the suppliers bear what is missing."""
    pool, accounts = scene.pool, scene.chain.accounts
    grace, ivan = accounts.grace, accounts.ivan
    before = {supplier: scene.worth(supplier) for supplier in scene.suppliers}
    done = [scene.set_price(CRASHED)]
    loan = loan_of(pool, grace)
    done.append(pool.liquidate(grace, UNLIMITED, sender=ivan))
    event = _liquidation(done[-1])
    rows = []
    for supplier, had in before.items():
        has = scene.worth(supplier)
        row = (supplier.name, rounded(had, 1), rounded(has, 1), signed(has - had))
        rows.append((*row, f"{(has - had) / had:+.2%}"))
    return told(
        scene.chain,
        "lending.crash",
        done,
        table(("supplier", "before", "after", "change", "share"), rows),
        price=f"{CRASHED:,}",
        debt=rounded(loan.debt, 1),
        value=rounded(loan.value, 1),
        repaid=rounded(event["assets"], 1),
        lost=rounded(event["badDebt"], 1),
    )


def _ending(scene: Scene) -> Step:
    """Heidi repays, everybody takes everything out, and the books are closed."""
    pool, heidi = scene.pool, scene.chain.accounts.heidi
    done: list[Receipt] = [pool.repay(UNLIMITED, heidi, sender=heidi)]
    for supplier in scene.suppliers:
        # Of the last to leave the pool keeps a rounding, so not quite all shares can be given back.
        shares = pool.maxRedeem(supplier)
        done.append(pool.redeem(shares, supplier, supplier, sender=supplier))
    events = [past.event for past in past_events(pool)]
    interest = sum(one.args["interest"] for one in events if one.name == "InterestAccrued")
    lost = sum(one.args["badDebt"] for one in events if one.name == "Liquidated")
    result = {one: scene.asset.balanceOf(one) - WEALTH for one in scene.suppliers}
    rows = [
        (one.name, rounded(paid := SUPPLIED[one.name], 1), rounded(paid + more, 1), signed(more))
        for one, more in result.items()
    ]
    paid_in, more = sum(SUPPLIED.values()), sum(result.values())
    sums = (rounded(paid_in, 1), rounded(paid_in + more, 1), signed(more))
    columns = ("supplier", "paid_in", "taken_out", "change")
    is_right = 0 <= interest - lost - more <= ROUNDINGS and pool.totalDebt() == 0
    return told(
        scene.chain,
        "lending.ending",
        done,
        Table(heads(columns), tuple(rows), (text("lending.sum"), *sums)),
        interest=rounded(interest, 1),
        lost=rounded(lost, 1),
        verdict=text(f"lending.ending.{'equal' if is_right else 'unequal'}"),
    )


def _liquidation(receipt: Receipt) -> dict[str, int]:
    (event,) = (event for event in receipt.events if event.name == "Liquidated")
    return dict(event.args)
