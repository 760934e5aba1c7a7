"""Ours and OpenZeppelin's ERC721 do the same when called the same: a state machine looks."""

from __future__ import annotations

from collections import Counter

import pytest
from collectible_checks.shared_scene import shared_chain, shared_scenes
from collectible_checks.twins import KINDS, MANNERS, TAKING, Twins
from rounds import bounds, run_until_seen, unseen


def test_ours_and_openzeppelins_cannot_be_told_apart(request: pytest.FixtureRequest) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    scenes = shared_scenes(chain)
    is_slow = chain.engine_name == "py-evm"
    tally: Counter[tuple[str, bool]] = Counter()
    limits = bounds(examples=3 if is_slow else 15, steps=40)

    class TheseTwins(Twins):
        def __init__(self) -> None:
            super().__init__(scenes["ours"], scenes["openzeppelin"], tally)

    # Where every call reverts, the two are the same too: each kind must have done both.
    wanted = [(kind, done) for kind in KINDS for done in (True, False)]
    if not is_slow:
        wanted += [(manner.name, manner in TAKING) for manner in MANNERS]
    with chain.anchor():
        run_until_seen(TheseTwins, lambda: unseen(tally, wanted), limits)
