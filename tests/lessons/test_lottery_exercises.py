"""The lottery lesson's checks, with what looks like a solution and is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from pydemo.chain.accounts import Account
from pydemo.contract.handle import Contract
from pydemo.lessons import begin
from pydemo.lessons.exercises import lottery as exercises
from pydemo.lessons.lesson import Lesson
from pydemo.plans import lottery as plan
from pydemo.units import UNLIMITED, days, ether


@dataclass(frozen=True, slots=True)
class Scene:
    """The lesson where its exercises begin: a lottery of the learner's own, with two savers."""

    lesson: Lesson
    asset: Contract
    rng: Contract
    mine: Contract

    def account(self, name: str) -> Account:
        return self.lesson.chain.accounts[name]

    def save(self, name: str, amount: int) -> None:
        saver = self.account(name)
        self.asset.approve(self.mine, UNLIMITED, sender=saver)
        self.mine.deposit(amount, saver, sender=saver)

    def sponsor(self, amount: int) -> None:
        judy = self.account("judy")
        self.asset.approve(self.mine, UNLIMITED, sender=judy)
        self.mine.sponsor(amount, sender=judy)

    def leave(self) -> None:
        judy = self.account("judy")
        self.mine.redeem(self.mine.balanceOf(judy), judy, judy, sender=judy)

    def draw(self, committing: str, revealing: str) -> None:
        """Close the open draw, and award it by secrets of these people, or try to."""
        chain, alice = self.lesson.chain, self.account("alice")
        _, _, ends_at = self.mine.openDraw()
        chain.advance(max(ends_at - chain.time, 1))
        self.mine.closeDraw(sender=alice)
        request = self.mine.closedDraw().requestId
        for number, name in enumerate(committing.split()):
            hashed = self.rng.commitmentOf(request, self.account(name), bytes([number] * 32))
            self.rng.commit(request, hashed, sender=self.account(name), value=self.rng.bond())
        chain.advance(self.rng.commitPeriod())
        for number, name in enumerate(revealing.split()):
            self.rng.reveal(request, bytes([number] * 32), sender=self.account(name))
        chain.advance(self.rng.revealPeriod())
        if len(revealing.split()) >= exercises.FEWEST_SECRETS:
            self.mine.awardDraw(sender=alice)


@pytest.fixture(scope="module")
def begun() -> Scene:
    lesson = begin("lottery")
    lesson.story().step("lottery.borrow")  # without interest there is no prize, and no draw
    chain, alice = lesson.chain, lesson.chain.accounts.alice
    asset, pool = (lesson.contracts.first(name) for name in ("DemoToken", "LendingPool"))
    assert exercises.exercise_1(lesson).seen == "no_vault"
    for name in ("bob", "carol", "dave", "judy"):
        asset.mint(chain.accounts[name], ether(10_000), sender=alice)
    rng = plan.deploy_rng(chain, "commit-reveal", deployer=alice)
    terms = plan.Terms(period=days(7))
    system = plan.deploy(
        chain, asset=asset, source=pool, rng=rng, deployer=alice, owner=alice, terms=terms
    )
    scene = Scene(lesson, asset, rng, system.vault)
    for name in ("carol", "dave"):
        scene.save(name, ether(1_500))
    chain.advance(days(2))
    return scene


@pytest.fixture
def scene(begun: Scene) -> Iterator[Scene]:
    with begun.lesson.chain.anchor():
        yield begun


