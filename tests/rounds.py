"""How long Hypothesis looks: a while, and the same everywhere; or longer when asked to.

``PYDEMO_EXAMPLES=20`` has it look for 20 times as many examples, others each time.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Mapping
from typing import Any

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

_ASKED = int(os.environ.get("PYDEMO_EXAMPLES", "0"))
FACTOR = max(_ASKED, 1)
_ROUNDS = 20


def bounds(*, examples: int, steps: int = 50) -> settings:
    return settings(
        max_examples=examples * FACTOR,
        stateful_step_count=steps,
        derandomize=not _ASKED,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def run_until_seen(
    test: type[RuleBasedStateMachine] | Callable[[], Any],
    missing: Callable[[], Collection[Any]],
    limits: settings,
) -> None:
    """Run a machine, or a test with @given, in rounds until all that should happen has happened.

    Where nothing happens nothing breaks, and where all calls fail any two contracts are the same.
    Each round has a seed of its own, as Hypothesis' profile for CI would find the same examples
    in every round. AssertionError with what is ``missing`` after all of them.
    """
    bounded = test if isinstance(test, type) else limits(test)
    for number in range(_ROUNDS):
        seeded = seed(secrets.randbits(64) if _ASKED else number)(bounded)
        if isinstance(seeded, type):
            run_state_machine_as_test(seeded, settings=limits)
        else:
            seeded()
        if not missing():
            return
    never = missing()
    assert not never, f"never seen in {_ROUNDS} rounds: {never}"


def unseen(tally: Mapping[Any, int], wanted: Collection[Any]) -> list[Any]:
    """What a tally has not counted of what was wanted."""
    return [each for each in wanted if not tally.get(each)]
