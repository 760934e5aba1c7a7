"""A prize vault with a crowd of savers: the scene of the lottery's figures."""

from __future__ import annotations

from collections.abc import Callable

from pydemo.chain.accounts import Account
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.plans import lending, lottery, token
from pydemo.units import UNLIMITED, days, ether

PERIOD = days(7)
HOUR = 3_600
DEPOSIT = ether(10)

SourceMaker = Callable[[Chain, Contract], Contract]
"""Takes the token; alice has much of it, and ether. Returns a vault for it."""


def lending_pool(chain: Chain, asset: Contract) -> Contract:
    """The suite's pool, of which four fifths of a million are lent out."""
    alice = chain.accounts.alice
    pool = lending.deploy(chain, asset, deployer=alice, price_setter=alice).pool
    asset.approve(pool, UNLIMITED, sender=alice)
    pool.deposit(ether(1_000_000), alice, sender=alice)
    pool.depositCollateral(alice, sender=alice, value=ether(400))
    pool.borrow(ether(800_000), alice, sender=alice)
    return pool


class Crowd:
    """Savers in a vault. Alice owns it and pays in for the crowd; the other accounts are visitors.

    Attributes:
        savers: how many the crowd has.
    """

    def __init__(self, chain: Chain, make_source: SourceMaker = lending_pool) -> None:
        self.chain, self.savers = chain, 0
        alice = self.alice = chain.accounts.alice
        self.asset = token.deploy(chain, deployer=alice, minter=alice, cap=ether(10**9)).token
        self.asset.mint(alice, ether(10**9), sender=alice)
        source = make_source(chain, self.asset)
        rng = lottery.deploy_rng(chain, "future-block", deployer=alice)
        self.vault = lottery.deploy(
            chain, asset=self.asset, source=source, rng=rng, deployer=alice, owner=alice
        ).vault
        self._source = source
        self.asset.approve(source, UNLIMITED, sender=alice)
        self.asset.approve(self.vault, UNLIMITED, sender=alice)

    def grow(self, savers: int) -> None:
        """Let savers come until there are so many. Their addresses have no zero bytes."""
        with self.chain.batch():
            for number in range(self.savers, savers):
                self.vault.deposit(DEPOSIT, saver(number), sender=self.alice)
        self.savers = savers

    def fund(self, visitor: Account) -> Account:
        """Make somebody rich and let the vault take it all."""
        self.asset.transfer(visitor, ether(1_000), sender=self.alice)
        self.asset.approve(self.vault, UNLIMITED, sender=visitor)
        return visitor

    def deposit(self, visitor: Account) -> int:
        """Gas of paying in, an hour later."""
        self.chain.advance(HOUR)
        return int(self.vault.deposit(DEPOSIT, visitor, sender=visitor).gas_used)

    def withdraw(self, visitor: Account, tickets: int = DEPOSIT // 2) -> int:
        self.chain.advance(HOUR)
        return int(self.vault.withdraw(tickets, visitor, visitor, sender=visitor).gas_used)

    def transfer(self, giver: Account, taker: Account | str) -> int:
        self.chain.advance(HOUR)
        return int(self.vault.transfer(taker, DEPOSIT // 5, sender=giver).gas_used)

    def close(self) -> int:
        """Gas of closing the draw, when it is time and there is something to be won."""
        if not self.vault.prizeSoFar():
            self._source.deposit(ether(1), self.vault, sender=self.alice)
        _, _, ends_at = self.vault.openDraw()
        if ends_at > self.chain.time:
            self.chain.advance(ends_at - self.chain.time)
        return int(self.vault.closeDraw(sender=self.alice).gas_used)

    def award(self) -> int:
        """Gas of awarding the closed draw, when its block is there."""
        self.chain.mine(self.vault.closedDraw().requestId - self.chain.block_number)
        return int(self.vault.awardDraw(sender=self.alice).gas_used)

    def draws(self, number: int) -> tuple[int, list[int]]:
        """Gas of closing a draw, and of awarding it by so many different numbers."""
        costs = []
        with self.chain.anchor():
            for _ in range(number):
                self.chain.mine()
                with self.chain.anchor():
                    closing = self.close()
                    costs.append(self.award())
        return closing, costs


def saver(number: int) -> str:
    """The address of one of the crowd. No byte is zero: such a byte would cost less."""
    digits = [number // 255**place % 255 + 1 for place in range(3)]
    return "0x" + "5a" * 17 + bytes(reversed(digits)).hex()
