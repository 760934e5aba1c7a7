"""Every error of the governor and its timelock has a hint in both languages."""

from __future__ import annotations

import pytest

from pydemo import messages
from pydemo.build.artifacts import Artifacts

CONTRACTS = ("Governor", "Timelock", "Checkpoints")
# Of OpenZeppelin's interface, for what this governor never does.
NEVER = {
    "GovernorInvalidVoteParams",
    "GovernorProposalQueueingNotRequired",
    "GovernorProposalQueueingFailed",
    "GovernorAlreadyQueuedProposal",
}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_error_has_a_hint_that_its_operands_fill(language: str) -> None:
    artifacts = Artifacts.suite()
    declared = {
        entry["name"]: {item["name"]: 5 for item in entry["inputs"]}
        for contract in CONTRACTS
        for entry in artifacts[contract].abi
        if entry["type"] == "error"
    }
    wanted = {"GovernorHasLeft", "GovernorTooManyUnits", "TimelockInsufficientDelay"}
    assert wanted | NEVER | {"FailedCall", "ReentrantCall", "TimeOutOfRange"} <= set(declared)
    with messages.speaking(language):
        without = {name for name, values in declared.items() if not messages.hint(name, **values)}
    assert without <= NEVER
