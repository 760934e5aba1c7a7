"""What the crowd does in the replay: gives, takes back, claims PEOPLE and trades them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

from pydemo.constitutiondao import facts
from pydemo.constitutiondao.costs import Cost
from pydemo.constitutiondao.timeline import Payment, make_payments, stop_after
from pydemo.contract.receipt import Receipt
from pydemo.messages import text
from pydemo.stories.constitutiondao_scene import Scene, Standing, address_of
from pydemo.stories.progress import track
from pydemo.units import days, ether

GIVE_GAS, REFUND_GAS, CLAIM_GAS, MOVE_GAS = 150_000, 150_000, 300_000, 300_000
"""Limits of transactions: more than any of them takes."""
BATCH, BATCH_GAS = 50, 2_000_000
OWN_WAY = ether(1)
"""Wei from which on somebody sends their own refund."""
LEAVING = (40, 20, 13, 10, 7, 6, 4)
"""Percent of those who leave in the first week, by day. Made up: the sum is known, the days not."""
VOLUNTEERS = ("frank", "grace", "heidi")
CLAIMING = 3
"""Percent of all contributors who claim PEOPLE. Made up."""
PREMIUM = 110
"""Percent of the ether behind PEOPLE that the trader pays for them. Made up."""


@dataclass(frozen=True, slots=True)
class Point:
    """The raise at one moment."""

    second: int
    """After the opening."""
    payments: int
    """So far."""
    raised: int
    """Wei so far, by the contract."""


@dataclass(frozen=True, slots=True)
class Raise:
    """What came of the four days."""

    points: list[Point]
    gas: array[int]
    """Of each contributor's payments together, by number."""
    payments: array[int]
    """How many each made."""


@dataclass(frozen=True, slots=True)
class Day:
    """Refunds of one day."""

    second: int
    own: int
    """How many sent for it themselves."""
    batched: int
    """How many were sent theirs by volunteers."""
    transactions: int
    value: int
    """Wei, of both."""
    gas: int


@dataclass(frozen=True, slots=True)
class Trade:
    """What came of PEOPLE. Amounts are wei."""

    claims: int
    claimed: int
    sales: int
    sold: int
    """Worth of what was sold, by the ether behind it."""
    redeemed: int
    redemption: Receipt
    transactions: int
    """Beside that one."""
    gas: int
    """Of those."""


def raise_money(scene: Scene) -> Raise:
    """Everybody gives, on the timeline; payments of five minutes are mined together."""
    count = len(scene.gifts)
    payments = make_payments(scene.gifts, scene.chain.seed or 0)
    stops = [
        (stop, list(group))
        for stop, group in groupby(payments, lambda each: stop_after(each.second))
    ]
    given = Raise([Point(0, 0, 0)], array("L", [0]) * count, array("B", [0]) * count)
    done = 0
    for stop, group in track(stops, text("constitutiondao.giving")):
        scene.go_to(stop)
        _give(scene, group, given)
        done += len(group)
        given.points.append(Point(stop, done, scene.fund.raised()))
    return given


def _give(scene: Scene, payments: Sequence[Payment], given: Raise) -> None:
    contribute = scene.fund.contribute
    with scene.together():
        receipts = [
            contribute(sender=address_of(payment.contributor), value=payment.value, gas=GIVE_GAS)
            for payment in payments
        ]
    for payment, receipt in zip(payments, receipts, strict=True):
        given.gas[payment.contributor] += scene.note(payment.contributor, receipt, Standing.GIVEN)
        given.payments[payment.contributor] += 1


