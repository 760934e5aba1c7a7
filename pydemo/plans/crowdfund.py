"""The crowdfund: an auction of a piece, and those who give together to buy it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.units import days, ether


class Terms(NamedTuple):
    """What is asked of those who give. Amounts are wei, times seconds from the deployment on."""

    goal: int = ether(20)
    """With less than this nothing is bid, and all get theirs back."""
    cap: int = ether(100)
    max_bid: int = ether(100)
    duration: int = days(4)
    """How long it takes ether, if the cap is not reached before."""


@dataclass(frozen=True, slots=True)
class Auction:
    """Where a piece is sold."""

    house: Contract
    number: int


@dataclass(frozen=True, slots=True)
class CrowdfundSystem:
    """What the plan deploys, and the auction it is for."""

    auction: Auction
    fund: Contract
    token: Contract


def deploy_house(chain: Chain, *, deployer: AddressLike) -> Contract:
    """Deploy an AuctionHouse: nobody owns it, and anybody may sell in it."""
    return chain.deploy("AuctionHouse", sender=deployer)


def open_auction(
    house: Contract,
    *,
    seller: AddressLike,
    collection: Contract,
    token_id: int,
    reserve: int,
    opens_at: int,
    ends_at: int,
) -> Auction:
    """Put a piece of the seller's up for auction; the house holds it until it is over.

    Args:
        reserve: least bid, in wei.
        opens_at: Unix seconds; at once if zero.
        ends_at: Unix seconds.

    Raises:
        errors.ContractError: the piece is not the seller's, or times or price cannot be.
    """
    collection.approve(house, token_id, sender=seller)
    house.create(collection, token_id, reserve, opens_at, ends_at, sender=seller)
    return Auction(house, house.auctionCount())


def deploy(
    chain: Chain,
    *,
    auction: Auction,
    treasury: AddressLike,
    deployer: AddressLike,
    terms: Terms = Terms(),  # noqa: B008  (immutable)
) -> CrowdfundSystem:
    """Deploy a Crowdfund for a piece in an auction, which makes its PeopleToken.

    Args:
        treasury: who gets the piece, and what is left over, if it is won. As long as there is no
            contract, nothing is bid: see `dao.deploy_with_crowdfund`.

    Raises:
        errors.ContractError: ``InvalidGoal``, ``InvalidMaxBid``, ``InvalidTreasury``, or
            ``InvalidDeadline`` where the auction is over too soon.
    """
    goal, cap, max_bid, duration = terms
    deadline = chain.time + duration
    struct = (auction.house, auction.number, goal, cap, max_bid, deadline, treasury)
    fund = chain.deploy("Crowdfund", struct, sender=deployer)
    return CrowdfundSystem(auction, fund, chain.at("PeopleToken", fund.token()))
