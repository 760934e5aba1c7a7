"""The pool against a model in Python, over random schedules of everything that can be done."""

from __future__ import annotations

from collections import Counter

import pytest
from lending_checks.pool_machine import CALLS, Pools
from lending_checks.scene import deploy, shared_chain
from rounds import bounds, run_until_seen


def test_the_pool_does_what_the_model_says(request: pytest.FixtureRequest) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    tally: Counter[tuple[str, str]] = Counter()
    limits = bounds(examples=5 if chain.engine_name == "py-evm" else 15, steps=40)
    with chain.anchor():
        scene = deploy(chain)

        class ThesePools(Pools):
            def __init__(self) -> None:
                super().__init__(scene, tally)

        run_until_seen(ThesePools, lambda: missing(tally), limits)


def missing(tally: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of each call both ends, and of liquidation both kinds."""
    seen = {(call, "done" if end == "done" else "failed") for call, end in tally}
    kinds = [("liquidate", "part"), ("liquidate", "whole")]
    wanted = {(call, end) for call in CALLS for end in ("done", "failed")}
    return [*sorted(wanted - seen), *(kind for kind in kinds if not tally[kind])]
