"""Figures: who is measured when, what is compared, and what a run may not do."""

from __future__ import annotations

import math

import pytest

from pydemo.bench import BenchError
from pydemo.bench.goals import Comparison, compare
from pydemo.bench.growth import Grown, Growth
from pydemo.bench.measure import Figure, Operation, Pace, for_each, measure, repeated
from pydemo.bench.plot import growth_svg

PACE = Pace(rounds=3, seconds=0.0)


def test_subjects_take_turns_in_every_round() -> None:
    turns: list[str] = []

    def subject(name: str) -> Operation:
        return repeated(lambda: turns.append(name))

    figures = measure({"one": subject("one"), "other": subject("other")}, PACE)
    assert turns[-6:] == ["one", "other"] * 3
    assert all(len(figure.rounds) == 3 for figure in figures.values())


def test_different_results_are_an_error_that_shows_them() -> None:
    with pytest.raises(BenchError, match="one: 5, other: 6"):
        measure({"one": repeated(lambda: 5), "other": repeated(lambda: 6)}, PACE)


def test_a_figure_is_the_median_of_its_rounds() -> None:
    assert Figure((5.0, 1.0, 900.0), 1).seconds == 5.0


def test_a_batch_is_as_long_as_was_asked_for() -> None:
    done: list[int] = []
    figures = measure({"one": repeated(lambda: done.append(sum(range(1000))))}, Pace(2, 0.02))
    assert figures["one"].operations > 100
    assert len(done) >= 2 * figures["one"].operations


def test_values_are_taken_before_the_clock_runs_and_each_only_once() -> None:
    taken: list[int] = []
    seen: list[int] = []

    def values() -> object:
        for number in range(100):
            taken.append(number)
            yield number

    operation = for_each(seen.append, values())  # type: ignore[arg-type]
    run = operation(3)
    assert (taken, seen) == ([0, 1, 2], [])
    run()
    operation(2)()
    assert seen == [0, 1, 2, 3, 4]


def test_comparisons_need_both_sides() -> None:
    def figure(seconds: float) -> Figure:
        return Figure((seconds,), 1)

    figures = {"transfer": {"fast": figure(1.0), "stock": figure(120.0), "anvil": figure(30.0)}}
    found = {comparison.what: comparison for comparison in compare(figures, {}, ("fast",))}
    assert set(found) == {"stock / fast", "anvil / fast"}
    assert found["stock / fast"].value == 120
    assert found["stock / fast"].is_met is True
    assert found["anvil / fast"].is_met is False
    assert Comparison("cold-all", "x", 1.0, "seconds").is_met is None


def test_growth_is_compared_where_it_reaches_both_sizes() -> None:
    small, large = Grown(1_000, 1.0, 1e-3, 9_000.0), Grown(100_000, 140.0, 1.2e-3, 2_500.0)
    found = list(compare({}, {"fast": [small, large], "stock": [small]}, ("fast", "stock")))
    assert [(comparison.unit, comparison.is_met) for comparison in found] == [
        ("ratio", False),
        ("ratio", True),
        ("bytes", False),
    ]
    assert math.isclose(found[0].value, 1.4)
    assert math.isclose(found[1].value, 1.2)


def test_the_first_subjects_chains_reach_every_size_and_the_others_what_time_allows() -> None:
    growth = Growth((10, 20), Pace(2, 0.01), budget=0.0)
    try:
        growth.start(["fast", "py-evm"])
        growth.grow("fast")
        growth.grow("py-evm")
        grown = growth.take_turns()
    finally:
        growth.close()
    sizes = {name: [step.transactions for step in steps] for name, steps in grown.items()}
    assert sizes == {"fast": [10, 20], "py-evm": [10]}
    for steps in grown.values():
        assert all(step.seconds > 0 and step.seconds_each > 0 for step in steps)


def test_a_process_that_ends_early_is_an_error() -> None:
    growth = Growth((10,), PACE, budget=0)
    growth.start(["fast"])
    growth._chains[0].worker._process.kill()
    try:
        with pytest.raises(BenchError, match="fast: the process with its growing chain ended"):
            growth.grow("fast")
    finally:
        growth.close()


def test_the_plot_has_a_marker_for_each_size_and_names_its_axes() -> None:
    grown = {
        "fast": [Grown(10, 0.01, 1e-3, 2e3), Grown(1_000, 0.9, 1e-3, 2e3)],
        "anvil": [Grown(10, 0.1, 1e-2, None)],
    }
    words = {"transactions": "how many", "time": "how long (s)", "memory": "how much <MB>"}
    svg = growth_svg(grown, words)
    markers = (2 + 1) + 2  # times, then memory, which nobody knows of anvil
    legend = 2
    assert svg.count('stroke="#fff"') == markers + legend
    for word in ("how many", "how long (s)", "how much &lt;MB&gt;", ">fast<", ">1,000<"):
        assert word in svg


def test_a_plot_of_a_single_point_is_drawn_too() -> None:
    words = dict.fromkeys(("transactions", "time", "memory"), "")
    assert growth_svg({"fast": [Grown(1, 1.0, 1.0, None)]}, words).startswith("<svg ")
