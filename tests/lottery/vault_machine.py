"""A state machine that does all that can be done with a prize vault, and keeps its own books.

Its source is OpenZeppelin's vault, whose shares may be worth more than a unit each, so that every
rounding shows.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lottery.integral import Integral
from lottery.scene import BUFFER, PERIOD, Scene
from pydemo import errors
from pydemo.chain.accounts import Account

_WHO = st.integers(0, 5)
_AMOUNT = st.integers(1, 3) | st.integers(1, 10**20)
_TENTH = st.integers(1, 10) | st.just(10)
_WORD = st.integers(0, 2**256 - 1)


class Vaults(RuleBasedStateMachine):
    """``tally`` counts what happened over all examples."""

    def __init__(self, scene: Scene, tally: Counter[str]) -> None:
        super().__init__()
        self.scene, self.tally = scene, tally
        self.start = scene.chain.take_snapshot()
        self.model = Integral(scene.vault.openDraw()[1])
        self.earned = self.won = 0
        self.winners, self.rate = scene.vault.winners(), scene.vault.reserveRate()
        self.closed: tuple[int, int, int] | None = None
        """What the close has fixed: prize, reserve, weight."""
        self.may_lose = self.has_lost = False

    def teardown(self) -> None:
        self.scene.chain.revert_to_snapshot(self.start)

    def _person(self, who: int) -> Account:
        return self.scene.people[who]

    def _name(self, who: int) -> str:
        return self._person(who).address

    def _send(self, function: str, *args: Any, sender: Account | None = None) -> int:
        """Returns the second in which it happened."""
        self.scene.vault[function](*args, sender=sender or self.scene.owner)
        self.tally[function] += 1
        return self.scene.chain.time

    @property
    def _names(self) -> list[str]:
        """All who can have tickets. The owner comes last, and gets its own from reserves alone."""
        return [person.address for person in (*self.scene.people, self.scene.owner)]

    def _add(self, who: int, change: int) -> None:
        name = self._names[who]
        self.model.set_balance(name, self.model.balance(name) + change, self.scene.chain.time)

    @property
    def is_whole(self) -> bool:
        return self.scene.worth >= self.model.total()

    @property
    def covers_rounding(self) -> bool:
        """Whether the surplus is larger than what one withdrawal can cost."""
        shares = self.scene.source.balanceOf(self.scene.vault)
        return bool(shares) and self.scene.surplus >= 2 + self.scene.worth // shares

    @initialize(
        may_lose=st.booleans(),
        deposits=st.lists(_AMOUNT, max_size=6),
        earned=_AMOUNT,
        is_closed=st.booleans(),
        left=st.sampled_from([-1, 10**5, -3, 0, 1]),
    )
    def begin(
        self, may_lose: bool, deposits: list[int], earned: int, is_closed: bool, left: int
    ) -> None:
        """In half of the examples the source never loses anything.

        In a quarter it does so between a close and an award, and about so much surplus is left.
        """
        self.may_lose = may_lose
        for who, assets in enumerate(deposits):
            self.deposit(who, who, assets, is_mint=False)
        self.earn(earned)
        if is_closed:
            self.deposit(0, 0, 10**20, is_mint=False)
            self.earn(10**20)
            self.close(is_time=True)
        if may_lose and self.closed is not None:
            self.scene.source.lose(self.scene.surplus - left, sender=self.scene.owner)
            self.has_lost = True
            self.award(7)

    # --- savers -----------------------------------------------------------------------------------

    @rule(who=_WHO, receiver=_WHO, assets=_AMOUNT, is_mint=st.booleans())
    def deposit(self, who: int, receiver: int, assets: int, is_mint: bool) -> None:
        vault, person = self.scene.vault, self._person(who)
        call = vault.mint if is_mint else vault.deposit
        if assets <= vault.maxDeposit(person):
            assert vault.previewDeposit(assets) == assets == vault.previewMint(assets)
            call(assets, self._person(receiver), sender=person)
            self.tally["deposit"] += 1
            self._add(receiver, assets)
        elif not self.is_whole:
            before = self.scene.worth
            with errors.reverts("SourceBelowPrincipal"):
                call(assets, self._person(receiver), sender=person)
            assert self.scene.worth == before
            self.tally["deposit refused"] += 1

    @rule(who=_WHO, receiver=_WHO, tenth=_TENTH)
    def withdraw(self, who: int, receiver: int, tenth: int) -> None:
        vault, person = self.scene.vault, self._person(who)
        assets = vault.maxWithdraw(person) * tenth // 10
        if assets == 0:
            return
        tickets = vault.previewWithdraw(assets)
        before = self.scene.asset.balanceOf(self._person(receiver))
        self._send("withdraw", assets, self._person(receiver), person, sender=person)
        assert self.scene.asset.balanceOf(self._person(receiver)) == before + assets
        assert tickets >= assets
        self._add(who, -tickets)

    @rule(who=_WHO, tenth=_TENTH)
    def redeem(self, who: int, tenth: int) -> None:
        vault, person = self.scene.vault, self._person(who)
        tickets = vault.maxRedeem(person) * tenth // 10
        assets = vault.previewRedeem(tickets)
        if assets == 0:
            return
        is_rich = self.covers_rounding
        before = self.scene.asset.balanceOf(person)
        self._send("redeem", tickets, person, person, sender=person)
        assert self.scene.asset.balanceOf(person) == before + assets
        assert assets == tickets if is_rich else assets <= tickets
        self._add(who, -tickets)

    @rule(giver=_WHO, taker=_WHO, tenth=_TENTH)
    def transfer(self, giver: int, taker: int, tenth: int) -> None:
        tickets = self.model.balance(self._name(giver)) * tenth // 10
        self._send("transfer", self._person(taker), tickets, sender=self._person(giver))
        self._add(giver, -tickets)
        self._add(taker, tickets)

    @rule(who=_WHO, assets=_AMOUNT)
    def sponsor(self, who: int, assets: int) -> None:
        """All that somebody has takes no part from now on."""
        if assets <= self.scene.vault.maxDeposit(self._person(who)):
            now = self._send("sponsor", assets, sender=self._person(who))
            self.model.set_outside(self._name(who), True, now)
            self._add(who, assets)

    @rule(who=_WHO, is_sponsor=st.booleans())
    def set_sponsor(self, who: int, is_sponsor: bool) -> None:
        now = self._send("setSponsor", is_sponsor, sender=self._person(who))
        self.model.set_outside(self._name(who), is_sponsor, now)

    # --- the source -------------------------------------------------------------------------------

    @rule(assets=_AMOUNT)
    def earn(self, assets: int) -> None:
        self.scene.earn(assets)
        self.earned += assets
        self.tally["earn"] += 1

    @rule(assets=_AMOUNT)
    def donate(self, assets: int) -> None:
        """Somebody sends assets to the vault itself: the next close takes them in."""
        self.scene.asset.transfer(self.scene.vault, assets, sender=self.scene.owner)
        self.earned += assets

    @precondition(lambda self: self.may_lose and self.model.total() > 0)
    @rule(tenth=st.sampled_from([1, 5, 9]))
    def lose(self, tenth: int) -> None:
        lost = int(self.scene.source.totalAssets()) * tenth // 10
        self.scene.source.lose(lost, sender=self.scene.owner)
        self.has_lost = True
        self.tally["lose"] += 1

    @precondition(lambda self: self.may_lose and self.scene.surplus > 0)
    @rule(keeps_promise=st.booleans(), beyond=st.integers(-3, 3), tenth=st.integers(0, 9))
    def lose_surplus(self, keeps_promise: bool, beyond: int, tenth: int) -> None:
        """A part of what nobody is owed, or all of it, give or take a unit."""
        prize, reserve, _ = self.closed or (0, 0, 0)
        left = prize + reserve if keeps_promise else self.scene.surplus * tenth // 10
        lost = min(self.scene.surplus - left + beyond, int(self.scene.source.totalAssets()))
        if lost > 0:
            self.scene.source.lose(lost, sender=self.scene.owner)
            self.has_lost = True
            self.tally["lose surplus"] += 1

    @precondition(lambda self: not self.is_whole)
    @rule()
    def make_whole(self) -> None:
        missing = self.model.total() - self.scene.worth + BUFFER
        held, shares = (
            self.scene.source.totalSupply(),
            self.scene.source.balanceOf(self.scene.vault),
        )
        self.earn(missing * (held + 1) // max(shares, 1) + 2 if shares else missing)
        self.has_lost = not self.is_whole
        self.tally["made whole"] += self.is_whole

    # --- draws ------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([60, 86_400, PERIOD]))
    def wait(self, seconds: int) -> None:
        self.scene.wait(seconds)

    @precondition(lambda self: self.model.closed is None)
    @rule(is_time=st.booleans() | st.just(True))
    def close(self, is_time: bool) -> None:
        vault = self.scene.vault
        draw_id, _, ends_at = vault.openDraw()
        if is_time:
            self.scene.wait(max(1, ends_at - self.scene.chain.time))
        if self.scene.chain.time + 1 < ends_at:
            with errors.reverts("DrawStillOpen", draw_id, ends_at):
                vault.closeDraw(sender=self.scene.owner)
            return
        self.model.close(self._send("closeDraw"))
        weight = sum(self.model.closed_weight(name) for name in self.model.accounts)
        draw = vault.closedDraw()
        if draw.drawId == 0:
            assert weight == 0 or vault.prizeSoFar() < 2 * self.winners
            self.model.settle()
            self.closed = None
            self.tally["rolled over"] += 1
            return
        shares = self.scene.source.balanceOf(self.scene.vault)
        kept = BUFFER * (1 + self.scene.worth // shares)
        reserve = (self.scene.surplus - kept) * self.rate // 10_000
        prize = self.scene.surplus - kept - reserve
        assert (draw.drawId, draw.weight, draw.winners) == (draw_id, weight, self.winners)
        assert (draw.prize, draw.reserve) == (prize, reserve)
        assert prize >= self.winners
        assert vault.prizeSoFar() == 0
        self.closed = prize, reserve, weight

    @precondition(lambda self: self.model.closed is not None)
    @rule(word=_WORD)
    def award(self, word: int) -> None:
        assert self.closed is not None
        vault, (prize, reserve, weight) = self.scene.vault, self.closed
        draw = vault.closedDraw()
        if self.scene.rng.stateOf(draw.requestId) == 1:
            with errors.reverts("RandomnessNotReady", draw.requestId):
                vault.awardDraw(sender=self.scene.owner)
            self.scene.rng.set(draw.requestId, word, sender=self.scene.owner)
        surplus = self.scene.surplus
        if surplus < 0:
            with errors.reverts("SourceBelowPrincipal", self.scene.worth, self.model.total()):
                vault.awardDraw(sender=self.scene.owner)
            self.tally["award refused"] += 1
            return
        if surplus < prize + reserve:
            promised = prize + reserve
            prize, reserve = prize * surplus // promised, reserve * surplus // promised
            self.tally["award reduced"] += 1
        word = self.scene.rng.randomNumber(draw.requestId)
        points = [
            self.scene.point(word, draw.drawId, index, weight) for index in range(self.winners)
        ]
        picked = [vault.accountAtPoint(point) for point in points]
        now = self._send("awardDraw")
        self.model.settle()
        self.closed = None
        share = prize // self.winners
        for winner in picked:
            self._add(self._names.index(winner), share)
        if reserve:
            self.model.set_outside(self._names[-1], True, now)
            self._add(-1, reserve)
        assert self.is_whole, "no award makes a loss"
        self.won += share * self.winners + reserve

    @precondition(lambda self: self.may_lose and self.model.closed is not None)
    @rule(keeps_promise=st.booleans(), beyond=st.integers(-3, 3), tenth=_TENTH, word=_WORD)
    def award_after_a_loss(self, keeps_promise: bool, beyond: int, tenth: int, word: int) -> None:
        if self.scene.surplus > 0:
            self.lose_surplus(keeps_promise, beyond, 10 - tenth)
        self.award(word)

    @precondition(lambda self: self.model.closed is not None)
    @rule()
    def fail(self) -> None:
        draw = self.scene.vault.closedDraw()
        if self.scene.rng.stateOf(draw.requestId) == 1:
            self.scene.rng.fail(draw.requestId, sender=self.scene.owner)
            self._send("failDraw")
            self.model.settle()
            self.closed = None
        else:
            with errors.reverts("DrawNotFailed", draw.drawId, draw.requestId):
                self.scene.vault.failDraw(sender=self.scene.owner)
            self.tally["re-roll refused"] += 1

    # --- what must hold ---------------------------------------------------------------------------

    @invariant()
    def books_and_odds_are_right(self) -> None:
        scene, model, now = self.scene, self.model, self.scene.chain.time
        names = self._names
        balances = [scene.vault.balanceOf(name) for name in names]
        assert balances == [model.balance(name) for name in names]
        assert scene.vault.totalSupply() == sum(balances) == model.total()
        weights = [scene.vault.weightOf(name) for name in names]
        assert weights == [model.open_weight(name, now) for name in names]
        assert scene.vault.totalWeight() == sum(weights)
        if model.closed is not None:
            closed = [scene.vault.closedWeightOf(name) for name in names]
            assert closed == [model.closed_weight(name) for name in names]
            assert scene.vault.closedDraw().weight == sum(closed)

    @invariant()
    def what_is_owed_is_there_unless_the_source_has_lost_it(self) -> None:
        assert self.has_lost or self.scene.surplus >= 0
        assert self.won <= self.earned

    @invariant()
    def everybody_can_leave_with_what_is_theirs(self) -> None:
        scene = self.scene
        is_rich = self.covers_rounding
        worth, principal = scene.worth, self.model.total()
        for person in (*scene.people, scene.owner):
            tickets = scene.vault.balanceOf(person)
            most = scene.vault.maxRedeem(person)
            assets = scene.vault.previewRedeem(tickets)
            assert assets == scene.vault.maxWithdraw(person) or most < tickets
            if is_rich:
                assert assets == tickets == most
            elif principal:
                part = tickets * worth // principal
                assert assets <= min(tickets, part + 1)
                assert assets >= min(tickets, part) - 1 - worth // max(
                    1, scene.source.balanceOf(scene.vault)
                )
