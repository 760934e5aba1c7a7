"""A story by steps: whatever the order of the cells, nothing happens twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pydemo import Chain, messages
from pydemo.errors import ArgumentError, LessonError, UnknownStory
from pydemo.lessons.telling import Telling
from pydemo.stories import tell
from pydemo.stories.step import Step

KEYS = [f"token.{name}" for name in ("deploy", "mint", "transfer", "allowance", "permit")]
KEYS += ["token.failure", "token.trace", "token.balances"]


@pytest.fixture
def telling() -> Telling:
    return Telling(Chain(), "token")


class TestSteps:
    def test_each_step_of_a_story_has_a_key(self, telling: Telling) -> None:
        assert [step.key for step in telling.rest()] == KEYS

    def test_the_steps_are_the_storys(self, telling: Telling) -> None:
        told = [(step.title, step.text) for step in telling.rest()]
        assert told == [(step.title, step.text) for step in tell("token", Chain())]

    def test_a_step_brings_those_before_it_along(self, telling: Telling) -> None:
        assert telling.step("token.transfer").key == "token.transfer"
        assert [step.key for step in telling.told] == KEYS[:3]

    def test_a_step_that_was_told_is_shown_again_and_nothing_happens(
        self, telling: Telling
    ) -> None:
        first = telling.step("token.transfer")
        block = telling.chain.block_number
        assert telling.step("token.transfer") is first
        assert telling.step(3) is first
        assert telling.step("token.deploy").key == "token.deploy"
        assert telling.chain.block_number == block
        assert telling.step("token.allowance").key == "token.allowance"
        assert telling.chain.block_number > block

    def test_next_goes_on_from_wherever_the_story_is(self, telling: Telling) -> None:
        telling.step(2)
        assert telling.next().key == "token.transfer"
        assert telling().key == "token.allowance"

    def test_the_rest_is_what_was_not_told_and_nothing_the_second_time(
        self, telling: Telling
    ) -> None:
        telling.step(6)
        assert [step.key for step in telling.rest()] == KEYS[6:]
        assert telling.rest() == []

    def test_a_later_step_with_the_same_key_is_asked_for_by_its_number(
        self, telling: Telling, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        steps = [Step(f"{number}", "", key="token.mint") for number in range(3)]
        monkeypatch.setattr(telling, "_coming", iter(steps))
        assert telling.step("token.mint", 2) is steps[1]
        assert telling.step("token.mint") is steps[0]
        assert telling.told == tuple(steps[:2])
        with pytest.raises(LessonError, match=r"token\.mint comes 3 times .* number 4 was asked"):
            telling.step("token.mint", 4)

    @pytest.mark.parametrize("story", ["collectible", "lottery", "dao"])
    def test_every_step_of_every_story_can_be_asked_for(self, story: str) -> None:
        telling = Telling(Chain(), story)
        for step in telling.rest():
            assert step in [
                telling.step(step.key, number)
                for number in range(1, 1 + sum(one.key == step.key for one in telling.told))
            ]


class TestRefusals:
    def test_a_key_that_the_story_does_not_have_is_refused_before_anything_happens(
        self, telling: Telling
    ) -> None:
        with pytest.raises(LessonError, match=r"no step 'token\.transfr'; its steps are: token\.d"):
            telling.step("token.transfr")
        assert telling.told == ()

    def test_numbers_below_one_are_refused(self, telling: Telling) -> None:
        with pytest.raises(LessonError, match="no step 0: steps are counted from 1"):
            telling.step(0)

    @pytest.mark.parametrize("how", ["next", "number"])
    def test_after_the_end_there_is_one_line(self, telling: Telling, how: str) -> None:
        telling.rest()
        with pytest.raises(LessonError, match="the story token is over after 8 steps"):
            _ = telling.next() if how == "next" else telling.step(9)
        assert telling.step(8).key == "token.balances"

    def test_a_story_whose_chain_was_changed_under_it_says_so_each_time(
        self, telling: Telling
    ) -> None:
        telling.step("token.mint")
        alice, bob = telling.chain.accounts.alice, telling.chain.accounts.bob
        (place,) = (at for at, name in telling.chain.names.items() if name == "DemoToken")
        token = telling.chain.at("DemoToken", place)
        token.transfer(bob, token.balanceOf(alice), sender=alice)
        for _ in range(2):
            with pytest.raises(LessonError, match="the story token cannot go on, since the chain"):
                telling.next()
        assert telling.step("token.mint").key == "token.mint"

    def test_a_story_that_was_interrupted_does_not_pretend_to_be_over(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(*_: object) -> Iterator[None]:
            yield None
            raise KeyboardInterrupt

        telling = Telling(Chain(), "token")
        coming = interrupted()
        next(coming)
        monkeypatch.setattr(telling, "_coming", coming)
        with pytest.raises(KeyboardInterrupt):
            telling.next()
        with pytest.raises(LessonError, match="was interrupted half-way"):
            telling.next()

    def test_unknown_stories_and_options_are_refused(self) -> None:
        with pytest.raises(UnknownStory, match="did you mean token"):
            Telling(Chain(), "tokens")
        with pytest.raises(ArgumentError, match="no option 'ending'"):
            Telling(Chain(), "token", ending="won")

    def test_it_speaks_the_language_in_use(self, telling: Telling) -> None:
        telling.rest()
        with messages.speaking("zh"), pytest.raises(LessonError, match="讲了 8 步，已经结束"):
            telling.next()
