"""The ending in which a rival has more: everybody takes back what they gave."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.messages import text
from pydemo.stories.dao_scene import Scene, eth, millions
from pydemo.stories.step import Step, Table, refused, told
from pydemo.units import ether

TOO_MUCH = ether(70)
SELLER, BUYER = "carol", "heidi"
SOLD = 3_000_000 * 10**18
"""Units of PEOPLE that the one sells to the other."""


def tell(scene: Scene) -> Iterator[Step]:
    yield _outbid(scene)
    yield _refunded(scene)
    yield _claimed(scene)
    yield _accounts(scene)


def _outbid(scene: Scene) -> Step:
    grace = scene.account("grace")
    rival = scene.outbid(scene.account("ivan"), TOO_MUCH)
    stopped = refused(scene.chain, lambda: scene.fund.bid(sender=grace))
    over = scene.fund.finish(sender=grace)
    return told(
        scene.chain,
        "dao.outbid",
        [rival, stopped, over],
        scene.bids(),
        bid=eth(TOO_MUCH),
        most=eth(scene.fund.cap()),
    )


def _refunded(scene: Scene) -> Step:
    alice, grace = scene.account("alice"), scene.account("grace")
    alone = scene.fund.refund(sender=alice)
    scene.count_gas("alice", alone)
    twice = refused(scene.chain, lambda: scene.fund.refund(sender=alice))
    others = [scene.account(name) for name in ("bob", "dave", "erin", "frank")]
    many = scene.fund.refundMany([*others, scene.piece], sender=grace)
    return told(
        scene.chain,
        "dao.refund",
        [alone, twice, many],
        alone=f"{alone.gas_used:,}",
        count=len(others) + 1,
        each=f"{many.gas_used // (len(others) + 1):,}",
        kept=eth(scene.fund.keptFor(scene.piece)),
    )


def _claimed(scene: Scene) -> Step:
    carol, heidi = scene.account(SELLER), scene.account(BUYER)
    claimed = scene.fund.claim(sender=carol)
    scene.count_gas("carol", claimed)
    late = refused(scene.chain, lambda: scene.fund.refund(sender=carol))
    scene.pause()
    sold = scene.token.transfer(heidi, SOLD, sender=carol)
    scene.pause()
    redeemed = scene.fund.redeem(SOLD, heidi, sender=heidi)
    scene.count_gas(SELLER, sold)
    scene.count_gas(BUYER, redeemed)
    return told(
        scene.chain,
        "dao.people",
        [claimed, late, sold, redeemed],
        claimed=millions(scene.token.balanceOf(carol) + SOLD),
        sold=millions(SOLD),
        value=eth(SOLD // scene.token.UNITS_PER_WEI()),
    )


def _accounts(scene: Scene) -> Step:
    """Given, got back, still to be had: and the fund has just that."""
    fund, token = scene.fund, scene.token
    sold = SOLD // token.UNITS_PER_WEI()
    rows, owed, gas = [], 0, 0
    for name, given in [*scene.given.items(), (BUYER, 0)]:
        account = scene.piece if name == scene.name(scene.piece) else scene.account(name)
        waits = fund.contributionOf(account) + fund.keptFor(account)
        waits += token.balanceOf(account) // token.UNITS_PER_WEI()
        bought = {SELLER: -sold, BUYER: sold}.get(name, 0)
        spent = scene.spent_gas.get(name, 0)
        owed, gas = owed + waits, gas + spent
        rows.append((name, *map(eth, (given, given + bought - waits, waits)), f"{spent:,}"))
    total, held = sum(scene.given.values()), scene.chain.balance(fund)
    columns = ("for_whom", "given", "back", "waits", "gas")
    return told(
        scene.chain,
        "dao.accounts",
        [],
        Table(
            tuple(text(f"dao.{column}") for column in columns),
            tuple(rows),
            (text("dao.sum"), eth(total), eth(total - owed), eth(owed), f"{gas:,}"),
        ),
        total=eth(total),
        held=eth(held),
        verdict=text(f"dao.accounts.{'equal' if held == owed else 'unequal'}"),
    )
