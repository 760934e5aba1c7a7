"""The replay of ConstitutionDAO, asserted on, with forty contributors where there are 17,437."""

from __future__ import annotations

import gc
import sys
from datetime import datetime
from types import FunctionType, ModuleType
from typing import Any

import pytest

from pydemo import errors, messages
from pydemo.chain.genesis import ENGINES
from pydemo.constitutiondao import facts
from pydemo.constitutiondao.gifts import scaled
from pydemo.contract.chain import Chain
from pydemo.stories import genesis_time_of, options_of, plots_of, tell
from pydemo.stories.constitutiondao import GENESIS_TIME, SMALL, contributors_of
from pydemo.stories.progress import reporting
from pydemo.stories.step import Step
from pydemo.units import ether, rounded

FEW = 40


def told(chain: Chain, scale: int = FEW) -> list[Step]:
    return list(tell("constitutiondao", chain, scale=str(scale)))


@pytest.fixture(scope="module")
def chain() -> Chain:
    return Chain(genesis_time=GENESIS_TIME)


@pytest.fixture(scope="module")
def steps(chain: Chain) -> list[Step]:
    return told(chain)


def wei(shown: str) -> int:
    return int(shown.replace(",", ""))


def test_the_bid_that_is_too_high_is_refused_and_explained(steps: list[Step]) -> None:
    (refused,) = (action for step in steps for action in step.actions if action.error)
    assert refused.error.startswith("BidAboveLimit(")
    assert refused.hint


@pytest.mark.slow_on_py_evm
@pytest.mark.parametrize("seed", [0, 7])
def test_it_is_the_same_on_every_engine_to_the_letter(seed: int) -> None:
    stories = [
        [
            step.to_json()
            for step in told(Chain(engine=engine, seed=seed, genesis_time=GENESIS_TIME))
        ]
        for engine in ENGINES
    ]
    assert stories[0] == stories[1]
    assert len(stories[0]) == 7


def test_another_seed_has_another_crowd(steps: list[Step]) -> None:
    others = told(Chain(seed=1, genesis_time=GENESIS_TIME))
    assert others[1].plots[0].rows != steps[1].plots[0].rows


def test_blocks_are_stamped_as_in_2021(chain: Chain, steps: list[Step]) -> None:
    assert genesis_time_of("constitutiondao") == GENESIS_TIME
    opened = datetime.fromtimestamp(facts.OPENING, facts.NEW_YORK)
    assert f"{opened:%d %B %Y, %H:%M}" == "14 November 2021, 20:31"
    assert facts.OPENING == 1_636_939_860
    fund = chain.at("Crowdfund", {name: at for at, name in chain.names.items()}["Crowdfund"])
    closed = datetime.fromtimestamp(fund.closesAt(), facts.NEW_YORK)
    assert f"{closed:%d %B %H:%M}" == "18 November 18:00"
    year_later = datetime.fromtimestamp(chain.time, facts.NEW_YORK)
    assert f"{year_later:%d %B %Y}" == "22 November 2022"


def test_on_a_chain_of_another_time_the_same_happens_later(steps: list[Step]) -> None:
    later = told(Chain())
    assert [step.text for step in later] == [step.text for step in steps]
    assert [step.tables for step in later] == [step.tables for step in steps]


def test_the_milestones_are_met(steps: list[Step]) -> None:
    (table,) = steps[1].tables
    times = [row[0] for row in table.rows]
    assert times == [
        "2021-11-14 20:41",
        "2021-11-15 08:31",
        "2021-11-17 00:00",
        "2021-11-18 17:31",
    ]
    shares = [float(row[-1].rstrip("%")) for row in table.rows]
    assert shares == pytest.approx([0.5, 6.5, 45, 100], abs=0.5)
    assert table.rows[-1][2] == f"{FEW + FEW // 10}" == "44"


def test_the_rival_gets_the_piece_for_the_price_of_2021(chain: Chain, steps: list[Step]) -> None:
    (table,) = steps[2].tables
    bids = [float(row[-1].replace(",", "")) for row in table.rows]
    assert bids == sorted(bids)
    assert table.rows[-1][-1] == rounded(scaled(ether(10_793), FEW))
    assert table.rows[-1][1] == messages.text("constitutiondao.rival")
    addresses = {name: address for address, name in chain.names.items()}
    house = chain.at("AuctionHouse", addresses["AuctionHouse"])
    piece = chain.at("Collectible", addresses["Collectible"])
    assert house.auction(1).price == scaled(ether(10_793), FEW)
    assert piece.ownerOf(1) == chain.accounts.ivan


def test_54_percent_take_their_gift_back_in_the_first_week(steps: list[Step]) -> None:
    (table,) = steps[3].tables
    assert len(table.rows) == 7
    people = [int(row[1]) + int(row[2]) for row in (*table.rows, table.total)]
    assert sum(people[:-1]) == people[-1] == FEW * 54 // 100
    transactions = int(table.total[3])
    assert transactions == steps[3].more_transactions
    assert transactions < people[-1]


