"""Lessons begin afresh; checks look at the chain, give clearer hints each time, and never raise."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from pydemo import errors, messages
from pydemo.errors import LessonError, UnknownEngine
from pydemo.lessons import Lesson, begin, check
from pydemo.lessons import lesson as lesson_module
from pydemo.lessons.exercises import first_transaction
from pydemo.units import ether

ONE = "first_transaction-1"


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """What a lesson sets for its process is of no concern to other tests."""
    yield
    lesson_module._under_way.clear()
    messages.use_everywhere(messages.FALLBACK)


@pytest.fixture
def lesson() -> Lesson:
    return begin("first_transaction")


def pay(lesson: Lesson, who: str, amount: str) -> None:
    people = lesson.chain.accounts
    lesson.chain.transfer(people.judy, ether(amount), sender=people[who])


class TestBegin:
    def test_it_begins_anew_each_time(self, lesson: Lesson) -> None:
        pay(lesson, "heidi", "25")
        assert check(ONE).passed
        again = begin("first_transaction")
        assert again.chain.block_number == 0
        assert not check(ONE).passed

    def test_it_sets_the_language_of_the_whole_process(self) -> None:
        from contextvars import Context

        begin("first_transaction", language="zh")
        assert Context().run(messages.language) == "zh"
        begin("first_transaction", language="en")
        assert Context().run(messages.language) == "en"

    def test_the_engine_is_the_one_that_the_environment_names(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYDEMO_ENGINE", "py-evm")
        assert begin("first_transaction").chain.engine_name == "py-evm"
        monkeypatch.setenv("PYDEMO_ENGINE", "fast")
        assert begin("first_transaction").chain.engine_name == "fast"
        monkeypatch.setenv("PYDEMO_ENGINE", "steam")
        with pytest.raises(UnknownEngine):
            begin("first_transaction")

    def test_an_unknown_lesson_or_language_is_one_line(self) -> None:
        with pytest.raises(
            LessonError, match=r"no lesson 'first'; choose from: .*first_transaction"
        ):
            begin("first")
        with pytest.raises(LessonError, match="no language 'fr'; choose from: en, zh"):
            begin("first_transaction", language="fr")


class TestLesson:
    def test_the_same_story_is_told_on_where_it_was(self, lesson: Lesson) -> None:
        lesson.story("token").step(2)
        assert len(lesson.story("token").told) == 2
        assert lesson.story("token").chain is lesson.chain
        assert lesson.story("dao", ending="lost") is not lesson.story("dao", ending="won")

    def test_a_story_apart_leaves_the_lessons_chain_alone(self, lesson: Lesson) -> None:
        apart = lesson.story("token", apart=True)
        apart.step(1)
        assert lesson.chain.block_number == 0
        assert apart.chain.block_number > 0

    def test_a_lesson_without_a_story_says_so(self, lesson: Lesson) -> None:
        with pytest.raises(LessonError, match="has no story of its own: name one"):
            lesson.story()

    def test_contracts_are_found_by_name_the_newest_first_of_all(self, lesson: Lesson) -> None:
        alice = lesson.chain.accounts.alice
        assert lesson.contracts.get("DemoToken") is None
        made = [lesson.chain.deploy("DemoToken", ether(5), alice, sender=alice) for _ in range(2)]
        assert lesson.contracts["DemoToken"] == made[-1]
        assert lesson.contracts.all("DemoToken") == made
        assert lesson.contracts.first("DemoToken") == made[0]
        assert list(lesson.contracts) == ["DemoToken"]
        with pytest.raises(LessonError, match=r"no contract 'Vault' .* \(there are: Demo"):
            lesson.contracts["Vault"]
        with pytest.raises(LessonError, match="run the cells above first"):
            lesson.contracts.first("Vault")

    def test_transactions_are_all_in_order_failed_ones_too(self, lesson: Lesson) -> None:
        people, chain = lesson.chain.accounts, lesson.chain
        pay(lesson, "heidi", "1")
        chain.mine(50)
        token = chain.deploy("DemoToken", ether(5), people.alice, sender=people.alice)
        with errors.reverts("ERC20InsufficientBalance"):
            token.transfer(people.bob, 1, sender=people.carol)
        seen = [(done.sender, done.succeeded, done.value) for done in lesson.transactions()]
        assert seen == [
            (people.heidi.address, True, ether(1)),
            (people.alice.address, True, 0),
            (people.carol.address, False, 0),
        ]
        assert lesson.transactions()[1].trace().kind == "CREATE"

    def test_a_drawing_speaks_the_lessons_language(self) -> None:
        english = begin("first_transaction").diagram().svg
        chinese = begin("first_transaction", language="zh").diagram().svg
        assert "signs" in english
        assert "签名" in chinese
        assert "签名" not in english

    def test_a_drawing_that_is_not_there_is_one_line(self, lesson: Lesson) -> None:
        with pytest.raises(LessonError, match="has no diagram 'other'"):
            lesson.diagram("other")


class TestCheck:
    def test_what_is_on_the_chain_counts(self, lesson: Lesson) -> None:
        assert not check(ONE).passed
        pay(lesson, "heidi", "10")
        assert "Judy has 10 ETH more" in repr(check(ONE))
        pay(lesson, "heidi", "15")
        assert repr(check(ONE)).startswith("✓ first_transaction-1: Judy has 25 ETH more")

    def test_the_right_amount_from_somebody_else_does_not_do(self, lesson: Lesson) -> None:
        pay(lesson, "alice", "25")
        assert "did not come from Heidi" in check(ONE).said

    def test_what_is_no_name_of_an_exercise_is_said_in_html_too(self, lesson: Lesson) -> None:
        verdict = check(5)  # type: ignore[arg-type]
        assert "there is no exercise 5" in verdict._repr_html_()

    def test_hints_get_clearer_up_to_the_last(self, lesson: Lesson) -> None:
        said = [check(ONE) for _ in range(4)]
        assert [verdict.grade for verdict in said] == [1, 2, 3, 3]
        assert len({verdict.hint for verdict in said}) == 3
        assert "sender=heidi" not in said[0].hint
        assert "sender=heidi" in said[-1].hint

    def test_each_exercise_counts_by_itself_and_success_ends_the_count(
        self, lesson: Lesson
    ) -> None:
        check(ONE)
        assert check("first_transaction-2").grade == 1
        pay(lesson, "heidi", "25")
        assert check(ONE).hint == ""
        pay(lesson, "heidi", "1")
        assert check(ONE).grade == 1

    def test_a_payment_of_franks_that_succeeds_is_no_failure(self, lesson: Lesson) -> None:
        pay(lesson, "frank", "1")
        assert "none of them failed" in check("first_transaction-2").said

    def test_without_a_lesson_it_says_what_to_do(self) -> None:
        verdict = check(ONE)
        assert not verdict.passed
        assert repr(verdict) == (
            "! first_transaction-1: no lesson has begun in this notebook: run its first cell, "
            "the one with begin(...)"
        )

    @pytest.mark.parametrize("name", ["first_transaction-9", "lottery", "", "-1"])
    def test_an_unknown_exercise_names_those_there_are(self, lesson: Lesson, name: str) -> None:
        known = "first_transaction-1, first_transaction-2, first_transaction-3"
        assert repr(check(name)).endswith(f"choose from: {known}")

    def test_what_goes_wrong_in_a_check_is_said_and_is_no_pass(
        self, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_: object) -> None:
            raise ZeroDivisionError("of all things")

        module: ModuleType = first_transaction
        monkeypatch.setattr(module, "exercise_1", broken)
        verdict = check(ONE)
        assert not verdict.passed
        assert verdict.problem == (
            "the check could not look at what is there (ZeroDivisionError: of all things)"
        )

    def test_a_verdict_is_shown_with_its_text_escaped(self, lesson: Lesson) -> None:
        shown = check(ONE)._repr_html_()
        assert "hint 1 of 3" in shown
        assert "&lt;b&gt;" in check("<b>")._repr_html_()
        assert "<b>&" not in check("<b>")._repr_html_()
