"""A state machine that does the same to the tree and to the brute-force integral."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lottery.integral import MAX_ELAPSED, Integral
from pydemo import Chain, errors
from pydemo.contract import Contract

NAMES = tuple(f"0x{number:040x}" for number in range(0xA1, 0xA1 + 40))
MOST = 2**96 - 1
_NAME = st.sampled_from(NAMES[:6]) | st.sampled_from(NAMES)
_AMOUNT = st.integers(0, 5) | st.integers(0, 10**24) | st.just(MOST // 41)
_TENTH = st.integers(1, 10) | st.just(10)
_WHICH = st.integers(0, 1_000)


class Trees(RuleBasedStateMachine):
    """``tally`` counts what happened over all examples."""

    def __init__(self, chain: Chain, harness: Contract, tally: Counter[str]) -> None:
        super().__init__()
        self.chain, self.harness, self.tally = chain, harness, tally
        self.start = chain.take_snapshot()
        self.model = Integral(harness.clock().openedAt)

    def teardown(self) -> None:
        self.chain.revert_to_snapshot(self.start)

    def _send(self, function: str, *args: Any) -> int:
        """Returns the second in which it happened."""
        self.harness[function](*args, sender=self.chain.accounts.alice)
        self.tally[function] += 1
        return self.chain.time

    def _holder(self, which: int) -> str:
        """One of those who have something; anybody if nobody has."""
        holders = [name for name in NAMES if self.model.balance(name)] or list(NAMES)
        return holders[which % len(holders)]

    @property
    def is_pending(self) -> bool:
        return self.model.closed is not None

    # --- what can be done -------------------------------------------------------------------------

    @initialize(number=st.integers(0, 30), amount=st.integers(1, 10**20))
    def populate(self, number: int, amount: int) -> None:
        now = self._send("populate", int(NAMES[0], 16), number, amount)
        for name in NAMES[:number]:
            self.model.set_balance(name, amount, now)

    @rule(name=_NAME, amount=_AMOUNT)
    def increase(self, name: str, amount: int) -> None:
        if self.model.total() + amount > MOST:
            with errors.reverts("TotalExceeded", amount, MOST - self.model.total()):
                self._send("increase", name, amount)
            return
        now = self._send("increase", name, amount)
        self.model.set_balance(name, self.model.balance(name) + amount, now)

    @rule(which=_WHICH, tenth=_TENTH)
    def decrease(self, which: int, tenth: int) -> None:
        name = self._holder(which)
        before = self.model.balance(name)
        now = self._send("decrease", name, before * tenth // 10)
        self.model.set_balance(name, before - before * tenth // 10, now)
        if tenth == 10:
            self.tally["left"] += bool(before)

    @rule(which=_WHICH, taker=_NAME, tenth=_TENTH)
    def move(self, which: int, taker: str, tenth: int) -> None:
        giver = self._holder(which)
        amount = self.model.balance(giver) * tenth // 10
        now = self._send("move", giver, taker, amount)
        self.tally["moved to oneself"] += giver == taker
        self.model.set_balance(giver, self.model.balance(giver) - amount, now)
        self.model.set_balance(taker, self.model.balance(taker) + amount, now)

    @rule(name=_NAME, is_outside=st.booleans())
    def set_outside(self, name: str, is_outside: bool) -> None:
        now = self._send("setOutside", name, is_outside)
        self.model.set_outside(name, is_outside, now)

    @precondition(lambda self: not self.is_pending)
    @rule()
    def close(self) -> None:
        self.model.close(self._send("close"))

    @precondition(lambda self: self.is_pending)
    @rule()
    def settle(self) -> None:
        self._send("settle")
        self.model.settle()

    @precondition(lambda self: self.is_pending)
    @rule()
    def cannot_close_again(self) -> None:
        with errors.reverts("DrawStillPending", self.model.draw_id - 1):
            self._send("close")

    @rule(seconds=st.sampled_from([1, 59, 3_600, 86_400, MAX_ELAPSED - 5, MAX_ELAPSED + 5]))
    def wait(self, seconds: int) -> None:
        self.chain.advance(seconds)
        self.chain.mine()
        self.tally["waited too long"] += self.chain.time - self.model.opened_at > MAX_ELAPSED

    # --- what must hold ---------------------------------------------------------------------------

    @invariant()
    def weights_are_the_integral(self) -> None:
        harness, model, now = self.harness, self.model, self.chain.time
        known = [name for name in NAMES if name in model.accounts]
        self.tally["most places"] = max(self.tally["most places"], harness.clock().places)
        assert harness.total() == model.total()
        open_weights = [model.open_weight(name, now) for name in known]
        assert [harness.openWeightOf(name) for name in known] == open_weights
        assert harness.openWeight() == sum(open_weights)
        if self.is_pending:
            closed = [model.closed_weight(name) for name in known]
            assert [harness.closedWeightOf(name) for name in known] == closed
            assert harness.closedWeight() == sum(closed)
            self.tally["pending with weight"] += any(closed)

    @precondition(lambda self: self.is_pending)
    @invariant()
    def points_are_dealt_out_exactly(self) -> None:
        """Each account's first and last point pick it: so, being in a row, all between do."""
        begin = 0
        for place in range(1, self.harness.clock().places + 1):
            name = self.harness.accountAt(place)
            weight = self.model.closed_weight(name.lower())
            if weight:
                assert self.harness.pick(begin) == name
                assert self.harness.pick(begin + weight - 1) == name
                self.tally["picked"] += 1
            begin += weight
        assert begin == self.harness.closedWeight()
        with errors.reverts("PointOutOfRange", begin, begin):
            self.harness.pick(begin)
