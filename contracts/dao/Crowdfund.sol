// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Artefact} from "../libraries/Artefact.sol";
import {Payment} from "../libraries/Payment.sol";
import {ReentrancyGuard} from "../libraries/ReentrancyGuard.sol";
import {IAuctionHouse} from "../market/IAuctionHouse.sol";
import {ICrowdfund} from "./ICrowdfund.sol";
import {PeopleToken} from "./PeopleToken.sol";

/// @title Crowdfund
/// @notice Many people buy one piece at an auction, or get their ether back.
/// @dev What it guarantees and what not is written in ICrowdfund.
contract Crowdfund is ICrowdfund, ReentrancyGuard {
    /// @dev What a contribution, a bid and a refund need to know, in one slot. It is never empty, so that the first
    /// contribution costs no more than others. What is raised is below `MOST_CAP`, a number of 77 bits.
    struct Books {
        Outcome outcome;
        uint80 raised;
        /// Ether that was not taken, and waits for `withdraw`.
        uint96 kept;
        uint40 closesAt;
    }

    /// @dev A number in a struct, because Solidity can keep a reference to a struct in storage but not to a number: what
    /// is read and then written is looked for only once.
    struct Contribution {
        uint256 value;
    }

    /// @dev What only a call can find out.
    enum Outcome {
        Open,
        Won,
        Lost
    }

    uint256 private constant UNITS_PER_WEI = 1_000_000;
    /// @dev So that all units are votes that can be counted.
    uint256 private constant MOST_CAP = type(uint96).max / UNITS_PER_WEI;
    /// @dev Whoever gives with ether borrowed for a transaction, or for a block, has nothing to decide in it.
    uint256 private constant COOL_DOWN = 1 hours;

    /// @inheritdoc ICrowdfund
    PeopleToken public immutable token;
    /// @inheritdoc ICrowdfund
    IAuctionHouse public immutable house;
    /// @inheritdoc ICrowdfund
    uint256 public immutable auctionId;
    /// @inheritdoc ICrowdfund
    uint256 public immutable goal;
    /// @inheritdoc ICrowdfund
    uint256 public immutable cap;
    /// @inheritdoc ICrowdfund
    uint256 public immutable maxBid;
    /// @inheritdoc ICrowdfund
    address public immutable treasury;

    Books private _books;
    mapping(address account => Contribution) private _contributions;
    /// @inheritdoc ICrowdfund
    mapping(address account => uint256) public keptFor;
    /// @inheritdoc ICrowdfund
    uint256 public price;

    /// @param terms What the crowdfund is.
    constructor(Terms memory terms) {
        if (terms.goal == 0 || terms.goal > terms.cap || terms.cap > MOST_CAP) {
            revert InvalidGoal(terms.goal, terms.cap, MOST_CAP);
        }
        if (terms.maxBid == 0 || terms.maxBid > terms.cap) revert InvalidMaxBid(terms.maxBid, terms.cap);
        IAuctionHouse.Auction memory auction = terms.house.auction(terms.auctionId);
        if (
            terms.deadline <= block.timestamp || terms.deadline >= auction.endsAt
                || auction.endsAt - terms.deadline <= COOL_DOWN
        ) revert InvalidDeadline(terms.deadline, auction.endsAt);
        if (terms.treasury == address(0)) revert InvalidTreasury();

        house = terms.house;
        auctionId = terms.auctionId;
        goal = terms.goal;
        cap = terms.cap;
        maxBid = terms.maxBid;
        treasury = terms.treasury;
        // The deadline is before the end of the auction, which the house takes within a year.
        _books.closesAt = uint40(terms.deadline);
        token = new PeopleToken();
    }

    // --- giving -----------------------------------------------------------------------------------

    /// @inheritdoc ICrowdfund
    function contribute() external payable {
        _contribute(msg.sender);
    }

    /// @inheritdoc ICrowdfund
    function contributeFor(address account) external payable {
        if (account == address(0) || account == address(this)) revert InvalidContributor(account);
        _contribute(account);
    }

    // --- buying -----------------------------------------------------------------------------------

    /// @inheritdoc ICrowdfund
    function bid() external {
        Books memory books = _books;
        _require(books, State.Bidding);
        (address leader, uint256 minimum) = house.minimumBid(auctionId);
        if (leader == address(this)) revert AlreadyLeading(house.auction(auctionId).price);
        uint256 most = _mostBid(books);
        if (minimum > most) revert BidAboveLimit(minimum, most);

        // What is not here the house has: our credit, since we were outbid. With what is sent now it has the bid, which
        // is no more than was raised.
        uint256 whole = uint256(books.raised) + books.kept;
        uint256 here = address(this).balance;
        uint256 away = whole > here ? whole - here : 0;
        // Where there was a treasury once, there is one.
        if (away == 0 && treasury.code.length == 0) revert TreasuryMissing(treasury);
        house.bid{value: minimum > away ? minimum - away : 0}(auctionId, minimum);
    }

    /// @inheritdoc ICrowdfund
    function finish() external guarded {
        Books memory books = _books;
        State state_ = _stateOf(books);
        bool isFunding = state_ == State.Funding;
        if (!isFunding && state_ != State.Bidding && state_ != State.Succeeded) revert WrongState(state_);
        IAuctionHouse.Auction memory auction = house.auction(auctionId);
        if (auction.state == IAuctionHouse.State.Open) {
            if (block.timestamp >= auction.endsAt) {
                house.settle(auctionId);
                auction = house.auction(auctionId);
            } else {
                (address leader, uint256 minimum) = house.minimumBid(auctionId);
                // Bids only rise: what is out of reach stays so. More may be given, but never more than `maxBid` is bid.
                uint256 most = isFunding ? maxBid : _mostBid(books);
                if (leader == address(this) || minimum <= most) revert AuctionGoesOn(auction.endsAt);
            }
        }

        bool isWon = auction.state == IAuctionHouse.State.Sold && auction.bidder == address(this);
        _books.outcome = isWon ? Outcome.Won : Outcome.Lost;
        if (isFunding) _books.closesAt = uint40(block.timestamp);
        if (isWon) {
            price = auction.price;
            emit AuctionWon(auction.price);
        } else {
            emit AuctionLost();
        }
        token.open(books.raised);
        if (house.creditOf(address(this)) != 0) house.withdraw(address(this));
        if (!isWon) return;

        // Neither the collection nor the treasury can keep what was won from being known: see `deliver`.
        _deliverPiece(auction, Artefact.MOVE_GAS);
        _deliverSurplus(false);
    }

    /// @inheritdoc ICrowdfund
    function deliver() external guarded {
        _require(_books, State.Won);
        IAuctionHouse.Auction memory auction = house.auction(auctionId);
        if (
            Artefact.holderOf(auction.collection, auction.tokenId) == address(this)
                && !_deliverPiece(auction, gasleft())
        ) {
            revert PieceNotMovable(address(auction.collection), auction.tokenId);
        }
        _deliverSurplus(true);
    }

    /// @notice Takes what the auction house pays back, and nothing else.
    receive() external payable {
        if (msg.sender != address(house)) revert WrongState(state());
    }

    // --- leaving ----------------------------------------------------------------------------------

    /// @inheritdoc ICrowdfund
    function refund() external {
        _requireRefunds();
        if (!_refund(msg.sender)) revert NothingContributedBy(msg.sender);
    }

    /// @inheritdoc ICrowdfund
    function refundMany(address[] calldata accounts) external {
        _requireRefunds();
        for (uint256 i = 0; i < accounts.length; i++) {
            _refund(accounts[i]);
        }
    }

    /// @inheritdoc ICrowdfund
    function claim() external returns (uint256 units) {
        if (_books.outcome == Outcome.Open) revert WrongState(state());
        Contribution storage contribution = _contributions[msg.sender];
        uint256 value = contribution.value;
        if (value == 0) revert NothingContributedBy(msg.sender);

        contribution.value = 0;
        units = token.mint(msg.sender, value);
    }

    /// @inheritdoc ICrowdfund
    function redeem(uint256 units, address to) external returns (uint256 value) {
        _require(_books, State.Lost);
        value = units / UNITS_PER_WEI;
        if (value == 0) revert TooFewUnits(units, UNITS_PER_WEI);

        token.burnFor(msg.sender, value * UNITS_PER_WEI);
        emit Redeemed(msg.sender, to, value);
        Payment.pay(to, value);
    }

    /// @inheritdoc ICrowdfund
    function withdraw(address to) external {
        uint256 value = keptFor[msg.sender];
        if (value == 0) revert NothingOwed(msg.sender);

        keptFor[msg.sender] = 0;
        // It is a part of what is kept for all.
        unchecked {
            _books.kept -= uint96(value);
        }
        emit Withdrawn(msg.sender, to, value);
        Payment.pay(to, value);
    }

    // --- views ------------------------------------------------------------------------------------

    /// @inheritdoc ICrowdfund
    function state() public view returns (State) {
        return _stateOf(_books);
    }

    /// @inheritdoc ICrowdfund
    function contributionOf(address account) external view returns (uint256) {
        return _contributions[account].value;
    }

    /// @inheritdoc ICrowdfund
    function raised() external view returns (uint256) {
        return _books.raised;
    }

    /// @inheritdoc ICrowdfund
    function closesAt() external view returns (uint256) {
        return _books.closesAt;
    }

    // --- internals --------------------------------------------------------------------------------

    function _contribute(address account) private {
        if (block.timestamp >= _books.closesAt) revert WrongState(state());
        if (msg.value == 0) revert NothingContributed();

        // While funding is open there is room: it closes when there is none. Nothing exceeds the cap.
        unchecked {
            uint256 before = _books.raised;
            uint256 value = msg.value;
            bool isFull = value >= cap - before;
            if (isFull) value = cap - before;
            _books.raised = uint80(before + value);
            _contributions[account].value += value;
            emit Contributed(account, msg.sender, value);
            if (!isFull) return;

            _books.closesAt = uint40(block.timestamp);
            emit CapReached(cap);
            if (msg.value > value) _pushOrKeep(msg.sender, msg.value - value);
        }
    }

    function _refund(address account) private returns (bool isDue) {
        Contribution storage contribution = _contributions[account];
        uint256 value = contribution.value;
        if (value == 0) return false;

        contribution.value = 0;
        emit Refunded(account, value);
        _pushOrKeep(account, value);
        return true;
    }

    function _pushOrKeep(address account, uint256 value) private {
        if (Payment.push(account, value)) return;

        keptFor[account] += value;
        // There is not that much ether.
        unchecked {
            _books.kept += uint96(value);
        }
        emit PaymentKept(account, value);
    }

    function _deliverPiece(IAuctionHouse.Auction memory auction, uint256 limit) private returns (bool hasMoved) {
        hasMoved = Artefact.move(auction.collection, treasury, auction.tokenId, limit);
        if (hasMoved) emit PieceDelivered();
    }

    /// @dev What is kept for those who did not take it is not the treasury's.
    function _deliverSurplus(bool mustBeTaken) private {
        uint256 value = address(this).balance - _books.kept;
        if (value == 0) return;

        if (mustBeTaken) Payment.pay(treasury, value);
        else if (!Payment.push(treasury, value)) return;
        emit SurplusDelivered(value);
    }

    function _mostBid(Books memory books) private view returns (uint256) {
        return books.raised < maxBid ? books.raised : maxBid;
    }

    function _stateOf(Books memory books) private view returns (State) {
        if (books.outcome != Outcome.Open) return books.outcome == Outcome.Won ? State.Won : State.Lost;
        if (block.timestamp < books.closesAt) return State.Funding;
        if (books.raised < goal) return State.Failed;
        return block.timestamp < books.closesAt + COOL_DOWN ? State.Succeeded : State.Bidding;
    }

    function _require(Books memory books, State wanted) private view {
        State state_ = _stateOf(books);
        if (state_ != wanted) revert WrongState(state_);
    }

    function _requireRefunds() private view {
        State state_ = state();
        if (state_ != State.Failed && state_ != State.Lost) revert WrongState(state_);
    }
}
