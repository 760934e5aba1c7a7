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

    /// @dev One word, so that whoever needs one of them has them all.
    struct Settings {
        uint24 votingDelay;
        uint24 votingPeriod;
        uint24 voteExtension;
        uint24 timelockDelay;
        /// How many proposals there are.
        uint24 proposals;
        /// Percent, and the second since when; what was before is in `_quorums`.
        uint8 quorum;
        uint32 quorumSince;
        uint96 proposalThreshold;
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
    uint256 public constant quorumDenominator = 100;
    uint256 private constant LEAST_VOTING_DELAY = 1;

    /// @inheritdoc IGovernorSettings
    uint256 public immutable mostThreshold;
    Timelock internal immutable _timelock;

    Settings internal _settings;
    /// @dev The longest time that a proposal could ever need from the end of its vote, as it was announced, to its
    /// execution: the extension and the timelock's delay. It never goes down, as older proposals keep theirs.
    uint128 internal _longestWait;
    /// @dev How often the quorum changed.
    uint128 private _quorumChanges;
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
        return _settings.votingDelay;
    }

    /// @inheritdoc IGovernor
    function votingPeriod() external view returns (uint256) {
        return _settings.votingPeriod;
    }

    /// @inheritdoc IGovernor
    function proposalThreshold() external view returns (uint256) {
        return _settings.proposalThreshold;
    }

    /// @inheritdoc IGovernorSettings
    function lateQuorumVoteExtension() external view returns (uint48) {
        return _settings.voteExtension;
    }

    /// @inheritdoc IGovernorSettings
    function timelockDelay() external view returns (uint256) {
        return _settings.timelockDelay;
    }

    /// @inheritdoc IGovernorSettings
    function quorumNumerator() public view returns (uint256) {
        return _settings.quorum;
    }

    /// @inheritdoc IGovernorSettings
    function quorumNumerator(uint256 timepoint) public view returns (uint256) {
        if (timepoint >= _settings.quorumSince) return _settings.quorum;
        return _quorums.valueAt(_quorumChanges, timepoint);
    }

    // --- internals: what is set has been found to fit -----------------------------------------------

    function _setVotingDelay(uint256 fresh) private {
        if (fresh < LEAST_VOTING_DELAY || fresh > MOST_VOTING_DELAY) {
            revert GovernorInvalidVotingDelay(fresh, LEAST_VOTING_DELAY, MOST_VOTING_DELAY);
        }
        emit VotingDelaySet(_settings.votingDelay, fresh);
        _settings.votingDelay = uint24(fresh);
    }

    function _setVotingPeriod(uint256 fresh) private {
        if (fresh < LEAST_VOTING_PERIOD || fresh > MOST_VOTING_PERIOD) revert GovernorInvalidVotingPeriod(fresh);
        emit VotingPeriodSet(_settings.votingPeriod, fresh);
        _settings.votingPeriod = uint24(fresh);
    }

    /// @dev `most` is `mostThreshold`, which the constructor cannot read yet.
    function _setProposalThreshold(uint256 fresh, uint256 most) private {
        if (fresh > most) revert GovernorInvalidProposalThreshold(fresh, most);
        emit ProposalThresholdSet(_settings.proposalThreshold, fresh);
        _settings.proposalThreshold = uint96(fresh);
    }

    function _setQuorumNumerator(uint256 fresh) private {
        if (fresh == 0 || fresh > MOST_QUORUM) revert GovernorInvalidQuorumFraction(fresh, quorumDenominator);
        uint256 old = quorumNumerator();
        (uint256 changes,,) = _quorums.change(_quorumChanges, fresh, old);
        _quorumChanges = uint128(changes);
        _settings.quorum = uint8(fresh);
        _settings.quorumSince = uint32(block.timestamp);
        emit QuorumNumeratorUpdated(old, fresh);
    }

    function _setVoteExtension(uint256 fresh) private {
        uint256 period = _settings.votingPeriod;
        uint256 most = period < MOST_VOTE_EXTENSION ? period : MOST_VOTE_EXTENSION;
        if (fresh > most) revert GovernorPreventLateQuorumVoteExtensionTooLarge(fresh, most);
        emit LateQuorumVoteExtensionSet(_settings.voteExtension, uint64(fresh));
        _settings.voteExtension = uint24(fresh);
        _noteWait();
    }

    function _setTimelockDelay(uint256 fresh) private {
        if (fresh < LEAST_TIMELOCK_DELAY || fresh > MOST_TIMELOCK_DELAY) {
            revert GovernorInvalidTimelockDelay(fresh, LEAST_TIMELOCK_DELAY, MOST_TIMELOCK_DELAY);
        }
        emit TimelockDelaySet(_settings.timelockDelay, fresh);
        _settings.timelockDelay = uint24(fresh);
        _noteWait();
    }

    function _noteWait() private {
        uint256 wait = uint256(_settings.voteExtension) + _settings.timelockDelay;
        if (wait > _longestWait) _longestWait = uint128(wait);
    }
}
