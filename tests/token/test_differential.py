"""Ours and OpenZeppelin's ERC20Permit do the same when called the same: a state machine looks."""

from __future__ import annotations

from collections import Counter

import pytest
from rounds import bounds, run_until_seen, unseen
from token_checks.shared_scene import shared_chain, shared_scenes
from token_checks.twins import KINDS, Twins


def test_ours_and_openzeppelins_token_cannot_be_told_apart(request: pytest.FixtureRequest) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    scenes = shared_scenes(chain)
    tally: Counter[tuple[str, bool]] = Counter()
    limits = bounds(examples=6 if chain.engine_name == "py-evm" else 15, steps=40)

    class TheseTwins(Twins):
        def __init__(self) -> None:
            super().__init__(scenes["ours"], scenes["openzeppelin"], tally)

    # Where every call reverts, the two are the same too: each kind must have done both.
    wanted = [(kind, done) for kind in KINDS for done in (True, False)]
    with chain.anchor():
        run_until_seen(TheseTwins, lambda: unseen(tally, wanted), limits)
