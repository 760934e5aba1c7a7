// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What a governor's proposals can change about it, and within which bounds
/// @notice Nobody can change anything here but by a proposal, through the timelock. The bounds are for good: they keep
/// a majority from voting away the others' time to vote, to object and to leave.
/// @dev Events, and errors with a counterpart there, are those of OpenZeppelin's GovernorSettings,
/// GovernorVotesQuorumFraction and GovernorPreventLateQuorum.
interface IGovernorSettings {
    /// @notice What is set at deployment, within the bounds.
    /// @param votingDelay Seconds from proposing to the second whose votes count: 1 to `MOST_VOTING_DELAY`.
    /// @param votingPeriod Seconds that a vote lasts: `LEAST_VOTING_PERIOD` to `MOST_VOTING_PERIOD`.
    /// @param voteExtension Seconds that are left to vote after the quorum was reached: up to `votingPeriod`, and
    /// to `MOST_VOTE_EXTENSION`.
    /// @param timelockDelay Seconds from queueing to executing: `LEAST_TIMELOCK_DELAY` to `MOST_TIMELOCK_DELAY`.
    /// @param quorumNumerator Percent of all votes that it takes: 1 to `MOST_QUORUM`.
    /// @param proposalThreshold Votes it takes to propose: up to `mostThreshold`.
    /// @param mostThreshold What the threshold can become; nobody could propose if it were more than there is.
    struct Terms {
        uint24 votingDelay;
        uint24 votingPeriod;
        uint24 voteExtension;
        uint24 timelockDelay;
        uint8 quorumNumerator;
        uint96 proposalThreshold;
        uint96 mostThreshold;
    }

    /// @notice Votes must be counted some time after the proposal, and not too long after.
    /// @param votingDelay Seconds.
    /// @param least Seconds it must be at least.
    /// @param most Seconds it can be at most.
    error GovernorInvalidVotingDelay(uint256 votingDelay, uint256 least, uint256 most);

    /// @notice Too many votes to ask of a proposer.
    /// @param proposalThreshold Votes.
    /// @param most Votes it can be at most.
    error GovernorInvalidProposalThreshold(uint256 proposalThreshold, uint256 most);

    /// @notice All votes are 100, and no proposal would be without a quorum, or ever reach one.
    /// @param quorumNumerator Percent.
    /// @param quorumDenominator 100.
    error GovernorInvalidQuorumFraction(uint256 quorumNumerator, uint256 quorumDenominator);

    /// @notice A vote cannot be extended by more than it lasts, nor by more than `MOST_VOTE_EXTENSION`.
    /// @param newVoteExtension Seconds.
    /// @param maxVoteExtension Seconds it can be at most.
    error GovernorPreventLateQuorumVoteExtensionTooLarge(uint256 newVoteExtension, uint256 maxVoteExtension);

    /// @notice There must be time to leave, and proposals must not wait for ever.
    /// @param timelockDelay Seconds.
    /// @param least Seconds it must be at least.
    /// @param most Seconds it can be at most.
    error GovernorInvalidTimelockDelay(uint256 timelockDelay, uint256 least, uint256 most);

    /// @notice The voting delay is another one.
    /// @param oldVotingDelay Seconds before.
    /// @param newVotingDelay Seconds from now on.
    event VotingDelaySet(uint256 oldVotingDelay, uint256 newVotingDelay);

    /// @notice The voting period is another one.
    /// @param oldVotingPeriod Seconds before.
    /// @param newVotingPeriod Seconds from now on.
    event VotingPeriodSet(uint256 oldVotingPeriod, uint256 newVotingPeriod);

    /// @notice It takes more votes or less to propose.
    /// @param oldProposalThreshold Votes before.
    /// @param newProposalThreshold Votes from now on.
    event ProposalThresholdSet(uint256 oldProposalThreshold, uint256 newProposalThreshold);

    /// @notice It takes a larger part of the votes or a smaller one, with snapshots from now on.
    /// @param oldQuorumNumerator Percent before.
    /// @param newQuorumNumerator Percent from now on.
    event QuorumNumeratorUpdated(uint256 oldQuorumNumerator, uint256 newQuorumNumerator);

