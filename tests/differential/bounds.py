"""How long the machines run: a while in every test run, or longer when asked to.

``PYDEMO_DIFFERENTIAL=20`` has them look for 20 times as many examples, others each time.
"""

from __future__ import annotations

import os
from collections import Counter

from hypothesis import HealthCheck, settings

_ASKED = int(os.environ.get("PYDEMO_DIFFERENTIAL", "0"))
FACTOR = max(_ASKED, 1)


def bounds(*, examples: int, steps: int = 50) -> settings:
    return settings(
        max_examples=examples * FACTOR,
        stateful_step_count=steps,
        derandomize=not _ASKED,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def show(tally: Counter[tuple[str, str]]) -> None:
    """Print what happened how often, for whoever runs pytest with -s or meets a failure."""
    for (kind, what), count in sorted(tally.items()):
        print(f"{kind:<24} {what:<20} {count:>7,}")
