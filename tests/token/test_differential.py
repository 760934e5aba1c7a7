"""Ours and OpenZeppelin's ERC20Permit do the same when called the same: a state machine looks."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from token_checks.shared_scene import shared_chain, shared_scenes
from token_checks.twins import KINDS, Twins


def test_ours_and_openzeppelins_token_cannot_be_told_apart(request: pytest.FixtureRequest) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    scenes = shared_scenes(chain)
    tally: Counter[tuple[str, bool]] = Counter()
    bounds = settings(
        max_examples=6 if chain.engine_name == "py-evm" else 25,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    class TheseTwins(Twins):
        def __init__(self) -> None:
            super().__init__(scenes["ours"], scenes["openzeppelin"], tally)

    with chain.anchor():
        run_state_machine_as_test(TheseTwins, settings=bounds)
    # Where every call reverts, the two are the same too: each kind must have done both.
    missing = [(kind, done) for kind in KINDS for done in (True, False) if not tally[kind, done]]
    assert not missing, tally
