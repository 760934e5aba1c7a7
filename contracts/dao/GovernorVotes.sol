// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Checkpoints} from "../libraries/Checkpoints.sol";
import {EIP712} from "../libraries/EIP712.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {GovernorState} from "./GovernorState.sol";
import {IBallots} from "./IBallots.sol";
import {IGovernor} from "./IGovernor.sol";

/// @title GovernorVotes
/// @notice How members vote, themselves and by signature, and how that is counted. See IGovernor and IBallots.
/// @dev To vote writes one new word if it is somebody's first vote, or the first for or against on a proposal, or the
/// first abstention.
abstract contract GovernorVotes is GovernorState, EIP712 {
    /// @dev What an account has voted on: two bits for each proposal, by number. A word does for the first 72.
    struct Voter {
        /// When the last vote ends, as it was announced, in which it voted yes.
        uint32 yesUntil;
        uint32 nonce;
        /// When it last left with a share.
        uint32 leftAt;
        /// How many of its votes of yes have not been released.
        uint16 openYes;
        uint144 votes;
        mapping(uint256 => uint256) laterVotes;
        /// With how many more units it could have left when it last did.
        uint96 couldLeave;
    }

    uint8 private constant AGAINST = 0;
    uint8 private constant FOR = 1;
    uint8 private constant ABSTAIN = 2;
    /// @dev The two bits: it has voted; it has voted yes, and that was not released.
    uint256 private constant VOTED = 1;
    uint256 private constant YES = 2;
    uint256 private constant FIRST_VOTES = 72;
    uint256 private constant VOTES_PER_WORD = 128;

    /// @notice Type of a signed vote.
    bytes32 public constant BALLOT_TYPEHASH =
        keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");
    /// @notice Type of a signed vote that says more.
    bytes32 public constant EXTENDED_BALLOT_TYPEHASH = keccak256(
        "ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params)"
    );

    string private _name;
    mapping(address account => Voter) internal _voters;

    constructor(string memory name_) EIP712(name_) {
        _name = name_;
    }

    // --- actions ----------------------------------------------------------------------------------

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

    // --- views ------------------------------------------------------------------------------------

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
        (uint256 votes, uint256 shift) = _votesOf(_voters[account], _proposals[proposalId].number);
        return votes >> shift & VOTED != 0;
    }

    /// @inheritdoc IBallots
    function nonces(address account) external view returns (uint256) {
        return _voters[account].nonce;
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
        uint256 voteStart = proposal.voteStart;
        weight = _token.getPastVotes(account, voteStart);
        if (weight > Checkpoints.MOST) revert GovernorWeightTooLarge(weight);
        _mark(account, number, voteStart, voteEnd, support == FOR);

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
        uint256 extended = block.timestamp + _closing.voteExtension;
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

    /// @dev Notes that an account has voted, and whether yes. Who has left since the snapshot cannot: its votes of then
    /// would be counted, and the units were paid for.
    function _mark(address account, uint256 number, uint256 voteStart, uint256 voteEnd, bool isYes) private {
        Voter storage voter = _voters[account];
        if (voter.leftAt > voteStart) revert GovernorHasLeft(account, voter.leftAt, voteStart);
        (uint256 votes, uint256 shift) = _votesOf(voter, number);
        if (votes >> shift & VOTED != 0) revert GovernorAlreadyCastVote(account);

        if (isYes) {
            if (voteEnd > voter.yesUntil) voter.yesUntil = uint32(voteEnd);
            voter.openYes++;
        }
        _setVotes(voter, number, votes | (isYes ? VOTED | YES : VOTED) << shift);
    }

    /// @dev Takes back that an account's vote of yes binds it, if it does; whether it did.
    function _unbind(Voter storage voter, uint256 number) internal returns (bool isYes) {
        (uint256 votes, uint256 shift) = _votesOf(voter, number);
        isYes = votes >> shift & YES != 0;
        if (isYes) {
            voter.openYes--;
            _setVotes(voter, number, votes & ~(YES << shift));
        }
    }

    /// @dev The word in which a vote is noted, and where in it.
    function _votesOf(Voter storage voter, uint256 number) private view returns (uint256 votes, uint256 shift) {
        if (number < FIRST_VOTES) return (voter.votes, number * 2);
        return (voter.laterVotes[number / VOTES_PER_WORD], number % VOTES_PER_WORD * 2);
    }

    function _setVotes(Voter storage voter, uint256 number, uint256 votes) private {
        if (number < FIRST_VOTES) voter.votes = uint144(votes);
        else voter.laterVotes[number / VOTES_PER_WORD] = votes;
    }

    function _useNonce(address account) private returns (uint256 nonce) {
        nonce = _voters[account].nonce++;
    }

    function _domainName() internal view override returns (string memory) {
        return _name;
    }

    function _nothing() private pure returns (string calldata) {
        return string(msg.data[:0]);
    }
}
