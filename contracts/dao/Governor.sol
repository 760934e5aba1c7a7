// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC721Receiver} from "../collectible/IERC721.sol";
import {Checkpoints} from "../libraries/Checkpoints.sol";
import {Code} from "../libraries/Code.sol";
import {EIP712} from "../libraries/EIP712.sol";
import {IERC165} from "../libraries/IERC165.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {IERC5805} from "../token/IERC5805.sol";
import {IERC6372} from "../token/IERC6372.sol";
import {IBallots} from "./IBallots.sol";
import {IERC1155Receiver} from "./IERC1155Receiver.sol";
import {GovernorSettings} from "./GovernorSettings.sol";
import {IGovernor} from "./IGovernor.sol";
import {ProposerSuffix} from "./ProposerSuffix.sol";

/// @title Governor
/// @notice Those who hold a token decide what their treasury, the timelock, does. See IGovernor for how, IBallots for
/// what is counted, and IGovernorSettings for what can be changed.
/// @dev The governor makes the timelock, which knows no other governor: nobody has a key to either.
///
/// To propose writes one new word, and one more the first time that a contract is to be called at all: what code it
/// has. To vote writes one new word if it is somebody's first vote, or the first for or against on a proposal, or the
/// first abstention.
contract Governor is GovernorSettings, EIP712, IBallots, IERC721Receiver, IERC1155Receiver {
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

    /// @dev What an account has voted on: one bit for each proposal, by number. A word does for the first 192.
    struct Voter {
        /// When the last vote ends, as it was announced, in which it voted yes.
        uint32 yesUntil;
        uint32 nonce;
        uint192 votes;
        mapping(uint256 => uint256) laterVotes;
    }

    uint8 private constant AGAINST = 0;
    uint8 private constant FOR = 1;
    uint8 private constant ABSTAIN = 2;
    uint256 private constant FIRST_VOTES = 192;
    /// @dev How long those who voted yes must stay after what they voted for could be executed.
    uint256 private constant TIME_TO_EXECUTE = 7 days;
    uint256 private constant NUMBER_BITS = 32;

    /// @notice Type of a signed vote.
    bytes32 public constant BALLOT_TYPEHASH =
        keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");
    /// @notice Type of a signed vote that says more.
    bytes32 public constant EXTENDED_BALLOT_TYPEHASH = keccak256(
        "ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params)"
    );

    IERC5805 private immutable _token;

    string private _name;
    mapping(uint256 proposalId => Proposal) private _proposals;
    mapping(address account => Voter) private _voters;
    /// @dev Hash of a contract's code, shortened to 224 bits, and the number of the proposal since when it is that. Zero
    /// for what never had code when it was to be called.
    mapping(address target => uint256) private _codes;

    /// @param name_ Name of the governor, for what is signed.
    /// @param token_ The token whose holders vote; it counts by seconds.
    /// @param terms What can be changed later, and bounds.
    constructor(string memory name_, IERC5805 token_, Terms memory terms) GovernorSettings(terms) EIP712(name_) {
        if (keccak256(bytes(token_.CLOCK_MODE())) != keccak256("mode=timestamp")) {
            revert GovernorInvalidClock(address(token_));
        }
        _name = name_;
        _token = token_;
    }

    /// @notice Refuses ether: it belongs into the timelock.
    receive() external payable {
        revert GovernorDisabledDeposit();
    }

    // --- proposals --------------------------------------------------------------------------------

    /// @inheritdoc IGovernor
    function propose(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        string calldata description
    ) external returns (uint256 proposalId) {
        if (!ProposerSuffix.allows(bytes(description), msg.sender)) revert GovernorRestrictedProposer(msg.sender);
        uint256 threshold = _settings.proposalThreshold;
        if (threshold != 0) {
            uint256 votes = _token.getPastVotes(msg.sender, block.timestamp - 1);
            if (votes < threshold) revert GovernorInsufficientProposerVotes(msg.sender, votes, threshold);
        }
        uint256 calls = targets.length;
        if (calls == 0 || calls != values.length || calls != calldatas.length) {
            revert GovernorInvalidProposalLength(calls, calldatas.length, values.length);
        }
        proposalId = hashProposal(targets, values, calldatas, keccak256(bytes(description)));
        Proposal storage proposal = _proposals[proposalId];
        if (proposal.voteStart != 0) revert GovernorUnexpectedProposalState(proposalId, state(proposalId), 0);

        uint256 voteStart = block.timestamp + _settings.votingDelay;
        uint256 voteEnd = voteStart + _settings.votingPeriod;
        // A vote may be extended by as much as a period, and times are looked up to the year 2105.
        if (voteEnd + MOST_VOTING_PERIOD > type(uint32).max) revert Checkpoints.TimeOutOfRange(voteEnd);
        uint24 number = _settings.proposals + 1;
        _settings.proposals = number;
        proposal.proposer = msg.sender;
        proposal.voteStart = uint32(voteStart);
        proposal.voteEnd = uint32(voteEnd);
        proposal.number = number;
        _commit(targets, number);
        emit ProposalCreated(
            proposalId, msg.sender, targets, values, new string[](calls), calldatas, voteStart, voteEnd, description
        );
    }

    /// @inheritdoc IGovernor
    function cancel(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId) {
        proposalId = hashProposal(targets, values, calldatas, descriptionHash);
        bool isPending = state(proposalId) == ProposalState.Pending;
        if (!isPending || msg.sender != _proposals[proposalId].proposer) {
            revert GovernorUnableToCancel(proposalId, msg.sender);
        }

        _proposals[proposalId].fate = Fate.Canceled;
        emit ProposalCanceled(proposalId);
    }

    /// @inheritdoc IGovernor
    function queue(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId) {
        proposalId = hashProposal(targets, values, calldatas, descriptionHash);
        _require(proposalId, ProposalState.Succeeded);

        uint256 eta = _timelock.schedule(bytes32(proposalId), _settings.timelockDelay);
        emit ProposalQueued(proposalId, eta);
    }

    /// @inheritdoc IGovernor
    function execute(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external payable returns (uint256 proposalId) {
        proposalId = hashProposal(targets, values, calldatas, descriptionHash);
        _require(proposalId, ProposalState.Queued);

        Proposal storage proposal = _proposals[proposalId];
        proposal.fate = Fate.Executed;
        _verify(targets, proposal.number);
        _timelock.execute{value: msg.value}(targets, values, calldatas, descriptionHash);
        emit ProposalExecuted(proposalId);
    }

    // --- votes ------------------------------------------------------------------------------------

    /// @inheritdoc IGovernor
    function castVote(uint256 proposalId, uint8 support) external returns (uint256) {
        return _castVote(proposalId, msg.sender, support, _nothing(), msg.data[:0]);
    }

    /// @inheritdoc IGovernor
    function castVoteWithReason(uint256 proposalId, uint8 support, string calldata reason) external returns (uint256) {
        return _castVote(proposalId, msg.sender, support, reason, msg.data[:0]);
    }

    /// @inheritdoc IGovernor
    function castVoteWithReasonAndParams(
        uint256 proposalId,
        uint8 support,
        string calldata reason,
        bytes calldata params
    ) external returns (uint256) {
        return _castVote(proposalId, msg.sender, support, reason, params);
    }

    /// @inheritdoc IGovernor
    function castVoteBySig(uint256 proposalId, uint8 support, address voter, bytes calldata signature)
        external
        returns (uint256)
    {
        bytes32 ballot = keccak256(abi.encode(BALLOT_TYPEHASH, proposalId, support, voter, _useNonce(voter)));
        if (!Signatures.isValid(voter, _digest(ballot), signature)) revert GovernorInvalidSignature(voter);

        return _castVote(proposalId, voter, support, _nothing(), msg.data[:0]);
    }

    /// @inheritdoc IGovernor
    function castVoteWithReasonAndParamsBySig(
        uint256 proposalId,
        uint8 support,
        address voter,
        string calldata reason,
        bytes calldata params,
        bytes calldata signature
    ) external returns (uint256) {
        bytes32 ballot = keccak256(
            abi.encode(
                EXTENDED_BALLOT_TYPEHASH,
                proposalId,
                support,
                voter,
                _useNonce(voter),
                keccak256(bytes(reason)),
                keccak256(params)
            )
        );
        if (!Signatures.isValid(voter, _digest(ballot), signature)) revert GovernorInvalidSignature(voter);

        return _castVote(proposalId, voter, support, reason, params);
    }

    // --- what it does not take ----------------------------------------------------------------------

    /// @notice Refuses pieces: they belong into the timelock.
    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        revert GovernorDisabledDeposit();
    }

    /// @notice Refuses tokens: they belong into the timelock.
    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external pure returns (bytes4) {
        revert GovernorDisabledDeposit();
    }

    /// @notice Refuses tokens: they belong into the timelock.
    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        pure
        returns (bytes4)
    {
        revert GovernorDisabledDeposit();
    }

    // --- views ------------------------------------------------------------------------------------

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        // The second one is what OpenZeppelin's IGovernor was before 5.4.
        return interfaceId == type(IGovernor).interfaceId
            || interfaceId == type(IGovernor).interfaceId ^ IGovernor.getProposalId.selector
            || interfaceId == type(IERC1155Receiver).interfaceId || interfaceId == type(IERC165).interfaceId;
    }

    /// @inheritdoc IGovernor
    function name() external view returns (string memory) {
        return _name;
    }

    /// @inheritdoc IGovernor
    function version() external pure returns (string memory) {
        return "1";
    }

    /// @inheritdoc IGovernor
    function COUNTING_MODE() external pure returns (string memory) {
        return "support=bravo&quorum=for,abstain";
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
    function getProposalId(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external pure returns (uint256) {
        return hashProposal(targets, values, calldatas, descriptionHash);
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
    function getVotes(address account, uint256 timepoint) external view returns (uint256) {
        return _token.getPastVotes(account, timepoint);
    }

    /// @inheritdoc IGovernor
    function getVotesWithParams(address account, uint256 timepoint, bytes calldata) external view returns (uint256) {
        return _token.getPastVotes(account, timepoint);
    }

    /// @inheritdoc IGovernor
    function hasVoted(uint256 proposalId, address account) external view returns (bool) {
        (uint256 votes, uint256 bit) = _votesOf(_voters[account], _proposals[proposalId].number);
        return votes & bit != 0;
    }

    /// @inheritdoc IBallots
    function isBound(address account) external view returns (bool) {
        return block.timestamp <= boundUntil(account);
    }

    /// @inheritdoc IBallots
    function nonces(address account) external view returns (uint256) {
        return _voters[account].nonce;
    }

    /// @inheritdoc IGovernor
    function hashProposal(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(targets, values, calldatas, descriptionHash)));
    }

    /// @inheritdoc IBallots
    function boundUntil(address account) public view returns (uint256) {
        uint256 yesUntil = _voters[account].yesUntil;
        return yesUntil == 0 ? 0 : yesUntil + _longestWait + TIME_TO_EXECUTE;
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
        if (block.timestamp <= proposal.voteEnd) return ProposalState.Active;
        uint256 forVotes = proposal.forVotes;
        if (forVotes <= proposal.againstVotes) return ProposalState.Defeated;
        // It was queued because it had succeeded, and nothing changes that.
        if (_timelock.readyAt(bytes32(proposalId)) != 0) return ProposalState.Queued;
        uint256 needed = quorum(voteStart);
        // Where those for it are enough, those who abstained need not be looked at.
        bool isQuorate = forVotes >= needed || forVotes + proposal.abstainVotes >= needed;
        return isQuorate ? ProposalState.Succeeded : ProposalState.Defeated;
    }

    // --- internals --------------------------------------------------------------------------------

    function _castVote(uint256 proposalId, address account, uint8 support, string calldata reason, bytes calldata params)
        private
        returns (uint256 weight)
    {
        _require(proposalId, ProposalState.Active);
        Proposal storage proposal = _proposals[proposalId];
        // What is needed of this word, before a call after which it would be read again.
        uint256 voteEnd = proposal.voteEnd;
        uint256 number = proposal.number;
        weight = _token.getPastVotes(account, proposal.voteStart);
        if (weight > Checkpoints.MOST) revert GovernorWeightTooLarge(weight);
        _mark(account, number, support == FOR ? voteEnd : 0);

        if (support == FOR) proposal.forVotes += uint96(weight);
        else if (support == AGAINST) proposal.againstVotes += uint96(weight);
        else if (support == ABSTAIN) proposal.abstainVotes += uint96(weight);
        else revert GovernorInvalidVoteType();

        if (params.length == 0) emit VoteCast(account, proposalId, support, weight, reason);
        else emit VoteCastWithParams(account, proposalId, support, weight, reason, params);

        if (support != AGAINST && block.timestamp + MOST_VOTE_EXTENSION > voteEnd) {
            _extend(proposalId, proposal, weight, voteEnd);
        }
    }

    /// @dev Extends the vote if the last `weight` votes were those by which the quorum was reached, late.
    function _extend(uint256 proposalId, Proposal storage proposal, uint256 weight, uint256 voteEnd) private {
        uint256 extended = block.timestamp + _settings.voteExtension;
        if (extended <= voteEnd || !_reachesQuorum(proposal, weight)) return;

        proposal.voteEnd = uint32(extended);
        emit ProposalExtended(proposalId, uint64(extended));
    }

    /// @dev Whether it was the last `weight` votes by which the quorum was reached.
    function _reachesQuorum(Proposal storage proposal, uint256 weight) private view returns (bool) {
        uint256 votes = uint256(proposal.forVotes) + proposal.abstainVotes;
        uint256 needed = quorum(proposal.voteStart);
        return votes >= needed && votes - weight < needed;
    }

    /// @dev Notes that an account has voted, and until when the vote lasts if it voted yes.
    function _mark(address account, uint256 number, uint256 yesUntil) private {
        Voter storage voter = _voters[account];
        (uint256 votes, uint256 bit) = _votesOf(voter, number);
        if (votes & bit != 0) revert GovernorAlreadyCastVote(account);

        if (yesUntil > voter.yesUntil) voter.yesUntil = uint32(yesUntil);
        if (number < FIRST_VOTES) voter.votes = uint192(votes | bit);
        else voter.laterVotes[number / 256] = votes | bit;
    }

    /// @dev The word in which a vote is noted, and the bit in it.
    function _votesOf(Voter storage voter, uint256 number) private view returns (uint256 votes, uint256 bit) {
        if (number < FIRST_VOTES) return (voter.votes, 1 << number);
        return (voter.laterVotes[number / 256], 1 << number % 256);
    }

    function _useNonce(address account) private returns (uint256 nonce) {
        nonce = _voters[account].nonce++;
    }

    /// @dev Notes what code the targets have, where it is not known.
    function _commit(address[] calldata targets, uint256 number) private {
        for (uint256 i = 0; i < targets.length; i++) {
            address target = targets[i];
            uint256 hash = uint256(Code.hashOf(target)) >> NUMBER_BITS;
            if (_codes[target] >> NUMBER_BITS != hash) _codes[target] = hash << NUMBER_BITS | number;
        }
    }

    /// @dev The code of the targets must be what it was when proposal `number` was made: what is known of it now must
    /// have been known then.
    function _verify(address[] calldata targets, uint256 number) private view {
        for (uint256 i = 0; i < targets.length; i++) {
            address target = targets[i];
            uint256 known = _codes[target];
            bool isSame = known >> NUMBER_BITS == uint256(Code.hashOf(target)) >> NUMBER_BITS;
            if (!isSame || uint32(known) > number) revert GovernorCodeChanged(target);
        }
    }

    function _require(uint256 proposalId, ProposalState wanted) private view {
        ProposalState current = state(proposalId);
        if (current != wanted) {
            revert GovernorUnexpectedProposalState(proposalId, current, bytes32(1 << uint256(wanted)));
        }
    }

    function _domainName() internal view override returns (string memory) {
        return _name;
    }

    function _nothing() private pure returns (string calldata) {
        return string(msg.data[:0]);
    }
}
