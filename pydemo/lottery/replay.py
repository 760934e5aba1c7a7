"""Who had how many tickets for how long: a prize vault's balances, replayed over its draws.

An account's weight in a draw is the area below its balance, in tickets times seconds, for as long
as it took part. Here that area is added up step by step, as one would on paper: nothing of the
vault's own arithmetic (debts, trees, frozen weights) is in it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from pydemo.errors import PydemoError

MAX_ELAPSED = 2**23 - 1
"""Seconds of a draw that count (``IPrizeVault``: 97 days)."""


class HistoryDoesNotAddUp(PydemoError):
    """Events that cannot have happened in this order: some are missing, or false."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """An account with weight in a draw."""

    account: str
    place: int
    """Where it stands, from 1 on: points are counted place by place. 0 if it never took one."""
    weight: int
    """Tickets times seconds."""
    balance: int
    """Tickets that took part when the draw was closed."""


@dataclass(frozen=True)
class ClosedDraw:
    """A draw's odds. ``entrants`` are in the order of their places."""

    draw_id: int
    opened_at: int
    closed_at: int
    entrants: tuple[Entrant, ...]

    @property
    def weight(self) -> int:
        """What all accounts weigh."""
        return self._ends[-1] if self.entrants else 0

    @cached_property
    def _ends(self) -> list[int]:
        """For each entrant, the first point that is not its own or an earlier one's."""
        return list(accumulate(entrant.weight for entrant in self.entrants))

    def pick(self, point: int) -> Entrant:
        """Whose point it is. Raises IndexError for one that is not below the weight."""
        return self.entrants[bisect_right(self._ends, point)]


@dataclass(slots=True)
class _Holder:
    balance: int = 0
    is_sponsor: bool = False
    place: int = 0
    area: int = 0
    """Of the open draw, up to ``since``, in tickets times seconds."""
    since: int = 0

    @property
    def part(self) -> int:
        return 0 if self.is_sponsor else self.balance


class Replay:
    """The balances of one vault, from the moment its first draw was opened."""

    def __init__(self, now: int) -> None:
        self.draw_id, self.opened_at, self._now = 1, now, now
        self._holders: dict[str, _Holder] = {}

    def change(self, account: str, amount: int, now: int) -> None:
        """An account has so many tickets more, or less.

        Raises:
            HistoryDoesNotAddUp: it gives what it does not have.
        """
        holder = self._brought_to(account, now)
        holder.balance += amount
        if holder.balance < 0:
            raise HistoryDoesNotAddUp(
                f"the events do not add up: {account} gives {-amount} tickets at time {now} and "
                f"has {holder.balance - amount}; some events before are missing or false"
            )

    def set_sponsor(self, account: str, is_sponsor: bool, now: int) -> None:
        """An account's tickets take part no more, or again."""
        self._brought_to(account, now).is_sponsor = is_sponsor

    def take_place(self, account: str, place: int, now: int) -> None:
        """An account stands at a place from now on, and nowhere else."""
        self._brought_to(account, now).place = place

    def close(self, now: int) -> ClosedDraw:
        """Close the open draw, and open the next one."""
        entrants = []
        for account in self._holders:
            holder = self._brought_to(account, now)
            if holder.area:
                entrants.append(Entrant(account, holder.place, holder.area, holder.part))
            holder.area = 0
        entrants.sort(key=lambda entrant: entrant.place)
        closed = ClosedDraw(self.draw_id, self.opened_at, now, tuple(entrants))
        self.draw_id, self.opened_at = self.draw_id + 1, now
        return closed

    def _brought_to(self, account: str, now: int) -> _Holder:
        """The holder, with the time up to now in its area."""
        holder = self._holders.get(account)
        if holder is None:
            holder = self._holders[account] = _Holder()
        begin, end = max(holder.since, self.opened_at), min(now, self.opened_at + MAX_ELAPSED)
        if end > begin:
            holder.area += holder.part * (end - begin)
        holder.since = now
        return holder
