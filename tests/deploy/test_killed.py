"""The deployer's process killed after each transaction in turn: SIGKILL, no mercy.

Each run dies at its first transaction, so each point of a plan is died at once; the next run has to
find what the last one has sent. Two plans make every kind of transaction that there is.
(`test_interrupted.py` dies at every write and every sending, without a process of its own.)
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
from pydemo.deploy.parameters import values_of
from pydemo.deploy.plans import PLANS, find_plan
from pydemo.deploy.sender import Sender

from .conftest import Deployer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")

KILLED: dict[str, tuple[str, dict[str, str]]] = {
    "sent": ("lottery", {"pool_supply": "1000"}),  # with a government it has the most steps
    "written": ("crowdfund", {}),
}
"""By the point after which runs die: a plan, and what it is told."""


def deadly(function: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*args: Any) -> None:
        function(*args)
        os.kill(os.getpid(), signal.SIGKILL)

    return guarded


POINTS: dict[str, tuple[type, str]] = {
    "sent": (Broadcaster, "hand_in"),
    "written": (Sender, "_finish"),
}
"""After what a run dies: a transaction was handed in; it was mined, and that is on disk."""


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


def transactions_of(plan: str, settings: dict[str, str]) -> list[str]:
    """What each of a plan's transactions makes or calls, in order."""
    chain, chosen, calls = Chain(), find_plan(plan), list[str]()
    chain.observe(lambda receipt: calls.append(receipt.call.partition("(")[0]))
    values = values_of(plan, chosen.parameters, settings, may_stand_in=True)
    chosen.run(chain, chain.accounts.alice, values)
    return calls


@pytest.mark.parametrize("point", POINTS)
def test_killed_after_each_transaction_nothing_is_lost_and_nothing_done_twice(
    deployer: Deployer, remote: Chain, point: str
) -> None:
    plan, settings = KILLED[point]
    steps = len(transactions_of(plan, settings))
    expected = deployer.prepare(plan, **settings).rehearse().contracts
    before, kills = remote.nonce(deployer.account), 0
    while (ended := run_in_child(deployer, plan, settings, point)) == -signal.SIGKILL:
        kills += 1
        assert kills <= steps
    assert ended == 0
    assert kills == steps
    record = json.loads(deployer.file(plan).read_text())
    assert record["contracts"] == expected
    assert [len(step["attempts"]) for step in record["steps"]] == [1] * steps
    assert record["failed"] == []
    assert remote.nonce(deployer.account) == before + steps
    assert [row for row in deployer.prepare(plan).check() if not row.holds] == []


def test_every_kind_of_transaction_is_killed() -> None:
    known = {call for killed in KILLED.values() for call in transactions_of(*killed)}
    for plan in PLANS:
        assert set(transactions_of(plan, {})) <= known
