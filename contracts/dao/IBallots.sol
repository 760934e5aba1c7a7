// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title How a governor counts, and what it adds to IGovernor
/// @dev `proposalVotes` is OpenZeppelin's GovernorCountingSimple, `ProposalExtended` its GovernorPreventLateQuorum.
interface IBallots {
    /// @notice A contract that would be called is not the one that the proposal was made with. What was voted on cannot
    /// be done any more; it can be proposed again.
    /// @dev WARNING: that is looked at once for all, before the first call of a proposal. What a call of its own changes
    /// about a later target (one that destroys itself, or that is made only then) is not found.
    /// @param target The contract.
    error GovernorCodeChanged(address target);

    /// @notice More votes than can be counted: the token is not one that this governor can work with.
    /// @param weight The votes.
    error GovernorWeightTooLarge(uint256 weight);

    /// @notice Who has left has no say in what was to be voted on before: the votes of that time are no longer theirs.
    /// @param voter Account that has left.
    /// @param leftAt Second (Unix time) when it last did.
    /// @param snapshot Second whose votes count on this proposal.
    error GovernorHasLeft(address voter, uint256 leftAt, uint256 snapshot);

    /// @notice The token does not count by seconds.
    /// @param token The token.
    error GovernorInvalidClock(address token);

    /// @notice The quorum was reached late: there is more time to vote.
    /// @param proposalId The proposal.
    /// @param extendedDeadline The new last second of the vote.
    event ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline);

    /// @notice The votes on a proposal.
    /// @param proposalId The proposal.
    /// @return againstVotes Votes against it.
    /// @return forVotes Votes for it.
    /// @return abstainVotes Votes that count for the quorum only.
    function proposalVotes(uint256 proposalId)
        external
        view
        returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);

    /// @notice The nonce that the next signed vote of an account must have.
    /// @param account The account.
    /// @return nonce The nonce.
    function nonces(address account) external view returns (uint256 nonce);

    /// @notice The token whose holders vote.
    /// @return token_ The token.
    function token() external view returns (address token_);

    /// @notice Where proposals wait, and the treasury.
    /// @return timelock_ The timelock.
    function timelock() external view returns (address timelock_);
}
