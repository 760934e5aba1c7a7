"""The evening of the auction: the fund bids what it may, and a rival bids more."""

from __future__ import annotations

from dataclasses import dataclass

from pydemo.constitutiondao import facts
from pydemo.contract.receipt import Receipt
from pydemo.stories.constitutiondao_scene import CLOSES, RESERVE, SOLD, Scene
from pydemo.stories.step import Action, refused
from pydemo.units import ether, hours, minutes

RIVAL_BIDS = (RESERVE, ether(5_000), ether(7_500), ether(9_500), facts.PRICE)
"""Wei, of the whole crowd's auction. The last is the real one, those before are made up."""
BETWEEN = minutes(2)


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid."""

    second: int
    """After the opening."""
    is_ours: bool
    value: int
    """Wei."""


@dataclass(frozen=True, slots=True)
class Evening:
    """How the auction went."""

    bids: list[Bid]
    too_much: Action
    """The bid that the fund may not make."""
    finished: Receipt
    settled: Receipt
    gas: int
    """Of the bids."""


def hold_auction(scene: Scene) -> Evening:
    """Bid in turn, until the fund may bid no more; then give up, at once, and settle at the end.

    Bob sends the fund's bids: anybody can, and pays gas alone.
    """
    chain, house, number = scene.chain, scene.house, scene.auction
    bob, ivan = chain.accounts.bob, chain.accounts.ivan
    chain.set_balance(ivan, scene.scaled(facts.PRICE) + ether(10))
    bids: list[Bid] = []
    second, gas = CLOSES + hours(1), 0
    for bid in RIVAL_BIDS:
        if bids:
            scene.go_to(second)
            gas += scene.fund.bid(sender=bob).gas_used
            bids.append(Bid(second, is_ours=True, value=house.auction(number).price))
            second += BETWEEN
        scene.go_to(second)
        value = scene.scaled(bid)
        cash = value - house.creditOf(ivan)  # what he was outbid with is there still
        gas += house.bid(number, value, sender=ivan, value=cash).gas_used
        bids.append(Bid(second, is_ours=False, value=value))
        second += BETWEEN
    scene.go_to(second)
    too_much = refused(chain, lambda: scene.fund.bid(sender=bob))
    finished = scene.fund.finish(sender=bob)
    scene.go_to(max(SOLD, second + hours(1)))
    settled = house.settle(number, sender=bob)
    return Evening(bids, too_much, finished, settled, gas)
