"""What the DAO's story is played on: a piece up for auction, a crowdfund for it, and the governor
that those who give become."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.history import past_events
from pydemo.contract.receipt import Receipt
from pydemo.messages import text
from pydemo.plans import collectible, crowdfund, dao
from pydemo.stories.dao_proposal import Calls, Proposal, propose
from pydemo.stories.step import Table
from pydemo.units import days, decimal, ether, hours

COPIES, PIECE = 13, 1
RESERVE = ether(20)
SALE_LASTS = days(7)
FUND_TERMS = crowdfund.Terms(goal=ether(25), cap=ether(60), max_bid=ether(60), duration=days(4))
TERMS = dao.Terms(
    voting_delay=days(1),
    voting_period=days(3),
    vote_extension=days(1),
    timelock_delay=days(2),
    quorum=20,
)
COOL_DOWN = hours(1)
MILLION = 10**6


@dataclass(frozen=True, slots=True)
class Scene:
    """Judy sells a piece that Heidi made, Ivan wants it too, the others give together."""

    chain: Chain
    piece: Contract
    auction: crowdfund.Auction
    fund: Contract
    token: Contract
    governor: Contract
    timelock: Contract
    given: dict[str, int] = field(default_factory=dict)
    """Wei by name, in the order of giving: for whom it was given."""
    spent_gas: dict[str, int] = field(default_factory=dict)
    """By name, on giving and on taking back."""

    def account(self, name: str) -> Account:
        return self.chain.accounts[name]

    def give(self, giver: str, value: int, beneficiary: AddressLike | None = None) -> Receipt:
        """Give for oneself, or for somebody else."""
        before = self.fund.raised()
        sender = self.account(giver)
        if beneficiary is None:
            receipt: Receipt = self.fund.contribute(sender=sender, value=value)
        else:
            receipt = self.fund.contributeFor(beneficiary, sender=sender, value=value)
        name = self.name(giver if beneficiary is None else beneficiary)
        self.given[name] = self.given.get(name, 0) + self.fund.raised() - before
        self.count_gas(giver, receipt)
        return receipt

    def count_gas(self, name: str, receipt: Receipt) -> None:
        self.spent_gas[name] = self.spent_gas.get(name, 0) + receipt.gas_used

    def pause(self) -> None:
        """Let a second pass: votes that change twice within one cost less, and nodes differ in
        how many blocks they make in a second."""
        self.chain.mine()

    def name(self, who: AddressLike) -> str:
        """As the chain calls an account or a contract."""
        shown = str(who)
        return self.chain.names.get(shown, shown)

    # --- the auction -----------------------------------------------------------------------------

    def outbid(self, rival: Account, amount: int) -> Receipt:
        credit = self.auction.house.creditOf(rival)
        receipt: Receipt = self.auction.house.bid(
            self.auction.number, amount, sender=rival, value=amount - min(credit, amount)
        )
        return receipt

    def wait_for_the_hammer(self) -> None:
        ends_at = self.auction.house.auction(self.auction.number).endsAt
        self.chain.advance(ends_at - self.chain.time)

    def bids(self) -> Table:
        """All bids in the auction so far."""
        bids = (
            past.event.args
            for past in past_events(self.auction.house)
            if past.event.name == "BidPlaced"
        )
        rows = tuple(
            (self.name(bid["bidder"]), eth(bid["bid"]))
            for bid in bids
            if bid["auctionId"] == self.auction.number
        )
        return Table((text("dao.bidder"), text("dao.bid_of")), rows)

    def purses(self, *people: str) -> dict[str, int]:
        """Wei that the seller, the artist and the treasury have, in the house too."""
        accounts = {
            "seller": self.account("judy"),
            "artist": self.account("heidi"),
            "treasury": self.timelock,
        }
        return {
            who: self.chain.balance(accounts[who]) + self.auction.house.creditOf(accounts[who])
            for who in people
        }

    def gained(self, before: dict[str, int]) -> Table:
        """What came to whom since their purses were looked into, and how much in all."""
        now = self.purses(*before)
        gains = {who: now[who] - had for who, had in before.items()}
        return Table(
            (text("dao.to_whom"), "ETH"),
            tuple((text(f"dao.{who}"), eth(wei)) for who, wei in gains.items()),
            (text("dao.sum"), eth(sum(gains.values()))),
        )

    # --- what is decided -------------------------------------------------------------------------

    def propose(self, proposer: str, calls: Calls, description: str) -> Proposal:
        return propose(
            self.chain,
            self.governor,
            calls,
            description,
            proposer=self.account(proposer),
            shown=millions,
        )


def deploy(chain: Chain) -> Scene:
    alice, heidi, judy = (chain.accounts[name] for name in ("alice", "heidi", "judy"))
    drop = collectible.deploy(
        chain,
        deployer=heidi,
        beneficiary=heidi,
        name="Constitution",
        symbol="COPY",
        description="Thirteen copies were left of the first printing.",
        max_supply=COPIES,
        price=0,
    )
    drop.collection.mint(1, sender=judy)
    auction = crowdfund.open_auction(
        crowdfund.deploy_house(chain, deployer=judy),
        seller=judy,
        collection=drop.collection,
        token_id=PIECE,
        reserve=RESERVE,
        opens_at=0,
        ends_at=chain.time + SALE_LASTS,
    )
    funding, system = dao.deploy_with_crowdfund(
        chain,
        name="Constitution DAO",
        auction=auction,
        deployer=alice,
        fund_terms=FUND_TERMS,
        terms=TERMS,
    )
    contracts = (funding.fund, funding.token, system.governor, system.timelock)
    return Scene(chain, drop.collection, auction, *contracts)


def eth(wei: int) -> str:
    """Exact, whatever it takes."""
    return decimal(wei)


def millions(units: int) -> str:
    """PEOPLE in millions: 1 for each ether given."""
    return decimal(units // MILLION)
