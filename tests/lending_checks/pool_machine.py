"""A state machine that does all that can be done with a pool, and knows what must come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lending_checks.pool_model import PoolModel, Refused
from lending_checks.scene import BASIS_POINTS, CURVE, LIMITS, PRICE, UNLIMITED, Scene
from pydemo import errors
from pydemo.chain.accounts import Account

CALLS = (
    *("deposit", "mint", "withdraw", "redeem", "borrow", "repay", "liquidate"),
    "withdrawCollateral",
)
"""Each of them must have succeeded, and failed."""

_WHO = st.integers(0, 3)
_AMOUNT = st.integers(10**6, 10**9) | st.integers(10**6, 10**22)
_SIZE = st.sampled_from(["part"] * 6 + ["all"] * 3 + ["more", "dust", "nothing"])
_PART = st.integers(1, 99)


class Pools(RuleBasedStateMachine):
    """``tally`` counts (call, how it ended) over all examples: "done", or the error's name."""

    def __init__(self, scene: Scene, tally: Counter[tuple[str, str]]) -> None:
        super().__init__()
        self.scene, self.tally = scene, tally
        self.people = scene.people[:4]
        self.start = scene.chain.take_snapshot()
        self.model = PoolModel(CURVE, LIMITS, scene.chain.time, 0, 0)
        self.model.price, self.model.priced_at = scene.feed.latestRoundData()[1:4:2]
        for person in self.people:
            self.model.tokens[person.address] = scene.token.balanceOf(person)
            scene.chain.set_balance(person, 10**30)
        self.forced = 0

    def teardown(self) -> None:
        self.scene.chain.revert_to_snapshot(self.start)

    def _name(self, who: int) -> str:
        return str(self.people[who].address)

    def _do(
        self, call: str, expected: Callable[[PoolModel], Any], *args: Any, who: int, value: int = 0
    ) -> bool:
        """Call the pool, and compare with what the model expects. Whether it succeeded."""
        trial = deepcopy(self.model)
        # Collateral that secures nothing can be had without a look at the books.
        if call != "withdrawCollateral" or trial.debts[self._name(who)]:
            trial.accrue(self.scene.soon)
        sender: Account = self.people[who]
        try:
            expected(trial)
        except Refused as refusal:
            with errors.reverts(refusal.name, *refusal.operands):
                self.scene.pool[call](*args, sender=sender, value=value)
            self.tally[call, refusal.name] += 1
            return False
        self.scene.pool[call](*args, sender=sender, value=value)
        self.model = trial
        self.tally[call, "done"] += 1
        return True

    @staticmethod
    def _sized(most: int, size: str, part: int) -> int:
        sizes = {"all": most, "more": most + 1, "dust": min(most, part), "nothing": 0}
        return sizes.get(size, most * part // 100)

    @initialize(supplied=_AMOUNT, lent=st.integers(10, 100), prudence=st.integers(100, 200))
    def begin(self, supplied: int, lent: int, prudence: int) -> None:
        self.supply(0, 0, supplied * 2, is_mint=False)
        for who in (1, 2):
            debt = supplied * lent // 100
            self.add_collateral(who, who, debt * 100 // 75 * prudence // 100 + 2)
            self.borrow(who, who, "part", lent)

    # --- suppliers --------------------------------------------------------------------------------

    @rule(
        who=_WHO,
        receiver=_WHO,
        amount=_AMOUNT | st.sampled_from([0, 0, 1, 2]),
        is_mint=st.booleans(),
    )
    def supply(self, who: int, receiver: int, amount: int, is_mint: bool) -> None:
        payer, taker = self._name(who), self._name(receiver)
        if is_mint:
            shares = amount * 10**6 + amount % 999_983
            self._do("mint", lambda m: m.mint(payer, shares, taker), shares, taker, who=who)
        else:
            self._do("deposit", lambda m: m.deposit(payer, amount, taker), amount, taker, who=who)

    @rule(caller=_WHO, owner=_WHO, size=_SIZE, part=_PART, is_redeem=st.booleans())
    def leave(self, caller: int, owner: int, size: str, part: int, is_redeem: bool) -> None:
        # Mostly one's own, and mostly somebody's who has some.
        has_some = [who for who in range(4) if self.model.shares[self._name(who)]]
        owner = has_some[owner % len(has_some)] if part % 5 and has_some else owner
        caller = owner if part % 4 else caller
        who, whose = self._name(caller), self._name(owner)
        if is_redeem:
            amount = self._sized(self.model.max_redeem(whose), size, part)
            args = (amount, who, whose)
            self._do("redeem", lambda m: m.redeem(who, amount, who, whose), *args, who=caller)
        else:
            amount = self._sized(self.model.max_withdraw(whose), size, part)
            args = (amount, who, whose)
            self._do("withdraw", lambda m: m.withdraw(who, amount, who, whose), *args, who=caller)

    @rule(who=_WHO)
    def give_all_away(self, who: int) -> None:
        """Shares change hands like any token."""
        shares = self.model.shares[self._name(who)]
        self.scene.pool.transfer(self._name(3), shares, sender=self.people[who])
        self.model.shares[self._name(who)] -= shares
        self.model.shares[self._name(3)] += shares

    # --- borrowers --------------------------------------------------------------------------------

    @rule(who=_WHO, account=_WHO, amount=_AMOUNT)
    def add_collateral(self, who: int, account: int, amount: int) -> None:
        self.scene.pool.depositCollateral(
            self._name(account), sender=self.people[who], value=amount
        )
        self.model.collateral[self._name(account)] += amount

    @rule(who=_WHO, size=_SIZE, part=_PART)
    def withdraw_collateral(self, who: int, size: str, part: int) -> None:
        me = self._name(who)
        wei = self._sized(self.model.collateral[me], size, part)
        self._do("withdrawCollateral", lambda m: m.withdraw_collateral(me, wei), wei, me, who=who)

    @rule(who=_WHO, receiver=_WHO, size=_SIZE, part=_PART)
    def borrow(self, who: int, receiver: int, size: str, part: int) -> None:
        me, taker = self._name(who), self._name(receiver)
        try:
            room = max(0, self.model.limit_of(me) - self.model.debt_of(me))
        except Refused:
            room = self.model.cash
        amount = self._sized(min(room, self.model.cash), size, part)
        self._do("borrow", lambda m: m.borrow(me, amount, taker), amount, taker, who=who)

    def _mostly_borrower(self, who: int, part: int) -> int:
        owing = [one for one in range(4) if self.model.debts[self._name(one)]]
        return owing[who % len(owing)] if part % 5 and owing else who

    @rule(who=_WHO, account=_WHO, size=_SIZE, part=_PART)
    def repay(self, who: int, account: int, size: str, part: int) -> None:
        me, whose = self._name(who), self._name(self._mostly_borrower(account, part))
        # "More" takes no more than is owed.
        amount = UNLIMITED if size == "all" else self._sized(self.model.debt_of(whose), size, part)
        self._do("repay", lambda m: m.repay(me, amount, whose), amount, whose, who=who)

    @rule(who=_WHO, account=_WHO, size=_SIZE | st.just("all"), part=_PART, sunk=st.booleans())
    def liquidate(self, who: int, account: int, size: str, part: int, sunk: bool) -> None:
        account = self._mostly_borrower(account, part)
        if sunk:
            self.sink(account, 95 + part)
        me, whose = self._name(who), self._name(account)
        # A half of it can be had at once, mostly.
        half = self.model.debt_of(whose) // 2 + 1
        amount = UNLIMITED if size == "all" else self._sized(half, size, part)
        grown = deepcopy(self.model)
        grown.accrue(self.scene.soon)
        debt, collateral = grown.debt_of(whose), self.model.collateral[whose]
        if self._do("liquidate", lambda m: m.liquidate(me, whose, amount), whose, amount, who=who):
            rest, left = self.model.debt_of(whose), self.model.collateral[whose]
            # More collateral for each unit than before, unless all of it is gone.
            assert (
                rest == 0 or left * debt > collateral * rest or (rest, left) == (debt, collateral)
            )
            if debt <= grown.value_of(collateral):
                assert self.model.assets == grown.assets, "a solvent debt costs suppliers nothing"
            self.tally["liquidate", "whole" if rest == 0 else "part"] += 1

    @rule(who=_WHO, account=_WHO, percent=st.sampled_from([105, 135]), part=_PART)
    def crash(self, who: int, account: int, percent: int, part: int) -> None:
        """A debt a bit or far under water, and somebody who takes it at once."""
        account = self._mostly_borrower(account, 1)
        self.sink(account, percent)
        self.liquidate(who, account, "all", 5 * (part // 5), sunk=False)

    @rule(who=_WHO)
    def ask_for_nothing(self, who: int) -> None:
        for is_other in (False, True):
            self.supply(who, who, 0, is_mint=is_other)
            self.leave(who, who, "nothing", 4, is_redeem=is_other)
        self.borrow(who, who, "nothing", 1)
        self.repay(who, who, "nothing", 1)
        self.liquidate(who, who, "nothing", 1, sunk=False)
        self.withdraw_collateral(who, "nothing", 1)

    @rule(who=_WHO)
    def come_and_go(self, who: int) -> None:
        for is_other in (False, True):
            self.supply(who, who, 10**9, is_mint=is_other)
            self.leave(who, who, "part", 5 * 8, is_redeem=is_other)

    # --- what happens around it -------------------------------------------------------------------

    @rule(percent=st.integers(50, 99) | st.integers(101, 130) | st.just(60))
    def move_price(self, percent: int) -> None:
        # So that wei and units stay of a size.
        price = min(max(self.model.price * percent // 100, PRICE // 1_000), PRICE * 1_000)
        self._price(price or PRICE)

    @rule(account=_WHO, percent=st.integers(95, 120) | st.integers(115, 160))
    def sink(self, account: int, percent: int) -> None:
        """A price at which a borrower is about to go under water, or is already."""
        whose = self._name(account)
        debt, collateral = self.model.debt_of(whose), self.model.collateral[whose]
        if debt and collateral:
            threshold = debt * BASIS_POINTS // LIMITS.liquidation_threshold
            self._price(max(1, threshold * PRICE * 100 // (collateral * percent)))

    @rule(is_gone=st.booleans())
    def lose_price(self, is_gone: bool) -> None:
        self._price(0 if is_gone else PRICE)

    def _price(self, price: int) -> None:
        self.scene.set_price(price)
        self.model.price, self.model.priced_at = price, self.scene.chain.time

    @rule(seconds=st.sampled_from([1, 12, 3_600, 86_401, 30 * 86_400, 3 * 365 * 86_400]))
    def wait(self, seconds: int) -> None:
        self.scene.chain.advance(seconds)
        self.scene.chain.mine()
        if seconds % 2 == 0:
            self._price(self.model.price)

    @rule()
    def accrue(self) -> None:
        self.scene.pool.accrue(sender=self.people[0])
        if self.model.accrue(self.scene.chain.time):
            self.tally["accrue", "done"] += 1

    @rule(amount=_AMOUNT)
    def donate(self, amount: int) -> None:
        """Tokens and ether that the pool is not told of."""
        self.scene.token.mint(self.scene.pool, amount, sender=self.scene.judy)
        self.scene.chain.set_balance(
            self.scene.pool, self.scene.chain.balance(self.scene.pool) + amount
        )
        self.forced += amount

    # --- what must hold ---------------------------------------------------------------------------

    @invariant()
    def books_are_what_they_must_be(self) -> None:
        pool, now = self.scene.pool, deepcopy(self.model)
        now.accrue(self.scene.chain.time)
        assert (pool.cash(), pool.totalDebt()) == (now.cash, now.debt)
        assert (pool.totalAssets(), pool.totalSupply()) == (now.assets, now.supply)
        for person in self.people:
            name = person.address
            assert pool.balanceOf(name) == now.shares[name]
            assert pool.debtOf(name) == now.debt_of(name)
            assert pool.collateralOf(name) == now.collateral[name]
            assert self.scene.token.balanceOf(name) == now.tokens[name]
            assert pool.maxWithdraw(name) == now.max_withdraw(name)
            assert pool.maxRedeem(name) == now.max_redeem(name)

    @invariant()
    def nobody_owns_what_is_not_there(self) -> None:
        pool = self.scene.pool
        owned = sum(pool.convertToAssets(pool.balanceOf(person)) for person in self.people)
        owed = sum(pool.debtOf(person) for person in self.people)
        assert owned <= pool.totalAssets() <= pool.cash() + owed
        assert self.scene.token.balanceOf(pool) == pool.cash() + self.forced
        collateral = sum(pool.collateralOf(person) for person in self.people)
        assert self.scene.chain.balance(pool) == collateral + self.forced

    @invariant()
    def who_can_be_liquidated_is_and_nobody_else(self) -> None:
        now = deepcopy(self.model)
        now.accrue(self.scene.chain.time)
        for person in self.people:
            call = self.scene.pool.liquidate.call
            try:
                expected = now.is_liquidatable(person.address)
            except Refused as no_price:
                with errors.reverts(no_price.name, *no_price.operands):
                    call(person, UNLIMITED, sender=self.people[3])
                continue
            if expected:
                call(person, UNLIMITED, sender=self.people[3])
                self.tally["under water", str(person.address)] += 1
            else:
                with errors.reverts("PositionHealthy"):
                    call(person, UNLIMITED, sender=self.people[3])
