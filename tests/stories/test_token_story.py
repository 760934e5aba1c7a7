"""The token's story, asserted on: it is what demo and lesson show."""

from __future__ import annotations

import json

import pytest

from pydemo import errors, messages
from pydemo.chain.genesis import ENGINES
from pydemo.contract.chain import Chain
from pydemo.stories import STORIES, brief_options_of, tell
from pydemo.stories.step import Step


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return list(tell("token", Chain()))


def test_it_tells_what_was_promised_in_order(steps: list[Step]) -> None:
    calls = [action.call.partition("(")[0] for step in steps for action in step.actions]
    assert calls == [
        "DemoToken",
        "DemoToken.mint",
        "DemoToken.transfer",
        "DemoToken.approve",
        "DemoToken.transferFrom",
        "DemoToken.transfer",
        "DemoToken.permit",
        "DemoToken.transferFrom",
        "DemoToken.transfer",
    ]


def test_the_intended_failure_is_decoded_and_explained(steps: list[Step]) -> None:
    (refused,) = (action for step in steps for action in step.actions if action.error)
    assert refused.error == "ERC20InsufficientBalance(sender=bob, balance=75e18, needed=5000e18)"
    assert "bob holds 75e18" in refused.hint
    assert refused.gas is not None


def test_one_call_is_shown_from_within(steps: list[Step]) -> None:
    (trace,) = (step.trace for step in steps if step.trace is not None)
    assert trace.function == "permit"
    assert [call.function for call in trace.calls] == ["ecrecover"]
    assert [event.name for event in trace.events] == ["Approval"]


def test_the_closing_table_adds_up_to_the_supply(steps: list[Step]) -> None:
    (table,) = (table for table in steps[-1].tables if table.total)
    assert sum(int(row[1].replace(",", "")) for row in table.rows) == 1_000
    assert table.total[1] == "1,000"
    assert messages.text("token.equal") in steps[-1].text


def test_the_owner_of_the_permit_has_no_eth(steps: list[Step]) -> None:
    assert "0 wei" in steps[4].text
    (permit,) = (a for step in steps for a in step.actions if "permit" in a.call)
    assert permit.sender == "carol"


@pytest.mark.slow_on_py_evm
@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_the_same_in_both_languages_but_for_its_words(name: str) -> None:
    def told(language: str) -> list[Step]:
        with messages.speaking(language):
            return list(tell(name, Chain(), **brief_options_of(name)))

    english, chinese = told("en"), told("zh")
    assert len(english) == len(chinese)
    for ours, theirs in zip(english, chinese, strict=True):
        assert ours.title != theirs.title
        assert [(a.sender, a.call, a.gas) for a in ours.actions] == [
            (a.sender, a.call, a.gas) for a in theirs.actions
        ]


@pytest.mark.slow_on_py_evm
@pytest.mark.parametrize(("name", "seed"), [*((name, 0) for name in STORIES), ("token", 7)])
def test_a_story_is_the_same_on_every_engine_to_the_letter(name: str, seed: int) -> None:
    told = {
        engine: [
            step.to_json()
            for step in tell(name, Chain(engine=engine, seed=seed), **brief_options_of(name))
        ]
        for engine in ENGINES
    }
    assert told["fast"]
    assert told["py-evm"] == told["fast"]


@pytest.mark.slow_on_py_evm
@pytest.mark.parametrize("name", STORIES)
def test_every_step_can_be_written_as_json(name: str) -> None:
    for step in tell(name, Chain(), **brief_options_of(name)):
        assert json.loads(json.dumps(step.to_json()))["title"] == step.title


def test_an_unknown_story_is_refused_before_anything_happens() -> None:
    chain = Chain()
    with pytest.raises(errors.UnknownStory, match="did you mean token"):
        tell("tokens", chain)
    assert chain.block_number == 0
