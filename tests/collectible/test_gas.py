"""What the drop costs: below the figures promised, and as committed."""

from __future__ import annotations

import pytest

from pydemo import Chain
from pydemo.gas import read_committed
from pydemo.gas.collectible import measure

PROMISED = {
    "mint 1, new holder": 76_000,
    "mint 5, new holder": 85_000,
    "mint 20, new holder": 116_000,
    "mint 1 by voucher, new holder": 110_000,
    "transfer, holder": 42_300,
    "transfer of the first of a batch of 5, holder": 66_500,
    "transfer of the third of a batch of 5, holder": 88_200,
    "transfer of the last of a batch of 5, holder": 70_300,
    "approve": 48_500,
}


@pytest.fixture(scope="module")
def measured(request: pytest.FixtureRequest) -> dict[str, int]:
    return dict(measure(Chain(engine=str(request.config.getoption("--engine")))))


@pytest.mark.parametrize("operation", PROMISED)
def test_each_operation_costs_no_more_than_promised(
    measured: dict[str, int], operation: str
) -> None:
    assert 21_000 < measured[operation] <= PROMISED[operation]


def test_the_figures_are_those_committed(measured: dict[str, int]) -> None:
    assert measured == read_committed()["collectible"]
