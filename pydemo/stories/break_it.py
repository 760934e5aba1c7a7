"""The story of five attacks that happened: each succeeds against a contract in which one thing is
left out, and fails against ours, which has it."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.contract.chain import Chain
from pydemo.messages import text
from pydemo.stories.break_it_ether import (
    asking_twice,
    open_auctions,
    refusing_ether,
    waiting_for_zero,
)
from pydemo.stories.break_it_tokens import borrowed_votes, dear_shares
from pydemo.stories.step import Step, Table, told

ATTACKS = {
    "dao": ("WeakenedBank", "AuctionHouse"),
    "refund": ("WeakenedAuction", "AuctionHouse"),
    "votes": ("WeakenedGovernor", "Governor"),
    "shares": ("WeakenedVault", "LendingPool"),
    "hash": ("WeakenedLottery", "FutureBlockRng"),
}
"""In the order of telling: what is broken here, and what is not."""


def tell(chain: Chain) -> Iterator[Step]:
    """Steps on a chain with the personas, whose time can be moved. Ivan attacks."""
    first, second = open_auctions(chain, 2)
    yield from asking_twice(chain, first)
    yield from refusing_ether(chain, second)
    yield from borrowed_votes(chain)
    yield from dear_shares(chain)
    yield from waiting_for_zero(chain)
    columns = ("attack", "loss", "weak", "missing", "ours")
    rows = tuple(
        (
            text(f"break_it.{key}.name"),
            text(f"break_it.{key}.loss"),
            weak,
            text(f"break_it.{key}.missing"),
            ours,
        )
        for key, (weak, ours) in ATTACKS.items()
    )
    table = Table(tuple(text(f"break_it.{column}") for column in columns), rows)
    yield told(chain, "break_it.all", [], table)
