"""The brute-force truth about a draw's odds: balances written down, and added up second by second.

Nothing here knows of trees, debts or freezing: an account is a list of (time, balance that takes
part), and its weight the area below that staircase.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

MAX_ELAPSED = 2**23 - 1
"""Seconds of a draw that count."""


@dataclass
class Account:
    balance: int = 0
    is_outside: bool = False
    stairs: list[tuple[int, int]] = field(default_factory=list)

    def area(self, begin: int, end: int) -> int:
        """The integral of the balance that took part, from ``begin`` to ``end`` in seconds."""
        return sum(
            part * max(0, min(stop, end) - max(start, begin))
            for (start, part), (stop, _) in pairwise([*self.stairs, (end, 0)])
        )


class Integral:
    """Who had how much for how long, over the draws of one tree."""

    def __init__(self, now: int) -> None:
        self.accounts: defaultdict[str, Account] = defaultdict(Account)
        self.opened_at = now
        self.closed: tuple[int, int] | None = None
        self.draw_id = 1

    def set_balance(self, name: str, balance: int, now: int) -> None:
        account = self.accounts[name]
        account.balance = balance
        account.stairs.append((now, 0 if account.is_outside else balance))

    def set_outside(self, name: str, is_outside: bool, now: int) -> None:
        self.accounts[name].is_outside = is_outside
        self.set_balance(name, self.accounts[name].balance, now)

    def close(self, now: int) -> None:
        self.closed = (self.opened_at, now)
        self.opened_at = now
        self.draw_id += 1

    def settle(self) -> None:
        self.closed = None

    def balance(self, name: str) -> int:
        return self.accounts[name].balance

    def total(self) -> int:
        return sum(account.balance for account in self.accounts.values())

    def open_weight(self, name: str, now: int) -> int:
        return self._weight(name, self.opened_at, now)

    def closed_weight(self, name: str) -> int:
        assert self.closed is not None
        return self._weight(name, *self.closed)

    def _weight(self, name: str, begin: int, end: int) -> int:
        return self.accounts[name].area(begin, min(end, begin + MAX_ELAPSED))
