"""The same random transactions on both engines: whatever can be seen is the same on both."""

from __future__ import annotations

from hypothesis.stateful import run_state_machine_as_test

from differential.bounds import bounds, show
from differential.machine import Engines, Tally


def test_both_engines_do_the_same_with_every_kind_of_transaction() -> None:
    tally = Tally()

    class TheseEngines(Engines):
        def __init__(self) -> None:
            super().__init__(tally)

    run_state_machine_as_test(TheseEngines, settings=bounds(examples=25, steps=30))
    show(tally)
