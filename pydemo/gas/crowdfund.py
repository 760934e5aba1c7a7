"""A crowdfund's operations and those of the auction it bids in, each in the state its name says."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.chain.accounts import Account
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.units import days, ether

ZERO = "0x" + "00" * 20
MANY = 50
HOUR = 3_600


def measure(chain: Chain) -> Iterator[tuple[str, int]]:
    """Yield (operation, gas): an auction that is lost and given back, then one that is won."""
    yield from _measure_house(chain)
    with chain.anchor():
        yield from _measure_lost(chain)
    yield from _measure_won(chain)


def _gas(receipt: Receipt) -> int:
    return int(receipt.gas_used)


def _piece(chain: Chain, house: Contract, seller: Account) -> int:
    """A new piece, in an auction of seven days; the auction's number."""
    art = chain.deploy("CollectibleArt", sender=seller)
    now = chain.time
    terms = (
        "Scroll",
        "SCROLL",
        "",
        10,
        0,
        10,
        now,
        now + days(30),
        seller,
        ZERO,
        500,
        b"\x01" * 32,
    )
    drop = chain.deploy("Collectible", terms, art, sender=seller)
    drop.mint(1, sender=seller)
    drop.setApprovalForAll(house, True, sender=seller)
    house.create(drop, 1, ether(10), 0, chain.time + days(7), sender=seller)
    return int(house.auctionCount())


def _crowdfund(chain: Chain, house: Contract, number: int) -> Contract:
    judy = chain.accounts.judy
    end = chain.time + days(4)
    treasury = chain.deploy("Timelock", sender=judy)
    terms = (house, number, ether(20), ether(1_000), ether(500), end, treasury)
    return chain.deploy("Crowdfund", terms, sender=judy)


def _measure_house(chain: Chain) -> Iterator[tuple[str, int]]:
    alice, bob, carol, dave, judy = (
        chain.accounts[name] for name in ("alice", "bob", "carol", "dave", "judy")
    )
    house = chain.deploy("AuctionHouse", sender=judy)
    assert house.deploy_receipt is not None
    yield "deploy auction house", _gas(house.deploy_receipt)
    with chain.anchor():
        number = _piece(chain, house, judy)

        def bid(who: Account) -> int:
            amount = house.minimumBid(number).minimum
            return _gas(house.bid(number, amount, sender=who, value=amount))

        yield "bid, first", bid(alice)
        yield "bid, over somebody without credit", bid(bob)
        yield "bid, over oneself or somebody with credit, on the way", bid(alice) and bid(bob)
        chain.advance(days(7) - HOUR // 10 - (chain.time - house.auction(number).opensAt))
        with chain.anchor():
            yield "bid, late", bid(alice)
        yield "bid, late, over somebody without credit", bid(carol) and bid(dave)
        chain.advance(HOUR)
        yield "settle", _gas(house.settle(number, sender=bob))
        yield "withdraw credit", _gas(house.withdraw(bob, sender=bob))


def _fund(chain: Chain, people: list[Account]) -> tuple[Contract, Contract, int, dict[str, int]]:
    judy, figures = chain.accounts.judy, {}
    house = chain.deploy("AuctionHouse", sender=judy)
    number = _piece(chain, house, judy)
    fund = _crowdfund(chain, house, number)
    assert fund.deploy_receipt is not None
    figures["deploy crowdfund and token"] = _gas(fund.deploy_receipt)
    for index, person in enumerate(people):
        gas = _gas(fund.contribute(sender=person, value=ether(1)))
        figures["contribute, first ever" if index == 0 else "contribute, new"] = gas
    figures["contribute, repeat"] = _gas(fund.contribute(sender=people[1], value=ether(1)))
    other = _gas(fund.contributeFor(people[2], sender=people[1], value=ether(1)))
    figures["contribute for somebody, repeat"] = other
    chain.advance(days(4) + HOUR)
    return house, fund, number, figures


def _people(chain: Chain) -> list[Account]:
    # Of no zero bytes, as most addresses are.
    return [chain.impersonate(f"0x{'11' * 19}{index:02x}") for index in range(20, 20 + MANY + 6)]


def _measure_lost(chain: Chain) -> Iterator[tuple[str, int]]:
    people = _people(chain)
    for person in people:
        chain.set_balance(person, ether(10))
    rival = chain.accounts.ivan
    house, fund, number, figures = _fund(chain, people)
    yield from figures.items()
    yield "crowdfund bids, first in the auction", _gas(fund.bid(sender=people[0]))

    def outbid() -> None:
        amount = house.minimumBid(number).minimum
        house.bid(number, amount, sender=rival, value=amount)

    outbid()
    yield "crowdfund bids, over a rival without credit", _gas(fund.bid(sender=people[0]))
    outbid()
    yield "crowdfund bids, over a rival with credit", _gas(fund.bid(sender=people[0]))
    amount = ether(501)
    house.bid(number, amount, sender=rival, value=amount)
    yield "finish, lost", _gas(fund.finish(sender=people[0]))
    yield "refund", _gas(fund.refund(sender=people[0]))
    many = _gas(fund.refundMany(people[6:], sender=rival))
    yield f"refund many, each of {MANY}", many // MANY
    token = chain.at("PeopleToken", fund.token())
    yield "claim, first ever", _gas(fund.claim(sender=people[1]))
    yield "claim", _gas(fund.claim(sender=people[3]))
    some = token.balanceOf(people[3]) // 2
    yield "redeem a half", _gas(fund.redeem(some, people[3], sender=people[3]))
    yield "redeem the rest", _gas(fund.redeem(some, people[3], sender=people[3]))


def _measure_won(chain: Chain) -> Iterator[tuple[str, int]]:
    people = _people(chain)
    for person in people:
        chain.set_balance(person, ether(10))
    house, fund, number, _ = _fund(chain, people)
    fund.bid(sender=people[0])
    chain.advance(house.auction(number).endsAt - chain.time)
    yield "finish, won, settling the auction", _gas(fund.finish(sender=people[0]))
    yield "claim, first ever, of what was won", _gas(fund.claim(sender=people[4]))
    yield "claim, of what was won", max(_gas(fund.claim(sender=who)) for who in people[5:8])
