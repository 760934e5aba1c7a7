"""The lottery's story, asserted on; at full scale too."""

from __future__ import annotations

import pytest

from pydemo import errors, messages
from pydemo.contract.chain import Chain
from pydemo.stories import lottery_full, tell
from pydemo.stories.lottery_scene import POOL, SAVERS, WEALTH
from pydemo.stories.step import Step, Table
from pydemo.units import ether, rounded


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return list(tell("lottery", Chain()))


def draws(steps: list[Step]) -> list[Table]:
    """The tables of awarded draws."""
    prize = messages.text("lottery.prize")
    return [table for step in steps for table in step.tables if prize in table.columns]


def number(shown: str) -> int:
    """A shown amount in hundredths."""
    return int(shown.replace(",", "").replace(".", "").replace("%", "") or 0)


def test_what_is_refused_is_decoded_and_explained(steps: list[Step]) -> None:
    refused = [action for step in steps for action in step.actions if action.error]
    assert [action.error.partition("(")[0] for action in refused] == [
        "ERC20InsufficientBalance",
        "ERC4626NothingForIt",
        "ERC2612ExpiredSignature",
        "AssetMismatch",
        "DrawStillOpen",
        "RandomnessNotReady",
        "NoBond",
        "RandomnessFailed",
        "NotOwner",
        "ReserveTooHigh",
        "ERC4626ExceededMaxWithdraw",
        "PositionHealthy",
    ]
    assert all(action.hint for action in refused)


def test_odds_add_up_and_the_sponsor_has_none(steps: list[Step]) -> None:
    assert len(draws(steps)) == 3
    for table in draws(steps):
        odds = {row[0]: number(row[1]) for row in table.rows}
        assert tuple(odds) == SAVERS
        assert odds["frank"] == 0
        assert abs(sum(odds.values()) - 10_000) <= len(SAVERS)  # each is rounded


def test_who_was_there_for_a_third_of_the_time_has_a_third_of_the_odds(steps: list[Step]) -> None:
    """Carol's 2,000 for ten days against Bob's 1,000 for thirty; Dave's 2,500 for ten."""
    odds = {row[0]: number(row[1]) for row in draws(steps)[0].rows}
    assert odds["carol"] / odds["bob"] == pytest.approx(2 / 3, rel=0.001)
    assert odds["dave"] / odds["bob"] == pytest.approx(2.5 / 3, rel=0.001)


def test_a_prize_is_paid_in_each_draw_and_grows_after_one_that_failed(steps: list[Step]) -> None:
    sums = [sum(number(row[2]) for row in table.rows) for table in draws(steps)]
    assert all(sums)
    assert sums[2] > 1.9 * sums[1]


def found(steps: list[Step], name: str) -> Step:
    """The step of a name in the catalogue."""
    title = messages.text(f"lottery.{name}.title")
    (step,) = (step for step in steps if step.title == title)
    return step


def test_votes_are_handed_out_in_proportion_to_what_is_saved(steps: list[Step]) -> None:
    (table,) = found(steps, "votes").tables
    tickets = {row[0]: number(row[1]) for row in table.rows}
    votes = {row[0]: number(row[2]) for row in table.rows}
    assert set(votes) == set(SAVERS) - {"carol"}, "who comes later"
    assert sum(votes.values()) == POOL // ether(1)
    for name, has in tickets.items():
        assert votes[name] * sum(tickets.values()) == has * sum(votes.values())
    assert max(votes.values()) < sum(votes.values()) // 2, "nobody decides alone"


def test_a_saver_alone_cannot_change_the_number_of_winners_and_a_vote_can(
    steps: list[Step],
) -> None:
    voted, done = found(steps, "governed"), found(steps, "owner")
    alone, *others = voted.actions
    assert (alone.sender, alone.error) == ("bob", "NotOwner(caller=bob, owner=Timelock)")
    assert not any(action.error for action in others)
    assert done.actions[0].call.startswith("Governor.execute(")
    assert "WinnersChanged(winners=3)" in done.actions[0].events
    awards = [
        action
        for step in steps
        for action in step.actions
        if action.call == "PrizeVault.awardDraw()" and not action.error
    ]
    winners = [sum("PrizeAwarded(" in event for event in award.events) for award in awards]
    assert winners == [1, 1, 3]


def test_votes_are_what_savers_have_and_states_follow(steps: list[Step]) -> None:
    (tally,) = found(steps, "governed").tables
    assert [row[1:] for row in tally.rows] == [
        ("7,000", "6,000", "0", "1,300", "Queued"),
        ("8,500", "0", "0", "1,300", "Queued"),
    ]
    (course,) = found(steps, "owner").tables
    states = list(dict.fromkeys(row[-1] for row in course.rows))
    assert states == ["Pending", "Active", "Succeeded", "Queued", "Executed"]
    assert [int(row[1]) for row in course.rows] == [0, 1, 1, 1, 1, 1, 1, 4, 4, 6, 6]


