// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICommitRevealRng} from "./ICommitRevealRng.sol";
import {IRng} from "./IRng.sol";

/// @title CommitRevealRng
/// @notice Randomness from secrets of several people. What it guarantees and what not is written in ICommitRevealRng.
/// @dev Nothing here iterates over people: secrets are mixed as they come, bonds go back one by one, to
/// those who ask. A bond is not sent by `reveal` itself: an account that takes no ether must be able to reveal.
contract CommitRevealRng is ICommitRevealRng {
    struct Request {
        uint64 requestedAt;
        uint96 committed;
        uint96 revealed;
        /// The hashes of all revealed secrets, mixed so that their order does not matter.
        uint256 mixed;
    }

    /// @inheritdoc ICommitRevealRng
    uint256 public constant MOST_TIME = 6 days;
    /// @dev Stands where a commitment stood whose secret has been revealed.
    bytes32 private constant REVEALED = bytes32(uint256(1));

    /// @inheritdoc ICommitRevealRng
    uint256 public immutable bond;
    /// @inheritdoc ICommitRevealRng
    uint256 public immutable commitPeriod;
    /// @inheritdoc ICommitRevealRng
    uint256 public immutable revealPeriod;
    /// @inheritdoc ICommitRevealRng
    uint256 public immutable minReveals;

    uint256 private _requests;
    mapping(uint256 id => Request) private _request;
    mapping(uint256 id => mapping(address committer => bytes32)) private _commitments;

    /// @param bond_ Wei that go with a commitment.
    /// @param commitPeriod_ Seconds to commit.
    /// @param revealPeriod_ Seconds to reveal.
    /// @param minReveals_ Revealed secrets that are needed.
    constructor(uint256 bond_, uint256 commitPeriod_, uint256 revealPeriod_, uint256 minReveals_) {
        // Compared one by one first, so that the sum cannot overflow.
        if (
            commitPeriod_ == 0 || commitPeriod_ > MOST_TIME || revealPeriod_ == 0 || revealPeriod_ > MOST_TIME
                || commitPeriod_ + revealPeriod_ > MOST_TIME || minReveals_ == 0
        ) revert InvalidTerms(commitPeriod_, revealPeriod_, minReveals_);

        bond = bond_;
        commitPeriod = commitPeriod_;
        revealPeriod = revealPeriod_;
        minReveals = minReveals_;
    }

    /// @inheritdoc IRng
    function request() external returns (uint256 id) {
        id = ++_requests;
        _request[id].requestedAt = uint64(block.timestamp);
        emit RandomnessRequested(id, msg.sender);
    }

    /// @inheritdoc ICommitRevealRng
    function commit(uint256 id, bytes32 commitment) external payable {
        Request storage asked = _known(id);
        if (msg.value != bond) revert WrongBond(msg.value, bond);
        uint256 end = asked.requestedAt + commitPeriod;
        if (block.timestamp >= end) revert CommitPeriodOver(id, end);
        // No hash is either of these. Whoever could commit to the mark would have revealed without a secret.
        if (commitment == 0 || commitment == REVEALED) revert InvalidCommitment(commitment);
        if (_commitments[id][msg.sender] != 0) revert AlreadyCommitted(id, msg.sender);

        _commitments[id][msg.sender] = commitment;
        asked.committed += 1;
        emit Committed(id, msg.sender, commitment);
    }

    /// @inheritdoc ICommitRevealRng
    function reveal(uint256 id, bytes32 secret) external {
        Request storage asked = _known(id);
        uint256 begin = asked.requestedAt + commitPeriod;
        uint256 end = begin + revealPeriod;
        if (block.timestamp < begin || block.timestamp >= end) revert NotInRevealPeriod(id, begin, end);
        bytes32 commitment = commitmentOf(id, msg.sender, secret);
        if (_commitments[id][msg.sender] != commitment) revert WrongSecret(id, msg.sender);

        _commitments[id][msg.sender] = REVEALED;
        asked.revealed += 1;
        // Hashed once more, and with the account: nobody can choose a secret that undoes another one's.
        asked.mixed ^= uint256(keccak256(abi.encode(commitment, secret)));
        emit Revealed(id, msg.sender, secret);
    }

    /// @inheritdoc ICommitRevealRng
    function withdrawBond(uint256 id) external {
        _known(id);
        if (_commitments[id][msg.sender] != REVEALED) revert NoBond(id, msg.sender);

        // Nobody can commit again: the time for that was over when the secret was revealed.
        delete _commitments[id][msg.sender];
        emit BondReturned(id, msg.sender, bond);
        (bool isTaken,) = msg.sender.call{value: bond}("");
        if (!isTaken) revert BondRefused(msg.sender, bond);
    }

    /// @inheritdoc IRng
    function isRequestComplete(uint256 id) public view returns (bool) {
        Request storage asked = _request[id];
        return asked.requestedAt != 0 && asked.revealed >= minReveals && _isOver(asked);
    }

    /// @inheritdoc IRng
    function isRequestFailed(uint256 id) public view returns (bool) {
        Request storage asked = _request[id];
        if (asked.requestedAt == 0 || block.timestamp < asked.requestedAt + commitPeriod) return false;

        return asked.committed < minReveals || (_isOver(asked) && asked.revealed < minReveals);
    }

    /// @inheritdoc IRng
    function randomNumber(uint256 id) external view returns (uint256 number) {
        if (isRequestFailed(id)) revert RandomnessFailed(id);
        if (!isRequestComplete(id)) {
            _known(id);
            revert RandomnessNotReady(id);
        }
        return uint256(keccak256(abi.encode(id, _request[id].mixed)));
    }

    /// @inheritdoc ICommitRevealRng
    function progressOf(uint256 id) external view returns (uint256, uint256, uint256) {
        Request storage asked = _known(id);
        return (asked.requestedAt, asked.committed, asked.revealed);
    }

    /// @inheritdoc ICommitRevealRng
    function commitmentOf(uint256 id, address committer, bytes32 secret) public pure returns (bytes32) {
        return keccak256(abi.encode(id, committer, secret));
    }

    /// @dev Whether no secret can be revealed any more: time is up, or all have been.
    function _isOver(Request storage asked) private view returns (bool) {
        uint256 end = asked.requestedAt + commitPeriod;
        return block.timestamp >= end + revealPeriod
            || (block.timestamp >= end && asked.revealed == asked.committed);
    }

    function _known(uint256 id) private view returns (Request storage asked) {
        asked = _request[id];
        if (asked.requestedAt == 0) revert UnknownRequest(id);
    }
}
