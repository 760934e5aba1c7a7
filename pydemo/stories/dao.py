"""The story of people who buy one thing together: they are outbid, and take their money back; or
they win, and decide together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydemo.contract.chain import Chain
from pydemo.contract.piece import Piece
from pydemo.errors import ArgumentError
from pydemo.messages import text
from pydemo.stories import dao_lost, dao_won
from pydemo.stories.dao_scene import (
    COOL_DOWN,
    COPIES,
    FUND_TERMS,
    PIECE,
    RESERVE,
    SALE_LASTS,
    Scene,
    deploy,
    eth,
)
from pydemo.stories.step import Step, Table, refused, told
from pydemo.units import days, ether

OPTIONS = ("ending",)
ENDINGS = {"lost": dao_lost.tell, "won": dao_won.tell}
GIFTS = {"alice": ether(16), "bob": ether(12), "carol": ether(8), "dave": ether(4)}
FOR_ERIN, MISTAKE, LAST_GIFT = ether(3), ether(1), ether(20)
FIRST_BID = ether(22)


def tell(chain: Chain, ending: str = "both") -> Iterator[Step]:
    """Steps on a chain with the personas, whose time can be moved.

    Args:
        ending: ``lost`` or ``won``; ``both`` tells the one, turns the clock back, and tells the
            other.

    Raises:
        errors.ArgumentError: no such ending.
    """
    if ending not in ("both", *ENDINGS):
        raise ArgumentError(f"ending {ending!r}: choose from {', '.join(ENDINGS)}")
    return _tell(chain, list(ENDINGS) if ending == "both" else [ending])


def _tell(chain: Chain, endings: Sequence[str]) -> Iterator[Step]:
    scene = deploy(chain)
    yield _for_sale(scene)
    yield _founded(scene)
    yield _given(scene)
    yield _full(scene)
    yield _bidding(scene)
    *first, last = endings
    for ending in first:
        with chain.anchor():
            noted_apart = replace(scene, spent_gas=dict(scene.spent_gas))
            yield from ENDINGS[ending](noted_apart)
        yield Step(text("dao.again.title"), text("dao.again.text"), key="dao.again")
    yield from ENDINGS[last](scene)


def _for_sale(scene: Scene) -> Step:
    return told(
        scene.chain,
        "dao.sale",
        [receipt for receipt in (scene.auction.house.deploy_receipt,) if receipt is not None],
        pictures=(Piece(scene.piece, PIECE).read(),),
        copies=COPIES,
        reserve=eth(RESERVE),
        days=SALE_LASTS // days(1),
    )


def _founded(scene: Scene) -> Step:
    made = [contract.deploy_receipt for contract in (scene.fund, scene.governor)]
    return told(
        scene.chain,
        "dao.found",
        [receipt for receipt in made if receipt is not None],
        goal=eth(FUND_TERMS.goal),
        cap=eth(FUND_TERMS.cap),
        days=FUND_TERMS.duration // days(1),
    )


def _given(scene: Scene) -> Step:
    fund, erin = scene.fund, scene.account("erin")
    zero = refused(scene.chain, lambda: fund.contribute(sender=erin, value=0))
    done = [scene.give(name, value) for name, value in GIFTS.items()]
    done.append(scene.give("dave", FOR_ERIN, erin))
    done.append(scene.give("carol", MISTAKE, scene.piece))
    regret = refused(scene.chain, lambda: fund.refund(sender=scene.account("dave")))
    rows = tuple((name, eth(value)) for name, value in scene.given.items())
    return told(
        scene.chain,
        "dao.give",
        [zero, *done, regret],
        Table((text("dao.for_whom"), "ETH"), rows, (text("dao.sum"), eth(fund.raised()))),
        gift=eth(FOR_ERIN),
        mistake=eth(MISTAKE),
    )


def _full(scene: Scene) -> Step:
    frank = scene.account("frank")
    last = scene.give("frank", LAST_GIFT)
    late = refused(scene.chain, lambda: scene.fund.contribute(sender=frank, value=1))
    taken = scene.given["frank"]
    return told(
        scene.chain,
        "dao.full",
        [last, late],
        cap=eth(FUND_TERMS.cap),
        sent=eth(LAST_GIFT),
        taken=eth(taken),
        back=eth(LAST_GIFT - taken),
    )


def _bidding(scene: Scene) -> Step:
    grace, ivan = scene.account("grace"), scene.account("ivan")
    early = refused(scene.chain, lambda: scene.fund.bid(sender=grace))
    scene.chain.advance(COOL_DOWN)
    rival = scene.outbid(ivan, FIRST_BID)
    bid = scene.fund.bid(sender=grace)
    again = refused(scene.chain, lambda: scene.fund.bid(sender=grace))
    price = scene.auction.house.auction(scene.auction.number).price
    return told(
        scene.chain,
        "dao.bid",
        [early, rival, bid, again],
        scene.bids(),
        first=eth(FIRST_BID),
        bid=eth(price),
        most=eth(FUND_TERMS.max_bid),
    )
