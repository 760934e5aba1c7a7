"""What a crowdfund and the auction house cost: below the figures promised, and as committed."""

from __future__ import annotations

import pytest

from pydemo import Chain
from pydemo.gas import read_committed
from pydemo.gas.crowdfund import MANY, measure

PROMISED = {
    "contribute, first ever": 51_000,
    "contribute, new": 51_000,
    "contribute, repeat": 34_000,
    "refund": 33_000,
    f"refund many, each of {MANY}": 15_000,
    "claim": 105_000,
    "bid, first": 60_000,
    "bid, over somebody without credit": 60_000,
    "crowdfund bids, first in the auction": 60_000,
    "crowdfund bids, over a rival with credit": 60_000,
}
"""Juicebox v1: 78k to 103k to contribute, 129k to 136k to take it back."""


@pytest.fixture(scope="module")
def measured(request: pytest.FixtureRequest) -> dict[str, int]:
    return dict(measure(Chain(engine=str(request.config.getoption("--engine")))))


@pytest.mark.parametrize("operation", PROMISED)
def test_each_operation_costs_no_more_than_promised(
    measured: dict[str, int], operation: str
) -> None:
    assert (0 if "each" in operation else 21_000) < measured[operation] <= PROMISED[operation]


def test_the_figures_are_those_committed(measured: dict[str, int]) -> None:
    assert measured == read_committed()["crowdfund"]