def test_gas_here_is_less_than_half_of_juicebox_s(steps: list[Step]) -> None:
    (table,) = steps[4].tables
    for row in (*table.rows, table.total):
        ours, juicebox = (float(cell.rstrip("%").replace(",", "")) for cell in row[-2:])
        assert 0 < ours < juicebox / 2


def test_every_wei_is_somewhere(chain: Chain, steps: list[Step]) -> None:
    assert messages.text("constitutiondao.ending.equal") in steps[-1].text
    (table,) = steps[-1].tables
    refunded, redeemed, behind_people, waiting = (wei(row[1]) for row in table.rows)
    addresses = {name: address for address, name in chain.names.items()}
    fund = chain.at("Crowdfund", addresses["Crowdfund"])
    assert wei(table.total[1]) == fund.raised() == refunded + redeemed + behind_people + waiting
    assert chain.balance(fund) == behind_people + waiting
    assert all((refunded, redeemed, behind_people, waiting))


@pytest.mark.parametrize("who", ["fund", "somebody"])
@pytest.mark.parametrize("more", [1, -1])
def test_a_wei_too_much_or_too_little_is_told(who: str, more: int) -> None:
    from pydemo.stories.constitutiondao_scene import address_of

    chain = Chain(engine="fast", genesis_time=GENESIS_TIME)
    story = tell("constitutiondao", chain, scale=str(FEW))
    for _ in range(6):
        next(story)
    names = {name: address for address, name in chain.names.items()}
    victim = names["Crowdfund"] if who == "fund" else address_of(FEW - 1)
    chain.set_balance(victim, chain.balance(victim) + more)
    assert messages.text("constitutiondao.ending.unequal") in next(story).text


def test_plots_come_with_their_figures(steps: list[Step]) -> None:
    plots = {plot.name: plot for step in steps for plot in step.plots}
    assert tuple(plots) == plots_of("constitutiondao")
    rows = plots["raise"].rows
    assert rows[0] == (0, 0, 0)
    assert list(rows) == sorted(rows)
    assert rows[-1][1] == 44
    assert sum(row[1] for row in plots["gas"].rows) == FEW * 54 // 100
    for plot in plots.values():
        assert all(len(row) == len(plot.columns) for row in plot.rows)
        assert plot._repr_svg_().startswith("<svg")


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_what_is_made_up_is_called_so(language: str) -> None:
    word = {"en": "synthetic", "zh": "合成"}[language]
    with messages.speaking(language):
        steps = told(Chain(engine="fast"))
        for number in (0, 1, 4):
            assert word in steps[number].text.lower()
        for step in steps:
            assert all(word in plot.svg for plot in step.plots)


@pytest.mark.parametrize(
    ("scale", "count"),
    [("full", 17_437), ("small", SMALL), ("20", 20), ("17437", 17_437), (500, 500)],
)
def test_a_scale_is_a_word_or_a_number(scale: str | int, count: int) -> None:
    assert contributors_of(scale) == count


@pytest.mark.parametrize(
    "scale", ["huge", "19", "17438", "0", "-40", "1e3", "4.5", "٤٠", "", "9" * 5_000, 19]
)
def test_a_scale_that_makes_no_sense_is_refused(scale: str | int) -> None:
    chain = Chain()
    with pytest.raises(errors.ArgumentError, match="small, full, or a number of contributors from"):
        tell("constitutiondao", chain, scale=scale)  # type: ignore[arg-type]
    assert chain.block_number == 0


def test_it_has_no_other_option() -> None:
    assert options_of("constitutiondao") == ("scale",)
    with pytest.raises(errors.ArgumentError, match="no option 'ending'"):
        tell("constitutiondao", Chain(), ending="won")


def test_who_wants_to_know_is_told_how_far_it_is() -> None:
    heard: list[tuple[str, int, int]] = []
    with reporting(lambda what, done, total: heard.append((what, done, total))):
        told(Chain(engine="fast"))
    named = list(dict.fromkeys(what for what, _, _ in heard))
    works = ("arriving", "giving", "refunding", "counting")
    assert named == [messages.text(f"constitutiondao.{work}") for work in works]
    assert all((what, total, total) in heard for what, _, total in heard)


def size_of(*roots: Any) -> int:
    """Bytes of some objects and all that they hold, each counted once."""
    total, seen, waiting = 0, set[int](), list(roots)
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, (type, FunctionType, ModuleType)):
            continue
        seen.add(id(thing))
        total += sys.getsizeof(thing)
        waiting += gc.get_referents(thing)
    return total


def kept_after(contributors: int) -> int:
    """Bytes of the chain when the story is over."""
    chain = Chain(engine="fast")
    told(chain, contributors)
    engine: Any = chain._node.engine  # type: ignore[attr-defined]
    return size_of(engine.state, engine.changes, engine.blocks, engine._impersonated)


def test_a_contributor_takes_less_than_two_kilobytes() -> None:
    """Of a chain that knows all payments and refunds, their receipts, and every earlier state."""
    few, many = kept_after(500), kept_after(2_500)
    assert 1_000 < (many - few) / 2_000 < 2_000
