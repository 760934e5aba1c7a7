// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReentrancyGuard} from "../libraries/ReentrancyGuard.sol";
import {IERC20} from "../token/IERC20.sol";
import {GovernorVotes} from "./GovernorVotes.sol";
import {IGovernorExit} from "./IGovernorExit.sol";

/// @title GovernorExit
/// @notice How members leave with their share. See IGovernorExit.
abstract contract GovernorExit is GovernorVotes, IGovernorExit, ReentrancyGuard {
    /// @inheritdoc IGovernorExit
    uint256 public settled;

    // --- actions ----------------------------------------------------------------------------------

    /// @inheritdoc IGovernorExit
    /// @dev Guarded, as `execute` is: else who is paid could have the treasury changed before all is paid, and who is
    /// called by a proposal could be paid out of a treasury half changed.
    function ragequit(uint256 units, IERC20[] calldata tokens, address to) external guarded {
        _requireAscending(tokens);
        _noteExit(msg.sender, units);

        uint256 supply = _token.currentTotalSupply();
        _token.burnFrom(msg.sender, units);
        emit Ragequit(msg.sender, to, units, supply);
        _timelock.payShare(to, tokens, units, supply);
    }

    /// @inheritdoc IGovernorExit
    function release(address account, uint256[] calldata proposalIds) external {
        Voter storage voter = _voters[account];
        for (uint256 i = 0; i < proposalIds.length; i++) {
            uint256 proposalId = proposalIds[i];
            if (_isOver(proposalId) && _unbind(voter, _proposals[proposalId].number)) {
                emit VoteReleased(account, proposalId);
            }
        }
    }

    /// @inheritdoc IGovernorExit
    function settle(uint256[] calldata proposalIds) external {
        uint256 count = settled;
        for (uint256 i = 0; i < proposalIds.length; i++) {
            uint256 proposalId = proposalIds[i];
            Proposal storage proposal = _proposals[proposalId];
            if (proposal.number != count + 1) revert GovernorNotNext(proposalId, proposal.number, count + 1);
            if (!_isOver(proposalId)) {
                _opening.firstSnapshot = proposal.voteStart;
                break;
            }
            count++;
        }
        settled = count;
        if (count == _opening.proposals) _opening.firstSnapshot = 0;
    }

    // --- views ------------------------------------------------------------------------------------

    /// @inheritdoc IGovernorExit
    function mayLeaveWith(address account) external view returns (uint256) {
        if (isBound(account)) return 0;
        uint256 balance = _token.balanceOf(account);
        uint256 most = _mostToLeave(account);
        return balance < most ? balance : most;
    }

    /// @inheritdoc IGovernorExit
    function isBound(address account) public view returns (bool) {
        return _voters[account].openYes != 0 && block.timestamp <= boundUntil(account);
    }

    /// @inheritdoc IGovernorExit
    function boundUntil(address account) public view returns (uint256) {
        uint256 yesUntil = _voters[account].yesUntil;
        if (yesUntil == 0) return 0;
        uint256 until = yesUntil + _longestWait();
        uint256 last = executableUntil();
        return until < last ? until : last;
    }

    /// @inheritdoc IGovernorExit
    function executableUntil() public view returns (uint256) {
        return _opening.firstSnapshot == 0 ? 0 : uint256(_opening.lastSnapshot) + _opening.longestLife;
    }

    // --- internals --------------------------------------------------------------------------------

    /// @dev Notes that an account leaves, if it may.
    function _noteExit(address account, uint256 units) private {
        if (units == 0) revert GovernorNoUnits();
        if (isBound(account)) revert GovernorBoundByVote(account, boundUntil(account));
        uint256 most = _mostToLeave(account);
        if (units > most) revert GovernorTooManyUnits(account, units, most);

        Voter storage voter = _voters[account];
        voter.leftAt = uint32(block.timestamp);
        // Just found to be there, and below 2^96.
        unchecked {
            voter.couldLeave = uint96(most - units);
        }
    }

    /// @dev With how many units an account that is not bound may leave. For each second whose votes might count for
    /// something still to be executed: no more than it had votes then, less those it has left with since. For those
    /// before it last left that was worked out then, and its votes after that have the rest. As long as no such second
    /// has passed, whoever leaves takes no part. And who somebody else has voted for since then may have voted yes.
    function _mostToLeave(address account) private view returns (uint256) {
        uint256 first = block.timestamp - _opening.longestLife;
        if (first < _opening.firstSnapshot) first = _opening.firstSnapshot;
        if (block.timestamp <= first || block.timestamp > executableUntil()) return type(uint96).max;
        if (_token.delegates(account) != account || _token.delegatedAt(account) > first) return 0;

        Voter storage voter = _voters[account];
        uint256 leftAt = voter.leftAt;
        if (leftAt < first) return _token.leastVotesSince(account, first);
        uint256 least = _token.leastVotesSince(account, leftAt);
        uint256 rest = voter.couldLeave;
        return least < rest ? least : rest;
    }

    function _isOver(uint256 proposalId) private view returns (bool) {
        ProposalState current = state(proposalId);
        return current == ProposalState.Executed || current == ProposalState.Defeated
            || current == ProposalState.Canceled || current == ProposalState.Expired;
    }

    function _requireAscending(IERC20[] calldata tokens) private pure {
        address last = address(0);
        for (uint256 i = 0; i < tokens.length; i++) {
            address next = address(tokens[i]);
            if (next <= last) revert GovernorTokensNotAscending(next);
            last = next;
        }
    }
}
