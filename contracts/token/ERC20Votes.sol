// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Checkpoints} from "../libraries/Checkpoints.sol";
import {ECDSA} from "../libraries/ECDSA.sol";
import {Hash} from "../libraries/Hash.sol";
import {ERC20} from "./ERC20.sol";
import {IERC5805} from "./IERC5805.sol";
import {IERC6372} from "./IERC6372.sol";
import {IVotes} from "./IVotes.sol";

/// @title ERC20Votes
/// @notice A token whose units are votes (ERC-5805), counted by the second. An heir decides how tokens come about.
/// @dev Whoever never delegated votes with what they have: nobody needs a transaction for that. It is the one
/// difference to OpenZeppelin's ERC20Votes, where such units have no vote. For those who follow events it is the same
/// as if each account delegated to itself when it first got something: `DelegateChanged` says so at that moment.
///
/// The votes of all are the supply, less what those have who delegated to nobody (the zero address).
///
/// A delegate is told nothing and need not agree. Votes do not travel on: what is delegated to somebody is theirs to
/// vote with, not to delegate.
///
/// Contracts that hold units (ERC-1271) cannot delegate by signature, as it names its signer by itself; they call
/// `delegate`.
abstract contract ERC20Votes is ERC20, IERC5805 {
    using Checkpoints for mapping(uint256 => uint256);

    /// @dev Who votes for an account, and how the votes that the account itself has changed. All but the last share a
    /// word, so that a transfer writes one word for both.
    struct Voter {
        address delegatee;
        /// False until something is delegated or received: who votes then is the account itself.
        bool hasDelegated;
        /// When it last delegated, be it to itself; zero if never.
        uint40 delegatedAt;
        uint48 checkpoints;
        mapping(uint256 => uint256) history;
        /// Of groups of checkpoints that somebody had noted, the fewest votes: see Checkpoints.
        mapping(uint256 => uint256) lows;
    }

    bytes32 private constant DELEGATION_TYPEHASH =
        keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");

    mapping(address account => Voter) private _voters;
    /// @dev Of this only the checkpoints are used.
    Voter private _supply;

    /// @inheritdoc IVotes
    function delegate(address delegatee) external {
        _delegate(msg.sender, delegatee);
    }

    /// @inheritdoc IVotes
    function delegateBySig(address delegatee, uint256 nonce, uint256 expiry, uint8 v, bytes32 r, bytes32 s) external {
        if (block.timestamp > expiry) revert VotesExpiredSignature(expiry);

        bytes32 structHash = Hash.words(uint256(DELEGATION_TYPEHASH), uint160(delegatee), nonce, expiry);
        address signer = ECDSA.recover(_digest(structHash), v, r, s);
        uint256 current = _nonces[signer];
        if (nonce != current) revert InvalidAccountNonce(signer, current);

        // A nonce goes up by one at a time: nobody lives to see it overflow.
        unchecked {
            _nonces[signer] = current + 1;
        }
        _delegate(signer, delegatee);
    }

    /// @notice Notes the fewest votes that an account had in the course of a group of its changes, so that
    /// `leastVotesSince` need not read all of them. For anybody, in as many transactions as they like: what is noted is
    /// how it was, and stays true whatever comes.
    /// @param account The account.
    /// @param groups Which groups: 0 is that of `checkpoints` 0, 1, 2... Reverts with GroupNotComplete if no change came
    /// after one.
    function noteFewest(address account, uint256[] calldata groups) external {
        Voter storage voter = _voters[account];
        for (uint256 i = 0; i < groups.length; i++) {
            voter.history.noteLow(voter.lows, voter.checkpoints, groups[i]);
        }
    }

    /// @inheritdoc IVotes
    function getVotes(address account) external view returns (uint256) {
        Voter storage voter = _voters[account];
        return voter.history.latest(voter.checkpoints);
    }

    /// @inheritdoc IVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return _pastOf(_voters[account], timepoint);
    }

    /// @inheritdoc IVotes
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        return _pastOf(_supply, timepoint);
    }

    /// @inheritdoc IVotes
    function delegates(address account) external view returns (address) {
        Voter storage voter = _voters[account];
        return voter.hasDelegated ? voter.delegatee : account;
    }

    /// @notice How many units there are, those included with which nobody votes: `getPastTotalSupply` of the present.
    /// @return supply The units.
    function currentTotalSupply() external view returns (uint256 supply) {
        return _supply.history.latest(_supply.checkpoints);
    }

    /// @notice When an account last said who votes for it.
    /// @param account The account.
    /// @return time Second (Unix time); zero if it never did, and always voted for itself.
    function delegatedAt(address account) external view returns (uint256 time) {
        return _voters[account].delegatedAt;
    }

    /// @notice How few votes an account had at the end of any second since a time, and has now.
    /// @dev It reads the changes since then, at 1,500 gas each, and anybody can send an account a unit each second to add
    /// to them. A group of 1,500 whose fewest were noted is read as one: with `noteFewest` never more than two groups are
    /// read one by one. Then a change each second makes 6 million gas in 20 days, and 14 million in 106, the longest that
    /// a Governor asks for.
    /// @param account The account.
    /// @param time A second (Unix time); what was at its end counts too.
    /// @return votes The fewest.
    function leastVotesSince(address account, uint256 time) external view returns (uint256 votes) {
        Voter storage voter = _voters[account];
        return voter.history.leastSince(voter.lows, voter.checkpoints, time);
    }

    /// @notice How many changes of an account's votes make a group, of which the fewest can be noted.
    /// @return count Number of checkpoints.
    function changesPerGroup() external pure returns (uint256 count) {
        return Checkpoints.GROUP;
    }

    /// @notice How often an account's votes changed, changes within a second counted as one.
    /// @param account The account.
    /// @return count Number of checkpoints.
    function numCheckpoints(address account) external view returns (uint256 count) {
        return _voters[account].checkpoints;
    }

    /// @notice One change of an account's votes.
    /// @param account The account.
    /// @param index Which, from 0.
    /// @return time Second (Unix time) of the change; zero if there was none.
    /// @return votes Votes from then on.
    function checkpoints(address account, uint256 index) external view returns (uint256 time, uint256 votes) {
        return _voters[account].history.read(index);
    }

    /// @inheritdoc IERC6372
    function clock() public view returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @inheritdoc IERC6372
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc ERC20
    function _transfer(address from, address to, uint256 value) internal virtual override {
        super._transfer(from, to, value);
        if (value == 0) return;

        // Whoever pays has received something before, and so has delegated.
        _move(_voters[from].delegatee, _delegateOfReceiver(to), value);
    }

    /// @inheritdoc ERC20
    function _mint(address to, uint256 value) internal virtual override {
        super._mint(to, value);
        if (value == 0) return;

        _changeSupply(value, 0);
        _move(address(0), _delegateOfReceiver(to), value);
    }

    /// @inheritdoc ERC20
    function _burn(address from, uint256 value) internal virtual override {
        super._burn(from, value);
        if (value == 0) return;

        _changeSupply(0, value);
        _move(_voters[from].delegatee, address(0), value);
    }

    /// @dev Writes down the votes of all. An heir that knows of units before they exist overrides this, and sees to it
    /// that there are never more votes than `Checkpoints.MOST`.
    function _changeSupply(uint256 more, uint256 less) internal virtual returns (uint256 current) {
        uint256 supply = totalSupply();
        if (supply > Checkpoints.MOST) revert ERC20ExceededSafeSupply(supply, Checkpoints.MOST);

        (, current) = _change(_supply, more, less);
    }

    function _delegate(address account, address delegatee) private {
        Voter storage voter = _voters[account];
        // Nobody, if there was nothing to vote with so far.
        address before = voter.delegatee;
        voter.delegatee = delegatee;
        voter.hasDelegated = true;
        voter.delegatedAt = uint40(block.timestamp);
        emit DelegateChanged(account, before, delegatee);
        uint256 balance = balanceOf(account);
        if (balance != 0) _move(before, delegatee, balance);
    }

    /// @dev Who gets the votes of what `account` receives. At the first time that is put down.
    function _delegateOfReceiver(address account) private returns (address delegatee) {
        Voter storage voter = _voters[account];
        if (voter.hasDelegated) return voter.delegatee;

        voter.delegatee = account;
        voter.hasDelegated = true;
        emit DelegateChanged(account, address(0), account);
        return account;
    }

    /// @dev Moves votes that are not none. The zero address has none, and never gets any.
    function _move(address from, address to, uint256 value) private {
        if (from == to) return;

        if (from != address(0)) {
            (uint256 before, uint256 current) = _change(_voters[from], 0, value);
            emit DelegateVotesChanged(from, before, current);
        }
        if (to != address(0)) {
            (uint256 before, uint256 current) = _change(_voters[to], value, 0);
            emit DelegateVotesChanged(to, before, current);
        }
    }

    function _change(Voter storage voter, uint256 more, uint256 less) private returns (uint256 before, uint256 current) {
        uint256 count = voter.checkpoints;
        uint256 newCount;
        // Nobody has more votes than there are units, and those fit.
        (newCount, before, current) = voter.history.change(count, more, less);
        if (newCount != count) voter.checkpoints = uint48(newCount);
    }

    function _pastOf(Voter storage voter, uint256 timepoint) private view returns (uint256) {
        if (timepoint >= block.timestamp) revert ERC5805FutureLookup(timepoint, clock());

        return voter.history.valueAt(voter.checkpoints, timepoint);
    }
}
