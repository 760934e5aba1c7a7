// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Checkpoints} from "../libraries/Checkpoints.sol";
import {IGovernor} from "./IGovernor.sol";
import {IGovernorSettings} from "./IGovernorSettings.sol";
import {Timelock} from "./Timelock.sol";

/// @title GovernorSettings
/// @notice What a governor's proposals can change about it. See IGovernorSettings.
abstract contract GovernorSettings is IGovernor, IGovernorSettings {
    using Checkpoints for mapping(uint256 => uint256);

    /// @dev What it takes to propose: one word.
    struct Opening {
        uint24 votingDelay;
        uint24 votingPeriod;
        uint96 proposalThreshold;
        /// How many proposals there are.
        uint24 proposals;
        /// The seconds whose votes count: for the last one, and for the first that is not over as far as is known. Zero
        /// if all are over.
        uint32 lastSnapshot;
        uint32 firstSnapshot;
        /// The longest that it can take from there to executing, with any terms that ever were set.
        uint24 longestLife;
    }

    /// @dev What it takes to decide and to do: another word.
    struct Closing {
        uint24 voteExtension;
        uint24 timelockDelay;
        /// Percent, and the second since when; what was before is in `_quorums`.
        uint8 quorum;
        uint32 quorumSince;
        /// How often the quorum changed.
        uint32 quorumChanges;
        /// The longest that ever were set: what was proposed with one may be queued with another.
        uint24 longestPeriod;
        uint24 longestExtension;
        uint24 longestDelay;
    }

    /// @inheritdoc IGovernorSettings
    uint256 public constant MOST_VOTING_DELAY = 30 days;
    /// @inheritdoc IGovernorSettings
    uint256 public constant LEAST_VOTING_PERIOD = 1 hours;
    /// @inheritdoc IGovernorSettings
    uint256 public constant MOST_VOTING_PERIOD = 60 days;
    /// @inheritdoc IGovernorSettings
    uint256 public constant MOST_VOTE_EXTENSION = 2 days;
    /// @inheritdoc IGovernorSettings
    uint256 public constant LEAST_TIMELOCK_DELAY = 1 hours;
    /// @inheritdoc IGovernorSettings
    uint256 public constant MOST_TIMELOCK_DELAY = 30 days;
    /// @inheritdoc IGovernorSettings
    uint256 public constant MOST_QUORUM = 50;
    /// @inheritdoc IGovernorSettings
    uint256 public constant TIME_TO_QUEUE = 7 days;
    /// @inheritdoc IGovernorSettings
    uint256 public constant TIME_TO_EXECUTE = 7 days;
    /// @inheritdoc IGovernorSettings
    uint256 public constant quorumDenominator = 100;
    uint256 private constant LEAST_VOTING_DELAY = 1;

    /// @inheritdoc IGovernorSettings
    uint256 public immutable mostThreshold;
    Timelock internal immutable _timelock;

    Opening internal _opening;
    Closing internal _closing;
    mapping(uint256 => uint256) private _quorums;

    modifier onlyGovernance() {
        if (msg.sender != address(_timelock)) revert GovernorOnlyExecutor(msg.sender);
        _;
    }

    constructor(Terms memory terms) {
        _timelock = new Timelock();
        mostThreshold = terms.mostThreshold;
        _setVotingDelay(terms.votingDelay);
        _setVotingPeriod(terms.votingPeriod);
        _setProposalThreshold(terms.proposalThreshold, terms.mostThreshold);
        _setQuorumNumerator(terms.quorumNumerator);
        _setVoteExtension(terms.voteExtension);
        _setTimelockDelay(terms.timelockDelay);
    }

    // --- by proposals -----------------------------------------------------------------------------

    /// @inheritdoc IGovernorSettings
    function setVotingDelay(uint48 newVotingDelay) external onlyGovernance {
        _setVotingDelay(newVotingDelay);
    }

    /// @inheritdoc IGovernorSettings
    function setVotingPeriod(uint32 newVotingPeriod) external onlyGovernance {
        _setVotingPeriod(newVotingPeriod);
    }

    /// @inheritdoc IGovernorSettings
    function setProposalThreshold(uint256 newProposalThreshold) external onlyGovernance {
        _setProposalThreshold(newProposalThreshold, mostThreshold);
    }

    /// @inheritdoc IGovernorSettings
    function updateQuorumNumerator(uint256 newQuorumNumerator) external onlyGovernance {
        _setQuorumNumerator(newQuorumNumerator);
    }

    /// @inheritdoc IGovernorSettings
    function setLateQuorumVoteExtension(uint48 newVoteExtension) external onlyGovernance {
        _setVoteExtension(newVoteExtension);
    }

    /// @inheritdoc IGovernorSettings
    function setTimelockDelay(uint256 newTimelockDelay) external onlyGovernance {
        _setTimelockDelay(newTimelockDelay);
    }

    // --- views ------------------------------------------------------------------------------------

    /// @inheritdoc IGovernor
    function votingDelay() external view returns (uint256) {
        return _opening.votingDelay;
    }

    /// @inheritdoc IGovernor
    function votingPeriod() external view returns (uint256) {
        return _opening.votingPeriod;
    }

    /// @inheritdoc IGovernor
    function proposalThreshold() external view returns (uint256) {
        return _opening.proposalThreshold;
    }

    /// @inheritdoc IGovernorSettings
    function lateQuorumVoteExtension() external view returns (uint48) {
        return _closing.voteExtension;
    }

    /// @inheritdoc IGovernorSettings
    function timelockDelay() external view returns (uint256) {
        return _closing.timelockDelay;
    }

    /// @inheritdoc IGovernorSettings
    function quorumNumerator() public view returns (uint256) {
        return _closing.quorum;
    }

    /// @inheritdoc IGovernorSettings
    function quorumNumerator(uint256 timepoint) public view returns (uint256) {
        if (timepoint >= _closing.quorumSince) return _closing.quorum;
        return _quorums.valueAt(_closing.quorumChanges, timepoint);
    }

    // --- internals: what is set has been found to fit -----------------------------------------------

    function _setVotingDelay(uint256 fresh) private {
        if (fresh < LEAST_VOTING_DELAY || fresh > MOST_VOTING_DELAY) {
            revert GovernorInvalidVotingDelay(fresh, LEAST_VOTING_DELAY, MOST_VOTING_DELAY);
        }
        emit VotingDelaySet(_opening.votingDelay, fresh);
        _opening.votingDelay = uint24(fresh);
    }

    function _setVotingPeriod(uint256 fresh) private {
        if (fresh < LEAST_VOTING_PERIOD || fresh > MOST_VOTING_PERIOD) revert GovernorInvalidVotingPeriod(fresh);
        uint256 extension = _closing.voteExtension;
        if (extension > fresh) revert GovernorPreventLateQuorumVoteExtensionTooLarge(extension, fresh);
        emit VotingPeriodSet(_opening.votingPeriod, fresh);
        _opening.votingPeriod = uint24(fresh);
        if (fresh > _closing.longestPeriod) _closing.longestPeriod = uint24(fresh);
        _noteLongestLife();
    }

    /// @dev `most` is `mostThreshold`, which the constructor cannot read yet.
    function _setProposalThreshold(uint256 fresh, uint256 most) private {
        if (fresh > most) revert GovernorInvalidProposalThreshold(fresh, most);
        emit ProposalThresholdSet(_opening.proposalThreshold, fresh);
        _opening.proposalThreshold = uint96(fresh);
    }

    function _setQuorumNumerator(uint256 fresh) private {
        if (fresh == 0 || fresh > MOST_QUORUM) revert GovernorInvalidQuorumFraction(fresh, quorumDenominator);
        uint256 old = quorumNumerator();
        (uint256 changes,,) = _quorums.change(_closing.quorumChanges, fresh, old);
        _closing.quorumChanges = uint32(changes);
        _closing.quorum = uint8(fresh);
        _closing.quorumSince = uint32(block.timestamp);
        emit QuorumNumeratorUpdated(old, fresh);
    }

    function _setVoteExtension(uint256 fresh) private {
        uint256 period = _opening.votingPeriod;
        uint256 most = period < MOST_VOTE_EXTENSION ? period : MOST_VOTE_EXTENSION;
        if (fresh > most) revert GovernorPreventLateQuorumVoteExtensionTooLarge(fresh, most);
        emit LateQuorumVoteExtensionSet(_closing.voteExtension, uint64(fresh));
        _closing.voteExtension = uint24(fresh);
        if (fresh > _closing.longestExtension) _closing.longestExtension = uint24(fresh);
        _noteLongestLife();
    }

    function _setTimelockDelay(uint256 fresh) private {
        if (fresh < LEAST_TIMELOCK_DELAY || fresh > MOST_TIMELOCK_DELAY) {
            revert GovernorInvalidTimelockDelay(fresh, LEAST_TIMELOCK_DELAY, MOST_TIMELOCK_DELAY);
        }
        emit TimelockDelaySet(_closing.timelockDelay, fresh);
        _closing.timelockDelay = uint24(fresh);
        if (fresh > _closing.longestDelay) _closing.longestDelay = uint24(fresh);
        _noteLongestLife();
    }

    /// @dev The longest that it can take from the end of a vote, as it was announced, to the execution.
    function _longestWait() internal view returns (uint256) {
        return TIME_TO_QUEUE + TIME_TO_EXECUTE + _closing.longestExtension + _closing.longestDelay;
    }

    /// @dev At most 106 days, by the bounds: it fits.
    function _noteLongestLife() private {
        _opening.longestLife =
            uint24(_closing.longestPeriod + _longestWait());
    }
}
