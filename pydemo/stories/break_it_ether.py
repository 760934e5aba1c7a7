"""Attacks on contracts that hold ether: asking twice, taking no refund, waiting for zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.messages import text
from pydemo.plans import collectible, crowdfund
from pydemo.stories.step import Step, Table, refused, told, with_trace
from pydemo.units import days, decimal, ether

SAVED = {"alice": ether(3), "bob": ether(2)}
STAKE = ether(1)
BIDS = {"bob": ether(5), "alice": ether(50)}
PRIZE = ether(10)
WAIT = 258
"""Blocks: the hash of the one that decides is zero after 256."""


@dataclass(frozen=True, slots=True)
class Purses:
    """Accounts whose ether is told before and after."""

    chain: Chain
    rows: dict[str, AddressLike]
    """By the last part of the message that names the row."""

    def look(self) -> list[int]:
        return [self.chain.balance(account) for account in self.rows.values()]

    def table(self, before: list[int]) -> Table:
        """Ether then and now; with the sums, where there are several."""
        now = self.look()
        rows = tuple(
            (text(f"break_it.{key}"), decimal(then), decimal(wei))
            for key, then, wei in zip(self.rows, before, now, strict=True)
        )
        columns = ("ETH", text("break_it.before"), text("break_it.after"))
        if len(rows) == 1:
            return Table(columns, rows)
        total = (text("break_it.sum"), decimal(sum(before)), decimal(sum(now)))
        return Table(columns, rows, total)


def open_auctions(chain: Chain, count: int) -> list[crowdfund.Auction]:
    """Heidi sells so many pieces in our auction house."""
    heidi = chain.accounts.heidi
    piece = collectible.deploy(
        chain, deployer=heidi, beneficiary=heidi, max_supply=count, price=0
    ).collection
    piece.mint(count, sender=heidi)
    house = crowdfund.deploy_house(chain, deployer=heidi)
    return [
        crowdfund.open_auction(
            house,
            seller=heidi,
            collection=piece,
            token_id=number,
            reserve=STAKE,
            opens_at=0,
            ends_at=chain.time + days(7),
        )
        for number in range(1, count + 1)
    ]


def asking_twice(chain: Chain, auction: crowdfund.Auction) -> Iterator[Step]:
    """Reentrancy, as in The DAO: a bank is emptied, and our auction house is not."""
    ivan, bob = chain.accounts.ivan, chain.accounts.bob
    bank = chain.deploy("WeakenedBank", sender=chain.accounts.heidi)
    for name, saved in SAVED.items():
        bank.deposit(sender=chain.accounts[name], value=saved)
    thief = chain.deploy("Thief", sender=ivan)
    purses = Purses(chain, {"bank": bank, "thief": thief})
    paid_in = thief.run(bank, bank.deposit.data(), sender=ivan, value=STAKE)
    before = purses.look()
    robbed = thief.rob(bank, bank.withdraw.data(), sender=ivan)
    owed = {name: bank.balanceOf(chain.accounts[name]) for name in SAVED}
    books = Table(
        (text("break_it.saver"), text("break_it.owed")),
        tuple((name, decimal(wei)) for name, wei in owed.items()),
        (text("break_it.sum"), decimal(sum(owed.values()))),
    )
    step = told(
        chain,
        "break_it.dao",
        [paid_in, robbed],
        purses.table(before),
        books,
        stake=decimal(STAKE),
        times=before[0] // STAKE,
    )
    yield with_trace(step, robbed)

    house = auction.house
    purses = Purses(chain, {"house": house, "thief": thief})
    thief.handOver(sender=ivan)
    bid = house.bid.data(auction.number, STAKE)
    first = thief.run(house, bid, sender=ivan, value=STAKE)
    second = house.bid(auction.number, ether(2), sender=bob, value=ether(2))
    before = purses.look()
    tried = thief.rob(house, house.withdraw.data(thief), sender=ivan)
    step = told(
        chain,
        "break_it.dao_stopped",
        [first, second, tried],
        purses.table(before),
        stake=decimal(STAKE),
    )
    yield with_trace(step, tried)


def refusing_ether(chain: Chain, auction: crowdfund.Auction) -> Iterator[Step]:
    """A bidder who takes no ether: nobody can outbid it, but in our auction house."""
    ivan = chain.accounts.ivan
    puppet = chain.deploy("Puppet", sender=ivan)
    weak = chain.deploy("WeakenedAuction", sender=chain.accounts.heidi)
    done = [puppet.run(weak, weak.bid.data(), sender=ivan, value=STAKE)]
    blocked = [
        refused(
            chain,
            lambda name=name, value=value: weak.bid(  # type: ignore[misc]
                sender=chain.accounts[name], value=value
            ),
        )
        for name, value in BIDS.items()
    ]
    yield told(
        chain,
        "break_it.refund",
        [*done, *blocked],
        Table(
            (text("break_it.leader"), "ETH"),
            ((_name(chain, weak.bidder()), decimal(weak.price())),),
        ),
        stake=decimal(STAKE),
    )

    house, number = auction.house, auction.number
    bid = puppet.run(house, house.bid.data(number, STAKE), sender=ivan, value=STAKE)
    outbid = [
        house.bid(number, value, sender=chain.accounts[name], value=value)
        for name, value in BIDS.items()
    ]
    credit = house.creditOf(puppet)
    fetched = puppet.run(house, house.withdraw.data(ivan), sender=ivan)
    sold = house.auction(number)
    yield told(
        chain,
        "break_it.refund_stopped",
        [bid, *outbid, fetched],
        Table(
            (text("break_it.leader"), "ETH"),
            ((_name(chain, sold.bidder), decimal(sold.price)),),
        ),
        credit=decimal(credit),
    )


def waiting_for_zero(chain: Chain) -> Iterator[Step]:
    """Block hashes that are forgotten: a lottery that everybody wins who waits, and our source."""
    ivan, heidi = chain.accounts.ivan, chain.accounts.heidi
    lottery = chain.deploy("WeakenedLottery", sender=heidi, value=PRIZE)
    rng = chain.deploy("FutureBlockRng", sender=heidi)
    purses = Purses(chain, {"lottery": lottery})
    rng.request(sender=heidi)
    request = chain.block_number + rng.DELAY()
    number = lottery.numberOf(bytes(32), ivan)
    played = lottery.play(number, sender=ivan, value=lottery.PRICE())
    before = purses.look()
    chain.mine(rng.DELAY())
    known = rng.randomNumber(request)
    chain.mine(WAIT)
    won = lottery.claim(sender=ivan)
    yield told(
        chain,
        "break_it.hash",
        [played, won],
        purses.table(before),
        number=number,
        wait=WAIT,
    )

    same = text("break_it.yes" if rng.randomNumber(request) == known else "break_it.no")
    lost = text("break_it.yes" if rng.isRequestFailed(request) else "break_it.no")
    zero = text("break_it.yes" if known == 0 else "break_it.no")
    yield told(
        chain,
        "break_it.hash_stopped",
        [],
        Table(
            (text("break_it.asked"), text("break_it.answer")),
            (
                (text("break_it.is_same"), same),
                (text("break_it.is_zero"), zero),
                (text("break_it.is_lost"), lost),
            ),
        ),
        wait=WAIT,
    )


def _name(chain: Chain, account: AddressLike) -> str:
    return chain.names.get(str(account), str(account))
