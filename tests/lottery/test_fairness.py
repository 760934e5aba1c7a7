"""Wins follow odds: ten thousand draws, by chi-square, and a lottery that cheats beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import TypeAlias

import pytest

from pydemo import errors
from pydemo.lottery.verify import DrawReport, below
from pydemo.simulation.fairness import UNFAIR_BELOW, Fairness, judge, measure
from pydemo.simulation.game import Game
from pydemo.simulation.tasks import Result, Simulation, Task, add_up, play

SIMULATION = Simulation(draws=10_000, savers=14, seed=2021)
NAMES = [saver.name for saver in SIMULATION.make_savers()]


@pytest.fixture(scope="module")
def reports() -> list[DrawReport]:
    """Ten thousand real draws, on chains of their own; the same in every run."""
    from pydemo import Chain

    savers = SIMULATION.make_savers()
    found = []
    for task in SIMULATION.tasks():
        found += Game(Chain(engine="fast", seed=task.number), savers).play(task.draws)
    return found


Pick: TypeAlias = Callable[[DrawReport], str]


def as_told(report: DrawReport) -> str:
    return report.winners[0].account


def judged(reports: list[DrawReport], pick: Pick = as_told) -> Fairness:
    """The verdict on the draws, or on another lottery's that picks by the same numbers."""
    expected, wins = add_up(SIMULATION.make_savers(), reports, lambda report: [pick(report)])
    return judge(NAMES, expected, wins)


