"""Exercises on collectibles: a gift, the rarest piece for money, and an auction with a royalty."""

from __future__ import annotations

from typing import Any

from pydemo.contract.handle import Contract
from pydemo.contract.piece import PieceData
from pydemo.display.rarity import Rarity
from pydemo.lessons.finding import PASSED, Finding, not_yet
from pydemo.lessons.lesson import Lesson
from pydemo.units import decimal, ether

STORY = "collectible"

ASKED, RESERVE = ether(3), ether(1)
FOR_SALE = 4
"""Heidi's piece, which she was given in the story."""
ROYALTY, BASIS_POINTS = 500, 10_000
SOLD = 2
"""The auction house's state of an auction that was settled with a buyer."""
NOBODY = "0x" + "00" * 20


def exercise_1(lesson: Lesson) -> Finding:
    """Judy has minted a piece, and it is Heidi's now."""
    heidi, judy = lesson.chain.accounts.heidi, lesson.chain.accounts.judy
    bob = lesson.chain.accounts.bob.address
    studios = [it for it in lesson.contracts.all("Collectible")[1:] if it.beneficiary() == bob]
    if not studios:
        return not_yet("no_studio")
    minted = [
        (studio, event["tokenId"])
        for studio in studios
        for event in _events(lesson, studio, "Transfer")
        if (event["from"], event["to"]) == (NOBODY, judy.address)
    ]
    if not minted:
        return not_yet("nothing")
    owners = [studio.ownerOf(number) for studio, number in minted]
    if heidi.address in owners:
        return PASSED
    if set(owners) == {judy.address}:
        return not_yet("kept")
    other = next(owner for owner in owners if owner != judy.address)
    return not_yet("other", owner=lesson.chain.names.get(other, other))


def exercise_2(lesson: Lesson) -> Finding:
    """The rarest piece is Judy's, and whoever had it has been paid by her."""
    judy = lesson.chain.accounts.judy
    drop = _story_drop(lesson)
    if drop is None or not drop.isRevealed():
        return not_yet("no_drop")
    rarest = _rarest(lesson, drop)
    moves = [
        event
        for event in _events(lesson, drop, "Transfer")
        if event["to"] == judy.address and event["from"] != NOBODY
    ]
    sellers = {event["from"] for event in moves if event["tokenId"] in rarest}
    if not any(drop.ownerOf(number) == judy.address for number in rarest):
        return not_yet("wrong_piece", number=moves[0]["tokenId"]) if moves else not_yet("nothing")
    paid = sum(
        receipt.value
        for receipt in lesson.transactions()
        if receipt.succeeded and receipt.sender == judy.address and receipt.to in sellers
    )
    if not paid:
        return not_yet("unpaid")
    if paid < ASKED:
        return not_yet("too_little", paid=decimal(paid), wanted=decimal(ASKED))
    return PASSED


def exercise_3(lesson: Lesson) -> Finding:
    """Heidi's piece was sold by auction to the higher of two, and everybody has what is theirs."""
    drop = _story_drop(lesson)
    if drop is None or not drop.isRevealed():
        return not_yet("no_drop")
    heidi = lesson.chain.accounts.heidi
    found = not_yet("no_house")
    for house in lesson.contracts.all("AuctionHouse"):
        found = not_yet("no_auction") if found.seen == "no_house" else found
        for number in range(1, house.auctionCount() + 1):
            auction = house.auction(number)
            place = (auction.collection, auction.tokenId, auction.seller)
            if place == (drop.address, FOR_SALE, heidi.address):
                found = _sold(lesson, drop, house, number)
                if found.passed:
                    return found
    return found


def _sold(lesson: Lesson, drop: Contract, house: Contract, number: int) -> Finding:
    chain = lesson.chain
    alice, erin, heidi, ivan = (
        chain.accounts[name].address for name in ("alice", "erin", "heidi", "ivan")
    )
    auction = house.auction(number)
    bidders = {
        event["bidder"]
        for event in _events(lesson, house, "BidPlaced")
        if event["auctionId"] == number
    }
    created = next(
        event for event in _events(lesson, house, "AuctionCreated") if event["auctionId"] == number
    )
    if created["reserve"] < RESERVE:
        return not_yet("cheap", asked=decimal(created["reserve"]), wanted=decimal(RESERVE))
    if any(
        (event["owner"], event["operator"], event["approved"]) == (heidi, house.address, True)
        for event in _events(lesson, drop, "ApprovalForAll")
    ):
        return not_yet("all_approved")
    if not {erin, ivan} <= bidders:
        return not_yet("bids", count=len(bidders & {erin, ivan}))
    if auction.state != SOLD:
        return not_yet("open")
    if auction.bidder != ivan:
        return not_yet("buyer", name=chain.names.get(auction.bidder, auction.bidder))
    sale = next(
        event for event in _events(lesson, house, "PieceSold") if event["auctionId"] == number
    )
    if (sale["royaltyReceiver"], sale["royalty"]) != (
        alice,
        auction.price * ROYALTY // BASIS_POINTS,
    ):
        return not_yet("royalty")
    if rest := chain.balance(house):
        return not_yet("rest", rest=decimal(rest))
    return PASSED


def _story_drop(lesson: Lesson) -> Contract | None:
    drops = lesson.contracts.all("Collectible")
    return drops[0] if drops else None


def _rarest(lesson: Lesson, drop: Contract) -> set[int]:
    """The numbers of the rarest, several if equally rare. Draws no picture: that is slow."""
    art = lesson.chain.at("CollectibleArt", drop.art())
    pieces = []
    for number in range(1, drop.totalSupply() + 1):
        traits = {trait.kind: trait.value for trait in art.traitsOf(drop.seedOf(number))}
        pieces.append(PieceData("", number, "", "", "", "", traits, "", ""))
    rarity = Rarity(pieces)
    return {piece.token_id for piece in pieces if rarity.rank(piece) == 1}


def _events(lesson: Lesson, contract: Contract, name: str) -> list[dict[str, Any]]:
    """What the contract has told, by arguments."""
    return [
        event.args
        for receipt in lesson.transactions()
        for event in receipt.events
        if event.name == name and event.address == contract.address
    ]
