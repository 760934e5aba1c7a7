// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC721} from "../collectible/IERC721.sol";

/// @title AuctionHouse
/// @notice English auctions of any ERC-721 piece, for ether.
/// @dev It has no owner, takes no fee, and cannot be paused or upgraded. The piece is here while it is for sale. Each
/// bid must exceed the one before by 5%; a bid in the last 15 minutes gives the others 15 more. So no auction goes on for
/// ever: from one wei to more ether than there is it takes less than 1,300 bids, two weeks of extensions.
///
/// Whoever is outbid has credit, which can be withdrawn or bid again: nobody's refusal to be paid back holds others up.
/// After the end anybody may settle. Then the piece goes to the highest bidder, the royalty (ERC-2981, no more than 10%)
/// to whom the collection names, the rest to the seller; who does not take it within 30,000 gas has credit. If the piece
/// cannot be moved, the bidder has the bid back as credit: no collection can keep a bidder's ether here.
///
/// What is owed to all is never more than the ether here. More can only be there by force, and is nobody's.
///
/// WARNING: anybody can bid, the seller by another account too. Bid what the piece is worth to you, not more.
/// WARNING: a piece that is sent here otherwise than by `create` is lost.
/// WARNING: a collection can lie about whose a piece is, and one that does not let everybody have its pieces lets some
/// bid without meaning it. Bid for pieces of collections that you know.
interface IAuctionHouse {
    /// @notice What became of an auction.
    enum State {
        None,
        Open,
        Sold,
        Unsold,
        Cancelled,
        Undeliverable
    }

    /// @notice All about an auction.
    /// @param seller Who sells.
    /// @param opensAt Second (Unix time) from which bids are taken.
    /// @param endsAt Second (Unix time) from which they are not, so far.
    /// @param bidder Who has bid most; the zero address if nobody has bid.
    /// @param price What that bid was, or the reserve if nobody has bid, in wei.
    /// @param collection Collection of the piece.
    /// @param state Open, until somebody settles.
    /// @param isHeld Whether the piece is here.
    /// @param tokenId The piece.
    struct Auction {
        address seller;
        uint48 opensAt;
        uint48 endsAt;
        address bidder;
        uint96 price;
        IERC721 collection;
        State state;
        bool isHeld;
        uint256 tokenId;
    }

    /// @notice There is no such auction.
    /// @param auctionId The number asked for.
    error NoSuchAuction(uint256 auctionId);

    /// @notice An auction must last an hour from now, and end within a year.
    /// @param opensAt When it would open.
    /// @param endsAt When it would end.
    error InvalidAuctionPeriod(uint256 opensAt, uint256 endsAt);

    /// @notice A reserve must be one wei, and less than 2^96.
    /// @param reserve The reserve.
    error InvalidReserve(uint256 reserve);

    /// @notice The piece did not come here.
    /// @param collection Its collection.
    /// @param tokenId The piece.
    error PieceNotReceived(address collection, uint256 tokenId);

    /// @notice The piece cannot be moved, for now or for ever: that is up to its collection.
    /// @param collection Its collection.
    /// @param tokenId The piece.
    error PieceNotMovable(address collection, uint256 tokenId);

    /// @notice Bids are not taken yet.
    /// @param opensAt Second (Unix time) from which they are.
    error AuctionNotOpen(uint256 opensAt);

    /// @notice Bids are not taken any more.
    /// @param endedAt Second (Unix time) at which it ended.
    error AuctionEnded(uint256 endedAt);

    /// @notice Bids are still taken.
    /// @param endsAt Second (Unix time) at which it ends, if nobody bids till then.
    error AuctionNotEnded(uint256 endsAt);

    /// @notice That was done before.
    /// @param auctionId The auction.
    error AuctionSettled(uint256 auctionId);

    /// @notice Somebody has bid, and a bid binds the seller.
    /// @param bidder Who has bid most.
    error AuctionHasBids(address bidder);

    /// @notice The bid is too low, or more than 2^96 - 1 wei.
    /// @param bid The bid.
    /// @param minimum What it must be.
    error BidTooLow(uint256 bid, uint256 minimum);

    /// @notice The ether sent and the bidder's credit are not the bid: too little, or more was sent than was bid.
    /// @param bid The bid.
    /// @param paid Wei that came with the call.
    /// @param credit The bidder's credit, in wei.
    error BidNotCovered(uint256 bid, uint256 paid, uint256 credit);

    /// @notice Only the seller may do this.
    /// @param caller Who tried.
    /// @param seller Who may.
    error NotSeller(address caller, address seller);

    /// @notice The piece is not here for its seller: it was sold, was sent back, or is still for sale.
    /// @param auctionId The auction.
    error NothingToReclaim(uint256 auctionId);

    /// @notice The account has no credit.
    /// @param account The account.
    error NothingOwed(address account);

