// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRng} from "./IRng.sol";
import {ISavings} from "./ISavings.sol";

/// @title PrizeVault
/// @notice A lottery that nobody loses: savers get back what they paid in, and what it earned meanwhile is drawn for.
/// @dev One unit paid in is one ticket. A draw is open for a period; an account's odds in it are its tickets times the
/// seconds it had them, exactly. Anybody may then close the draw, which fixes odds and prize and asks for a random
/// number, and award it once the number is there. The next draw opens with the close of the one before, so nothing that
/// happens later has a part in it. Prizes are tickets: nobody has to claim them, and nobody can refuse them.
///
/// Nothing that goes wrong with a draw touches what savers have: without a random number it fails, and its prize is the
/// next one's. With nobody to win or nothing to be won it is rolled over.
///
/// The owner may change the number of winners and the reserve, within limits that nobody can change, from the next
/// close on. It can do nothing else: not with deposits, not with odds, not with a draw that is closed. With each
/// reserve that it gets it becomes a sponsor, so that a reserve has no odds by itself. That binds nobody: like anybody,
/// the owner may end that, or send the tickets to an account that takes part.
///
/// WARNING: the odds are as fair as the source of randomness. It cannot be changed: if it breaks, draws fail for good,
/// and savers had better move.
/// WARNING: a source that may take longer than a week for a number must not be used: then somebody who foresees the
/// number could have the draw given up in time.
/// WARNING: the source of randomness must answer isRequestComplete and isRequestFailed with 290,000 gas. One that
/// does not answer at all counts as one without the number, and the draw can be given up after a week.
/// WARNING: a draw that nobody closes within 97 days counts the first 97 days only.
/// WARNING: what a failed or rolled-over draw has earned goes to whoever takes part in the next one, not to those who
/// had the odds.
/// WARNING: there are 65,535 draws. What is earned after the last belongs to nobody.
/// WARNING: who pays in dust for many accounts makes the tree of odds deeper for everybody: each level makes a deposit,
/// a withdrawal or a transfer dearer by 5,400 gas, and 8.4 million accounts fill it. After that only sponsors come in.
/// WARNING: while a draw is closed and not over, the first change of an account writes what it had then, up to one slot
/// more a level: at 5,000 savers a deposit costs 231,000 gas then, and 148,000 from the second time on.
interface IPrizeVault is ISavings {
    /// @notice What a vault is.
    /// @param period Seconds a draw is open at least.
    /// @param winners Winners a draw.
    /// @param reserveRate The owner's part of what was earned, in basis points.
    /// @param owner Account that may change the last two.
    struct Terms {
        uint256 period;
        uint256 winners;
        uint256 reserveRate;
        address owner;
    }

    /// @notice A draw that is closed and not awarded yet.
    /// @param drawId The draw, or 0 if there is none.
    /// @param closedAt Second (Unix time) at which it was closed.
    /// @param weight What all accounts weigh in it: tickets times seconds.
    /// @param prize Tickets that its winners share.
    /// @param reserve Tickets for the owner.
    /// @param winners How many winners it has.
    /// @param requestId The request to the source of randomness.
    struct ClosedDraw {
        uint256 drawId;
        uint256 closedAt;
        uint256 weight;
        uint256 prize;
        uint256 reserve;
        uint256 winners;
        uint256 requestId;
    }

    /// @notice A draw must not be shorter or longer than this.
    /// @param period Seconds that were asked for.
    /// @param least Fewest seconds.
    /// @param most Most seconds.
    error InvalidDrawPeriod(uint256 period, uint256 least, uint256 most);

    /// @notice There must be a winner, and not more than this.
    /// @param winners Winners that were asked for.
    /// @param most Most winners.
    error InvalidWinners(uint256 winners, uint256 most);

    /// @notice The reserve is limited for good.
    /// @param rate Basis points that were asked for.
    /// @param most Most basis points.
    error ReserveTooHigh(uint256 rate, uint256 most);

