"""Every error of the crowdfund, its token and the auction house has a hint in both languages."""

from __future__ import annotations

import pytest

from pydemo import messages
from pydemo.build.artifacts import Artifacts

CONTRACTS = ("Crowdfund", "PeopleToken", "AuctionHouse", "Payment")
# These come from calls inside of libraries that never fail here.
ELSEWHERE = {"ECDSAInvalidSignature", "ECDSAInvalidSignatureS"}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_error_has_a_hint_that_its_operands_fill(language: str) -> None:
    artifacts = Artifacts.suite()
    declared = {
        entry["name"]: {item["name"]: 5 for item in entry["inputs"]}
        for contract in CONTRACTS
        for entry in artifacts[contract].abi
        if entry["type"] == "error"
    }
    assert {"WrongState", "NotCrowdfund", "BidTooLow", "TooLittleGasToPay"} <= set(declared)
    with messages.speaking(language):
        without = {name for name, values in declared.items() if not messages.hint(name, **values)}
    assert without <= ELSEWHERE
