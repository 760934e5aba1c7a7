"""How long the machines run: a while in every test run, or longer when asked to.

``PYDEMO_DIFFERENTIAL=20`` has them look for 20 times as many examples, others each time.
"""

from __future__ import annotations

import os
import secrets
from collections import Counter

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

_ASKED = int(os.environ.get("PYDEMO_DIFFERENTIAL", "0"))
FACTOR = max(_ASKED, 1)
_ROUNDS = 8


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
    machine: type[RuleBasedStateMachine],
    tally: Counter[tuple[str, str]],
    expected: dict[str, str],
    limits: settings,
) -> None:
    """Run a machine, in rounds of examples, until all that should happen has happened.

    Where all transactions fail, two engines are easily the same. AssertionError where something
    has not happened in any round.
    """
    for number in range(_ROUNDS):
        chosen = secrets.randbits(64) if _ASKED else number
        run_state_machine_as_test(seed(chosen)(machine), settings=limits)
        if not missing(tally, expected):
            break
    show(tally)
    assert not missing(tally, expected)


def show(tally: Counter[tuple[str, str]]) -> None:
    """Print what happened how often, for whoever runs pytest with -s or meets a failure."""
    for (kind, what), count in sorted(tally.items()):
        print(f"{kind:<24} {what:<20} {count:>7,}")


def missing(tally: Counter[tuple[str, str]], expected: dict[str, str]) -> list[tuple[str, str]]:
    """What never happened of what should have (kind of step -> words for what came of it)."""
    wanted = ((kind, what) for kind, words in expected.items() for what in words.split())
    return [pair for pair in wanted if not tally[pair]]
