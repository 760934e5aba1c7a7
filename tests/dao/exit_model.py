"""With how much each member may leave, from what happened alone: votes, delegations, exits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EVERYTHING = 2**96 - 1
"""No bound but what somebody has."""


@dataclass
class ExitModel:
    """Each list is in the order of times, seconds of the chain."""

    votes: list[tuple[int, Mapping[str, int]]]
    delegations: dict[str, tuple[str, int]] = field(default_factory=dict)
    """To whom, and when."""
    exits: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    """When each left last, and with how many units more it could have; None if that is not known:
    it left without having settled first what was over, which may cost it something."""

    def due(self, who: str, now: int, first: int | None) -> int | None:
        """Units, if ``who`` said yes to nothing open; ``first`` is the earliest open snapshot.

        None where it is not known.
        """
        if first is None or now <= first:
            return EVERYTHING
        delegatee, since = self.delegations.get(who, (who, 0))
        if delegatee != who or since > first:
            return 0
        left_at, rest = self.exits.get(who, (0, EVERYTHING))
        if left_at < first:
            return self.fewest(who, first)
        return None if rest is None else min(rest, self.fewest(who, left_at))

    def fewest(self, who: str, time: int) -> int:
        """The fewest votes at the end of any second from ``time`` on."""
        before = [votes[who] for since, votes in self.votes if since <= time]
        return min([before[-1], *(votes[who] for since, votes in self.votes if since > time)])
