"""The story of a lottery that nobody loses: savers, borrowers, and draws that anybody can check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pydemo.contract.chain import Chain
from pydemo.contract.history import past_events
from pydemo.contract.permit import sign_permit
from pydemo.contract.receipt import Receipt
from pydemo.errors import ArgumentError
from pydemo.lottery.verify import verify
from pydemo.messages import text
from pydemo.plans.lending import WAD
from pydemo.stories import lottery_draws, lottery_full
from pydemo.stories.lottery_scene import POOL, WEALTH, Scene, deploy, percent
from pydemo.stories.step import Action, Step, Table, refused, told
from pydemo.units import UNLIMITED, days, ether, rounded

OPTIONS = ("scale",)
SCALES = ("small", "full")
ALICE, BOB, DAVE, ERIN = ether(500), ether(1_000), ether(2_500), ether(6_000)
"""What they deposit first, in units of DEMO."""
SPONSORED, SUPPLIED = ether(3_000), ether(5_000)
"""What Frank gives odds away for, and what Ivan lends himself."""
COLLATERAL = {"heidi": ether(5), "grace": ether("0.9")}
BORROWED = {"heidi": ether(8_500), "grace": ether(2_500)}
MORE, REPAID = ether(6_000), ether(9_000)
"""What Heidi borrows on top later, and what she pays back when it gets dear."""
FALLEN = 3_400
"""DEMO an ether, down from 4,000: Grace's ether does not cover her debt any more."""


def tell(chain: Chain, scale: str = "small") -> Iterator[Step]:
    """Steps on a chain with the personas whose time can be moved.

    Args:
        scale: ``small`` for six savers, ``full`` for 100,000.

    Raises:
        errors.ArgumentError: no such scale.
    """
    if scale not in SCALES:
        raise ArgumentError(f"scale {scale!r}: choose from {', '.join(SCALES)}")
    return _small(chain) if scale == "small" else lottery_full.tell(chain)


def _small(chain: Chain) -> Iterator[Step]:
    scene = deploy(chain)
    yield _deployed(scene)
    yield _saved(scene)
    yield _handed_out(scene)
    yield _borrowed(scene)
    yield _refused(scene)
    yield from lottery_draws.tell(scene)
    yield _out_of_cash(scene)
    yield _liquidated(scene)
    yield _ending(scene)


def _deployed(scene: Scene) -> Step:
    system = scene.government
    contracts = (system.token, system.governor, scene.pool, scene.rng, scene.vault)
    made = [contract.deploy_receipt for contract in contracts]
    return told(
        scene.chain,
        "lottery.deploy",
        [receipt for receipt in made if receipt is not None],
        days=scene.vault.period() // days(1),
    )


def _saved(scene: Scene) -> Step:
    alice, bob, _, dave, erin, frank = scene.savers
    vault, ivan = scene.vault, scene.chain.accounts.ivan
    done = [scene.pool.deposit(SUPPLIED, ivan, sender=ivan)]
    done += [
        vault.deposit(amount, saver, sender=saver)
        for saver, amount in ((alice, ALICE), (bob, BOB), (dave, DAVE))
    ]
    done.append(scene.deposit_with_permit(ERIN, erin))
    done.append(vault.sponsor(SPONSORED, sender=frank))
    return told(scene.chain, "lottery.save", done, sponsored=rounded(SPONSORED, 0))


