// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC721} from "../collectible/IERC721.sol";
import {Artefact} from "../libraries/Artefact.sol";
import {Payment} from "../libraries/Payment.sol";
import {ReentrancyGuard} from "../libraries/ReentrancyGuard.sol";
import {IAuctionHouse} from "./IAuctionHouse.sol";

/// @title AuctionHouse
/// @notice English auctions of any ERC-721 piece, for ether.
/// @dev What it guarantees and what not is written in IAuctionHouse.
contract AuctionHouse is IAuctionHouse, ReentrancyGuard {
    using Artefact for IERC721;

    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant INCREMENT = 500;
    uint256 private constant MOST_ROYALTY = 1_000;
    uint256 private constant EXTENSION = 15 minutes;
    uint256 private constant LEAST_PERIOD = 1 hours;
    uint256 private constant MOST_PERIOD = 365 days;
    /// @dev For the piece, the questions to its collection and two payments. Whoever settles with less could have the
    /// piece not move, or the royalty not be found.
    uint256 private constant SETTLEMENT_GAS = 800_000;

    /// @dev A bid reads and writes the first two slots of it and no other.
    mapping(uint256 auctionId => Auction) private _auctions;
    /// @inheritdoc IAuctionHouse
    mapping(address account => uint256) public creditOf;
    /// @inheritdoc IAuctionHouse
    uint256 public auctionCount;

    /// @inheritdoc IAuctionHouse
    function create(IERC721 collection, uint256 tokenId, uint256 reserve, uint256 opensAt, uint256 endsAt)
        external
        guarded
        returns (uint256 auctionId)
    {
        if (opensAt < block.timestamp) opensAt = block.timestamp;
        if (endsAt > block.timestamp + MOST_PERIOD || opensAt > endsAt || endsAt - opensAt < LEAST_PERIOD) {
            revert InvalidAuctionPeriod(opensAt, endsAt);
        }
        if (reserve == 0 || reserve > type(uint96).max) revert InvalidReserve(reserve);

        auctionId = ++auctionCount;
        // Times are within a year from now, and the reserve was just looked at.
        _auctions[auctionId] = Auction({
            seller: msg.sender,
            opensAt: uint48(opensAt),
            endsAt: uint48(endsAt),
            bidder: address(0),
            price: uint96(reserve),
            collection: collection,
            state: State.Open,
            isHeld: true,
            tokenId: tokenId
        });
        emit AuctionCreated(auctionId, msg.sender, address(collection), tokenId, reserve, opensAt, endsAt);

        collection.transferFrom(msg.sender, address(this), tokenId);
        if (collection.ownerOf(tokenId) != address(this)) revert PieceNotReceived(address(collection), tokenId);
    }

    /// @inheritdoc IAuctionHouse
    function bid(uint256 auctionId, uint256 amount) external payable {
        Auction storage auction_ = _auctions[auctionId];
        uint256 endsAt = auction_.endsAt;
        if (endsAt == 0) revert NoSuchAuction(auctionId);
        if (block.timestamp < auction_.opensAt) revert AuctionNotOpen(auction_.opensAt);
        if (block.timestamp >= endsAt) revert AuctionEnded(endsAt);
        (address outbid, uint256 price) = (auction_.bidder, auction_.price);
        uint256 minimum = _minimum(outbid, price);
        if (amount < minimum || amount > type(uint96).max) revert BidTooLow(amount, minimum);

        if (msg.value != amount) {
            uint256 credit = creditOf[msg.sender];
            if (msg.value > amount || amount - msg.value > credit) revert BidNotCovered(amount, msg.value, credit);
            // Both were just looked at.
            unchecked {
                creditOf[msg.sender] = credit - (amount - msg.value);
            }
        }
        (auction_.bidder, auction_.price) = (msg.sender, uint96(amount));
        // Nobody has more credit than there is ether.
        unchecked {
            if (outbid != address(0)) creditOf[outbid] += price;
        }
        emit BidPlaced(auctionId, msg.sender, amount);
        if (endsAt - block.timestamp < EXTENSION) {
            auction_.endsAt = uint48(block.timestamp + EXTENSION);
            emit AuctionExtended(auctionId, block.timestamp + EXTENSION);
        }
    }

    /// @inheritdoc IAuctionHouse
    function settle(uint256 auctionId) external guarded {
        Auction memory auction_ = _opened(auctionId);
        if (block.timestamp < auction_.endsAt) revert AuctionNotEnded(auction_.endsAt);
        if (gasleft() < SETTLEMENT_GAS) revert Payment.TooLittleGasToPay(gasleft(), SETTLEMENT_GAS);

        if (auction_.bidder == address(0)) {
            _auctions[auctionId].state = State.Unsold;
            emit PieceUnsold(auctionId);
            _sendBack(auctionId, auction_);
            return;
        }
        // Nothing is written down before it is known. Else a collection, asked to move the piece, could have a bidder's
        // contract believe in a sale that does not happen. All that it could call meanwhile and that hangs on the state
        // is guarded, or is a bid, and those are not taken any more.
        if (!auction_.collection.move(auction_.bidder, auction_.tokenId, Artefact.MOVE_GAS)) {
            _auctions[auctionId].state = State.Undeliverable;
            creditOf[auction_.bidder] += auction_.price;
            emit PieceUndeliverable(auctionId, auction_.bidder, auction_.price);
            return;
        }
        _auctions[auctionId].state = State.Sold;
        _auctions[auctionId].isHeld = false;
        (address receiver, uint256 royalty) = _royaltyOf(auction_);
        emit PieceSold(auctionId, auction_.bidder, auction_.price, receiver, royalty);
        if (royalty != 0) _payOrCredit(receiver, royalty);
        _payOrCredit(auction_.seller, auction_.price - royalty);
    }

    /// @inheritdoc IAuctionHouse
    function cancel(uint256 auctionId) external guarded {
        Auction memory auction_ = _opened(auctionId);
        if (msg.sender != auction_.seller) revert NotSeller(msg.sender, auction_.seller);
        if (auction_.bidder != address(0)) revert AuctionHasBids(auction_.bidder);

        _auctions[auctionId].state = State.Cancelled;
        // It has ended, too: that is what a bid looks at.
        if (block.timestamp < auction_.endsAt) _auctions[auctionId].endsAt = uint48(block.timestamp);
        emit AuctionCancelled(auctionId);
        _sendBack(auctionId, auction_);
    }

    /// @inheritdoc IAuctionHouse
    function reclaim(uint256 auctionId, address to) external guarded {
        Auction memory auction_ = auction(auctionId);
        if (msg.sender != auction_.seller) revert NotSeller(msg.sender, auction_.seller);
        if (auction_.state == State.Open || !auction_.isHeld) revert NothingToReclaim(auctionId);

        _auctions[auctionId].isHeld = false;
        // Who reclaims pays for the gas, and may have to pay for more of it.
        if (!auction_.collection.move(to, auction_.tokenId, gasleft())) {
            revert PieceNotMovable(address(auction_.collection), auction_.tokenId);
        }
        emit PieceReturned(auctionId, to);
    }

    /// @inheritdoc IAuctionHouse
    function withdraw(address to) external {
        uint256 value = creditOf[msg.sender];
        if (value == 0) revert NothingOwed(msg.sender);

        creditOf[msg.sender] = 0;
        emit CreditPaid(msg.sender, to, value);
        Payment.pay(to, value);
    }

    /// @inheritdoc IAuctionHouse
    function auction(uint256 auctionId) public view returns (Auction memory auction_) {
        auction_ = _auctions[auctionId];
        if (auction_.state == State.None) revert NoSuchAuction(auctionId);
    }

    /// @inheritdoc IAuctionHouse
    function minimumBid(uint256 auctionId) external view returns (address bidder, uint256 minimum) {
        Auction storage auction_ = _auctions[auctionId];
        uint256 price = auction_.price;
        if (price == 0) revert NoSuchAuction(auctionId);

        bidder = auction_.bidder;
        minimum = _minimum(bidder, price);
    }

    function _opened(uint256 auctionId) private view returns (Auction memory auction_) {
        auction_ = auction(auctionId);
        if (auction_.state != State.Open) revert AuctionSettled(auctionId);
    }

    /// @dev The reserve, or 5% more than the highest bid, rounded up: one wei more at least.
    function _minimum(address bidder, uint256 price) private pure returns (uint256) {
        if (bidder == address(0)) return price;
        // A price is below 2^96.
        unchecked {
            return price + (price * INCREMENT + BASIS_POINTS - 1) / BASIS_POINTS;
        }
    }

    /// @dev If the piece does not move, it stays here for the seller to reclaim.
    function _sendBack(uint256 auctionId, Auction memory auction_) private {
        _auctions[auctionId].isHeld = false;
        if (auction_.collection.move(auction_.seller, auction_.tokenId, Artefact.MOVE_GAS)) {
            emit PieceReturned(auctionId, auction_.seller);
        } else {
            _auctions[auctionId].isHeld = true;
        }
    }

    function _royaltyOf(Auction memory auction_) private view returns (address receiver, uint256 royalty) {
        uint256 price = auction_.price;
        (receiver, royalty) = auction_.collection.royaltyOf(auction_.tokenId, price);
        if (receiver == address(0)) return (receiver, 0);
        uint256 most = price * MOST_ROYALTY / BASIS_POINTS;
        if (royalty > most) royalty = most;
    }

    function _payOrCredit(address to, uint256 value) private {
        if (Payment.push(to, value)) return;

        creditOf[to] += value;
        emit CreditGiven(to, value);
    }
}