def test_ten_thousand_draws_follow_the_odds(
    reports: list[DrawReport], capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(reports) == 10_000
    assert all(report.agrees for report in reports)
    verdict = judged(reports)
    with capsys.disabled():
        print(
            f"\n10,000 draws: chi-square {verdict.statistic:.2f} with {verdict.freedom} degrees of "
            f"freedom, p = {verdict.p_value:.3f}"
        )
    assert verdict.freedom == SIMULATION.savers - 2  # the sponsor has no odds
    assert verdict.p_value is not None
    assert verdict.p_value > UNFAIR_BELOW
    assert verdict.is_fair
    assert not any(row.misses_widely for row in verdict.rows)


def by_balance(report: DrawReport) -> str:
    """Odds by what one has when the draw is closed: who comes last is as good as who was there."""
    assert report.random_number is not None
    entrants = report.closed.entrants
    point = below(report.random_number, sum(entrant.balance for entrant in entrants))
    for entrant in entrants:
        if point < entrant.balance:
            return entrant.account
        point -= entrant.balance
    raise AssertionError


def by_remainder(report: DrawReport) -> str:
    """The right weights, and a number of too few bits: the remainder prefers the first places."""
    assert report.random_number is not None
    bits = report.closed.weight.bit_length()
    return report.closed.pick(report.random_number % 2**bits % report.closed.weight).account


@pytest.mark.parametrize("cheat", [by_balance, by_remainder])
def test_a_lottery_that_cheats_is_caught_by_the_same_check(
    reports: list[DrawReport], cheat: Pick
) -> None:
    verdict = judged(reports, cheat)
    assert verdict.p_value is not None
    assert verdict.p_value < UNFAIR_BELOW
    assert not verdict.is_fair
    assert any(row.misses_widely for row in verdict.rows)


def test_half_the_time_is_half_the_odds(reports: list[DrawReport]) -> None:
    """What the habits must come to, by arithmetic: else the draws above would prove too little."""
    savers = {saver.habit: saver for saver in SIMULATION.make_savers()}
    weights = {entrant.account: entrant.weight for entrant in reports[7].closed.entrants}
    each = {habit: weights.get(saver.address, 0) / saver.tickets for habit, saver in savers.items()}
    whole = each["whale"]
    assert each["sponsor"] == 0
    assert each["early"] == pytest.approx(0.3 * whole, rel=1e-4)
    assert each["late"] == pytest.approx(0.4 * whole, rel=1e-4)
    lent = 0.7 * savers["early"].tickets / savers["heir"].tickets
    assert each["heir"] == pytest.approx((1 + lent) * whole, rel=1e-4)


class TestJudging:
    def test_dice_are_fair_and_loaded_dice_are_not(self) -> None:
        dice = Random(1)
        rolls = [dice.randrange(6) for _ in range(6_000)]
        names = list("123456")
        fair = judge(names, [1_000.0] * 6, [rolls.count(side) for side in range(6)])
        assert fair.is_fair
        loaded = judge(names, [1_000.0] * 6, [1_200, 960, 960, 960, 960, 960])
        assert loaded.statistic == pytest.approx(48.0)
        assert loaded.freedom == 5
        assert loaded.p_value == pytest.approx(3.56e-9, rel=0.01)
        assert not loaded.is_fair

    def test_a_textbooks_table_is_met(self) -> None:
        """11.07 is the 95% point of chi-square with five degrees of freedom."""
        wins = [1_000 + step for step in (47, -47, 47, -47, 34, -34)]
        verdict = judge(list("123456"), [1_000.0] * 6, wins)
        assert verdict.statistic == pytest.approx(11.148)
        assert verdict.p_value == pytest.approx(0.0486, abs=0.0005)

    def test_the_band_is_the_one_in_tables(self) -> None:
        """Clopper and Pearson's for ten of a hundred."""
        verdict = judge(["a", "b"], [50.0, 50.0], [10, 90])
        assert verdict.rows[0].band == pytest.approx((0.0490, 0.1762), abs=5e-5)
        assert verdict.rows[0].misses
        low, high = verdict.rows[0].wide_band
        assert low < verdict.rows[0].band[0]
        assert high > verdict.rows[0].band[1]

    @pytest.mark.parametrize(("savers", "draws"), [(10, 300), (300, 1_000)])
    def test_bands_hold_as_often_as_promised(self, savers: int, draws: int) -> None:
        """Fair lotteries, most of whose savers are to win less than five times."""
        dice, names = Random(11), [str(number) for number in range(savers)]
        stakes = [1 + number % 40 for number in range(savers)]
        expected = [draws * stake / sum(stakes) for stake in stakes]
        rows_that_miss = simulations_that_miss = 0
        for _ in range(100):
            drawn = Counter(dice.choices(range(savers), stakes, k=draws))
            rows = judge(names, expected, [drawn[number] for number in range(savers)]).rows
            rows_that_miss += sum(row.misses for row in rows)
            simulations_that_miss += any(row.misses_widely for row in rows)
        assert rows_that_miss <= 0.05 * 100 * savers
        assert simulations_that_miss <= 0.05 * 100

    def test_who_has_no_odds_must_not_win(self) -> None:
        assert judge(["a", "b", "c"], [50.0, 50.0, 0.0], [50, 50, 0]).is_fair
        assert not judge(["a", "b", "c"], [50.5, 50.5, 0.0], [50, 50, 1]).is_fair

    def test_the_smallest_are_counted_together(self) -> None:
        verdict = judge(["a", "b", "c", "d"], [90.0, 7.0, 2.0, 1.0], [90, 7, 2, 1])
        assert verdict.freedom == 1
        assert verdict.statistic == 0

    def test_too_few_draws_have_no_p_value(self) -> None:
        verdict = judge(["a", "b"], [3.0, 1.0], [3, 1])
        assert verdict.p_value is None
        assert verdict.is_fair
        assert not judge(["a", "b", "c"], [3.0, 1.0, 0.0], [3, 0, 1]).is_fair

    def test_no_draw_is_not_judged(self) -> None:
        with pytest.raises(errors.ArgumentError, match="no draw"):
            judge(["a", "b"], [0.0, 0.0], [0, 0])

    def test_results_are_added_up(self) -> None:
        one = Result(0, 60, (40.0, 20.0), (41, 19))
        two = Result(1, 40, (30.0, 10.0), (29, 11))
        assert measure(["a", "b"], [one, two]) == judge(["a", "b"], [70.0, 30.0], [70, 30])


def test_a_task_played_twice_has_one_result_and_another_task_another() -> None:
    first = play(Task(3, 20, 6, 1))
    assert play(Task(3, 20, 6, 1)) == first
    assert play(Task(4, 20, 6, 1)).wins != first.wins
    assert sum(first.wins) == 20
    assert sum(first.shares) == pytest.approx(20)
    assert Result.from_json(first.to_json()) == first