def _handed_out(scene: Scene) -> Step:
    """All votes there are, in proportion to what each saves."""
    pool, vault, alice = scene.government.token, scene.vault, scene.chain.accounts.alice
    tickets = {saver: vault.balanceOf(saver) for saver in scene.savers}
    saved = sum(tickets.values())
    shares = {saver: POOL * has // saved for saver, has in tickets.items() if has}
    done = []
    for saver, share in shares.items():
        if saver != alice:
            scene.chain.mine()  # votes that change twice within a second cost less
            done.append(pool.transfer(saver, share, sender=alice))
    rows = tuple(
        (
            saver.name,
            rounded(tickets[saver], 0),
            rounded(pool.getVotes(saver), 0),
            percent(pool.getVotes(saver), POOL),
        )
        for saver in shares
    )
    heads = ("saver", "tickets", "pool_votes", "share")
    total = (text("lottery.sum"), rounded(saved, 0), rounded(POOL, 0), percent(POOL, POOL))
    return told(
        scene.chain,
        "lottery.votes",
        done,
        Table(tuple(text(f"lottery.{head}") for head in heads), rows, total),
        supply=rounded(pool.totalSupply(), 0),
    )


def _borrowed(scene: Scene) -> Step:
    done: list[Receipt] = []
    for name, collateral in COLLATERAL.items():
        borrower = scene.chain.accounts[name]
        done.append(scene.pool.depositCollateral(borrower, sender=borrower, value=collateral))
        done.append(scene.pool.borrow(BORROWED[name], borrower, sender=borrower))
    return told(
        scene.chain,
        "lottery.borrow",
        done,
        scene.pool_table(),
        ratio=percent(scene.pool.loanToValue(), 10_000),
    )


def _refused(scene: Scene) -> Step:
    """Mistakes that cost nothing but gas."""
    vault, pool, chain = scene.vault, scene.pool, scene.chain
    alice, bob, carol = (chain.accounts[name] for name in ("alice", "bob", "carol"))
    too_much = vault.balanceOf(bob) + 1
    late = sign_permit(
        scene.asset, chain, owner=carol, spender=vault, value=BOB, deadline=chain.time - 1
    )
    terms = (days(30), 1, 0, alice)
    attempts: list[Callable[[], object]] = [
        lambda: vault.withdraw(too_much, bob, bob, sender=bob),
        lambda: vault.deposit(0, bob, sender=bob),
        lambda: scene.asset.permit(*late, sender=carol),
        lambda: chain.deploy("PrizeVault", pool, pool, scene.rng, terms, sender=alice),
    ]
    return told(chain, "lottery.refused", [refused(chain, attempt) for attempt in attempts])


def _out_of_cash(scene: Scene) -> Step:
    """The whale wants all of it, and most of it is lent out."""
    erin, vault, pool = scene.chain.accounts.erin, scene.vault, scene.pool
    heidi = scene.chain.accounts.heidi
    wanted = vault.balanceOf(erin)
    lent = pool.borrow(MORE, heidi, sender=heidi)
    share, at_hand = percent(pool.utilisation(), WAD), pool.cash()
    stopped = refused(scene.chain, lambda: vault.redeem(wanted, erin, erin, sender=erin))
    part = vault.redeem(vault.maxRedeem(erin), erin, erin, sender=erin)
    dear = scene.pool_table()
    repaid = pool.repay(REPAID, heidi, sender=heidi)
    rest = vault.redeem(vault.balanceOf(erin), erin, erin, sender=erin)
    done = [lent, stopped, part, repaid, rest]
    return told(
        scene.chain,
        "lottery.cash",
        done,
        dear,
        wanted=rounded(wanted),
        share=share,
        at_hand=rounded(at_hand),
    )


def _liquidated(scene: Scene) -> Step:
    grace, ivan = scene.chain.accounts.grace, scene.chain.accounts.ivan
    pool, worth = scene.pool, scene.vault.totalAssets()
    done: list[Receipt | Action] = [
        refused(scene.chain, lambda: pool.liquidate(grace, UNLIMITED, sender=ivan))
    ]
    done.append(scene.oracle.setPrice(FALLEN * 10**8, sender=scene.chain.accounts.alice))
    debt = pool.debtOf(grace)
    liquidated = pool.liquidate(grace, UNLIMITED, sender=ivan)
    done.append(liquidated)
    (event,) = (event for event in liquidated.events if event.name == "Liquidated")
    rows = (
        ("lottery.debt", rounded(debt), rounded(pool.debtOf(grace))),
        (
            "lottery.collateral",
            rounded(COLLATERAL["grace"], 4),
            rounded(pool.collateralOf(grace), 4),
        ),
    )
    is_whole = scene.vault.totalAssets() >= worth
    return told(
        scene.chain,
        "lottery.liquidation",
        done,
        Table(
            (text("lottery.of_grace"), text("lottery.before"), text("lottery.after")),
            tuple((text(key), *values) for key, *values in rows),
        ),
        price=f"{FALLEN:,}",
        repaid=rounded(event.args["assets"]),
        seized=rounded(event.args["collateral"], 4),
        verdict=text(f"lottery.liquidation.{'equal' if is_whole else 'unequal'}"),
    )


def _ending(scene: Scene) -> Step:
    """Borrowers repay, and everybody takes everything out."""
    vault, pool, accounts = scene.vault, scene.pool, scene.chain.accounts
    done: list[Receipt] = [
        pool.repay(UNLIMITED, accounts[name], sender=accounts[name]) for name in COLLATERAL
    ]
    for saver in scene.savers:
        tickets = vault.balanceOf(saver)
        if tickets:
            done.append(vault.redeem(tickets, saver, saver, sender=saver))
    won = scene.won
    has = {saver: scene.asset.balanceOf(saver) for saver in scene.savers}
    is_right = all(has[saver] == WEALTH + won[saver] for saver in scene.savers)
    draws = verify(vault.address, past_events(vault))
    is_right = is_right and vault.totalSupply() == 0 and all(draw.agrees for draw in draws)
    return told(
        scene.chain,
        "lottery.ending",
        done,
        Table(
            (
                text("lottery.saver"),
                text("lottery.had"),
                text("lottery.won"),
                text("lottery.has"),
            ),
            tuple(
                (saver.name, rounded(WEALTH), rounded(won[saver]), rounded(has[saver]))
                for saver in scene.savers
            ),
            (
                text("lottery.sum"),
                rounded(WEALTH * len(has)),
                rounded(sum(won.values())),
                rounded(sum(has.values())),
            ),
        ),
        draws=len(draws),
        count=sum(len(draw.findings) for draw in draws),
        verdict=text(f"lottery.ending.{'equal' if is_right else 'unequal'}"),
    )
