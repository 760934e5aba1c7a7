"""What the auction house does for honest people, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from crowdfund_checks.scene import PIECE, RESERVE, ZERO, PieceManner, Sale, Scene, anchored

from pydemo import errors
from pydemo.contract import Receipt
from pydemo.units import days, ether

MINUTE = 60


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    yield from anchored(request.config.getoption("--engine"))


def told(receipt: Receipt, name: str) -> dict[str, object]:
    """The one event of this name."""
    (event,) = [event for event in receipt.events if event.name == name]
    return dict(event.args)


class TestCreate:
    def test_the_piece_is_in_the_house_and_the_event_says_all(self, scene: Scene) -> None:
        opens, ends = scene.chain.time + 100, scene.chain.time + days(1)
        piece = scene.chain.deploy("OddPiece", scene.judy, sender=scene.judy)
        receipt = scene.house.create(piece, PIECE, 5, opens, ends, sender=scene.judy)
        assert piece.owner() == scene.house.address
        assert scene.house.auctionCount() == 2
        assert told(receipt, "AuctionCreated") == {
            "auctionId": 2,
            "seller": scene.judy.address,
            "collection": piece.address,
            "tokenId": PIECE,
            "reserve": 5,
            "opensAt": opens,
            "endsAt": ends,
        }
        auction = scene.house.auction(2)
        assert (auction.state, auction.isHeld, auction.bidder) == (Sale.OPEN, True, ZERO)

    def test_a_period_is_an_hour_to_a_year(self, scene: Scene) -> None:
        piece = scene.chain.deploy("OddPiece", scene.judy, sender=scene.judy)
        now = scene.chain.time + 100
        for opens, ends in ((now, now + 3_599), (now, now + days(365)), (now + 9, now)):
            with errors.reverts("InvalidAuctionPeriod", opens, ends):
                scene.house.create(piece, PIECE, 1, opens, ends, sender=scene.judy)
        scene.house.create(piece, PIECE, 1, now, now + 3_600, sender=scene.judy)

    @pytest.mark.parametrize("reserve", [0, 2**96])
    def test_a_reserve_is_some_wei(self, scene: Scene, reserve: int) -> None:
        with errors.reverts("InvalidReserve", reserve):
            scene.house.create(
                scene.piece, PIECE, reserve, 0, scene.chain.time + days(1), sender=scene.judy
            )

    def test_a_piece_that_does_not_come_is_not_for_sale(self, scene: Scene) -> None:
        piece = scene.chain.deploy("OddPiece", scene.judy, sender=scene.judy)
        piece.behave(PieceManner.LIE, sender=scene.judy)
        with errors.reverts("PieceNotReceived", piece, PIECE):
            scene.house.create(piece, PIECE, 1, 0, scene.chain.time + days(1), sender=scene.judy)

    def test_a_piece_of_somebody_elses_cannot_be_sold(self, scene: Scene) -> None:
        ends = scene.chain.time + days(1)
        with errors.reverts("not theirs"):
            scene.house.create(scene.piece, PIECE, 1, 0, ends, sender=scene.ivan)


class TestBid:
    def test_the_reserve_is_enough_and_less_is_not(self, scene: Scene) -> None:
        alice, *_ = scene.people
        assert scene.house.minimumBid(1) == (ZERO, RESERVE)
        with errors.reverts("BidTooLow", RESERVE - 1, RESERVE):
            scene.bid(alice, RESERVE - 1)
        receipt = scene.bid(alice, RESERVE)
        expected = {"auctionId": 1, "bidder": alice.address, "bid": RESERVE}
        assert told(receipt, "BidPlaced") == expected
        assert scene.house.auction(1).price == RESERVE

    def test_the_next_bid_is_five_percent_more_rounded_up(self, scene: Scene) -> None:
        alice, bob, *_ = scene.people
        scene.bid(alice, RESERVE + 1)
        minimum = RESERVE + 1 + RESERVE // 20 + 1
        assert scene.house.minimumBid(1) == (alice.address, minimum)
        with errors.reverts("BidTooLow", minimum - 1, minimum):
            scene.bid(bob, minimum - 1)
        scene.bid(bob, minimum)

    def test_who_is_outbid_has_credit_and_can_withdraw_or_bid_it(self, scene: Scene) -> None:
        alice, bob, carol, _ = scene.people
        scene.bid(alice, ether(20))
        scene.bid(bob, ether(30))
        assert scene.house.creditOf(alice) == ether(20)
        scene.house.bid(1, ether(40), sender=alice, value=ether(25))
        assert (scene.house.creditOf(alice), scene.house.creditOf(bob)) == (ether(5), ether(30))
        before = scene.chain.balance(carol)
        receipt = scene.house.withdraw(carol, sender=bob)
        expected = {"account": bob.address, "to": carol.address, "value": ether(30)}
        assert told(receipt, "CreditPaid") == expected
        assert scene.chain.balance(carol) == before + ether(30)
        with errors.reverts("NothingOwed", bob):
            scene.house.withdraw(bob, sender=bob)
        assert scene.chain.balance(scene.house) == ether(45)

    def test_a_bid_is_covered_to_the_wei(self, scene: Scene) -> None:
        alice, bob, *_ = scene.people
        scene.bid(alice, ether(20))
        scene.bid(bob, ether(30))
        for value in (ether(40) + 1, ether(20) - 1):
            with errors.reverts("BidNotCovered", ether(40), value, ether(20)):
                scene.house.bid(1, ether(40), sender=alice, value=value)
        scene.house.bid(1, ether(40), sender=alice, value=ether(20))

    def test_who_leads_may_raise_their_own_bid(self, scene: Scene) -> None:
        alice, *_ = scene.people
        scene.bid(alice, ether(20))
        scene.bid(alice, ether(30))
        assert scene.house.creditOf(alice) == ether(20)

    def test_bids_are_taken_from_the_opening_until_the_end(self, scene: Scene) -> None:
        alice, *_ = scene.people
        piece = scene.chain.deploy("OddPiece", scene.judy, sender=scene.judy)
        opens, ends = scene.chain.time + 100, scene.chain.time + days(1)
        scene.house.create(piece, PIECE, 5, opens, ends, sender=scene.judy)
        with errors.reverts("AuctionNotOpen", opens):
            scene.bid(alice, 5, 2)
        scene.chain.advance(opens - scene.chain.time - 1)
        scene.bid(alice, 5, 2)
        scene.end(2)
        with errors.reverts("AuctionEnded", ends):
            scene.bid(alice, 10, 2)

    def test_a_late_bid_puts_the_end_off(self, scene: Scene) -> None:
        alice, bob, *_ = scene.people
        ends = scene.house.auction(1).endsAt
        scene.until(ends - 15 * MINUTE - 1)
        scene.bid(alice)
        assert scene.house.auction(1).endsAt == ends
        receipt = scene.bid(bob)
        late = scene.chain.time + 15 * MINUTE
        assert told(receipt, "AuctionExtended") == {"auctionId": 1, "endsAt": late}
        assert scene.house.auction(1).endsAt == late == ends + 1

    def test_there_is_no_auction_but_those_created(self, scene: Scene) -> None:
        for number in (0, 2):
            with errors.reverts("NoSuchAuction", number):
                scene.house.auction(number)
            with errors.reverts("NoSuchAuction", number):
                scene.house.minimumBid(number)
            with errors.reverts("NoSuchAuction", number):
                scene.house.bid(number, 5, sender=scene.ivan, value=5)
            with errors.reverts("NoSuchAuction", number):
                scene.house.settle(number, sender=scene.ivan)


class TestSettle:
    def test_anybody_settles_and_everybody_has_what_is_theirs(self, scene: Scene) -> None:
        alice, _, carol, _ = scene.people
        scene.piece.ask(1, carol, ether(1), sender=scene.judy)
        scene.bid(alice, ether(20))
        with errors.reverts("AuctionNotEnded", scene.house.auction(1).endsAt):
            scene.house.settle(1, sender=scene.ivan)
        scene.end()
        seller, artist = scene.chain.balance(scene.judy), scene.chain.balance(carol)
        receipt = scene.house.settle(1, sender=scene.ivan)
        assert told(receipt, "PieceSold") == {
            "auctionId": 1,
            "buyer": alice.address,
            "price": ether(20),
            "royaltyReceiver": carol.address,
            "royalty": ether(1),
        }
        assert scene.piece.owner() == alice.address
        assert scene.chain.balance(scene.judy) == seller + ether(19)
        assert scene.chain.balance(carol) == artist + ether(1)
        assert scene.chain.balance(scene.house) == 0
        assert scene.house.auction(1).state == Sale.SOLD
        with errors.reverts("AuctionSettled", 1):
            scene.house.settle(1, sender=scene.ivan)

    def test_what_nobody_wants_goes_back(self, scene: Scene) -> None:
        scene.end()
        receipt = scene.house.settle(1, sender=scene.ivan)
        assert told(receipt, "PieceUnsold") == {"auctionId": 1}
        assert told(receipt, "PieceReturned") == {"auctionId": 1, "to": scene.judy.address}
        assert scene.piece.owner() == scene.judy.address
        assert scene.house.auction(1).state == Sale.UNSOLD
        with errors.reverts("NothingToReclaim", 1):
            scene.house.reclaim(1, scene.judy, sender=scene.judy)

    def test_a_piece_of_our_own_collection_is_sold_with_its_royalty(self, scene: Scene) -> None:
        chain, (alice, bob, carol, _) = scene.chain, scene.people
        art = chain.deploy("CollectibleArt", sender=alice)
        now = chain.time
        terms = ("A", "A", "", 5, 0, 5, now, now + 99, carol, ZERO, 500, b"\x01" * 32)
        drop = chain.deploy("Collectible", terms, art, sender=alice)
        drop.mint(2, sender=alice)
        drop.approve(scene.house, 2, sender=alice)
        scene.house.create(drop, 2, 100, 0, now + days(1), sender=alice)
        scene.bid(bob, ether(2), 2)
        scene.end(2)
        before = chain.balance(carol)
        scene.house.settle(2, sender=scene.ivan)
        assert drop.ownerOf(2) == bob.address
        assert chain.balance(carol) == before + ether("0.1")


class TestCancel:
    def test_the_seller_may_before_there_is_a_bid(self, scene: Scene) -> None:
        with errors.reverts("NotSeller", scene.ivan, scene.judy):
            scene.house.cancel(1, sender=scene.ivan)
        receipt = scene.house.cancel(1, sender=scene.judy)
        assert told(receipt, "AuctionCancelled") == {"auctionId": 1}
        assert scene.piece.owner() == scene.judy.address
        assert scene.house.auction(1).state == Sale.CANCELLED
        with errors.reverts("AuctionEnded"):
            scene.bid(scene.ivan)
        with errors.reverts("AuctionSettled", 1):
            scene.house.settle(1, sender=scene.ivan)

    def test_a_bid_binds_the_seller(self, scene: Scene) -> None:
        scene.bid(scene.ivan)
        with errors.reverts("AuctionHasBids", scene.ivan):
            scene.house.cancel(1, sender=scene.judy)
