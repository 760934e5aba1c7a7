// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC165} from "../libraries/IERC165.sol";
import {IERC6372} from "../token/IERC6372.sol";

/// @title Governor: many decide together, and what they decided is done
/// @notice Somebody proposes calls. After a delay, those who had votes at one second vote on them; if enough do, and more
/// for than against, the calls wait in a timelock and then are made.
/// @dev Functions, events and errors are those of OpenZeppelin's IGovernor (5.7), to the letter: who can use one can use
/// the other. The one difference is that proposals expire. Times are seconds (Unix time).
interface IGovernor is IERC165, IERC6372 {
    /// @notice How far a proposal is.
    /// @dev Expired is one that succeeded and was not queued within 7 days, or was queued and not executed within 7 days
    /// of when it could be: what was decided is done soon or not at all, as those who voted for it must stay till then.
    /// OpenZeppelin's never expire.
    enum ProposalState {
        Pending,
        Active,
        Canceled,
        Defeated,
        Succeeded,
        Queued,
        Expired,
        Executed
    }

    /// @notice A proposal has one target, one value and one calldata for each call, and one call at least.
    /// @param targets Number of targets.
    /// @param calldatas Number of calldatas.
    /// @param values Number of values.
    error GovernorInvalidProposalLength(uint256 targets, uint256 calldatas, uint256 values);

    /// @notice Each has one vote on a proposal, and keeps to it.
    /// @param voter Account that has voted.
    error GovernorAlreadyCastVote(address voter);

    /// @notice The governor keeps nothing: the treasury is the timelock.
    error GovernorDisabledDeposit();

    /// @notice Only a proposal can do this, through the timelock.
    /// @param account Account that tried.
    error GovernorOnlyExecutor(address account);

    /// @notice There is no such proposal.
    /// @param proposalId Its number would be this.
    error GovernorNonexistentProposal(uint256 proposalId);

    /// @notice The proposal is not as far as it would have to be, or further.
    /// @param proposalId The proposal.
    /// @param current How far it is.
    /// @param expectedStates One bit for each state it could have been in, counted from the right; none if it should not
    /// exist.
    error GovernorUnexpectedProposalState(uint256 proposalId, ProposalState current, bytes32 expectedStates);

    /// @notice Nobody could vote in so short a time, or it would never end.
    /// @param votingPeriod Seconds.
    error GovernorInvalidVotingPeriod(uint256 votingPeriod);

    /// @notice Too few votes to propose anything.
    /// @param proposer Account that tried.
    /// @param votes Votes it had a second ago.
    /// @param threshold Votes it takes.
    error GovernorInsufficientProposerVotes(address proposer, uint256 votes, uint256 threshold);

    /// @notice The description says that somebody else proposes this.
    /// @param proposer Account that tried.
    error GovernorRestrictedProposer(address proposer);

    /// @notice A vote is 0 (against), 1 (for) or 2 (abstain).
    error GovernorInvalidVoteType();

    /// @notice Never used: parameters of a vote are passed on, and mean nothing.
    error GovernorInvalidVoteParams();

    /// @notice Never used: all proposals are queued.
    /// @param proposalId The proposal.
    error GovernorProposalQueueingNotRequired(uint256 proposalId);

    /// @notice Never used.
    /// @param proposalId The proposal.
    error GovernorProposalQueueingFailed(uint256 proposalId);

    /// @notice Never used.
    /// @param proposalId The proposal.
    error GovernorAlreadyQueuedProposal(uint256 proposalId);

    /// @notice Neither the voter's key nor the voter as a contract (ERC-1271) has signed this, with this nonce.
    /// @param voter Account that should have signed.
    error GovernorInvalidSignature(address voter);

    /// @notice Only the proposer can take a proposal back, and only before the vote begins.
    /// @param proposalId The proposal.
    /// @param account Account that tried.
    error GovernorUnableToCancel(uint256 proposalId, address account);

    /// @notice Something was proposed.
    /// @param proposalId The proposal.
    /// @param proposer Who proposed it.
    /// @param targets Accounts to call.
    /// @param values Wei for each.
    /// @param signatures As many empty texts; older governors had something there.
    /// @param calldatas Selector and arguments for each.
    /// @param voteStart Second whose votes count; voting begins with the next one.
    /// @param voteEnd Last second of the vote.
    /// @param description What it is about.
    event ProposalCreated(
        uint256 proposalId,
        address proposer,
        address[] targets,
        uint256[] values,
        string[] signatures,
        bytes[] calldatas,
        uint256 voteStart,
        uint256 voteEnd,
        string description
    );