    /// @notice There is more time or less after a late quorum.
    /// @param oldVoteExtension Seconds before.
    /// @param newVoteExtension Seconds from now on.
    event LateQuorumVoteExtensionSet(uint64 oldVoteExtension, uint64 newVoteExtension);

    /// @notice There is more time or less between queueing and executing, for what is queued from now on.
    /// @param oldTimelockDelay Seconds before.
    /// @param newTimelockDelay Seconds from now on.
    event TimelockDelaySet(uint256 oldTimelockDelay, uint256 newTimelockDelay);

    /// @notice Sets how long after a proposal votes are counted. By a proposal only.
    /// @param newVotingDelay Seconds.
    function setVotingDelay(uint48 newVotingDelay) external;

    /// @notice Sets how long votes last. By a proposal only.
    /// @param newVotingPeriod Seconds.
    function setVotingPeriod(uint32 newVotingPeriod) external;

    /// @notice Sets how many votes it takes to propose. By a proposal only.
    /// @param newProposalThreshold Votes.
    function setProposalThreshold(uint256 newProposalThreshold) external;

    /// @notice Sets what part of all votes it takes. By a proposal only. Proposals whose snapshot has passed keep theirs.
    /// @param newQuorumNumerator Percent.
    function updateQuorumNumerator(uint256 newQuorumNumerator) external;

    /// @notice Sets how long one can vote after the quorum was reached. By a proposal only.
    /// @param newVoteExtension Seconds.
    function setLateQuorumVoteExtension(uint48 newVoteExtension) external;

    /// @notice Sets how long what was decided waits. By a proposal only.
    /// @param newTimelockDelay Seconds.
    function setTimelockDelay(uint256 newTimelockDelay) external;

    /// @notice What part of all votes it takes.
    /// @return numerator Percent.
    function quorumNumerator() external view returns (uint256 numerator);

    /// @notice What part of all votes it took at a time.
    /// @param timepoint A second (Unix time).
    /// @return numerator Percent.
    function quorumNumerator(uint256 timepoint) external view returns (uint256 numerator);

    /// @notice What all votes are.
    /// @return denominator 100.
    function quorumDenominator() external view returns (uint256 denominator);

    /// @notice How long one can vote after the quorum was reached, at least.
    /// @return extension Seconds.
    function lateQuorumVoteExtension() external view returns (uint48 extension);

    /// @notice How long what was decided waits.
    /// @return delay Seconds.
    function timelockDelay() external view returns (uint256 delay);

    /// @notice Bound of the voting delay.
    /// @return seconds_ Seconds at most.
    function MOST_VOTING_DELAY() external view returns (uint256 seconds_);

    /// @notice Bound of the voting period.
    /// @return seconds_ Seconds at least.
    function LEAST_VOTING_PERIOD() external view returns (uint256 seconds_);

    /// @notice Bound of the voting period.
    /// @return seconds_ Seconds at most.
    function MOST_VOTING_PERIOD() external view returns (uint256 seconds_);

    /// @notice Bound of the extension.
    /// @return seconds_ Seconds at most.
    function MOST_VOTE_EXTENSION() external view returns (uint256 seconds_);

    /// @notice Bound of the timelock's delay.
    /// @return seconds_ Seconds at least.
    function LEAST_TIMELOCK_DELAY() external view returns (uint256 seconds_);

    /// @notice Bound of the timelock's delay.
    /// @return seconds_ Seconds at most.
    function MOST_TIMELOCK_DELAY() external view returns (uint256 seconds_);

    /// @notice Bound of the quorum.
    /// @return percent Percent at most.
    function MOST_QUORUM() external view returns (uint256 percent);

    /// @notice How long after its vote a proposal can be queued.
    /// @return seconds_ Seconds; after them it has expired.
    function TIME_TO_QUEUE() external view returns (uint256 seconds_);

    /// @notice How long a proposal can be executed from when the timelock is over.
    /// @return seconds_ Seconds; after them it has expired.
    function TIME_TO_EXECUTE() external view returns (uint256 seconds_);

    /// @notice Bound of the threshold.
    /// @return votes Votes at most.
    function mostThreshold() external view returns (uint256 votes);
}