    /// @notice Only the owner may do this.
    /// @param caller Account that tried.
    /// @param owner The owner.
    error NotOwner(address caller, address owner);

    /// @notice Only the one whom the owner named may do this.
    /// @param caller Account that tried.
    /// @param nextOwner The one.
    error NotNextOwner(address caller, address nextOwner);

    /// @notice The zero address cannot own anything.
    error InvalidOwner();

    /// @notice There is no code at the address that should give random numbers.
    /// @param account The address.
    error NotAContract(address account);

    /// @notice The source of randomness could be kept from answering with so little gas.
    /// @param left Gas that is left.
    /// @param least Gas that must be.
    error TooLittleGas(uint256 left, uint256 least);

    /// @notice The period is not over yet.
    /// @param drawId The draw.
    /// @param endsAt Second (Unix time) at which it is.
    error DrawStillOpen(uint256 drawId, uint256 endsAt);

    /// @notice The random number is there, or may still come.
    /// @param drawId The closed draw.
    /// @param requestId The request.
    error DrawNotFailed(uint256 drawId, uint256 requestId);

    /// @notice A draw is closed: its odds and its prize are fixed, the random number is asked for.
    /// @param drawId The draw.
    /// @param weight What all accounts weigh in it.
    /// @param prize Tickets that its winners share, unless the source loses them before the award.
    /// @param reserve Tickets for the owner, likewise.
    /// @param winners How many winners it has.
    /// @param requestId The request to the source of randomness.
    event DrawClosed(
        uint256 indexed drawId,
        uint256 weight,
        uint256 prize,
        uint256 reserve,
        uint256 winners,
        uint256 requestId
    );

    /// @notice A draw is over with nobody to win or nothing to be won. What there is stays for the next.
    /// @param drawId The draw.
    /// @param weight What all accounts weighed in it.
    event DrawRolledOver(uint256 indexed drawId, uint256 weight);

    /// @notice A draw is over without a random number. Its prize stays for the next.
    /// @param drawId The draw.
    /// @param requestId The request.
    event DrawFailed(uint256 indexed drawId, uint256 requestId);

    /// @notice The source has lost so much since the close that what was fixed is not there any more: the winners and
    /// the owner get the same part of theirs, which may be nothing. Comes before the prizes.
    /// @param drawId The draw.
    /// @param prize Tickets that the winners share now.
    /// @param reserve Tickets for the owner now.
    event PrizeReduced(uint256 indexed drawId, uint256 prize, uint256 reserve);

    /// @notice A draw has its winners.
    /// @param drawId The draw.
    /// @param randomNumber What decided.
    event DrawAwarded(uint256 indexed drawId, uint256 randomNumber);

    /// @notice Somebody has won.
    /// @param drawId The draw.
    /// @param winner The account.
    /// @param point The point that picked it, below the draw's weight.
    /// @param prize Tickets it got.
    event PrizeAwarded(uint256 indexed drawId, address indexed winner, uint256 point, uint256 prize);

    /// @notice An account's tickets take part in draws from now on, or do not.
    /// @param account The account.
    /// @param isSponsor True if they do not.
    event SponsorshipChanged(address indexed account, bool isSponsor);

    /// @notice There is a new number of winners, from the next close on.
    /// @param winners Winners a draw.
    event WinnersChanged(uint256 winners);

    /// @notice There is a new reserve, from the next close on.
    /// @param rate Basis points.
    event ReserveRateChanged(uint256 rate);

    /// @notice The owner has named somebody to follow.
    /// @param owner The owner.
    /// @param nextOwner The one, who has to accept.
    event OwnershipOffered(address indexed owner, address indexed nextOwner);

    /// @notice There is a new owner.
    /// @param owner The owner.
    event OwnershipTaken(address indexed owner);

    /// @notice Closes the open draw when its period is over, and opens the next. For anybody to call.
    function closeDraw() external;

