// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "../token/IERC20.sol";

/// @title How members leave a governor with their share of the treasury
/// @notice Who did not want what was decided need not pay for it: they destroy their units and take along the same part
/// of the treasury's ether and tokens. Who voted yes stays until what they voted for is done or can no longer be.
/// @dev After Moloch's ragequit, where shares cannot change hands. Here they can, and without more a vote of yes would
/// be no obstacle: the units go to a second account, which leaves, or they are delegated to one, which votes. So while
/// anything that was proposed might still be executed, an account leaves with as many units as it has had votes of its
/// own all that time, less those it has left with. Then for any such proposal no more units leave than there were
/// votes at its snapshot that did not vote yes, and they cannot do so later: who has left has no vote on it.
///
/// Pieces (ERC-721) in the treasury cannot be shared: those who stay keep them. WARNING: so does what is not listed.
/// Who leaves lists the tokens, and gives up their part in all others.
interface IGovernorExit {
    /// @notice It voted yes on something that may still be executed.
    /// @param account Who wants to leave.
    /// @param until Second (Unix time) after which no vote binds it, if nothing more is voted; `release` may be earlier.
    error GovernorBoundByVote(address account, uint256 until);

    /// @notice It has not had so many votes of its own for as long as anything that was proposed might be executed.
    /// @param account Who wants to leave.
    /// @param units With how many units.
    /// @param most With how many it can.
    error GovernorTooManyUnits(address account, uint256 units, uint256 most);

    /// @notice Proposals are settled in the order in which they were made.
    /// @param proposalId The proposal.
    /// @param number Its number.
    /// @param expected The number that comes next.
    error GovernorNotNext(uint256 proposalId, uint256 number, uint256 expected);

    /// @notice With nothing there is nothing to leave with.
    error GovernorNoUnits();

    /// @notice Tokens are listed in the order of their addresses, so that none is there twice.
    /// @param token The first that is not above the one before it.
    error GovernorTokensNotAscending(address token);

    /// @notice Somebody left with their share.
    /// @param account Who.
    /// @param to Who was paid.
    /// @param units Units that were destroyed.
    /// @param supply Units there were before.
    event Ragequit(address indexed account, address indexed to, uint256 units, uint256 supply);

    /// @notice A vote of yes binds no more: what it was for is done, or never will be.
    /// @param account Who had voted.
    /// @param proposalId The proposal.
    event VoteReleased(address indexed account, uint256 proposalId);

    /// @notice Destroys units of the caller's, who has allowed the governor to take them (`approve`, or ERC-2612's
    /// `permit`), and pays for them the same part of the treasury's ether and of each of the tokens. All the units that
    /// there are get all of it.
    /// @dev The caller cannot vote any more on what was to be voted on already; see GovernorHasLeft.
    ///
    /// While something that was proposed may still be executed and its votes have begun to count, an account leaves with
    /// no more units than it had votes all that time, and only if it voted for itself: what came later may have voted
    /// yes elsewhere. WARNING: whoever has delegated must take that back before the votes of a proposal count, during the
    /// voting delay. Before they count, and when nothing may be executed any more, everybody leaves with all they have.
    ///
    /// The fewest votes of all that time are looked for among all changes of the account's votes, which anybody can make
    /// more by sending it units. Where thousands of them are too many for a transaction, anybody has the fewest noted
    /// beforehand (`noteFewest` of ERC20Votes), in as many transactions as it takes.
    ///
    /// WARNING: a share is paid out of all that is in the treasury. What was decided to be paid may not be left then, and
    /// cannot be executed until somebody adds to it. Abstaining helps a quorum, and does not bind.
    /// WARNING: a list of tokens is the caller's. A collection that calls its transfers like a token's (some older than
    /// ERC-721 do) could be taken a piece from by number: the treasury should not hold such pieces.
    /// @param units How many.
    /// @param tokens ERC-20 tokens, by rising address. One that fails makes all fail: leave it out.
    /// @param to Who is paid; it must take ether, if there is any.
    function ragequit(uint256 units, IERC20[] calldata tokens, address to) external;

    /// @notice Lets somebody's votes of yes bind no more, as far as their proposals were executed, defeated, or have
    /// expired. Others are passed over. For anybody.
    /// @param account Who voted.
    /// @param proposalIds The proposals. They must exist.
    function release(address account, uint256[] calldata proposalIds) external;

    /// @notice Notes that the oldest proposals are over, so that nobody has to have had their units for as long as those
    /// might have been decided. For anybody; ends at the first that is not over.
    /// @param proposalIds The proposals with the numbers after `settled`, in their order: as many as one likes, and best
    /// also the first that is not over.
    function settle(uint256[] calldata proposalIds) external;

    /// @notice How many proposals, from the first on, are known to be over.
    /// @return count Number of the last of them.
    function settled() external view returns (uint256 count);

    /// @notice With how many units an account can leave now. If nothing might be executed any more, with all it has.
    /// @param account The account.
    /// @return units How many; none if it is bound.
    function mayLeaveWith(address account) external view returns (uint256 units);

    /// @notice Whether an account must not leave now, as it voted yes on something that may still be executed.
    /// @param account The account.
    /// @return isBound_ True if it must stay.
    function isBound(address account) external view returns (bool isBound_);

    /// @notice Until when the votes of yes that an account has given can bind it, whatever happens.
    /// @param account The account.
    /// @return time Last second (Unix time); zero if it never voted yes.
    function boundUntil(address account) external view returns (uint256 time);

    /// @notice Until when anything that was proposed so far might be executed, if all takes as long as it can.
    /// @dev For this the longest delays, period and extension count that ever were set.
    /// @return time Last second (Unix time); zero if nothing was proposed.
    function executableUntil() external view returns (uint256 time);
}
