// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Payment} from "../libraries/Payment.sol";
import {IERC20} from "../token/IERC20.sol";

/// @title WeakenedGovernor
/// @notice FOR LESSONS, never deploy it for real: two thirds of all votes can have the treasury paid out at once.
/// @dev What is left out: the snapshot (votes are those of now, not of before the vote), and the delay between the vote
/// and the execution. With votes borrowed for one transaction, $182 million were taken from Beanstalk on 17 April 2022.
/// Compare `_castVote` in GovernorVotes and `queue` in Governor.
contract WeakenedGovernor {
    struct Proposal {
        address to;
        uint256 value;
        uint256 votes;
        bool isDone;
    }

    /// @notice An account votes once on a proposal.
    /// @param voter The account.
    error GovernorAlreadyCastVote(address voter);

    /// @notice There are not enough votes for it.
    /// @param votes How many there are.
    /// @param needed How many there must be.
    error TooFewVotes(uint256 votes, uint256 needed);

    IERC20 public immutable token;
    Proposal[] public proposals;
    mapping(uint256 proposalId => mapping(address account => bool)) public hasVoted;

    /// @param token_ The token whose units are votes.
    constructor(IERC20 token_) {
        token = token_;
    }

    /// @notice Anybody may add to the treasury.
    receive() external payable {}

    /// @notice Proposes to pay ether out of the treasury.
    /// @param to Who shall get it.
    /// @param value Wei.
    /// @return proposalId From 0.
    function propose(address to, uint256 value) external returns (uint256 proposalId) {
        proposalId = proposals.length;
        proposals.push(Proposal(to, value, 0, false));
    }

    /// @notice Votes yes, with all that the caller has at this moment.
    /// @param proposalId The proposal.
    function vote(uint256 proposalId) external {
        if (hasVoted[proposalId][msg.sender]) revert GovernorAlreadyCastVote(msg.sender);
        hasVoted[proposalId][msg.sender] = true;
        proposals[proposalId].votes += token.balanceOf(msg.sender);
    }

    /// @notice Does what was proposed, if two thirds of all units are for it. It can be done once.
    /// @param proposalId The proposal.
    function execute(uint256 proposalId) external {
        Proposal storage proposal = proposals[proposalId];
        uint256 needed = proposal.isDone ? type(uint256).max : token.totalSupply() * 2 / 3;
        if (proposal.votes < needed) revert TooFewVotes(proposal.votes, needed);

        proposal.isDone = true;
        Payment.pay(proposal.to, proposal.value);
    }
}
