"""What the pool costs: as little as the lottery over it needs, and as committed."""

from __future__ import annotations

import pytest

from pydemo import Chain
from pydemo.gas import read_committed
from pydemo.gas.lending import measure

PROMISED = {
    "supply, new": 86_000,
    "supply, repeat": 69_000,
    "withdraw a part": 67_000,
}
"""Aave v3: 147k to 176k, and 165k to 182k."""


@pytest.fixture(scope="module")
def measured(request: pytest.FixtureRequest) -> dict[str, int]:
    return dict(measure(Chain(engine=str(request.config.getoption("--engine")))))


@pytest.mark.parametrize("operation", PROMISED)
def test_each_operation_costs_no_more_than_promised(
    measured: dict[str, int], operation: str
) -> None:
    assert 21_000 < measured[operation] <= PROMISED[operation]


def test_the_figures_are_those_committed(measured: dict[str, int]) -> None:
    assert measured == read_committed()["lending"]
