"""What the token costs: below the figures promised, below OpenZeppelin's, and as committed."""

from __future__ import annotations

import pytest
from token_checks.scene import PROJECT

from pydemo import Chain
from pydemo.gas import read_committed
from pydemo.gas.token import measure, measure_erc20, measure_mints

PROMISED = {
    "transfer, holder": 34_150,
    "transfer, new holder": 51_250,
    "approve, from zero": 46_000,
    "transferFrom, finite allowance, holder": 39_800,
    "transferFrom, unlimited allowance, holder": 36_650,
    "permit, first": 74_000,
}


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="module")
def ours(engine: str) -> dict[str, int]:
    return dict(measure(Chain(engine=engine)))


@pytest.fixture(scope="module")
def openzeppelin(engine: str) -> dict[str, int]:
    """The same operations in the same order, compiled with the same settings."""
    chain = Chain(engine=engine, project=PROJECT)
    token = chain.deploy("OpenZeppelinToken", sender=chain.accounts.alice)
    minted = list(measure_mints(token, chain))
    assert len(minted) == 3
    return dict(measure_erc20(token, chain))


@pytest.mark.parametrize("operation", PROMISED)
def test_each_operation_costs_no_more_than_promised(ours: dict[str, int], operation: str) -> None:
    assert 21_000 < ours[operation] <= PROMISED[operation]


def test_every_operation_of_the_standards_is_cheaper_than_openzeppelins(
    ours: dict[str, int], openzeppelin: dict[str, int]
) -> None:
    assert set(PROMISED) <= set(openzeppelin)
    dearer = {name: (ours[name], gas) for name, gas in openzeppelin.items() if ours[name] >= gas}
    assert not dearer


def test_the_figures_are_those_committed(ours: dict[str, int]) -> None:
    assert ours == read_committed()["token"]