    /// @notice A piece is for sale.
    /// @param auctionId Number of the auction.
    /// @param seller Who sells.
    /// @param collection Collection of the piece.
    /// @param tokenId The piece.
    /// @param reserve The least bid, in wei.
    /// @param opensAt When bids are taken.
    /// @param endsAt When it ends, if nobody bids late.
    event AuctionCreated(
        uint256 indexed auctionId,
        address indexed seller,
        address indexed collection,
        uint256 tokenId,
        uint256 reserve,
        uint256 opensAt,
        uint256 endsAt
    );

    /// @notice Somebody has bid most.
    /// @param auctionId The auction.
    /// @param bidder Who.
    /// @param bid Wei.
    event BidPlaced(uint256 indexed auctionId, address indexed bidder, uint256 bid);

    /// @notice The end was put off, since somebody bid late.
    /// @param auctionId The auction.
    /// @param endsAt The end now.
    event AuctionExtended(uint256 indexed auctionId, uint256 endsAt);

    /// @notice The seller has changed their mind before anybody bid.
    /// @param auctionId The auction.
    event AuctionCancelled(uint256 indexed auctionId);

    /// @notice The piece was sold.
    /// @param auctionId The auction.
    /// @param buyer Who has it now.
    /// @param price What they paid, in wei.
    /// @param royaltyReceiver Who got the royalty.
    /// @param royalty What of the price that was.
    event PieceSold(
        uint256 indexed auctionId, address indexed buyer, uint256 price, address royaltyReceiver, uint256 royalty
    );

    /// @notice Nobody has bid.
    /// @param auctionId The auction.
    event PieceUnsold(uint256 indexed auctionId);

    /// @notice The piece could not be moved to who bid most, who has the bid back.
    /// @param auctionId The auction.
    /// @param bidder Who had bid most.
    /// @param bid Wei that they have as credit.
    event PieceUndeliverable(uint256 indexed auctionId, address indexed bidder, uint256 bid);

    /// @notice The piece went back.
    /// @param auctionId The auction.
    /// @param to Who has it now.
    event PieceReturned(uint256 indexed auctionId, address indexed to);

    /// @notice An account has more credit. Being outbid is told by the bid that did it.
    /// @param account The account.
    /// @param value Wei more.
    event CreditGiven(address indexed account, uint256 value);

    /// @notice Credit was paid.
    /// @param account Whose credit.
    /// @param to Who got it.
    /// @param value Wei.
    event CreditPaid(address indexed account, address indexed to, uint256 value);

    /// @notice Puts a piece of the caller's up for sale. The caller must have approved it to this contract.
    /// @param collection Its collection.
    /// @param tokenId The piece.
    /// @param reserve The least bid, in wei.
    /// @param opensAt Second (Unix time) from which bids are taken; if it has passed, at once.
    /// @param endsAt Second (Unix time) at which it ends, if nobody bids in the last 15 minutes.
    /// @return auctionId Number of the auction, from 1.
    function create(IERC721 collection, uint256 tokenId, uint256 reserve, uint256 opensAt, uint256 endsAt)
        external
        returns (uint256 auctionId);

    /// @notice Bids. What does not come with the call is taken from the caller's credit.
    /// @dev A bid cannot be taken back. Whoever has bid most may bid more, and has credit for the bid before.
    /// @param auctionId The auction.
    /// @param amount Wei; `minimumBid` at least.
    function bid(uint256 auctionId, uint256 amount) external payable;

    /// @notice Ends an auction whose time is over. Anybody may call.
    /// @param auctionId The auction.
    function settle(uint256 auctionId) external;

    /// @notice Takes a piece out of the sale, for which nobody has bid. It goes back, or waits for `reclaim`.
    /// @param auctionId The auction.
    function cancel(uint256 auctionId) external;

    /// @notice Sends a piece that was not sold, and could not be moved at first: with 400,000 gas, here with all there is.
    /// Only the seller may call.
    /// @param auctionId The auction.
    /// @param to Who gets it.
    function reclaim(uint256 auctionId, address to) external;

    /// @notice Sends all of the caller's credit.
    /// @param to Who gets it.
    function withdraw(address to) external;

    /// @notice All about an auction.
    /// @param auctionId The auction.
    /// @return auction_ What there is to know.
    function auction(uint256 auctionId) external view returns (Auction memory auction_);

    /// @notice Who has bid most, and what must be bid next. Cheaper than `auction`, and says nothing about the time.
    /// @param auctionId The auction.
    /// @return bidder Who; the zero address if nobody has bid.
    /// @return minimum The least bid, in wei; above 2^96 - 1 if none is possible.
    function minimumBid(uint256 auctionId) external view returns (address bidder, uint256 minimum);

    /// @notice What an account can withdraw, or bid again.
    /// @param account The account.
    /// @return value Wei.
    function creditOf(address account) external view returns (uint256 value);

    /// @notice How many auctions there were.
    /// @return count Number of the last one.
    function auctionCount() external view returns (uint256 count);
}