def test_no_vote_takes_more_of_a_reserve_than_the_vault_allows() -> None:
    chain = Chain()
    for step in tell("lottery", chain):
        assert step.text
    names = {name: address for address, name in chain.names.items()}
    vault = chain.at("PrizeVault", names["PrizeVault"])
    assert vault.owner() == names["Timelock"]
    assert (vault.winners(), vault.reserveRate()) == (3, 0)


def test_what_somebody_has_they_can_withdraw(steps: list[Step]) -> None:
    for table in draws(steps):
        assert all(row[3] == row[4] for row in table.rows)


@pytest.mark.parametrize("step", ["close", "verify", "liquidation", "ending"])
def test_every_verdict_is_the_good_one(steps: list[Step], step: str) -> None:
    assert messages.text(f"lottery.{step}.equal") in found(steps, step).text


def test_nobody_has_lost_anything_in_the_end(steps: list[Step]) -> None:
    (table,) = steps[-1].tables
    for _, had, won, has in table.rows:
        assert had == rounded(WEALTH)
        assert abs(number(has) - number(had) - number(won)) <= 1  # each is rounded down


def test_the_money_that_is_there_is_what_the_contracts_say() -> None:
    chain = Chain()
    for step in tell("lottery", chain):
        assert step.text
    names = {name: address for address, name in chain.names.items()}
    vault = chain.at("PrizeVault", names["PrizeVault"])
    pool = chain.at("LendingPool", names["LendingPool"])
    token = chain.at("DemoToken", names["DemoToken"])
    assert vault.totalSupply() == 0
    assert token.balanceOf(pool) == pool.cash()
    assert pool.totalDebt() == 0
    assert chain.balance(pool) == sum(
        pool.collateralOf(chain.accounts[name]) for name in ("heidi", "grace")
    )


@pytest.mark.slow_on_py_evm
def test_another_seed_has_other_winners() -> None:
    """In one of four, at least: the whale wins often."""
    wins = set()
    for seed in range(4):
        last = draws(list(tell("lottery", Chain(seed=seed))))[2]
        wins.add(tuple(row[2] for row in last.rows))
    assert len(wins) > 1


@pytest.mark.parametrize("options", [{"scale": "huge"}, {"ending": "won"}])
def test_an_option_that_makes_no_sense_is_refused(options: dict[str, str]) -> None:
    chain = Chain()
    with pytest.raises(errors.ArgumentError):
        next(tell("lottery", chain, **options))
    assert chain.block_number == 0


@pytest.fixture(scope="module")
def full() -> list[Step]:
    """A hundredth of it, on the fast engine whatever was asked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lottery_full, "SAVERS", 1_000)
        patch.setattr(lottery_full, "MOVES", 10)
        return list(tell("lottery", Chain(engine="fast"), scale="full"))


@pytest.mark.slow_on_py_evm
def test_at_full_scale_all_get_what_they_paid_in_and_won(full: list[Step]) -> None:
    assert messages.text("lottery.full.ending.equal") in full[2].text
    assert full[0].more_transactions == 1_000
    assert full[2].more_transactions > 900


def test_at_full_scale_the_sum_told_is_what_was_paid_out() -> None:
    chain = Chain(engine="fast")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lottery_full, "SAVERS", 300)
        patch.setattr(lottery_full, "MOVES", 40)
        story = tell("lottery", chain, scale="full")
        told = [next(story), next(story)]
        vault = chain.at("PrizeVault", {n: a for a, n in chain.names.items()}["PrizeVault"])
        owed = vault.totalSupply()
        told.append(next(story))
    assert f"{rounded(owed, 0)} DEMO" in told[2].text


def test_at_full_scale_each_draw_has_a_winner_who_had_tickets(full: list[Step]) -> None:
    (table,) = full[1].tables
    assert [row[0] for row in table.rows] == [f"{draw}" for draw in range(1, 11)]
    assert all(number(row[1]) and number(row[3]) for row in table.rows)


def test_where_there_are_no_batches_the_full_scale_is_refused_at_once() -> None:
    class Remote:
        def batch(self) -> None:
            raise errors.NotSupported("there are no batches here")

    with pytest.raises(errors.NotSupported):
        next(lottery_full.tell(Remote()))  # type: ignore[arg-type]


def test_the_full_scale_is_full() -> None:
    assert (lottery_full.SAVERS, lottery_full.DRAWS) == (100_000, 10)
