"""How whole numbers are shown in calls, events and errors."""

from __future__ import annotations

import pytest

from pydemo.display.text import number_text
from pydemo.units import UNLIMITED, ether

HASH = 0xD1E8_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (999_999, "999999"),
        (ether(1_000), "1000e18"),
        (ether("23.1"), "23.1e18"),
        (-ether("0.5"), "-0.5e18"),
        (ether(1) + 1, "1000000000000000001"),
        (10**60 - 1, "9" * 60),
        (UNLIMITED, "type(uint256).max"),
    ],
)
def test_an_amount_is_shown_with_every_digit_it_has(value: int, shown: str) -> None:
    assert number_text(value) == shown


@pytest.mark.parametrize("value", [HASH, UNLIMITED - 1, 10**60 + 1])
def test_a_hash_is_shown_by_its_ends(value: int) -> None:
    digits = str(value)
    assert number_text(value) == f"{digits[:4]}…{digits[-4:]}"