def choose_leavers(scene: Scene) -> list[int]:
    """Who takes their gift back in the first week, in the order in which they do."""
    count = len(scene.gifts)
    random = Random(f"leavers {count} {scene.chain.seed or 0}")
    return random.sample(range(count), count * facts.REFUNDED_IN_A_WEEK // 100)


def refund_for_a_week(scene: Scene, leavers: Sequence[int], gas: array[int]) -> list[Day]:
    """Refunds, from the day on that they opened in reality.

    Args:
        gas: by contributor; the gas of each one's refund, or its part of a batch's, is added.
    """
    week, begin, share = [], 0, 0
    for number, percent in enumerate(track(LEAVING, text("constitutiondao.refunding"))):
        share += percent
        end = len(leavers) * share // 100
        scene.go_to(facts.REFUNDS_OPEN + days(number))
        week.append(_refund_day(scene, number, leavers[begin:end], gas))
        begin = end
    return week


def _refund_day(scene: Scene, number: int, leavers: Sequence[int], gas: array[int]) -> Day:
    own = [each for each in leavers if scene.gifts[each] >= OWN_WAY]
    others = [each for each in leavers if scene.gifts[each] < OWN_WAY]
    volunteers = [scene.chain.accounts[name] for name in VOLUNTEERS]
    batches = [others[start : start + BATCH] for start in range(0, len(others), BATCH)]
    with scene.together():
        ours = [scene.fund.refund(sender=address_of(each), gas=REFUND_GAS) for each in own]
        theirs = [
            scene.fund.refundMany(
                [address_of(each) for each in batch],
                sender=volunteers[place % len(volunteers)],
                gas=BATCH_GAS,
            )
            for place, batch in enumerate(batches)
        ]
    for each, receipt in zip(own, ours, strict=True):
        gas[each] += scene.note(each, receipt, Standing.LEFT)
    for batch, receipt in zip(batches, theirs, strict=True):
        for each in batch:
            gas[each] += receipt.gas_used // len(batch)
            scene.standing[each] = Standing.LEFT
    return Day(
        facts.REFUNDS_OPEN + days(number),
        len(own),
        len(others),
        len(ours) + len(theirs),
        sum(scene.gifts[each] for each in leavers),
        sum(receipt.gas_used for receipt in (*ours, *theirs)),
    )


def claim_and_trade(scene: Scene) -> Trade:
    """Some claim PEOPLE; every second of them sells all to Erin, who redeems half of what she has.

    A sale is two transactions, PEOPLE one way and ether the other, on trust.
    """
    erin, chain = scene.chain.accounts.erin, scene.chain
    gifts, token = scene.gifts, scene.token
    staying, claiming = scene.those(Standing.GIVEN), max(len(gifts) * CLAIMING // 100, 2)
    claimers = staying[:: len(staying) // claiming][:claiming]
    units = token.UNITS_PER_WEI()
    sellers = claimers[::2]
    sold = sum(gifts[each] for each in sellers)
    chain.set_balance(erin, 2 * sold + ether(10))
    with scene.together():
        receipts = [scene.fund.claim(sender=address_of(each), gas=CLAIM_GAS) for each in claimers]
    with scene.together():
        handed = [
            token.transfer(erin, gifts[each] * units, sender=address_of(each), gas=MOVE_GAS)
            for each in sellers
        ]
        paid = [
            chain.transfer(address_of(each), price_of(gifts[each]), sender=erin, gas=21_000)
            for each in sellers
        ]
    for each, receipt in zip(claimers, receipts, strict=True):
        scene.note(each, receipt, Standing.CLAIMED)
    for each, receipt in zip(sellers, handed, strict=True):
        scene.note(each, receipt, Standing.SOLD)
    redemption = scene.fund.redeem(sold // 2 * units, erin, sender=erin)
    others = (*receipts, *handed, *paid)
    return Trade(
        len(claimers),
        sum(gifts[each] for each in claimers),
        len(sellers),
        sold,
        redemption.events[-1].args["value"],
        redemption,
        len(others),
        sum(receipt.gas_used for receipt in others),
    )


def price_of(gift: int) -> int:
    """What PEOPLE for a gift are sold for, in wei."""
    return gift * PREMIUM // 100


def costs_of(scene: Scene, given: Raise, leavers: Sequence[int]) -> list[Cost]:
    """What those who left again paid for gas, there and back."""
    return [
        Cost(
            scene.gifts[each],
            given.gas[each],
            facts.JUICEBOX_FIRST_PAY
            + facts.JUICEBOX_PAY * (given.payments[each] - 1)
            + facts.JUICEBOX_REDEEM,
        )
        for each in leavers
    ]
