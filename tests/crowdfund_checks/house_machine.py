"""A state machine that does all that can be done with an auction house, and a model beside it.

What must always hold: ether that came in was paid out, is owed or bid, or was forced in.
The model says of each call how it ends: done, or the error's name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from crowdfund_checks.scene import (
    HOUR,
    PIECE,
    ZERO,
    Manner,
    PieceManner,
    Royalty,
    Sale,
    Scene,
)
from pydemo import errors
from pydemo.contract import Contract
from pydemo.units import days, ether

EXTENSION = 900
GAS = 2_000_000
MANNERS = (Manner.ACCEPT, Manner.ACCEPT, Manner.REFUSE, Manner.BURN_ALL_GAS)
STUCK = (PieceManner.REFUSE, PieceManner.LIE, PieceManner.BURN_ALL_GAS, PieceManner.TAKE_MUCH_GAS)
PIECES = (*[PieceManner.HONEST] * 4, *STUCK)
PUSHES = (Manner.ACCEPT, Manner.CALL_BACK)

_WHO = st.integers(0, 3)
_NUMBER = st.sampled_from([1, 1, 1, 2, 3])


@dataclass
class Lot:
    """An auction, as the model knows it; people are numbers, -1 is nobody."""

    piece: Contract
    seller: int
    opens: int
    ends: int
    price: int
    bidder: int = -1
    state: Sale = Sale.OPEN
    is_held: bool = True

    @property
    def minimum(self) -> int:
        return self.price if self.bidder < 0 else self.price + -(-self.price // 20)


class Houses(RuleBasedStateMachine):
    """``tally`` counts (call, how it ended) over all examples. People are guests: contracts."""

    def __init__(
        self, scene: Scene, guests: list[Contract], tally: Counter[tuple[str, str]]
    ) -> None:
        super().__init__()
        self.scene, self.guests, self.tally = scene, guests, tally
        self.start = scene.chain.take_snapshot()
        self.lots: list[Lot] = []
        self.credit: defaultdict[int, int] = defaultdict(int)
        self.manners = [Manner.ACCEPT] * len(guests)
        self.royalties: dict[str, tuple[Royalty, int, int]] = {}
        self.ether_in = self.ether_out = self.forced = 0

    def teardown(self) -> None:
        self.scene.chain.revert_to_snapshot(self.start)

    @initialize(
        manners=st.lists(st.sampled_from(MANNERS), min_size=4, max_size=4),
        reserves=st.tuples(st.sampled_from([1, 19]), st.sampled_from([ether(1) + 3, 2**96 - 1])),
        bidders=st.lists(_WHO, max_size=3),
        late=st.lists(_WHO, max_size=2),
        early=st.sampled_from([0, 4, EXTENSION, HOUR]),
        piece=st.sampled_from(PIECES),
        royalty=st.sampled_from([Royalty.ASKED] * 3 + [Royalty.REFUSE, Royalty.ANSWER_LONG]),
        percent=st.sampled_from([50, 5]),
    )
    def begin(
        self,
        manners: list[Manner],
        reserves: tuple[int, int],
        bidders: list[int],
        late: list[int],
        early: int,
        piece: PieceManner,
        royalty: Royalty,
        percent: int,
    ) -> None:
        """Most runs begin near the end of an auction, where most can be done."""
        self.create(0, reserves[0], 0, HOUR + 10)
        self.create(1, reserves[1], 2 * HOUR, days(1))
        for who in bidders:
            self.bid(who, 1, ether(1), "all")
        self.wait_for_the_end(1, early)
        for who in late:
            self.bid(who, 1, 0, "rest")
        self.turn(1, piece, royalty, 2, percent, "")
        for who, manner in enumerate(manners):
            self.behave(who, manner)

    # --- how the model says that a call ends ------------------------------------------------------

    def _try(self, who: int, call: str, expected: str, *args: Any, value: int = 0) -> bool:
        """Let a guest call the house. Whether it succeeded, which the model has to know."""
        before = [self.scene.chain.balance(guest) for guest in self.guests]
        ended = "done"
        try:
            self.scene.run(self.guests[who], self.scene.house, call, *args, value=value, gas=GAS)
        except errors.ContractError as error:
            ended = error.name
        assert ended == expected, (call, args, value)
        self.tally[call, ended] += 1
        if ended != "done":
            return False
        after = [self.scene.chain.balance(guest) for guest in self.guests]
        self.ether_in += value
        self.ether_out += sum(after) - sum(before)
        return True

    def _lot(self, number: int) -> Lot | None:
        return self.lots[number - 1] if number <= len(self.lots) else None

    def _now(self) -> int:
        """Time of the next transaction."""
        return int(self.scene.chain.time) + 1

    def _moves(self, lot: Lot, is_limited: bool = True) -> bool:
        manner = PieceManner(lot.piece.manner())
        return manner in (PieceManner.HONEST, PieceManner.CALL_BACK) or (
            manner == PieceManner.TAKE_MUCH_GAS and not is_limited
        )

    def _look_at_plotters(self) -> None:
        """Whether 30,000 gas were enough for one to be paid and to withdraw is its affair."""
        for who, guest in enumerate(self.guests):
            if self.manners[who] == Manner.CALL_BACK:
                left = self.scene.house.creditOf(guest)
                assert left <= self.credit[who]
                self.credit[who] = left

    # --- the calls --------------------------------------------------------------------------------

    @rule(who=_WHO, manner=st.sampled_from(MANNERS))
    def behave(self, who: int, manner: Manner) -> None:
        self.guests[who].behave(manner, sender=self.scene.judy)
        self.manners[who] = manner

    @rule(who=_WHO)
    def plot(self, who: int) -> None:
        """A guest that withdraws again whenever it is paid."""
        data = self.scene.house.withdraw.data(self.guests[who])
        self.guests[who].callBack(self.scene.house, data, sender=self.scene.judy)
        self.manners[who] = Manner.CALL_BACK

    @rule(
        number=_NUMBER,
        manner=st.sampled_from(PIECES),
        royalty=st.sampled_from([Royalty.ASKED] * 6 + list(Royalty)),
        receiver=_WHO,
        percent=st.sampled_from([5, 11, 0, 10, 2**150]),
        back=st.sampled_from(["", "settle", "cancel", "reclaim", "bid"]),
    )
    def turn(
        self,
        number: int,
        manner: PieceManner,
        royalty: Royalty,
        receiver: int,
        percent: int,
        back: str,
    ) -> None:
        """How a piece behaves from now on; with ``back`` it calls back, and moves."""
        lot = self._lot(number)
        if lot is None:
            return
        judy, asked = self.scene.judy, lot.price * percent // 100
        lot.piece.ask(royalty, self.guests[receiver], asked, sender=judy)
        self.royalties[lot.piece.address] = (royalty, receiver, asked)
        lot.piece.behave(manner, sender=judy)
        if back:
            arguments = {"reclaim": (number, judy), "bid": (number, 2**95)}.get(back, (number,))
            data = self.scene.house[back].data(*arguments)
            lot.piece.callBack(self.scene.house, data, sender=judy)

    @rule(
        who=_WHO,
        reserve=st.sampled_from([0, 1, 19, ether(1) + 3, 2**96]),
        opens=st.sampled_from([0, 500]),
        lasts=st.sampled_from([HOUR - 1, HOUR + 10, days(1), days(366)]),
    )
    def create(self, who: int, reserve: int, opens: int, lasts: int) -> None:
        if len(self.lots) == 3:
            return
        piece = self.scene.chain.deploy("OddPiece", self.guests[who], sender=self.scene.judy)
        now = self._now()
        start = max(now, now + opens)
        expected = "done"
        if lasts == HOUR - 1 or lasts == days(366):
            expected = "InvalidAuctionPeriod"
        elif not 0 < reserve < 2**96:
            expected = "InvalidReserve"
        if self._try(who, "create", expected, piece, PIECE, reserve, start, start + lasts):
            self.lots.append(Lot(piece, who, start, start + lasts, reserve))

    @rule(
        who=_WHO,
        number=_NUMBER,
        more=st.sampled_from([-1, 0, 0, 0, 0, 0, 1, ether(1), 2**96]),
        paid=st.sampled_from(["all", "all", "all", "rest", "rest", "rest", "none", "too much"]),
    )
    def bid(self, who: int, number: int, more: int, paid: str) -> None:
        lot = self._lot(number)
        amount = (lot.minimum if lot else 5) + more
        credit = self.credit[who]
        value = {
            "all": amount,
            "rest": max(amount - credit, 0),
            "none": 0,
            "too much": amount + 1,
        }[paid]
        value = min(value, 2**97)
        expected = self._bid_ends(lot, amount, value, credit)
        if self._try(who, "bid", expected, number, amount, value=value):
            assert lot is not None
            self.tally["bid", "from credit" if value < amount else "paid"] += 1
            self.tally["bid", "over oneself" if lot.bidder == who else "over others"] += 1
            self.credit[who] -= amount - value
            if lot.bidder >= 0:
                self.credit[lot.bidder] += lot.price
            lot.bidder, lot.price = who, amount
            if lot.ends - self.scene.chain.time < EXTENSION:
                lot.ends = self.scene.chain.time + EXTENSION
                self.tally["bid", "late"] += 1

    def _bid_ends(self, lot: Lot | None, amount: int, value: int, credit: int) -> str:
        if lot is None:
            return "NoSuchAuction"
        if self._now() < lot.opens:
            return "AuctionNotOpen"
        if self._now() >= lot.ends:
            return "AuctionEnded"
        if not lot.minimum <= amount < 2**96:
            return "BidTooLow"
        return "done" if amount - credit <= value <= amount else "BidNotCovered"

    @rule(who=_WHO, number=_NUMBER)
    def settle(self, who: int, number: int) -> None:
        lot = self._lot(number)
        expected = "done"
        if lot is None:
            expected = "NoSuchAuction"
        elif lot.state != Sale.OPEN:
            expected = "AuctionSettled"
        elif self._now() < lot.ends:
            expected = "AuctionNotEnded"
        if not self._try(who, "settle", expected, number):
            return
        assert lot is not None
        if lot.bidder < 0:
            lot.state, lot.is_held = Sale.UNSOLD, not self._moves(lot)
        elif not self._moves(lot):
            lot.state = Sale.UNDELIVERABLE
            self.credit[lot.bidder] += lot.price
        else:
            lot.state, lot.is_held = Sale.SOLD, False
            royalty, receiver, asked = self.royalties.get(lot.piece.address, (Royalty.REFUSE, 0, 0))
            answers = royalty in (Royalty.NONE, Royalty.ASKED)
            share = min(asked, lot.price // 10) if answers else 0
            if share:
                self.tally["royalty", "paid" if share == asked else "cut"] += 1
            for to, value in ((receiver, share), (lot.seller, lot.price - share)):
                if self.manners[to] != Manner.ACCEPT and value:
                    self.credit[to] += value
                    self.tally["push", "not taken"] += 1
            self._look_at_plotters()
        self.tally["settle", lot.state.name] += 1

    @rule(who=_WHO, number=_NUMBER, is_seller=st.booleans())
    def cancel(self, who: int, number: int, is_seller: bool) -> None:
        lot = self._lot(number)
        who = lot.seller if lot and is_seller else who
        expected = "done"
        if lot is None:
            expected = "NoSuchAuction"
        elif lot.state != Sale.OPEN:
            expected = "AuctionSettled"
        elif who != lot.seller:
            expected = "NotSeller"
        elif lot.bidder >= 0:
            expected = "AuctionHasBids"
        if self._try(who, "cancel", expected, number):
            assert lot is not None
            lot.state, lot.is_held = Sale.CANCELLED, not self._moves(lot)
            lot.ends = min(lot.ends, self.scene.chain.time)

    @rule(who=_WHO, number=_NUMBER, is_seller=st.sampled_from([True, True, False]))
    def reclaim(self, who: int, number: int, is_seller: bool) -> None:
        lot = self._lot(number)
        who = lot.seller if lot and is_seller else who
        expected = "done"
        if lot is None:
            expected = "NoSuchAuction"
        elif who != lot.seller:
            expected = "NotSeller"
        elif lot.state == Sale.OPEN or not lot.is_held:
            expected = "NothingToReclaim"
        elif not self._moves(lot, is_limited=False):
            expected = "PieceNotMovable"
        if self._try(who, "reclaim", expected, number, self.guests[who]):
            assert lot is not None
            lot.is_held = False

    @rule(who=_WHO, to=_WHO)
    def withdraw(self, who: int, to: int) -> None:
        expected = "done"
        if not self.credit[who]:
            expected = "NothingOwed"
        elif self.manners[to] not in PUSHES:
            expected = "PaymentRefused"
        if self._try(who, "withdraw", expected, self.guests[to]):
            self.credit[who] = 0
            if self.manners[to] == Manner.CALL_BACK:
                self.credit[to] = 0

    @rule(value=st.sampled_from([1, ether(1)]))
    def force(self, value: int) -> None:
        chain, house = self.scene.chain, self.scene.house
        chain.set_balance(house, chain.balance(house) + value)
        self.forced += value

    @rule(seconds=st.sampled_from([12, 500, HOUR]))
    def wait(self, seconds: int) -> None:
        self.scene.chain.advance(seconds)
        self.scene.chain.mine()

    @rule(number=_NUMBER, early=st.sampled_from([0, 1, 2, EXTENSION, EXTENSION + 2]))
    def wait_for_the_end(self, number: int, early: int) -> None:
        lot = self._lot(number)
        if lot and lot.ends - early > self.scene.chain.time + 1:
            self.scene.until(lot.ends - early)

    # --- what must hold ---------------------------------------------------------------------------

    @invariant()
    def ether_in_is_paid_out_owed_or_bid(self) -> None:
        here = self.scene.chain.balance(self.scene.house)
        owed = sum(self.scene.house.creditOf(guest) for guest in self.guests)
        bids = sum(lot.price for lot in self.lots if lot.state == Sale.OPEN and lot.bidder >= 0)
        assert here == owed + bids + self.forced
        assert self.ether_in == self.ether_out + owed + bids

    @invariant()
    def the_house_is_as_the_model_says(self) -> None:
        house = self.scene.house
        for who, guest in enumerate(self.guests):
            assert house.creditOf(guest) == self.credit[who]
        for number, lot in enumerate(self.lots, 1):
            auction = house.auction(number)
            bidder = ZERO if lot.bidder < 0 else self.guests[lot.bidder].address
            assert (auction.bidder, auction.price, auction.endsAt) == (bidder, lot.price, lot.ends)
            assert (auction.state, auction.isHeld) == (lot.state, lot.is_held)
            assert house.minimumBid(number) == (bidder, lot.minimum)
            # A piece is here exactly as long as it is for sale or waits for its seller.
            assert (lot.piece.owner() == house.address) == lot.is_held