    /// @notice A proposal waits in the timelock.
    /// @param proposalId The proposal.
    /// @param etaSeconds Second from which on it can be executed.
    event ProposalQueued(uint256 proposalId, uint256 etaSeconds);

    /// @notice The calls were made.
    /// @param proposalId The proposal.
    event ProposalExecuted(uint256 proposalId);

    /// @notice The proposer took it back.
    /// @param proposalId The proposal.
    event ProposalCanceled(uint256 proposalId);

    /// @notice Somebody voted.
    /// @param voter Who.
    /// @param proposalId The proposal.
    /// @param support 0 (against), 1 (for) or 2 (abstain).
    /// @param weight With how many votes; may be none.
    /// @param reason Why.
    event VoteCast(address indexed voter, uint256 proposalId, uint8 support, uint256 weight, string reason);

    /// @notice Somebody voted, and said more.
    /// @param voter Who.
    /// @param proposalId The proposal.
    /// @param support 0 (against), 1 (for) or 2 (abstain).
    /// @param weight With how many votes; may be none.
    /// @param reason Why.
    /// @param params What else was said; it counts for nothing.
    event VoteCastWithParams(
        address indexed voter, uint256 proposalId, uint8 support, uint256 weight, string reason, bytes params
    );

    /// @notice The governor's name, in the domain of what is signed.
    /// @return text The name.
    function name() external view returns (string memory text);

    /// @notice Version of the domain of what is signed.
    /// @return text "1".
    function version() external view returns (string memory text);

    /// @notice What can be voted, and what counts for the quorum, for programs to read.
    /// @return mode "support=bravo&quorum=for,abstain".
    function COUNTING_MODE() external view returns (string memory mode);

