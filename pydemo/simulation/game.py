"""A lottery that is played over and over: the same savers with the same habits, draw after draw.

Prizes are tiny beside the savings, so that whoever has won has no better odds in the next draw, and
wins of many draws can be added up against shares that stay the same.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from eth_utils.crypto import keccak

from pydemo.chain.address import checksum
from pydemo.contract.chain import Chain
from pydemo.contract.history import past_events
from pydemo.lottery.verify import DrawReport, verify
from pydemo.plans import lending, lottery
from pydemo.units import UNLIMITED, days, ether

FEWEST, MOST = 6, 1_000
"""Savers: one for each habit at least, and as many as one can still look at."""

_SAVINGS = (ether(100), ether(2_000))
"""The least and the most that somebody saves, units of the asset."""
_FIXED = {"whale": ether(10_000), "sponsor": ether(15_000), "early": 0, "heir": 0, "late": 0}
"""The habits that one saver each has, and what they save; 0 stands for by chance."""
_LENT = ether(20)
_PERIOD = days(7)
_FAR = days(36_500)


@dataclass(frozen=True, slots=True)
class Saver:
    """Who saves how much, and how.

    The habits: a ``whale`` and the ``steady`` keep what they have; a ``sponsor`` takes no part;
    ``early`` leaves when 30% of a draw has gone by, handing the tickets to ``heir``, and gets them
    back at its end; ``late`` pays in when 60% has gone by, and out at the end.
    """

    name: str
    habit: str
    tickets: int

    @property
    def address(self) -> str:
        return checksum(keccak(text=f"saver {self.name}")[:20])


def make_savers(count: int, seed: int) -> tuple[Saver, ...]:
    """The savers of a simulation; how much each has follows from the seed."""
    dice = random.Random(seed)
    habits = [*_FIXED]
    habits += ["steady"] * (count - len(habits))
    return tuple(
        Saver(
            habit if number < len(_FIXED) else f"{habit} {number - len(_FIXED) + 1}",
            habit,
            _FIXED.get(habit) or dice.randint(*_SAVINGS),
        )
        for number, habit in enumerate(habits)
    )


class Game:
    """A vault over a lending pool, its number from a future block's hash, and its savers."""

    def __init__(self, chain: Chain, savers: tuple[Saver, ...]) -> None:
        self.chain, self.savers = chain, savers
        self._by_habit = {saver.habit: saver for saver in savers}
        self._owner = owner = chain.accounts[0]
        wealth = 4 * sum(saver.tickets for saver in savers)
        asset = chain.deploy("DemoToken", wealth, owner, sender=owner)
        asset.mint(owner, wealth, sender=owner)
        bank, system = lottery.deploy_over_pool(
            chain,
            asset=asset,
            rng="future-block",
            deployer=owner,
            owner=owner,
            price_setter=owner,
            limits=lending.Limits(max_price_age=_FAR),
            terms=lottery.Terms(period=_PERIOD),
        )
        pool, self.vault, self.asset = bank.pool, system.vault, asset
        self._delay = system.rng.DELAY()
        self._seat()
        pool.depositCollateral(owner, sender=owner, value=ether(1))
        pool.borrow(_LENT, owner, sender=owner)

    def _seat(self) -> None:
        """Everybody gets tickets, but for the one who has none when a draw begins."""
        self.asset.approve(self.vault, UNLIMITED, sender=self._owner)
        for saver in self.savers:
            if saver.habit in _FIXED:
                self.chain.impersonate(saver.address)
                self.chain.set_balance(saver.address, ether(10_000))
            if saver.habit == "sponsor":
                self.vault.setSponsor(True, sender=saver.address)
            if saver.habit == "late":
                self.asset.approve(self.vault, UNLIMITED, sender=saver.address)
                self.asset.transfer(saver.address, saver.tickets, sender=self._owner)
            else:
                self.vault.deposit(saver.tickets, saver.address, sender=self._owner)

    def play(self, draws: int) -> list[DrawReport]:
        """Play so many draws, and recompute them all from the vault's events.

        Returns:
            Of each draw who could win how probably, and who has won.
        """
        for _ in range(draws):
            self._play_one()
        return verify(self.vault.address, past_events(self.vault))

    def _play_one(self) -> None:
        chain, vault, owner = self.chain, self.vault, self._owner
        early, heir, late = (self._by_habit[habit] for habit in ("early", "heir", "late"))

        chain.advance(_PERIOD * 3 // 10)
        vault.transfer(heir.address, early.tickets, sender=early.address)
        chain.advance(_PERIOD * 3 // 10)
        vault.deposit(late.tickets, late.address, sender=late.address)
        chain.advance(_PERIOD * 4 // 10)
        vault.closeDraw(sender=owner)
        # The next draw begins while this one awaits its number.
        vault.withdraw(late.tickets, late.address, late.address, sender=late.address)
        vault.transfer(early.address, early.tickets, sender=heir.address)
        chain.mine(self._delay - 2)
        vault.awardDraw(sender=owner)
