"""Checks a prize vault's draws by its events alone: weights, points, winners, prizes.

Nothing is asked of the vault, and nothing of its code is used. The rules are those that
``IPrizeVault`` states:

- a weight is tickets times seconds; sponsors have none (`pydemo.lottery.replay`);
- the i-th winner's point is keccak256(abi.encode(number, vault, draw, i)), taken below the weight
  by rejection;
- points belong to accounts place by place, to each as many as it has weight;
- each winner gets prize / winners tickets, the owner the reserve;
- if the source has lost them since the close, both are reduced in the same proportion. How much was
  left then is not in the events; that nobody was favoured is.

That the number itself is random is not for the events to say: its source vouches for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from pydemo.contract.history import PastEvent
from pydemo.lottery.replay import ClosedDraw, Entrant, HistoryDoesNotAddUp, Replay

NOBODY = "0x" + "0" * 40
BASIS_POINTS = 10_000
AWARDED, AWAITING, FAILED, ROLLED_OVER = "awarded", "awaiting", "failed", "rolled_over"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the events say, and the same recomputed."""

    what: str
    """``weight``, ``places``, ``winners``, ``reserve``, ``point``, ``winner``, ``prize``, ``paid``,
    ``prizes`` (how many), ``reduced`` (prize and reserve) or ``reserve_paid``."""
    told: Any
    computed: Any
    number: int = 0
    """Of a winner, from 1 on; 0 for what is about the whole draw."""

    @property
    def agrees(self) -> bool:
        return bool(self.told == self.computed)