    /// @notice The number of a proposal: a hash of all of it.
    /// @param targets Accounts to call.
    /// @param values Wei for each.
    /// @param calldatas Selector and arguments for each.
    /// @param descriptionHash keccak-256 of the description.
    /// @return proposalId The number.
    function hashProposal(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external pure returns (uint256 proposalId);

    /// @notice The same.
    /// @param targets Accounts to call.
    /// @param values Wei for each.
    /// @param calldatas Selector and arguments for each.
    /// @param descriptionHash keccak-256 of the description.
    /// @return proposalId The number.
    function getProposalId(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external view returns (uint256 proposalId);

    /// @notice How far a proposal is.
    /// @param proposalId The proposal; it must exist.
    /// @return current The state.
    function state(uint256 proposalId) external view returns (ProposalState current);

    /// @notice Votes it takes to propose something.
    /// @return votes The votes.
    function proposalThreshold() external view returns (uint256 votes);

    /// @notice The second whose votes count for a proposal.
    /// @param proposalId The proposal.
    /// @return timepoint The second; 0 if there is no such proposal.
    function proposalSnapshot(uint256 proposalId) external view returns (uint256 timepoint);

    /// @notice The last second of the vote on a proposal.
    /// @param proposalId The proposal.
    /// @return timepoint The second; 0 if there is no such proposal.
    function proposalDeadline(uint256 proposalId) external view returns (uint256 timepoint);

    /// @notice Who made a proposal.
    /// @param proposalId The proposal.
    /// @return proposer The account; zero if there is no such proposal.
    function proposalProposer(uint256 proposalId) external view returns (address proposer);

    /// @notice From when on a queued proposal can be executed.
    /// @param proposalId The proposal.
    /// @return etaSeconds The second; 0 if it was not queued.
    function proposalEta(uint256 proposalId) external view returns (uint256 etaSeconds);

    /// @notice Whether a proposal must be queued.
    /// @param proposalId Any.
    /// @return isNeeded True.
    function proposalNeedsQueuing(uint256 proposalId) external view returns (bool isNeeded);

    /// @notice Seconds from proposing to the second whose votes count.
    /// @return delay Seconds.
    function votingDelay() external view returns (uint256 delay);

    /// @notice Seconds that a vote lasts, if it is not extended.
    /// @return period Seconds.
    function votingPeriod() external view returns (uint256 period);

    /// @notice Votes, for and abstaining, without which a proposal fails.
    /// @param timepoint A second that has passed: the proposal's snapshot.
    /// @return votes The votes.
    function quorum(uint256 timepoint) external view returns (uint256 votes);

    /// @notice Votes an account had.
    /// @param account The account.
    /// @param timepoint A second that has passed.
    /// @return votes The votes.
    function getVotes(address account, uint256 timepoint) external view returns (uint256 votes);

    /// @notice The same.
    /// @param account The account.
    /// @param timepoint A second that has passed.
    /// @param params Anything.
    /// @return votes The votes.
    function getVotesWithParams(address account, uint256 timepoint, bytes calldata params)
        external
        view
        returns (uint256 votes);

    /// @notice Whether an account has voted on a proposal.
    /// @param proposalId The proposal.
    /// @param account The account.
    /// @return isCast True if it has.
    function hasVoted(uint256 proposalId, address account) external view returns (bool isCast);

    /// @notice Proposes calls. Whoever wants to make sure that nobody else proposes the same first, and takes it back,
    /// ends the description with #proposer=0x and their address: then only they can.
    /// @param targets Accounts to call.
    /// @param values Wei for each.
    /// @param calldatas Selector and arguments for each.
    /// @param description What it is about.
    /// @return proposalId The number of the proposal.
    function propose(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        string calldata description
    ) external returns (uint256 proposalId);

    /// @notice Lets the timelock begin for a proposal that has succeeded, within 7 days. For anybody.
    /// @param targets Accounts to call.
    /// @param values Wei for each.
    /// @param calldatas Selector and arguments for each.
    /// @param descriptionHash keccak-256 of the description.
    /// @return proposalId The number of the proposal.
    function queue(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId);

    /// @notice Makes the calls of a proposal that was queued, within 7 days of when the timelock is over. For
    /// anybody. Ether sent along goes to the treasury first.
    /// @dev WARNING: it fails if a contract that is called is not the one that it was when the proposal was made. That is
    /// looked at before the first call only: see GovernorCodeChanged.
    /// @param targets Accounts to call.
    /// @param values Wei for each.
    /// @param calldatas Selector and arguments for each.
    /// @param descriptionHash keccak-256 of the description.
    /// @return proposalId The number of the proposal.
    function execute(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external payable returns (uint256 proposalId);

    /// @notice Takes a proposal back. For its proposer, before the vote begins.
    /// @param targets Accounts to call.
    /// @param values Wei for each.
    /// @param calldatas Selector and arguments for each.
    /// @param descriptionHash keccak-256 of the description.
    /// @return proposalId The number of the proposal.
    function cancel(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId);

    /// @notice Votes.
    /// @param proposalId The proposal.
    /// @param support 0 (against), 1 (for) or 2 (abstain).
    /// @return weight Votes that the caller had.
    function castVote(uint256 proposalId, uint8 support) external returns (uint256 weight);

    /// @notice Votes, and says why.
    /// @param proposalId The proposal.
    /// @param support 0 (against), 1 (for) or 2 (abstain).
    /// @param reason Why.
    /// @return weight Votes that the caller had.
    function castVoteWithReason(uint256 proposalId, uint8 support, string calldata reason)
        external
        returns (uint256 weight);

    /// @notice Votes, says why, and whatever else.
    /// @param proposalId The proposal.
    /// @param support 0 (against), 1 (for) or 2 (abstain).
    /// @param reason Why.
    /// @param params Anything; it counts for nothing.
    /// @return weight Votes that the caller had.
    function castVoteWithReasonAndParams(
        uint256 proposalId,
        uint8 support,
        string calldata reason,
        bytes calldata params
    ) external returns (uint256 weight);

    /// @notice Hands in somebody's vote.
    /// @dev What is signed: the EIP-712 struct Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce).
    /// @param proposalId The proposal.
    /// @param support 0 (against), 1 (for) or 2 (abstain).
    /// @param voter Who votes.
    /// @param signature The voter's: of a key r, s and v, of a contract (ERC-1271) whatever it wants.
    /// @return weight Votes that the voter had.
    function castVoteBySig(uint256 proposalId, uint8 support, address voter, bytes calldata signature)
        external
        returns (uint256 weight);

    /// @notice Hands in somebody's vote, why, and whatever else.
    /// @dev What is signed: the EIP-712 struct ExtendedBallot(uint256 proposalId,uint8 support,address voter,
    /// uint256 nonce,string reason,bytes params).
    /// @param proposalId The proposal.
    /// @param support 0 (against), 1 (for) or 2 (abstain).
    /// @param voter Who votes.
    /// @param reason Why.
    /// @param params Anything; it counts for nothing.
    /// @param signature The voter's.
    /// @return weight Votes that the voter had.
    function castVoteWithReasonAndParamsBySig(
        uint256 proposalId,
        uint8 support,
        address voter,
        string calldata reason,
        bytes calldata params,
        bytes calldata signature
    ) external returns (uint256 weight);
}
