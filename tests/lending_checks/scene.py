"""A lending pool, a token, a price, and people who have some of everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical
from pydemo.chain.frames import Transaction
from pydemo.contract import Contract
from pydemo.contract.handle import encode_constructor
from pydemo.plans.lending import WAD, Curve, Limits
from pydemo.units import ether

PROJECT = Path(__file__).parents[1] / "lending"
UNLIMITED = 2**256 - 1
WEALTH = 10**29
MOST_ASSETS = 2**104 - 1
LEAST_DEBT = 10**6
BASIS_POINTS = 10_000
YEAR = 365 * 86_400
PRICE = 10**8
"""An ether is worth a whole token, so a wei is worth a unit: with small amounts rounding tells."""
CURVE, LIMITS = Curve(base=WAD // 100), Limits()


@cache
def shared_chain(engine: str) -> Chain:
    """The suite's contracts and those of tests/lending. Who uses it does so inside an anchor."""
    return Chain(engine=engine, project=PROJECT)


@dataclass(frozen=True)
class Scene:
    """``judy`` sets the price. ``people`` are rich, and let the pool take all of it."""

    chain: Chain
    token: Contract
    curve: Contract
    feed: Contract
    pool: Contract
    judy: Account
    people: tuple[Account, ...]

    @property
    def soon(self) -> int:
        """The timestamp of the block that the next transaction will be in."""
        return self.chain.time + 1

    def set_price(self, answer: int) -> None:
        self.feed.setPrice(answer, sender=self.judy)

    def wait(self, seconds: int) -> None:
        """Views see the new time only in a new block. The price stays fresh."""
        self.chain.advance(seconds)
        self.chain.mine()
        self.set_price(self.feed.latestRoundData()[1])

    def supply(self, who: Account, assets: int) -> None:
        self.pool.deposit(assets, who, sender=who)

    def borrow(self, who: Account, assets: int, collateral: int) -> None:
        self.pool.depositCollateral(who, sender=who, value=collateral)
        self.pool.borrow(assets, who, sender=who)

    def with_debt(self, assets: int = ether(70)) -> Account:
        """bob owes something against 100 ether; alice has supplied 200 whole tokens."""
        alice, bob, *_ = self.people
        self.supply(alice, ether(200))
        self.borrow(bob, assets, ether(100))
        return bob


def deploy(
    chain: Chain,
    *,
    code: bytes | None = None,
    token: Contract | None = None,
    curve: Contract | None = None,
    feed: Contract | None = None,
    limits: tuple[int, ...] = LIMITS,
) -> Scene:
    """``code`` is a creation code in place of LendingPool's own."""
    judy = chain.accounts.judy
    people = tuple(chain.accounts[index] for index in range(6))
    if token is None:
        token = chain.deploy("DemoToken", WEALTH, judy, sender=judy)
        for person in people:
            token.mint(person, WEALTH // 10, sender=judy)
    curve = curve or chain.deploy("KinkedRateModel", *CURVE, sender=judy)
    feed = feed or chain.deploy("SettablePriceOracle", judy, PRICE, sender=judy)
    arguments = (token, curve, feed, tuple(limits))
    pool = (
        chain.deploy("LendingPool", *arguments, sender=judy)
        if code is None
        else _stand(chain, code, "LendingPool", arguments)
    )
    for person in people:
        token.approve(pool, UNLIMITED, sender=person)
    return Scene(chain, token, curve, feed, pool, judy, people)


def deploy_code(chain: Chain, name: str, code: bytes) -> Scene:
    """A scene in which one contract, the pool or the curve, is of this creation code."""
    if name == "LendingPool":
        return deploy(chain, code=code)
    return deploy(chain, curve=_stand(chain, code, name, tuple(CURVE)))


def _stand(chain: Chain, code: bytes, name: str, arguments: tuple[Any, ...]) -> Contract:
    abi = chain._session.registry.abi(name)
    creation = code + encode_constructor(abi, name, arguments)
    transaction = Transaction(canonical(chain.accounts.judy), None, creation)
    receipt = chain._session.send(transaction, "creation")
    assert receipt.contract_address is not None
    handle: Contract = chain.at(name, receipt.contract_address)
    return handle


def anchored(engine: str) -> Iterator[Scene]:
    """For a fixture: a scene on the shared chain, which is as it was afterwards."""
    chain = shared_chain(engine)
    with chain.anchor():
        yield deploy(chain)
