"""The scene of the replay: an auction, a crowdfund for it, and the clock of November 2021."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from pydemo.constitutiondao import facts, gifts
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.evm.hashing import keccak
from pydemo.messages import text
from pydemo.plans import collectible, crowdfund, dao
from pydemo.stories.progress import track
from pydemo.units import ether, hours, minutes

BEFORE = hours(1)
"""Seconds between the first contract and the opening."""
GENESIS_TIME = facts.OPENING - BEFORE
"""Where a chain of its own begins, in Unix seconds."""

# Wei, of the whole crowd. What the real ones had decided on is not known: these are made up.
RESERVE, GOAL, MAX_BID, CAP = ether(2_500), ether(5_000), ether(10_500), ether(15_000)
CLOSES = minutes(93 * 60 + 29)
"""Seconds from the opening to the deadline: 18:00 on 18 November. Bids begin an hour later."""
SOLD = CLOSES + minutes(90)
"""And to the end of the auction, if nobody bids late."""
PURSE = ether(1_500)
"""Wei that each contributor has at first: more than anybody gives, and the gas."""


class Standing(IntEnum):
    """What a contributor has done last."""

    GIVEN, LEFT, CLAIMED, SOLD = range(4)


@dataclass(slots=True)
class Scene:
    """The contracts, and who is there. Times are seconds after the opening, amounts wei."""

    chain: Chain
    house: Contract
    auction: int
    """Number of the auction in the house."""
    piece: Contract
    """The collection whose only piece is sold."""
    fund: Contract
    token: Contract
    opening: int
    """When the opening is on this chain, in Unix seconds."""
    gifts: list[int]
    """What each contributor gives in all, by number."""
    fees: array[int]
    """What each has paid for gas, in wei."""
    standing: bytearray
    """What each has done: a `Standing`."""

    def go_to(self, second: int) -> None:
        """Let time pass; where each transaction has a block of its own, it may be later already."""
        self.chain.advance(max(self.opening + second - self.chain.time, 1))

    def scaled(self, amount: int) -> int:
        """Of a sum of the whole crowd's, the part of this one."""
        return gifts.scaled(amount, len(self.gifts))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send many transactions in few blocks; on a node, which makes its own, in those."""
        if self.chain.seed is None:
            yield
            return
        with self.chain.batch():
            yield

    def note(self, contributor: int, receipt: Receipt, standing: Standing) -> int:
        """Have a contributor's transaction in the books, and what they have done with it.

        Returns:
            Its gas.
        """
        self.fees[contributor] += receipt.fee
        self.standing[contributor] = standing
        return receipt.gas_used

    def those(self, *standings: Standing) -> list[int]:
        """Contributors who have done one of these things, by number."""
        return [who for who, standing in enumerate(self.standing) if standing in standings]


def address_of(contributor: int) -> bytes:
    """Where a contributor is: an address of nobody's, 20 bytes."""
    return keccak(b"contributor %d" % contributor)[12:]


def shown_time(second: int) -> str:
    """A moment in New York, as in 2021-11-18 20:31."""
    moment = datetime.fromtimestamp(facts.OPENING + second, facts.NEW_YORK)
    return f"{moment:%Y-%m-%d %H:%M}"


def set_scene(chain: Chain, contributors: int) -> Scene:
    """Deploy everything, give everybody their ether, and wait for the opening.

    On a chain that begins at `GENESIS_TIME` blocks are stamped as in 2021. On another all is later,
    by the same time for everything.
    """
    alice, judy = chain.accounts.alice, chain.accounts.judy
    opening = max(facts.OPENING, chain.time + BEFORE)
    amounts = gifts.make_gifts(contributors, chain.seed or 0)

    def scaled(amount: int) -> int:
        return gifts.scaled(amount, contributors)

    piece = collectible.deploy(
        chain, deployer=judy, beneficiary=judy, name="The Constitution", max_supply=1, royalty=0
    ).collection
    piece.mint(1, sender=judy, value=piece.price())
    auction = crowdfund.open_auction(
        crowdfund.deploy_house(chain, deployer=judy),
        seller=judy,
        collection=piece,
        token_id=1,
        reserve=scaled(RESERVE),
        opens_at=0,
        ends_at=opening + SOLD,
    )
    terms = crowdfund.Terms(
        goal=scaled(GOAL),
        cap=scaled(CAP),
        max_bid=scaled(MAX_BID),
        duration=opening + CLOSES - chain.time,
    )
    funding, _ = dao.deploy_with_crowdfund(
        chain, name="ConstitutionDAO", auction=auction, deployer=alice, fund_terms=terms
    )
    for contributor in track(range(contributors), text("constitutiondao.arriving")):
        address = address_of(contributor)
        chain.impersonate(address)
        chain.set_balance(address, PURSE)
    return Scene(
        chain,
        auction.house,
        auction.number,
        piece,
        funding.fund,
        funding.token,
        opening,
        amounts,
        array("Q", bytes(8 * contributors)),
        bytearray(contributors),
    )
