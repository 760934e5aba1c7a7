// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAuctionHouse} from "../market/IAuctionHouse.sol";
import {PeopleToken} from "./PeopleToken.sol";

/// @title Crowdfund
/// @notice Many people buy one piece at an auction, or get their ether back.
/// @dev It has no owner and cannot be paused or upgraded. Terms are fixed when it is deployed. What can happen:
///
///     Funding --- deadline, goal not reached ----------------------------------------> Failed
///        |
///        +------- deadline with the goal, or cap reached --> Succeeded
///                                                                |  an hour
///                                                                v
///                          Won <-- finish: sold to us ------- Bidding --- finish: not --> Lost
///
/// All arrows without `finish` are time's own. `finish` can be called by anybody once the auction is over, or as soon as
/// its next bid is above what may be bid, and settles the auction if nobody has: from Funding and Succeeded too, which
/// is then Lost. So none of these lasts for ever, and nothing is collected for what cannot be bought any more.
///
/// Who has given: in Failed, takes it back. In Lost, takes it back, or claims PEOPLE for it, which can be sold, and
/// be redeemed for the same ether whenever their holder likes. In Won, claims PEOPLE: the piece and what was not spent
/// belong to the treasury, in which PEOPLE vote. What was not spent is not given back here. A member's way out is
/// to burn PEOPLE for a share of the treasury, which is the treasury's to pay, out of the token's `fullSupply`. A gift can neither
/// be taken back nor claimed before the end: what is about to be bid cannot leave.
///
/// PEOPLE are 1,000,000 units for each wei, exactly: nothing is rounded. Ether here is never less than what can be
/// taken back, redeemed and withdrawn together. What is here beyond that (by force, or since somebody burned PEOPLE
/// without redeeming them) goes to the treasury if the auction is won, and to nobody if not.
///
/// The treasury may be deployed later than the crowdfund, at an address known before. As long as nothing is there nothing
/// is bid, and so all comes back.
///
/// WARNING: refunds are pushed to whoever is named, by anybody. Who would rather have PEOPLE than ether in Lost must claim
/// them first.
/// WARNING: how much may be bid is public. Sellers know too, and can bid by another account.
/// WARNING: the auction house and the treasury are trusted to be what they say. Look at both before you give. A false
/// house can have as much as may be bid, and keep the rest from coming back by never saying how the auction went. A false
/// treasury has all that is won.
interface ICrowdfund {
    /// @notice What a crowdfund is, for good.
    /// @param house Where the piece is sold.
    /// @param auctionId Number of the auction there.
    /// @param goal Wei without which all is off.
    /// @param cap Wei that are taken at most; below 2^96 / 1,000,000.
    /// @param maxBid Wei that may be bid at most; no more than the cap.
    /// @param deadline Second (Unix time) from which nothing is taken; an hour and more before the auction ends.
    /// @param treasury Contract that gets the piece, and what was not spent; there is code before the first bid.
    struct Terms {
        IAuctionHouse house;
        uint256 auctionId;
        uint256 goal;
        uint256 cap;
        uint256 maxBid;
        uint256 deadline;
        address treasury;
    }

    /// @notice Where a crowdfund is.
    enum State {
        Funding,
        Failed,
        Succeeded,
        Bidding,
        Won,
        Lost
    }

    /// @notice The goal must be above zero, and no more than the cap, and that must be within the limit.
    /// @param goal The goal.
    /// @param cap The cap.
    /// @param most The largest cap that is possible.
    error InvalidGoal(uint256 goal, uint256 cap, uint256 most);

    /// @notice What may be bid must be above zero, and no more than the cap.
    /// @param maxBid What would be.
    /// @param cap The cap.
    error InvalidMaxBid(uint256 maxBid, uint256 cap);

    /// @notice The deadline must be in the future, and an hour before the auction ends.
    /// @param deadline The deadline.
    /// @param auctionEndsAt When the auction ends.
    error InvalidDeadline(uint256 deadline, uint256 auctionEndsAt);

    /// @notice There must be a treasury.
    error InvalidTreasury();

    /// @notice The treasury has not been deployed yet: what is bought would be nobody's.
    /// @param treasury Where it should be.
    error TreasuryMissing(address treasury);

    /// @notice This cannot be done now.
    /// @param state Where the crowdfund is.
    error WrongState(State state);

    /// @notice Nothing came with the call, so nothing can be given.
    error NothingContributed();

    /// @notice Nobody could ever claim it or take it back.
    /// @param account The account: the zero address, or the crowdfund's own.
    error InvalidContributor(address account);

    /// @notice The crowdfund has bid most already, and does not bid against itself.
    /// @param bid Wei.
    error AlreadyLeading(uint256 bid);

    /// @notice The auction wants more than may be bid.
    /// @param minimum The least bid, in wei.
    /// @param most What may be bid, in wei.
    error BidAboveLimit(uint256 minimum, uint256 most);

    /// @notice The auction goes on, and can still be won.
    /// @param endsAt Second (Unix time) at which it ends, if nobody bids till then.
    error AuctionGoesOn(uint256 endsAt);

    /// @notice The account has given nothing, or has had it back, or has had PEOPLE for it.
    /// @param account The account.
    error NothingContributedBy(address account);

