// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC721Receiver} from "../collectible/IERC721.sol";
import {Checkpoints} from "../libraries/Checkpoints.sol";
import {Code} from "../libraries/Code.sol";
import {IERC165} from "../libraries/IERC165.sol";
import {IERC1155Receiver} from "./IERC1155Receiver.sol";
import {GovernorExit} from "./GovernorExit.sol";
import {GovernorSettings} from "./GovernorSettings.sol";
import {GovernorState} from "./GovernorState.sol";
import {GovernorVotes} from "./GovernorVotes.sol";
import {IGovernor} from "./IGovernor.sol";
import {IMemberToken} from "./IMemberToken.sol";
import {ProposerSuffix} from "./ProposerSuffix.sol";

/// @title Governor
/// @notice Those who hold a token decide what their treasury, the timelock, does. See IGovernor for how, IBallots for
/// what is counted, IGovernorSettings for what can be changed, and IGovernorExit for how one leaves.
/// @dev Here is how something is proposed, queued and executed; GovernorState tells how far it is, GovernorVotes takes
/// votes, GovernorExit lets members go. The governor makes the timelock, which knows no other governor: nobody has a key
/// to either.
///
/// To propose writes one new word, and one more the first time that a contract is to be called at all: what code it
/// has.
contract Governor is GovernorExit, IERC721Receiver, IERC1155Receiver {
    uint256 private constant NUMBER_BITS = 32;

    /// @dev Hash of a contract's code, shortened to 224 bits, and the number of the proposal since when it is that. Zero
    /// for what never had code when it was to be called.
    mapping(address target => uint256) private _codes;

    /// @param name_ Name of the governor, for what is signed.
    /// @param token_ The token whose holders vote; it counts by seconds.
    /// @param terms What can be changed later, and bounds.
    constructor(string memory name_, IMemberToken token_, Terms memory terms)
        GovernorSettings(terms)
        GovernorState(token_)
        GovernorVotes(name_)
    {}

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
        (uint256 threshold, uint24 number, uint256 voteStart, uint256 voteEnd) = _next();
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

        uint256 eta = _timelock.schedule(bytes32(proposalId), _closing.timelockDelay);
        emit ProposalQueued(proposalId, eta);
    }

    /// @inheritdoc IGovernor
    function execute(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external payable guarded returns (uint256 proposalId) {
        proposalId = hashProposal(targets, values, calldatas, descriptionHash);
        _require(proposalId, ProposalState.Queued);

        Proposal storage proposal = _proposals[proposalId];
        proposal.fate = Fate.Executed;
        _verify(targets, proposal.number);
        _timelock.execute{value: msg.value}(targets, values, calldatas, descriptionHash);
        emit ProposalExecuted(proposalId);
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
    function getProposalId(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external pure returns (uint256) {
        return hashProposal(targets, values, calldatas, descriptionHash);
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

    // --- internals --------------------------------------------------------------------------------

    /// @dev Notes that something is proposed; with which number, what it takes, and when the vote begins and ends.
    function _next() private returns (uint256 threshold, uint24 number, uint256 voteStart, uint256 voteEnd) {
        Opening storage opening = _opening;
        threshold = opening.proposalThreshold;
        number = opening.proposals + 1;
        uint256 lastSnapshot = opening.lastSnapshot;
        uint256 firstSnapshot = opening.firstSnapshot;
        // Times, and what is below 2^24.
        unchecked {
            voteStart = block.timestamp + opening.votingDelay;
            // Votes begin in the order of proposing, also after the delay was made shorter: see GovernorExit.
            if (voteStart < lastSnapshot) voteStart = lastSnapshot;
            voteEnd = voteStart + opening.votingPeriod;
            bool isAlone = firstSnapshot == 0 || block.timestamp > lastSnapshot + opening.longestLife;
            if (isAlone) firstSnapshot = voteStart;
            // A vote may be extended, and times are looked up to the year 2105.
            if (voteEnd + MOST_VOTING_PERIOD > type(uint32).max) revert Checkpoints.TimeOutOfRange(voteEnd);
        }
        opening.proposals = number;
        opening.lastSnapshot = uint32(voteStart);
        opening.firstSnapshot = uint32(firstSnapshot);
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
}
