"""Dictionaries with a past: any state that was marked can be gone to, in any order."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pydemo.chain.timeline import Moment, Timeline

_STEP = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 5), st.none() | st.integers(0, 3)),
    st.tuples(st.just("pass"), st.integers(0, 5), st.integers(0, 3)),
    st.tuples(st.just("take back"), st.integers(0, 9), st.none()),
    st.tuples(st.just("mark"), st.none(), st.none()),
    st.tuples(st.sampled_from(["go", "look"]), st.integers(0, 30), st.none()),
)


@settings(max_examples=300, deadline=None)
@given(steps=st.lists(_STEP, max_size=60))
def test_every_marked_state_comes_back_in_any_order(steps: list[tuple[str, Any, Any]]) -> None:
    numbers: dict[int, int] = {}
    passing: dict[int, int] = {}
    timeline = Timeline(passing)
    known: list[tuple[Moment, dict[int, int]]] = [(timeline.mark(), {})]
    for action, first, second in steps:
        if action == "put":
            timeline.put(numbers, first, second)
        elif action == "pass":
            timeline.put(passing, first, second)
        elif action == "take back":
            length, before = len(timeline.journal), dict(numbers)
            for key in range(first):
                timeline.put(numbers, key, key + 100)
            timeline.undo_to(length)
            assert numbers == before
        elif action == "mark":
            known.append((timeline.mark(), dict(numbers)))
        else:
            moment, then = known[first % len(known)]
            if action == "go":
                timeline.go_to(moment)
                assert numbers == then
            else:
                before = dict(numbers)
                with timeline.at(moment):
                    assert numbers == then
                assert numbers == before
    for moment, then in reversed(known):
        timeline.go_to(moment)
        assert numbers == then


def test_two_moments_without_a_change_between_them_are_one() -> None:
    numbers = {1: 1}
    timeline = Timeline()
    first = timeline.mark()
    timeline.put(numbers, 1, 2)
    timeline.put(numbers, 1, 1)
    assert timeline.mark() is first
    timeline.put(numbers, 1, 2)
    assert timeline.mark() is not first


def test_touched_holds_what_may_have_changed_and_nothing_that_passes() -> None:
    numbers: dict[str, int] = {}
    passing: dict[str, int] = {}
    timeline = Timeline(passing)
    start = timeline.mark()
    timeline.put(numbers, "one", 1)
    timeline.put(passing, "warm", 1)
    timeline.mark()
    assert timeline.touched == {"one"}
    timeline.put(numbers, "two", 2)
    timeline.mark()
    timeline.touched = set()
    timeline.go_to(start)
    assert timeline.touched == {"one", "two"}


def test_an_error_at_another_moment_leaves_the_present_where_it_was() -> None:
    numbers: dict[int, int] = {}
    timeline = Timeline()
    start = timeline.mark()
    timeline.put(numbers, 1, 1)

    def fail_at_the_start() -> None:
        with timeline.at(start):
            assert numbers == {}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_the_start()
    assert numbers == {1: 1}


def test_a_future_that_nobody_remembers_takes_no_memory() -> None:
    class Value:
        pass

    numbers: dict[int, Value] = {}
    timeline = Timeline()
    start = timeline.mark()
    gone = Value()
    timeline.put(numbers, 1, gone)
    timeline.mark()
    watched = weakref.ref(gone)
    timeline.go_to(start)
    del gone
    gc.collect()
    assert watched() is None
