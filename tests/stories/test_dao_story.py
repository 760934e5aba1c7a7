"""The DAO's story as a whole: its endings, on each engine, in both languages, on a page."""

from __future__ import annotations

import json
from html import escape
from itertools import pairwise

import pytest

from pydemo import errors, messages
from pydemo.chain.genesis import ENGINES
from pydemo.contract.chain import Chain
from pydemo.display.report import report_html
from pydemo.stories import tell
from pydemo.stories.dao_scene import FUND_TERMS

from .dao_told import Told, wei


@pytest.mark.parametrize(("ending", "last"), [("lost", "outbid"), ("won", "won")])
def test_bids_rise_by_a_twentieth_and_the_fund_never_bids_over_itself_or_above_its_limit(
    ending: str, last: str, request: pytest.FixtureRequest
) -> None:
    told: Told = request.getfixturevalue(ending)
    bids = [(who, wei(shown)) for who, shown in told.step(last).tables[0].rows]
    assert len(bids) >= 3
    for (before, lower), (after, higher) in pairwise(bids):
        assert before != after
        assert higher >= lower + lower // 20
    own = [bid for who, bid in bids if who == "Crowdfund"]
    assert max(own) <= FUND_TERMS.max_bid
    auction = told.contract("AuctionHouse").auction(1)
    assert (told.chain.names[auction.bidder], auction.price) == bids[-1]


def test_without_a_choice_both_endings_are_told_as_if_each_were_alone(
    lost: Told, won: Told
) -> None:
    both = Told().steps
    assert both[: len(lost.steps)] == lost.steps
    assert both[len(lost.steps)].title == messages.text("dao.again.title")
    assert both[len(lost.steps) + 1 :] == won.steps[5:]


def test_told_twice_on_a_chain_it_goes_as_well() -> None:
    chain = Chain()
    first, second = (list(tell("dao", chain, ending="won")) for _ in range(2))
    assert [step.title for step in first] == [step.title for step in second]


@pytest.mark.slow_on_py_evm
@pytest.mark.parametrize("ending", ["lost", "won"])
def test_an_ending_is_the_same_on_every_engine_to_the_letter(ending: str) -> None:
    told = [
        [step.to_json() for step in tell("dao", Chain(engine=engine), ending=ending)]
        for engine in ENGINES
    ]
    assert all(other == told[0] for other in told[1:])
    assert len(told) > 1


@pytest.mark.parametrize("ending", ["lost", "won"])
def test_an_ending_is_told_in_chinese_with_every_word(
    ending: str, request: pytest.FixtureRequest
) -> None:
    english = request.getfixturevalue(ending).steps
    with messages.speaking("zh"):
        chinese = Told(ending=ending).steps
    for ours, theirs in zip(english, chinese, strict=True):
        assert ours.title != theirs.title
        assert ours.text != theirs.text
        assert [(a.call, a.gas) for a in ours.actions] == [(a.call, a.gas) for a in theirs.actions]
        assert [len(table.rows) for table in ours.tables] == [
            len(table.rows) for table in theirs.tables
        ]


@pytest.mark.parametrize("ending", ["lost", "won"])
def test_an_ending_can_be_written_as_json_and_as_a_page(
    ending: str, request: pytest.FixtureRequest
) -> None:
    steps = request.getfixturevalue(ending).steps
    for step in steps:
        assert json.loads(json.dumps(step.to_json()))["text"] == step.text
    about = {"story": "dao", "engine": "fast", "seed": 0, "steps": steps, "elapsed": 1.0}
    page = report_html([about])
    assert page.count("<h2>") == len(steps)
    assert page.count("<table") == sum(len(step.tables) for step in steps)
    for step in steps:
        assert all(escape(action.call) in page for action in step.actions)


def test_another_ending_is_refused_before_anything_happens() -> None:
    chain = Chain()
    with pytest.raises(errors.ArgumentError, match="ending 'maybe': choose from lost, won"):
        tell("dao", chain, ending="maybe")
    assert chain.block_number == 0