    /// @notice Awards the closed draw once its random number is there. For anybody to call.
    /// @dev Of what the source has lost meanwhile, the surplus is taken first, and then prize and reserve in proportion.
    /// Only while savers themselves would not get all of theirs there is no award.
    function awardDraw() external;

    /// @notice Gives the closed draw up if its random number will not come: the source says so, or nothing was heard of
    /// it for a week. For anybody to call, with 300,000 gas to spare; it does not use them up.
    function failDraw() external;

    /// @notice Pays in without taking part: the caller's tickets, all of them, have no odds from now on.
    /// @param assets Units of the asset.
    function sponsor(uint256 assets) external;

    /// @notice Lets the caller's tickets take part in draws from now on, or not. Nobody else can.
    /// @param isSponsor_ True for no part.
    function setSponsor(bool isSponsor_) external;

    /// @notice Changes the number of winners. Only for the owner.
    /// @param winners_ Winners a draw.
    function setWinners(uint256 winners_) external;

    /// @notice Changes the owner's part of what is earned. Only for the owner.
    /// @param rate Basis points.
    function setReserveRate(uint256 rate) external;

    /// @notice Names the next owner. Only for the owner.
    /// @param nextOwner_ The one, who has to accept.
    function offerOwnership(address nextOwner_) external;

    /// @notice Becomes the owner, if named.
    function takeOwnership() external;

    /// @notice Most winners a draw can have.
    function MAX_WINNERS() external view returns (uint256 number);

    /// @notice The largest reserve, in basis points.
    function MAX_RESERVE_RATE() external view returns (uint256 rate);

    /// @notice Surplus that is never drawn for, in roundings of the source that it covers. One is a unit and what a
    /// share of the source is worth, rounded down.
    function ROUNDING_BUFFER() external view returns (uint256 number);

    /// @notice The source of randomness.
    function rng() external view returns (IRng source);

    /// @notice Seconds a draw is open at least.
    function period() external view returns (uint256 duration);

    /// @notice Winners of the open draw, as things are.
    function winners() external view returns (uint256 number);

    /// @notice The owner's part of what is earned, in basis points, as things are.
    function reserveRate() external view returns (uint256 rate);

    /// @notice Account that may change the two.
    function owner() external view returns (address account);

    /// @notice Account that the owner has named to follow.
    function nextOwner() external view returns (address account);

    /// @notice The open draw, and how much of its time has gone by.
    /// @return drawId The draw.
    /// @return openedAt Second (Unix time) at which it was opened.
    /// @return endsAt Second from which on it can be closed.
    function openDraw() external view returns (uint256 drawId, uint256 openedAt, uint256 endsAt);

    /// @notice The draw that is closed and not awarded yet, if there is one.
    /// @return draw The draw.
    function closedDraw() external view returns (ClosedDraw memory draw);

    /// @notice What the open draw would have for its winners and the owner if it were closed now. What a closed draw
    /// still has to pay is not in it; if that one fails, it will be.
    /// @return assets Units of the asset.
    function prizeSoFar() external view returns (uint256 assets);

    /// @notice What an account weighs in the open draw by now.
    /// @param account The account.
    /// @return weight Tickets times seconds.
    function weightOf(address account) external view returns (uint256 weight);

    /// @notice What all accounts weigh in the open draw by now.
    /// @return weight Tickets times seconds.
    function totalWeight() external view returns (uint256 weight);

    /// @notice What an account weighs in the closed draw.
    /// @param account The account.
    /// @return weight Tickets times seconds.
    function closedWeightOf(address account) external view returns (uint256 weight);

    /// @notice Whom a point in the closed draw would pick.
    /// @param point A number below the draw's weight.
    /// @return account The account.
    function accountAtPoint(uint256 point) external view returns (address account);

    /// @notice Whether an account's tickets take no part in draws.
    /// @param account The account.
    /// @return isIt True if they do not.
    function isSponsor(address account) external view returns (bool isIt);
}
