"""Every error of the pool, of vaults and of transfers has a hint in both languages."""

from __future__ import annotations

import pytest

from pydemo import messages
from pydemo.build.artifacts import Artifacts

CONTRACTS = ("LendingPool", "KinkedRateModel", "SettablePriceOracle")


def declared() -> dict[str, dict[str, object]]:
    artifacts = Artifacts.suite()
    return {
        entry["name"]: {item["name"]: 5 for item in entry["inputs"]}
        for contract in CONTRACTS
        for entry in artifacts[contract].abi
        if entry["type"] == "error"
    }


# These come from calls inside of libraries that never fail here.
ELSEWHERE = {"ECDSAInvalidSignature", "ECDSAInvalidSignatureS"}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_error_has_a_hint_that_its_operands_fill(language: str) -> None:
    errors = declared()
    assert {"DebtTooSmall", "ERC4626AssetsMissing", "TransferFailed", "NotSetter"} <= set(errors)
    with messages.speaking(language):
        without = {name for name, values in errors.items() if not messages.hint(name, **values)}
    assert without <= ELSEWHERE
