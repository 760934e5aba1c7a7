"""The deployer's process killed after each transaction in turn, for each plan: SIGKILL, no mercy.

Each run dies at its first transaction, so each point of a plan is died at once; the next run has to
find what the last one has sent.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from pydemo import Chain
from pydemo.chain.broadcast import Broadcaster
from pydemo.deploy.plans import PLANS
from pydemo.deploy.sender import Sender

from .conftest import Deployer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")

STEPS = {
    "token": 1,
    "collectible": 2,
    "lending": 5,
    "lottery": 9,
    "crowdfund": 8,
    "dao": 2,
    "governed": 11,
}
POINTS: dict[str, tuple[type, str]] = {
    "sent": (Broadcaster, "hand_in"),
    "written": (Sender, "_finish"),
}
"""After what a run dies: a transaction was handed in; it was mined, and that is on disk."""


def deadly(function: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*args: Any) -> None:
        function(*args)
        os.kill(os.getpid(), signal.SIGKILL)

    return guarded


def run_in_child(deployer: Deployer, plan: str, settings: dict[str, str], point: str) -> int:
    """Deploy in a forked process. Returns how it ended: minus the signal, or its status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            owner, name = POINTS[point]
            setattr(owner, name, deadly(getattr(owner, name)))
            deployment = deployer.prepare(plan, **settings)
            deployment.execute(deployer.account, patience=30, tell=lambda _what, _step: None)
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", STEPS)
def test_killed_after_each_transaction_nothing_is_lost_and_nothing_done_twice(
    deployer: Deployer, remote: Chain, name: str, point: str
) -> None:
    plan, settings = ("lottery", {"pool_supply": "1000"}) if name == "governed" else (name, {})
    expected = deployer.prepare(plan, **settings).rehearse().contracts
    before, kills = remote.nonce(deployer.account), 0
    while (ended := run_in_child(deployer, plan, settings, point)) == -signal.SIGKILL:
        kills += 1
        assert kills <= STEPS[name]
    assert ended == 0
    assert kills == STEPS[name]
    record = json.loads(deployer.file(plan).read_text())
    assert record["contracts"] == expected
    assert [len(step["attempts"]) for step in record["steps"]] == [1] * STEPS[name]
    assert record["failed"] == []
    assert remote.nonce(deployer.account) == before + STEPS[name]
    assert [row for row in deployer.prepare(plan).check() if not row.holds] == []


def test_all_plans_are_killed() -> None:
    assert set(STEPS) == {*PLANS, "governed"}
