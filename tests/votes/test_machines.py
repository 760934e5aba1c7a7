"""Whatever happens, votes are what they must be; and the same as OpenZeppelin's."""

from __future__ import annotations

from collections import Counter

import pytest
from rounds import bounds, run_until_seen, unseen

from pydemo import Chain
from votes.machine import KINDS, Ballots
from votes.scene import deploy_code, deploy_openzeppelin, our_code

NEVER_FAIL = {"at once", "past", "delegate"}


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside OpenZeppelin's"])
def test_votes_follow_from_the_events_and_the_past_stays(voting_chain: Chain, beside: bool) -> None:
    tally: Counter[tuple[str, bool]] = Counter()
    ours = deploy_code(voting_chain, our_code())
    scenes = (ours, deploy_openzeppelin(voting_chain)) if beside else (ours,)
    limits = bounds(examples=5 if voting_chain.engine_name == "py-evm" else 15, steps=40)

    class TheseBallots(Ballots):
        def __init__(self) -> None:
            super().__init__(scenes, tally)

    # Where every call reverts nothing can break: each kind must have done both.
    wanted = [(kind, True) for kind in KINDS]
    wanted += [(kind, False) for kind in KINDS if kind not in NEVER_FAIL]
    run_until_seen(TheseBallots, lambda: unseen(tally, wanted), limits)
