"""Conservation of ether, and an end from everywhere, over random schedules of all there is."""

from __future__ import annotations

from collections import Counter

import pytest
from crowdfund_checks.fund_machine import Funds
from crowdfund_checks.scene import deploy, shared_chain
from rounds import bounds, run_until_seen

CALLS = (
    *("contributeFor", "bid", "finish", "deliver", "refund", "refundMany", "claim", "redeem"),
    "withdraw",
)
ENDINGS = {("finish", "WON"), ("finish", "LOST"), ("state", "FAILED")}


def test_ether_in_is_refunded_redeemed_spent_or_held(request: pytest.FixtureRequest) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    tally: Counter[tuple[str, str]] = Counter()
    limits = bounds(examples=8 if chain.engine_name == "py-evm" else 15, steps=30)
    with chain.anchor():
        scene = deploy(chain)
        guests = [scene.guest() for _ in range(5)]
        chain.set_balance(scene.judy, 10**30)
        chain.set_balance(scene.ivan, 10**30)

        class TheseFunds(Funds):
            def __init__(self) -> None:
                super().__init__(scene, guests, tally)

        # Where nothing happens, nothing breaks: each call must have succeeded, and failed.
        run_until_seen(TheseFunds, lambda: missing(tally), limits)


def missing(tally: Counter[tuple[str, str]]) -> set[tuple[str, str]]:
    seen = {(call, "done" if end == "done" else "failed") for call, end in tally}
    wanted = {(call, end) for call in CALLS for end in ("done", "failed")}
    return (wanted - seen) | (ENDINGS - set(tally))