    /// @notice So few units are not worth a wei.
    /// @param units How many.
    /// @param least How many are.
    error TooFewUnits(uint256 units, uint256 least);

    /// @notice Nothing is kept for the account.
    /// @param account The account.
    error NothingOwed(address account);

    /// @notice The treasury does not have the piece: its collection did not move it.
    /// @param collection The collection.
    /// @param tokenId The piece.
    error PieceNotMovable(address collection, uint256 tokenId);

    /// @notice Somebody has given.
    /// @param account Whose it counts as.
    /// @param sender Who has paid.
    /// @param value Wei that were taken.
    event Contributed(address indexed account, address sender, uint256 value);

    /// @notice All was given that is taken.
    /// @param raised Wei.
    event CapReached(uint256 raised);

    /// @notice Somebody has back what they gave, or it is kept for them.
    /// @param account Who.
    /// @param value Wei.
    event Refunded(address indexed account, uint256 value);

    /// @notice Somebody has ether for PEOPLE.
    /// @param account Who.
    /// @param to Where it went.
    /// @param value Wei.
    event Redeemed(address indexed account, address indexed to, uint256 value);

    /// @notice The piece was bought.
    /// @param price Wei that it was settled for.
    event AuctionWon(uint256 price);

    /// @notice The piece was not bought, and what was given is free again.
    event AuctionLost();

    /// @notice The treasury has the piece.
    event PieceDelivered();

    /// @notice The treasury has what was not spent.
    /// @param value Wei.
    event SurplusDelivered(uint256 value);

    /// @notice Ether was not taken, and is kept for `withdraw`.
    /// @param account Who did not take it.
    /// @param value Wei.
    event PaymentKept(address indexed account, uint256 value);

    /// @notice What was kept was paid.
    /// @param account Whom it was kept for.
    /// @param to Where it went.
    /// @param value Wei.
    event Withdrawn(address indexed account, address indexed to, uint256 value);

    /// @notice Gives what comes with the call. What is above the cap comes back.
    function contribute() external payable;

    /// @notice Gives for somebody, who has all rights to it. What is above the cap comes back to the caller.
    /// @param account Who.
    function contributeFor(address account) external payable;

    /// @notice Bids the least that the auction takes. Anybody may call. The house's event tells. What the
    /// house owes is bid first, so that it never has more than is bid, whatever it says.
    function bid() external;

    /// @notice Says how it went. Anybody may call, once the auction is over or out of reach.
    function finish() external;

    /// @notice Sends the treasury what it did not get at the end: the piece, and what was not spent. Anybody may call. The
    /// collection can use all the gas there is.
    function deliver() external;

    /// @notice Gives the caller back what they gave; if they do not take it, it is kept for `withdraw`.
    function refund() external;

    /// @notice Gives many back what they gave. Who has nothing to come is passed over; what is not taken, with 30,000
    /// gas, is kept for `withdraw`.
    /// @param accounts Who.
    function refundMany(address[] calldata accounts) external;

    /// @notice Makes PEOPLE for what the caller gave, in Won, and in Lost instead of the refund. The token's events tell.
    /// @return units How many, in the smallest unit.
    function claim() external returns (uint256 units);

    /// @notice Pays ether for PEOPLE, in Lost. What is no whole wei stays with the caller.
    /// @param units Units of the caller's.
    /// @param to Where the ether goes.
    /// @return value Wei.
    function redeem(uint256 units, address to) external returns (uint256 value);

    /// @notice Pays what is kept for the caller.
    /// @param to Where it goes.
    function withdraw(address to) external;

    /// @notice Where the crowdfund is.
    /// @return state_ The state.
    function state() external view returns (State state_);

    /// @notice What an account gave, and has neither had back nor claimed PEOPLE for.
    /// @param account The account.
    /// @return value Wei.
    function contributionOf(address account) external view returns (uint256 value);

    /// @notice What is kept for an account that did not take it.
    /// @param account The account.
    /// @return value Wei.
    function keptFor(address account) external view returns (uint256 value);

    /// @notice What was given in all. It does not go down.
    /// @return value Wei.
    function raised() external view returns (uint256 value);

    /// @notice From when on nothing is taken: the deadline, or when the cap was reached.
    /// @return time Second (Unix time).
    function closesAt() external view returns (uint256 time);

    /// @notice What the piece was settled for; zero unless it was won.
    /// @return value Wei.
    function price() external view returns (uint256 value);

    /// @notice The token.
    /// @return token_ PEOPLE.
    function token() external view returns (PeopleToken token_);

    /// @notice Where the piece is sold.
    /// @return house_ The auction house.
    function house() external view returns (IAuctionHouse house_);

    /// @notice Which auction it is.
    /// @return id Its number.
    function auctionId() external view returns (uint256 id);

    /// @notice Without how much all is off.
    /// @return value Wei.
    function goal() external view returns (uint256 value);

    /// @notice How much is taken at most.
    /// @return value Wei.
    function cap() external view returns (uint256 value);

    /// @notice How much may be bid at most, if that much was given.
    /// @return value Wei.
    function maxBid() external view returns (uint256 value);

    /// @notice Who gets the piece, and what was not spent.
    /// @return account The account.
    function treasury() external view returns (address account);
}
