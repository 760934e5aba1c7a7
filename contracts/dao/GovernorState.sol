// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC6372} from "../token/IERC6372.sol";
import {GovernorSettings} from "./GovernorSettings.sol";
import {IBallots} from "./IBallots.sol";
import {IGovernor} from "./IGovernor.sol";
import {IMemberToken} from "./IMemberToken.sol";

/// @title GovernorState
/// @notice What a governor knows of each proposal, and how far one is. See IGovernor and IBallots.
abstract contract GovernorState is GovernorSettings, IBallots {
    /// @dev What became of a proposal, as far as that does not follow from times and votes.
    enum Fate {
        Open,
        Executed,
        Canceled
    }

    /// @dev The first five share a word, written by `propose`. Of the others each vote writes one.
    struct Proposal {
        address proposer;
        uint32 voteStart;
        uint32 voteEnd;
        /// From 1, in the order of proposing.
        uint24 number;
        Fate fate;
        uint96 forVotes;
        uint96 againstVotes;
        uint96 abstainVotes;
    }

    IMemberToken internal immutable _token;

    mapping(uint256 proposalId => Proposal) internal _proposals;

    constructor(IMemberToken token_) {
        if (keccak256(bytes(token_.CLOCK_MODE())) != keccak256("mode=timestamp")) {
            revert GovernorInvalidClock(address(token_));
        }
        _token = token_;
    }

    /// @inheritdoc IERC6372
    function clock() external view returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @inheritdoc IERC6372
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc IBallots
    function token() external view returns (address) {
        return address(_token);
    }

    /// @inheritdoc IBallots
    function timelock() external view returns (address) {
        return address(_timelock);
    }

    /// @inheritdoc IGovernor
    function proposalSnapshot(uint256 proposalId) external view returns (uint256) {
        return _proposals[proposalId].voteStart;
    }

    /// @inheritdoc IGovernor
    function proposalDeadline(uint256 proposalId) external view returns (uint256) {
        return _proposals[proposalId].voteEnd;
    }

    /// @inheritdoc IGovernor
    function proposalProposer(uint256 proposalId) external view returns (address) {
        return _proposals[proposalId].proposer;
    }

    /// @inheritdoc IGovernor
    function proposalEta(uint256 proposalId) external view returns (uint256) {
        return _timelock.readyAt(bytes32(proposalId));
    }

    /// @inheritdoc IGovernor
    function proposalNeedsQueuing(uint256) external pure returns (bool) {
        return true;
    }

    /// @inheritdoc IBallots
    function proposalVotes(uint256 proposalId) external view returns (uint256, uint256, uint256) {
        Proposal storage proposal = _proposals[proposalId];
        return (proposal.againstVotes, proposal.forVotes, proposal.abstainVotes);
    }

    /// @inheritdoc IGovernor
    function quorum(uint256 timepoint) public view returns (uint256) {
        return _token.getPastTotalSupply(timepoint) * quorumNumerator(timepoint) / quorumDenominator;
    }

    /// @inheritdoc IGovernor
    function state(uint256 proposalId) public view returns (ProposalState) {
        Proposal storage proposal = _proposals[proposalId];
        if (proposal.fate == Fate.Executed) return ProposalState.Executed;
        if (proposal.fate == Fate.Canceled) return ProposalState.Canceled;
        uint256 voteStart = proposal.voteStart;
        if (voteStart == 0) revert GovernorNonexistentProposal(proposalId);
        if (block.timestamp <= voteStart) return ProposalState.Pending;
        uint256 voteEnd = proposal.voteEnd;
        if (block.timestamp <= voteEnd) return ProposalState.Active;
        uint256 forVotes = proposal.forVotes;
        if (forVotes <= proposal.againstVotes) return ProposalState.Defeated;
        uint256 eta = _timelock.readyAt(bytes32(proposalId));
        // It was queued because it had succeeded, and nothing changes that.
        if (eta != 0) return block.timestamp <= eta + TIME_TO_EXECUTE ? ProposalState.Queued : ProposalState.Expired;
        uint256 needed = quorum(voteStart);
        // Where those for it are enough, those who abstained need not be looked at.
        bool isQuorate = forVotes >= needed || forVotes + proposal.abstainVotes >= needed;
        if (!isQuorate) return ProposalState.Defeated;
        return block.timestamp <= voteEnd + TIME_TO_QUEUE ? ProposalState.Succeeded : ProposalState.Expired;
    }

    function _require(uint256 proposalId, ProposalState wanted) internal view {
        ProposalState current = state(proposalId);
        if (current != wanted) {
            revert GovernorUnexpectedProposalState(proposalId, current, bytes32(1 << uint256(wanted)));
        }
    }
}
