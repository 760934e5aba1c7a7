"""An auction house, a piece for sale, people with ether; and a crowdfund for whoever needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical
from pydemo.chain.frames import Transaction
from pydemo.contract import Contract, Receipt
from pydemo.contract.handle import encode_constructor
from pydemo.units import days, ether

PROJECT = Path(__file__).parents[1] / "market"
ZERO = "0x" + "00" * 20
PIECE = 7
HOUR = 3_600
RESERVE = ether(10)
GOAL, CAP, MAX_BID = ether(20), ether(100), ether(90)
UNITS = 1_000_000
"""PEOPLE, in its smallest unit, for a wei."""


class Manner(IntEnum):
    """Of a Guest that is sent ether."""

    ACCEPT = 0
    REFUSE = 1
    BURN_ALL_GAS = 2
    ANSWER_LONG = 3
    CALL_BACK = 4


class PieceManner(IntEnum):
    """Of an OddPiece that is to move."""

    HONEST = 0
    REFUSE = 1
    LIE = 2
    BURN_ALL_GAS = 3
    CALL_BACK = 4
    CALL_BACK_AND_LIE = 5
    TAKE_MUCH_GAS = 6


class Royalty(IntEnum):
    """Of an OddPiece that is asked for its royalty."""

    NONE = 0
    ASKED = 1
    REFUSE = 2
    BURN_ALL_GAS = 3
    ANSWER_SHORT = 4
    ANSWER_LONG = 5


class State(IntEnum):
    """Of a crowdfund."""

    FUNDING = 0
    FAILED = 1
    SUCCEEDED = 2
    BIDDING = 3
    WON = 4
    LOST = 5


class Sale(IntEnum):
    """Of an auction."""

    NONE = 0
    OPEN = 1
    SOLD = 2
    UNSOLD = 3
    CANCELLED = 4
    UNDELIVERABLE = 5


@cache
def shared_chain(engine: str) -> Chain:
    """The suite's contracts and those of tests/market. Who uses it does so inside an anchor."""
    return Chain(engine=engine, project=PROJECT)


def anchored(engine: str) -> Iterator[Scene]:
    """For a fixture: a scene on the shared chain, which is as it was afterwards."""
    chain = shared_chain(engine)
    with chain.anchor():
        yield deploy(chain)


@dataclass(frozen=True)
class Scene:
    """``judy`` sells ``piece`` in auction 1, which ends in seven days; ``ivan`` is a rival."""

    chain: Chain
    house: Contract
    piece: Contract
    fund_code: bytes | None = None
    """A creation code in place of Crowdfund's own."""

    @property
    def judy(self) -> Account:
        return self.chain.accounts.judy

    @property
    def ivan(self) -> Account:
        return self.chain.accounts.ivan

    @property
    def people(self) -> tuple[Account, ...]:
        return tuple(self.chain.accounts[index] for index in range(4))

    def bid(self, who: Account, amount: int | None = None, number: int = 1) -> Receipt:
        """The least there is, unless something else is said."""
        if amount is None:
            amount = self.house.minimumBid(number).minimum
        receipt: Receipt = self.house.bid(number, amount, sender=who, value=amount)
        return receipt

    def until(self, time: int) -> None:
        """The newest block, and views with it, is of this time."""
        if time > self.chain.time + 1:
            self.chain.advance(time - self.chain.time - 1)
        self.chain.mine()
        assert self.chain.time == time

    def end(self, number: int = 1) -> None:
        """Let an auction's time be over."""
        self.until(self.house.auction(number).endsAt)

    def guest(self, manner: int = Manner.ACCEPT) -> Contract:
        guest = self.chain.deploy("Guest", sender=self.judy)
        guest.behave(manner, sender=self.judy)
        return guest

    def run(
        self,
        guest: Contract,
        target: Contract,
        call: str,
        *args: Any,
        value: int = 0,
        gas: int | None = None,
    ) -> Receipt:
        """Let a guest call something, with all the gas there is unless something else is said."""
        data = target[call].data(*args)
        receipt: Receipt = guest.run(target, data, sender=self.judy, value=value, gas=gas)
        return receipt

    def fund(self, **terms: Any) -> Fund:
        """A crowdfund for the piece that takes ether for four days."""
        fields: dict[str, Any] = {
            "house": self.house,
            "auction_id": 1,
            "goal": GOAL,
            "cap": CAP,
            "max_bid": MAX_BID,
            "deadline": self.chain.time + days(4),
            **terms,
        }
        fields["treasury"] = terms.get("treasury") or self.guest()
        contract = stand(self.chain, "Crowdfund", self.fund_code, tuple(fields.values()))
        token = self.chain.at("PeopleToken", contract.token())
        return Fund(self, contract, token, contract.treasury())


@dataclass(frozen=True)
class Fund:
    """A crowdfund in a scene, and the ways to the states it can be in."""

    scene: Scene
    contract: Contract
    token: Contract
    treasury: str

    @property
    def state(self) -> int:
        return int(self.contract.state())

    def give(self, who: Account, value: int) -> None:
        self.contract.contribute(sender=who, value=value)

    def close(self) -> None:
        """The time to give is over, and nothing can be bid yet."""
        self.scene.until(self.contract.closesAt())

    def open_bidding(self) -> None:
        self.scene.until(self.contract.closesAt() + HOUR)

    def finish(self) -> Receipt:
        receipt: Receipt = self.contract.finish(sender=self.scene.ivan)
        return receipt

    def raise_from_two(self) -> None:
        """alice gives 30 ether and bob 12 and a wei."""
        alice, bob, *_ = self.scene.people
        self.give(alice, ether(30))
        self.give(bob, ether(12) + 1)

    def win(self) -> None:
        """For the reserve, by one bid."""
        self.raise_from_two()
        self.open_bidding()
        self.contract.bid(sender=self.scene.ivan)
        self.scene.end()
        self.finish()
        assert self.state == State.WON

    def lose(self) -> None:
        """After one bid, to a rival who bids more than was raised."""
        self.raise_from_two()
        self.open_bidding()
        self.contract.bid(sender=self.scene.ivan)
        self.scene.bid(self.scene.ivan, ether(95))
        self.finish()
        assert self.state == State.LOST


def stand(chain: Chain, name: str, code: bytes | None, *args: Any) -> Contract:
    """A contract of ours; of another creation code, if there is one."""
    if code is None:
        return chain.deploy(name, *args, sender=chain.accounts.judy)
    abi = chain._session.registry.abi(name)
    creation = code + encode_constructor(abi, name, args)
    transaction = Transaction(canonical(chain.accounts.judy), None, creation)
    receipt = chain._session.send(transaction, "creation")
    assert receipt.contract_address is not None
    return chain.at(name, receipt.contract_address)


def deploy(
    chain: Chain, *, house_code: bytes | None = None, fund_code: bytes | None = None
) -> Scene:
    judy = chain.accounts.judy
    house = stand(chain, "AuctionHouse", house_code)
    piece = chain.deploy("OddPiece", judy, sender=judy)
    house.create(piece, PIECE, RESERVE, 0, chain.time + days(7), sender=judy)
    return Scene(chain, house, piece, fund_code)
