"""Every error of the crowdfund, its token and the auction house has a hint in both languages."""

from __future__ import annotations

import pytest

from pydemo import messages
from pydemo.build.artifacts import Artifacts

CONTRACTS = ("Crowdfund", "PeopleToken", "AuctionHouse", "Payment", "Artefact", "ReentrancyGuard")
# These come from calls inside of libraries that never fail here.
ELSEWHERE = {"ECDSAInvalidSignature", "ECDSAInvalidSignatureS"}
KNOWN = {
    *("WrongState", "TreasuryMissing", "InvalidDeadline", "NotCrowdfund", "TooFewUnits"),
    *("BidTooLow", "PieceNotMovable", "TooLittleGasToPay", "PaymentRefused", "ReentrantCall"),
}


def declared() -> dict[str, dict[str, int]]:
    """The operands of each error, each a number that no text has by chance."""
    artifacts = Artifacts.suite()
    return {
        entry["name"]: {item["name"]: 5_000_017 + i for i, item in enumerate(entry["inputs"])}
        for contract in CONTRACTS
        for entry in artifacts[contract].abi
        if entry["type"] == "error"
    }


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_error_has_a_hint_that_its_operands_fill(language: str) -> None:
    found = declared()
    assert set(found) >= KNOWN
    with messages.speaking(language):
        without = {name for name, values in found.items() if not messages.hint(name, **values)}
    assert without <= ELSEWHERE


def test_a_hint_in_chinese_says_the_same_numbers_as_the_english_one() -> None:
    for name, values in declared().items():
        said = {}
        for language in messages.LANGUAGES:
            with messages.speaking(language):
                said[language] = messages.hint(name, **values)
        if name in ELSEWHERE:
            continue
        assert said["zh"] != said["en"], name
        assert not said["zh"].isascii(), name
        told = {text: {str(v) for v in values.values() if str(v) in text} for text in said.values()}
        assert len({frozenset(numbers) for numbers in told.values()}) == 1, said
