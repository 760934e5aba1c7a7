"""What has come of each kind of step that two engines did."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine
from rounds import run_until_seen, unseen


def run_until_expected(
    machine: type[RuleBasedStateMachine],
    tally: Counter[tuple[str, str]],
    expected: dict[str, str],
    limits: settings,
) -> None:
    """Run until each kind of step (kind -> words for what came of it) came to all its ends."""
    wanted = [(kind, what) for kind, words in expected.items() for what in words.split()]
    run_until_seen(machine, lambda: unseen(tally, wanted), limits)
    show(tally)


def show(tally: Counter[tuple[str, str]]) -> None:
    """Print what happened how often, for whoever runs pytest with -s or meets a failure."""
    for (kind, what), count in sorted(tally.items()):
        print(f"{kind:<24} {what:<20} {count:>7,}")