@dataclass(frozen=True, slots=True)
class DrawReport:
    """A closed draw, recomputed."""

    closed: ClosedDraw
    outcome: str
    """``awarded``, ``awaiting``, ``failed`` or ``rolled_over``."""
    random_number: int | None
    prize: int
    """Tickets that the winners share, as the close has fixed it or a loss has reduced it."""
    winners: tuple[Entrant, ...]
    """Recomputed; an account may win more than once."""
    findings: tuple[Finding, ...]

    @property
    def draw_id(self) -> int:
        return self.closed.draw_id

    @property
    def agrees(self) -> bool:
        """Whether everything the events say of the draw is as it must be."""
        return all(finding.agrees for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """What may have up to 256 bits as strings of decimal digits: JavaScript would round it."""
        return {
            "draw": self.draw_id,
            "outcome": self.outcome,
            "opened_at": self.closed.opened_at,
            "closed_at": self.closed.closed_at,
            "weight": str(self.closed.weight),
            "prize": str(self.prize),
            "random_number": None if self.random_number is None else str(self.random_number),
            "winners": [entrant.account for entrant in self.winners],
            "entrants": [
                {
                    "account": entrant.account,
                    "place": entrant.place,
                    "weight": str(entrant.weight),
                    "balance": str(entrant.balance),
                }
                for entrant in self.closed.entrants
            ],
            "findings": [
                {
                    "what": finding.what,
                    "told": str(finding.told),
                    "computed": str(finding.computed),
                    "number": finding.number,
                    "agrees": finding.agrees,
                }
                for finding in self.findings
            ],
            "agrees": self.agrees,
        }


def verify(vault: str, events: Iterable[PastEvent]) -> list[DrawReport]:
    """Check all draws that a vault has closed.

    Args:
        vault: its address.
        events: all that it has emitted, in order, from its deployment on.

    Raises:
        HistoryDoesNotAddUp: events are missing, or in an order in which they cannot have happened.
    """
    verifier = Verifier(vault)
    for past in events:
        verifier.take(past)
    return verifier.reports()


def below(word: int, bound: int) -> int:
    """A random 256-bit word, taken below a bound by rejection, each number as likely as another."""
    while word < 2**256 % bound:
        word = int.from_bytes(keccak(word.to_bytes(32, "big")))
    return word % bound


def point_of(number: int, vault: str, draw_id: int, index: int, weight: int) -> int:
    """The point below a draw's weight that picks the winner ``index``, counted from 0."""
    types = ["uint256", "address", "uint256", "uint256"]
    word = keccak(encode(types, [number, vault, draw_id, index]))
    return below(int.from_bytes(word), weight)


@dataclass(slots=True)
class _Draw:
    """A closed draw while its events come in."""

    closed: ClosedDraw
    prize: int = 0
    reserve: int = 0
    winners: int = 0
    findings: list[Finding] = field(default_factory=list)
    awarded: list[dict[str, Any]] = field(default_factory=list)
    picked: list[Entrant] = field(default_factory=list)
    minted: list[tuple[str, int]] = field(default_factory=list)
    """To whom how much was minted, last before each award."""

    def report(self, outcome: str, number: int | None = None) -> DrawReport:
        winners, findings = tuple(self.picked), tuple(self.findings)
        return DrawReport(self.closed, outcome, number, self.prize, winners, findings)


class Verifier:
    """Takes a vault's events one by one, in order, from its deployment on."""

    def __init__(self, vault: str) -> None:
        self._vault = vault
        self._replay: Replay | None = None
        self._pending: _Draw | None = None
        self._reports: list[DrawReport] = []
        self._owner, self._winners, self._reserve_rate = NOBODY, 0, 0
        self._last_mint = (NOBODY, 0)

    def take(self, past: PastEvent) -> DrawReport | None:
        """Take the next event; gives the report on the draw that it ends, if it ends one."""
        if self._replay is None:
            self._replay = _opened_by(past)
        ended = self._take(past.event.name, past.event.args, past.time, self._replay)
        if ended is not None:
            self._reports.append(ended)
        return ended

    def close_now(self, now: int) -> ClosedDraw:
        """The open draw's odds if it were closed at this time. It stays open.

        Raises:
            HistoryDoesNotAddUp: there was no event yet.
        """
        if self._replay is None:
            raise HistoryDoesNotAddUp("there is no draw before the vault's first event")
        return deepcopy(self._replay).close(now)

    def reports(self) -> list[DrawReport]:
        """All closed draws so far, also the one that awaits its random number."""
        waiting = [] if self._pending is None else [self._pending.report(AWAITING)]
        return [*self._reports, *waiting]

    def _take(self, name: str, args: Any, now: int, replay: Replay) -> DrawReport | None:
        match name:
            case "Transfer":
                self._transfer(args, now, replay)
            case "PlaceTaken":
                replay.take_place(args["account"], args["place"], now)
            case "SponsorshipChanged":
                replay.set_sponsor(args["account"], args["isSponsor"], now)
            case "WinnersChanged":
                self._winners = args["winners"]
            case "ReserveRateChanged":
                self._reserve_rate = args["rate"]
            case "OwnershipTaken":
                self._owner = args["owner"]
            case "DrawClosed":
                self._fix(self._close(args, now, replay), args)
            case "DrawRolledOver":
                return self._close(args, now, replay).report(ROLLED_OVER)
            case "DrawFailed":
                return self._end(args).report(FAILED)
            case "PrizeReduced":
                _reduce(self._closed(args), args["prize"], args["reserve"])
            case "PrizeAwarded":
                self._note_prize(args)
            case "DrawAwarded":
                return self._award(self._end(args), args["randomNumber"])
        return None

    def _transfer(self, args: dict[str, Any], now: int, replay: Replay) -> None:
        giver, taker, value = args["from"], args["to"], args["value"]
        if giver != NOBODY:
            replay.change(giver, -value, now)
        else:
            self._last_mint = taker, value
        if taker != NOBODY:
            replay.change(taker, value, now)

    def _fix(self, draw: _Draw, args: dict[str, Any]) -> None:
        """What the close of a draw fixes, beside its odds."""
        draw.prize, draw.reserve, draw.winners = args["prize"], args["reserve"], args["winners"]
        earned = draw.prize + draw.reserve
        draw.findings += [
            Finding("winners", draw.winners, self._winners),
            Finding("reserve", draw.reserve, earned * self._reserve_rate // BASIS_POINTS),
        ]
        self._pending = draw

    def _close(self, args: dict[str, Any], now: int, replay: Replay) -> _Draw:
        if self._pending is not None or args["drawId"] != replay.draw_id:
            raise HistoryDoesNotAddUp(
                f"the events do not add up: draw {args['drawId']} is closed while draw "
                f"{replay.draw_id} is open"
                + ("" if self._pending is None else f" and {replay.draw_id - 1} not over")
            )
        closed = replay.close(now)
        places = [entrant.place for entrant in closed.entrants]
        return _Draw(
            closed,
            findings=[
                Finding("weight", args["weight"], closed.weight),
                # Each has a place to itself, so that the order of points is beyond doubt.
                Finding("places", len({*places} - {0}), len(places)),
            ],
        )

    def _closed(self, args: dict[str, Any]) -> _Draw:
        """The closed draw that an event is about."""
        draw = self._pending
        if draw is None or draw.closed.draw_id != args["drawId"]:
            raise HistoryDoesNotAddUp(
                f"the events do not add up: draw {args['drawId']} ends, and is not the closed one"
            )
        return draw

    def _end(self, args: dict[str, Any]) -> _Draw:
        draw = self._closed(args)
        self._pending = None
        return draw

    def _note_prize(self, args: dict[str, Any]) -> None:
        draw = self._closed(args)
        draw.awarded.append(args)
        draw.minted.append(self._last_mint)
        self._last_mint = NOBODY, 0

    def _award(self, draw: _Draw, number: int) -> DrawReport:
        closed, weight = draw.closed, draw.closed.weight
        draw.findings.append(Finding("prizes", len(draw.awarded), draw.winners))
        prize = draw.prize // max(draw.winners, 1)
        for index, (award, minted) in enumerate(zip(draw.awarded, draw.minted, strict=True)):
            if weight == 0:
                break  # nobody can have won: the weight that is told is false, and found to be
            point = point_of(number, self._vault, closed.draw_id, index, weight)
            winner = closed.pick(point)
            draw.picked.append(winner)
            paid = minted[1] if minted[0] == award["winner"] else 0
            draw.findings += [
                Finding("point", award["point"], point, index + 1),
                Finding("winner", award["winner"], winner.account, index + 1),
                Finding("prize", award["prize"], prize, index + 1),
                Finding("paid", paid, award["prize"], index + 1),
            ]
        if draw.reserve:
            paid = self._last_mint[1] if self._last_mint[0] == self._owner else 0
            draw.findings.append(Finding("reserve_paid", paid, draw.reserve))
        return draw.report(AWARDED, number)


def _reduce(draw: _Draw, prize: int, reserve: int) -> None:
    """A loss has left less than the close has fixed: of each the same part, rounded down."""
    promised, told = draw.prize + draw.reserve, [prize, reserve]
    # What was left is what is paid, or one more, which the rounding has kept.
    possible = [
        [draw.prize * left // promised, draw.reserve * left // promised]
        for left in (sum(told), sum(told) + 1)
        if left < promised
    ]
    computed = told if told in possible else [*possible, [draw.prize, draw.reserve]][0]
    draw.findings.append(Finding("reduced", told, computed))
    draw.prize, draw.reserve = prize, reserve


def _opened_by(first: PastEvent) -> Replay:
    """The constructor opens the first draw, and emits the terms."""
    if first.event.name != "WinnersChanged":
        raise HistoryDoesNotAddUp(
            f"a prize vault's first event tells its number of winners, and here the first is "
            f"{first.event.name or 'an unknown one'}: give all events from its deployment on"
        )
    return Replay(first.time)
