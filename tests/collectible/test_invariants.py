"""What must always hold in a drop (tests/invariants): a state machine looks for what breaks it."""

from __future__ import annotations

from collections import Counter

import pytest
from collectible_checks.drop_machine import KINDS, OTHERS, DropMachine
from collectible_checks.shared_scene import shared_chain, shared_scenes
from rounds import bounds, run_until_seen, unseen


def test_a_drop_does_what_a_model_of_it_says(request: pytest.FixtureRequest) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    scene = shared_scenes(chain)["ours"]
    is_slow = chain.engine_name == "py-evm"
    tally: Counter[tuple[str, bool]] = Counter()
    limits = bounds(examples=3 if is_slow else 12, steps=50)

    class ThisDrop(DropMachine):
        def __init__(self) -> None:
            super().__init__(scene, tally, long=not is_slow)

    # Where every call fails, the model is right too: each kind must have done both.
    wanted = [(kind, done) for kind in KINDS for done in (True, False)]
    if not is_slow:
        wanted += [(what, True) for what in OTHERS]
    with chain.anchor():
        run_until_seen(ThisDrop, lambda: unseen(tally, wanted), limits)
