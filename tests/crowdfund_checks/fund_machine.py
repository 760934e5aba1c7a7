"""A state machine that does all that can be done with a crowdfund, and keeps its own books.

What must always hold: ether that came in is refunded, redeemed, spent, or here, to the wei.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from crowdfund_checks.scene import HOUR, RESERVE, UNITS, Manner, Sale, Scene, State
from pydemo import errors
from pydemo.contract import Contract
from pydemo.units import ether

CAP, GOAL, MAX_BID = ether(60), ether(15), ether(50)
GAS = 3_000_000
RESTS = (0, 1, 10**6 - 1)

AFTER = {
    "contributeFor": {State.FUNDING, State.SUCCEEDED},
    "bid": {State.BIDDING},
    "finish": {State.WON, State.LOST},
    "deliver": {State.WON},
    "refund": {State.FAILED, State.LOST},
    "refundMany": {State.FAILED, State.LOST},
    "claim": {State.WON, State.LOST},
    "redeem": {State.LOST},
    "withdraw": set(State),
}
"""Where the crowdfund is when a call has succeeded."""

_WHO = st.integers(0, 4)
_VALUE = st.sampled_from([0, 1, ether(2) + 7, ether(9), ether(17)])


class Funds(RuleBasedStateMachine):
    """``tally`` counts (call, how it ended) over all examples: "done", or the error's name.

    The people are guests, contracts, so that no gas is in their balances; their manners change.
    """

    def __init__(
        self, scene: Scene, guests: list[Contract], tally: Counter[tuple[str, str]]
    ) -> None:
        super().__init__()
        self.scene, self.guests, self.tally = scene, guests, tally
        self.start = scene.chain.take_snapshot()
        self.fund = scene.fund(goal=GOAL, cap=CAP, max_bid=MAX_BID)
        self.ether_in = self.out = self.spent = self.redeemed = 0
        self.given: defaultdict[int, int] = defaultdict(int)
        self.units: defaultdict[int, int] = defaultdict(int)
        self.treasury = scene.chain.balance(self.fund.treasury)

    def teardown(self) -> None:
        self.scene.chain.revert_to_snapshot(self.start)

    @initialize(
        values=st.lists(
            st.sampled_from([1, ether(6) + 5, ether(11), ether(30)]), min_size=3, max_size=5
        ),
        ending=st.sampled_from(["none", "bidding", "failed", "won", "won", "lost", "lost"]),
        rude=_WHO,
    )
    def begin(self, values: list[int], ending: str, rude: int) -> None:
        """Most runs begin near their end, where most can be done."""
        self.behave(rude, Manner.REFUSE)
        for who, value in enumerate(values):
            self.contribute(who, who, 1 if ending == "failed" else value)
        if ending == "none":
            return
        self.close_and_wait()
        if ending in ("won", "lost"):
            self.bid(0)
            self.outbid(400) if ending == "lost" else self.end()
            if ending == "won" and rude % 2 and self.fund.state == State.BIDDING:
                self.scene.house.settle(1, sender=self.scene.ivan)
                self.hold_the_piece(does_move=False)
            self.finish(0)
            self.claim(rude)
            if rude == 1:
                self.hold_the_piece(does_move=True)
                self.deliver(0)

    def _do(self, who: int, call: str, *args: Any, value: int = 0) -> bool:
        """Let a guest call the crowdfund. Whether it succeeded."""
        state = State(self.fund.state).name
        try:
            self.scene.run(self.guests[who], self.fund.contract, call, *args, value=value, gas=GAS)
        except errors.ContractError as error:
            self.tally[call, error.name] += 1
            return False
        assert self.fund.state in AFTER[call], call
        self.tally[call, "done"] += 1
        self.tally["state", state] += 1
        return True

    def _balance(self, who: int) -> int:
        return int(self.scene.chain.balance(self.guests[who]))

    @rule(
        who=_WHO, manner=st.sampled_from([Manner.ACCEPT] * 2 + [Manner.REFUSE, Manner.BURN_ALL_GAS])
    )
    def behave(self, who: int, manner: Manner) -> None:
        self.guests[who].behave(manner, sender=self.scene.judy)

    @rule(who=_WHO, account=_WHO, value=_VALUE)
    def contribute(self, who: int, account: int, value: int) -> None:
        raised = self.fund.contract.raised()
        before, kept = self._balance(who), self.fund.contract.keptFor(self.guests[who])
        if self._do(who, "contributeFor", self.guests[account], value=value):
            taken = min(value, CAP - raised)
            assert (self.fund.state == State.FUNDING) == (raised + taken < CAP)
            self.given[account] += taken
            self.ether_in += value
            back = self._balance(who) - before
            self.out += back
            more = self.fund.contract.keptFor(self.guests[who]) - kept
            assert back + more == value - taken

    @rule(seconds=st.sampled_from([12, HOUR, 30 * HOUR, 96 * HOUR]))
    def wait(self, seconds: int) -> None:
        self.scene.chain.advance(seconds)
        self.scene.chain.mine()

    @rule()
    def close_and_wait(self) -> None:
        """So that there is bidding in most runs."""
        if self.fund.state in (State.FUNDING, State.SUCCEEDED):
            self.fund.open_bidding()

    @rule(who=_WHO)
    def bid(self, who: int) -> None:
        leader, minimum = self.scene.house.minimumBid(1)
        if self._do(who, "bid"):
            assert leader != self.fund.contract.address
            assert self.scene.chain.time >= self.fund.contract.closesAt() + HOUR
            auction = self.scene.house.auction(1)
            assert auction.bidder == self.fund.contract.address
            assert auction.price == minimum <= min(MAX_BID, self.fund.contract.raised())

    @rule(percent=st.sampled_from([0, 0, 10, 400]))
    def outbid(self, percent: int) -> None:
        amount = self.scene.house.minimumBid(1).minimum * (100 + percent) // 100
        if self.scene.chain.time + 1 < self.scene.house.auction(1).endsAt:
            self.scene.bid(self.scene.ivan, amount)

    @rule()
    def end(self) -> None:
        auction = self.scene.house.auction(1)
        if self.fund.state == State.BIDDING and self.scene.chain.time < auction.endsAt:
            self.scene.end()

    @rule(does_move=st.booleans())
    def hold_the_piece(self, does_move: bool) -> None:
        self.scene.piece.behave(0 if does_move else 1, sender=self.scene.judy)

    @rule(who=_WHO)
    def finish(self, who: int) -> None:
        if self._do(who, "finish"):
            auction = self.scene.house.auction(1)
            is_ours = auction.bidder == self.fund.contract.address
            if auction.state == Sale.SOLD and is_ours:
                assert self.fund.state == State.WON
                self.spent = auction.price
                assert self.fund.contract.price() == self.spent >= RESERVE
            else:
                assert self.fund.state == State.LOST
            self.tally["finish", State(self.fund.state).name] += 1

    @rule(who=_WHO)
    def deliver(self, who: int) -> None:
        self._do(who, "deliver")

    @rule(
        who=_WHO,
        accounts=st.lists(_WHO, max_size=5) | st.just([0, 1, 2, 3, 4]),
        alone=st.booleans(),
    )
    def refund(self, who: int, accounts: list[int], alone: bool) -> None:
        if alone:
            # Whoever has most to come, so that it is not always nothing.
            who = max(range(5), key=self.given.__getitem__) if accounts else who
            accounts = [who]
        due = sum(self.given[account] for account in set(accounts))
        before = {one: self._balance(one) for one in range(5)}
        kept = sum(self.fund.contract.keptFor(guest) for guest in self.guests)
        arguments = () if alone else ([self.guests[one] for one in accounts],)
        are_open = self.fund.state in (State.FAILED, State.LOST)
        is_done = self._do(who, "refund" if alone else "refundMany", *arguments)
        assert is_done or alone or not are_open, "nobody holds the others' refunds up"
        if is_done:
            paid = sum(self._balance(one) - before[one] for one in range(5))
            more = sum(self.fund.contract.keptFor(guest) for guest in self.guests) - kept
            assert paid + more == due
            self.out += paid
            for account in accounts:
                self.given[account] = 0

    @rule(who=_WHO)
    def claim(self, who: int) -> None:
        if self._do(who, "claim"):
            self.units[who] += UNITS * self.given[who]
            self.given[who] = 0

    @rule(who=_WHO, to=_WHO, half=st.booleans(), rest=st.sampled_from(RESTS))
    def transfer(self, who: int, to: int, half: bool, rest: int) -> None:
        units = min(self.units[who], self.units[who] // (1 + half) + rest)
        self.scene.run(self.guests[who], self.fund.token, "transfer", self.guests[to], units)
        self.units[who] -= units
        self.units[to] += units

    @rule(
        who=_WHO,
        is_rich=st.booleans(),
        to=_WHO,
        part=st.integers(1, 3),
        rest=st.sampled_from(RESTS),
    )
    def redeem(self, who: int, is_rich: bool, to: int, part: int, rest: int) -> None:
        who = max(range(5), key=self.units.__getitem__) if is_rich else who
        units = self.units[who] // part + rest
        before = self._balance(to)
        if self._do(who, "redeem", units, self.guests[to]):
            paid = self._balance(to) - before
            assert paid == units // UNITS
            self.units[who] -= paid * UNITS
            self.redeemed += paid

    @rule(who=_WHO, is_owed=st.booleans(), to=_WHO)
    def withdraw(self, who: int, is_owed: bool, to: int) -> None:
        all_kept = [self.fund.contract.keptFor(guest) for guest in self.guests]
        who = max(range(5), key=all_kept.__getitem__) if is_owed else who
        kept, before = all_kept[who], self._balance(to)
        if self._do(who, "withdraw", self.guests[to]):
            assert self._balance(to) == before + kept
            self.out += kept

    # --- what must hold ---------------------------------------------------------------------------

    @invariant()
    def ether_in_is_refunded_redeemed_spent_or_held(self) -> None:
        chain, house, contract = self.scene.chain, self.scene.house, self.fund.contract
        held = chain.balance(contract) + house.creditOf(contract)
        auction = house.auction(1)
        is_bid = auction.bidder == contract.address
        if is_bid and auction.state == Sale.OPEN:
            held += auction.price
        held += chain.balance(self.fund.treasury) - self.treasury
        assert self.ether_in == self.out + self.redeemed + self.spent + held

    @invariant()
    def what_is_owed_is_there(self) -> None:
        contract = self.fund.contract
        kept = sum(contract.keptFor(guest) for guest in self.guests)
        here = self.scene.chain.balance(contract)
        assert here >= kept
        state = self.fund.state
        for who, guest in enumerate(self.guests):
            assert contract.contributionOf(guest) == self.given[who]
            assert self.fund.token.balanceOf(guest) == self.units[who]
        if state in (State.FAILED, State.LOST):
            owed = sum(self.given.values()) + self.fund.token.totalSupply() // UNITS
            assert here == owed + kept
        if state == State.FUNDING:
            assert contract.raised() == sum(self.given.values()) == here - kept

    @invariant()
    def nothing_sticks(self) -> None:
        """From wherever we are, time and a stranger lead to an end."""
        with self.scene.chain.anchor():
            if self.fund.state in (State.FUNDING, State.SUCCEEDED):
                self.fund.open_bidding()
            if self.fund.state == State.BIDDING:
                if self.scene.chain.time < self.scene.house.auction(1).endsAt:
                    self.scene.end()
                self.fund.finish()
            assert self.fund.state in (State.FAILED, State.WON, State.LOST)
