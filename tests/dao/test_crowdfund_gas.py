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
    "claim, of what was won": 105_000,
    "bid, first": 60_000,
    "bid, over somebody without credit": 60_000,
    "bid, over oneself or somebody with credit, on the way": 60_000,
    "bid, late": 60_000,
    "bid, late, over somebody without credit": 60_000,
    "crowdfund bids, first in the auction": 60_000,
    "crowdfund bids, over a rival with credit": 60_000,
}
"""Juicebox v1: 78k to 103k to contribute, 129k to 136k to take it back.

Two are dearer, and cannot be cheaper. What they have in common is a word of storage that is
written for the first time, which costs 17,100 more than later.

The first claim ever also writes the supply of PEOPLE, which was zero: one claim of all. To write it
earlier there would have to be a unit that nobody has, or a supply that is not the sum of the
balances.

The crowdfund's bid over a rival whom nobody has outbid yet, by parts:

    21,064  the transaction
     2,100  what was raised
     2,600  the house, called for the first time
     4,200  two words of the auction
     2,900  writing one of them
     6,700  sending ether
    22,100  the rival's credit
     1,756  the event
    63,420

without a single computation. Were credit written when somebody bids, and not when they are outbid,
the crowdfund's own first bid would cost that much instead.
"""

FIRSTS = {
    "claim, first ever": "claim",
    "claim, first ever, of what was won": "claim, of what was won",
    "crowdfund bids, over a rival without credit": "crowdfund bids, over a rival with credit",
}
"""The dear ones, and what they cost from then on."""


@pytest.fixture(scope="module")
def measured(request: pytest.FixtureRequest) -> dict[str, int]:
    return dict(measure(Chain(engine=str(request.config.getoption("--engine")))))


@pytest.mark.parametrize("operation", PROMISED)
def test_each_operation_costs_no_more_than_promised(
    measured: dict[str, int], operation: str
) -> None:
    assert (0 if "each" in operation else 21_000) < measured[operation] <= PROMISED[operation]


@pytest.mark.parametrize("first", FIRSTS)
def test_what_is_dearer_writes_one_word_for_the_first_time(
    measured: dict[str, int], first: str
) -> None:
    assert measured[first] - measured[FIRSTS[first]] == 17_100


def test_the_figures_are_those_committed(measured: dict[str, int]) -> None:
    assert measured == read_committed()["crowdfund"]
