"""Conservation of ether in the auction house, and what a model of it in Python says."""

from __future__ import annotations

from collections import Counter

import pytest
from crowdfund_checks.house_machine import Houses
from crowdfund_checks.scene import deploy, shared_chain
from rounds import bounds, run_until_seen, unseen

WANTED = [
    *((call, "done") for call in ("create", "bid", "settle", "cancel", "reclaim", "withdraw")),
    *(("create", error) for error in ("InvalidAuctionPeriod", "InvalidReserve")),
    *(("bid", error) for error in ("NoSuchAuction", "AuctionNotOpen", "AuctionEnded")),
    *(("bid", error) for error in ("BidTooLow", "BidNotCovered")),
    *(("bid", kind) for kind in ("late", "from credit", "over oneself", "over others")),
    *(("settle", state) for state in ("SOLD", "UNSOLD", "UNDELIVERABLE")),
    *(("settle", error) for error in ("AuctionNotEnded", "AuctionSettled", "NoSuchAuction")),
    *(("cancel", error) for error in ("NotSeller", "AuctionHasBids", "AuctionSettled")),
    *(("reclaim", error) for error in ("NotSeller", "NothingToReclaim", "PieceNotMovable")),
    *(("withdraw", error) for error in ("NothingOwed", "PaymentRefused")),
    *(("royalty", kind) for kind in ("paid", "cut")),
    ("push", "not taken"),
]


def test_ether_in_is_paid_out_owed_or_bid(request: pytest.FixtureRequest) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    tally: Counter[tuple[str, str]] = Counter()
    limits = bounds(examples=8 if chain.engine_name == "py-evm" else 25, steps=30)
    with chain.anchor():
        scene = deploy(chain)
        # The scene's own auction would be one more that nobody looks at.
        house = chain.deploy("AuctionHouse", sender=scene.judy)
        scene = type(scene)(chain, house, scene.piece)
        guests = [scene.guest() for _ in range(4)]
        chain.set_balance(scene.judy, 2**110)

        class TheseHouses(Houses):
            def __init__(self) -> None:
                super().__init__(scene, guests, tally)

        run_until_seen(TheseHouses, lambda: unseen(tally, WANTED), limits)
