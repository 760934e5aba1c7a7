"""The replay's books, a year later: where each wei is."""

from __future__ import annotations

from dataclasses import dataclass

from pydemo.constitutiondao import facts
from pydemo.contract.receipt import Receipt
from pydemo.messages import text
from pydemo.stories.constitutiondao_crowd import price_of
from pydemo.stories.constitutiondao_scene import PURSE, Scene, Standing, address_of
from pydemo.stories.progress import track
from pydemo.units import days

LATER = facts.REFUNDS_OPEN + days(365)


@dataclass(frozen=True, slots=True)
class Books:
    """Amounts are wei."""

    latecomer: Receipt
    """Somebody's refund, a year late."""
    given: int
    """By the contract's own count."""
    refunded: int
    redeemed: int
    held: int
    """Ether that the contract has."""
    behind_people: int
    """Of this, what is behind PEOPLE."""
    waiting: int
    """And what has been neither taken back nor claimed."""
    waiters: int
    """How many that belongs to."""
    agree: bool
    """Whether all is as it should be, to the wei: sums, and what each contributor has."""


def close_the_books(scene: Scene, redeemed: int) -> Books:
    """Have one more take theirs back, a year later, and look where everything is.

    Args:
        redeemed: wei that the contract has paid for PEOPLE.
    """
    fund, gifts, chain = scene.fund, scene.gifts, scene.chain
    scene.go_to(LATER)
    late = scene.those(Standing.GIVEN)[0]
    receipt = fund.refund(sender=address_of(late))
    scene.note(late, receipt, Standing.LEFT)

    def given_by(*standings: Standing) -> int:
        return sum(gifts[each] for each in scene.those(*standings))

    given, held = fund.raised(), chain.balance(fund)
    refunded, waiting = given_by(Standing.LEFT), given_by(Standing.GIVEN)
    behind_people = scene.token.totalSupply() // scene.token.UNITS_PER_WEI()
    return Books(
        receipt,
        given,
        refunded,
        redeemed,
        held,
        behind_people,
        waiting,
        len(scene.those(Standing.GIVEN)),
        agree=given == sum(gifts) == refunded + redeemed + held
        and held == behind_people + waiting
        and _everybody_has_theirs(scene),
    )


def _everybody_has_theirs(scene: Scene) -> bool:
    """Whether each contributor has what they should, and the fund owes them what it should."""
    everybody = track(range(len(scene.gifts)), text("constitutiondao.counting"))
    return all(_has_theirs(scene, each) for each in everybody)


def _has_theirs(scene: Scene, each: int) -> bool:
    address, gift, standing = address_of(each), scene.gifts[each], scene.standing[each]
    got = {Standing.LEFT: gift, Standing.SOLD: price_of(gift)}.get(Standing(standing), 0)
    owed = gift if standing == Standing.GIVEN else 0
    return (
        scene.chain.balance(address) == PURSE - gift - scene.fees[each] + got
        and scene.fund.contributionOf(address) == owed
    )