class TestChance:
    def test_a_quarter_of_the_tickets_is_no_quarter_of_the_odds(self, scene: Scene) -> None:
        assert exercises.exercise_1(scene.lesson).seen == "nothing"
        scene.save("bob", ether(1_000))
        scene.lesson.chain.advance(days(1))
        found = exercises.exercise_1(scene.lesson)
        assert (found.seen, found.values["tickets"]) == ("too_little", "1,000")

    def test_too_many_tickets_are_too_much(self, scene: Scene) -> None:
        scene.save("bob", ether(9_000))
        scene.lesson.chain.advance(days(2))
        assert exercises.exercise_1(scene.lesson).seen == "too_much"

    def test_what_was_solved_stays_so_when_time_goes_on(self, scene: Scene) -> None:
        scene.save("bob", ether(2_000))
        scene.lesson.chain.advance(days(2))
        assert exercises.exercise_1(scene.lesson).passed
        scene.draw("bob carol", "bob carol")
        assert exercises.exercise_1(scene.lesson).passed

    def test_a_newer_lottery_takes_nothing_from_one_in_which_it_was_solved(
        self, scene: Scene
    ) -> None:
        scene.save("bob", ether(2_000))
        scene.lesson.chain.advance(days(2))
        alice = scene.account("alice")
        pool = scene.lesson.contracts["LendingPool"]
        plan.deploy(
            scene.lesson.chain,
            asset=scene.asset,
            source=pool,
            rng=scene.rng,
            deployer=alice,
            owner=alice,
        )
        assert len(scene.lesson.contracts.all("PrizeVault")) == 3
        assert exercises.exercise_1(scene.lesson).passed
        assert exercises.exercise_2(scene.lesson).seen == "open"


class TestDraw:
    def test_a_draw_that_is_not_closed_or_not_awarded_is_none(self, scene: Scene) -> None:
        assert exercises.exercise_2(scene.lesson).seen == "open"
        scene.draw("bob", "bob")
        found = exercises.exercise_2(scene.lesson)
        assert (found.seen, found.values) == ("not_awarded", {"committed": 1, "revealed": 1})

    def test_a_secret_that_was_held_back_is_told_from_a_whole_draw(self, scene: Scene) -> None:
        scene.draw("bob carol dave", "bob carol")
        assert exercises.exercise_2(scene.lesson).seen == "held_back"
        scene.draw("bob carol", "bob carol")
        assert exercises.exercise_2(scene.lesson).passed


class TestSponsor:
    def test_all_in_its_order(self, scene: Scene) -> None:
        assert exercises.exercise_3(scene.lesson).seen == "too_little"
        scene.sponsor(ether(5_000))
        assert exercises.exercise_3(scene.lesson).seen == "no_draw"
        scene.lesson.chain.advance(days(7))
        scene.draw("bob carol dave", "bob carol")
        assert exercises.exercise_3(scene.lesson).seen == "still_in"
        scene.leave()
        assert exercises.exercise_3(scene.lesson).passed

    def test_whoever_is_no_sponsor_any_more_was_one_all_the_same(self, scene: Scene) -> None:
        scene.sponsor(ether(5_000))
        scene.lesson.chain.advance(days(7))
        scene.draw("bob carol dave", "bob carol")
        scene.mine.setSponsor(False, sender=scene.account("judy"))
        scene.leave()
        assert exercises.exercise_3(scene.lesson).passed

    def test_a_saver_is_no_sponsor(self, scene: Scene) -> None:
        scene.save("judy", ether(5_000))
        scene.lesson.chain.advance(days(7))
        scene.draw("bob carol dave", "bob carol")
        assert exercises.exercise_3(scene.lesson).seen == "no_sponsor"

    @pytest.mark.parametrize("when", ["too late", "for a moment", "for half of the period"])
    def test_money_that_was_not_there_for_the_whole_period_sponsors_nothing(
        self, scene: Scene, when: str
    ) -> None:
        judy = scene.account("judy")
        scene.sponsor(ether(5_000) if when == "for a moment" else ether(1))
        if when == "for a moment":
            scene.mine.withdraw(ether(4_999), judy, judy, sender=judy)
        scene.lesson.chain.advance(days(3))
        if when == "for half of the period":
            scene.sponsor(ether(4_999))
        scene.lesson.chain.advance(days(4))
        scene.draw("bob carol dave", "bob carol")
        if when == "too late":
            scene.sponsor(ether(5_000))
        scene.leave()
        assert exercises.exercise_3(scene.lesson).seen == "no_draw"

    def test_all_secrets_revealed_is_the_exercise_before(self, scene: Scene) -> None:
        scene.sponsor(ether(5_000))
        scene.lesson.chain.advance(days(7))
        scene.draw("bob carol dave", "bob carol dave")
        scene.leave()
        assert exercises.exercise_3(scene.lesson).seen == "all_revealed"
