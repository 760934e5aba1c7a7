// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Votes that can be delegated, and looked up in the past
/// @notice A unit is a vote. Who votes with it is for its holder to say; what counts is how it was at one time in the
/// past, so that no unit votes twice by being passed on.
/// @dev Names and selectors are OpenZeppelin's IVotes, which governors expect.
interface IVotes {
    /// @notice The signed message came too late.
    /// @param expiry Last second (Unix time) at which it was good.
    error VotesExpiredSignature(uint256 expiry);

    /// @notice An account's votes are somebody else's from now on.
    /// @param delegator The account.
    /// @param fromDelegate Who had them before; the zero address for nobody.
    /// @param toDelegate Who has them now; the zero address for nobody.
    event DelegateChanged(address indexed delegator, address indexed fromDelegate, address indexed toDelegate);

    /// @notice The number of somebody's votes has changed.
    /// @param delegate Who has them.
    /// @param previousVotes How many there were.
    /// @param newVotes How many there are.
    event DelegateVotesChanged(address indexed delegate, uint256 previousVotes, uint256 newVotes);

    /// @notice How many votes an account has.
    /// @param account The account.
    /// @return votes Units of those who delegate to it.
    function getVotes(address account) external view returns (uint256 votes);

    /// @notice How many votes an account had at the end of a second.
    /// @param account The account.
    /// @param timepoint A second (Unix time) before the present one.
    /// @return votes The votes. They never change.
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256 votes);

    /// @notice How many units there were at the end of a second, those included with which nobody votes.
    /// @param timepoint A second (Unix time) before the present one.
    /// @return supply The units. They never change.
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256 supply);

    /// @notice Who votes with an account's units.
    /// @param account The account.
    /// @return delegatee The account itself if it never delegated; the zero address if it delegated to nobody.
    function delegates(address account) external view returns (address delegatee);

    /// @notice Lets somebody vote with the caller's units, those of now and those to come, until told otherwise.
    /// @param delegatee Who; the caller itself to take them back, the zero address for nobody.
    function delegate(address delegatee) external;

    /// @notice The same, on the strength of a signature. For anybody to hand in.
    /// @dev What is signed: the EIP-712 struct Delegation(address delegatee,uint256 nonce,uint256 expiry). The nonce is
    /// the one that permits use up as well.
    /// @param delegatee Who votes from now on.
    /// @param nonce The signer's nonce.
    /// @param expiry Last second (Unix time) at which the signature is good.
    /// @param v Signature: 27 or 28.
    /// @param r Signature: first half.
    /// @param s Signature: second half, in the lower half of its range.
    function delegateBySig(address delegatee, uint256 nonce, uint256 expiry, uint8 v, bytes32 r, bytes32 s) external;
}
