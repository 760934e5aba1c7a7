"""Balances, delegates and votes as somebody has them who knows the events alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from token_checks.scene import ZERO

from pydemo.contract import Event


class Indexer:
    """Knows of no votes by default: whoever has not delegated, by an event, has no delegate."""

    def __init__(self) -> None:
        self.balances: defaultdict[str, int] = defaultdict(int)
        self.delegates: defaultdict[str, str] = defaultdict(lambda: ZERO)
        self.told: defaultdict[str, int] = defaultdict(int)

    def follow(self, events: Iterable[Event]) -> None:
        for event in events:
            match event.name, *event.args.values():
                case "Transfer", source, target, value:
                    self.balances[source] -= value
                    self.balances[target] += value
                case "DelegateChanged", delegator, before, now:
                    assert self.delegates[delegator] == before
                    self.delegates[delegator] = now
                case "DelegateVotesChanged", delegate, before, now:
                    assert self.told[delegate] == before
                    self.told[delegate] = now

    @property
    def counted(self) -> dict[str, int]:
        """Votes by balances and delegates, without those that are not zero."""
        votes: defaultdict[str, int] = defaultdict(int)
        for account, balance in self.balances.items():
            if account != ZERO and self.delegates[account] != ZERO:
                votes[self.delegates[account]] += balance
        return {account: value for account, value in votes.items() if value}

    @property
    def announced(self) -> dict[str, int]:
        """Votes as the events say."""
        return {account: value for account, value in self.told.items() if value}
