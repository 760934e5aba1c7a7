"""What votes cost: below the figures promised, and as committed."""

from __future__ import annotations

import pytest

from pydemo import Chain
from pydemo.gas import read_committed
from pydemo.gas.votes import measure, measure_lookups
from pydemo.units import ether
from votes.scene import deploy_openzeppelin

PROMISED = {
    "transfer, holder, both odd": 99_500,
    "transfer, holder, both even": 62_000,
    "transfer, new holder": 115_000,
    "delegate, to a holder, both even": 75_000,
    # 75,000 were aimed at: contracts/README.md says what it consists of.
    "delegate, to another holder, one odd": 75_500,
    "delegate, back to oneself, both odd": 90_000,
    "getPastVotes, 1 checkpoints, oldest": 8_500,
    "getPastVotes, 16 checkpoints, oldest": 18_300,
    "getPastVotes, 1,024 checkpoints, oldest": 32_000,
    "getPastVotes, 1,024 checkpoints, last": 8_500,
}
"""With the same settings a transfer costs 104,053 with OpenZeppelin's token, 99,358 with Solady's.
To change one's delegate costs 96,256 and 93,775."""


@pytest.fixture(scope="module")
def ours(request: pytest.FixtureRequest) -> dict[str, int]:
    return dict(measure(Chain(engine=request.config.getoption("--engine"))))


@pytest.mark.parametrize("operation", PROMISED)
def test_each_operation_costs_no_more_than_promised(ours: dict[str, int], operation: str) -> None:
    assert 2_600 < ours[operation] <= PROMISED[operation]


def test_a_look_into_the_past_is_cheaper_than_openzeppelins(
    voting_chain: Chain, ours: dict[str, int]
) -> None:
    alice, grace = voting_chain.accounts.alice, voting_chain.accounts.grace
    token = deploy_openzeppelin(voting_chain).token
    token.mint(alice, ether(2_000), sender=alice)
    for person in (alice, grace):
        token.delegate(person, sender=person)
    theirs = dict(measure_lookups(token, voting_chain))
    assert len(theirs) == 6
    assert not [name for name, gas in theirs.items() if ours[name] >= gas]


def test_the_figures_are_those_committed(ours: dict[str, int]) -> None:
    assert ours == read_committed()["votes"]
