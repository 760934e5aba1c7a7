// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DrawSums} from "./DrawSums.sol";
import {OUTSIDE, Tally, deltaOf} from "./Tally.sol";
import {BITS, Clock, MAX_PLACES, MAX_TOTAL, Weights, keyOf} from "./Weights.sol";

/// @title DrawWeights
/// @notice Who had how much for how long: the odds of a draw to the second, and the account that a random number picks.
/// @dev An account's weight over a draw that runs from t0 to t1 is the integral of its balance over that time. Two
/// numbers are enough to know it at any moment. Let every change c of the balance, made at the time t, add c x (t - t0)
/// to a debt. A unit that came at t would by now have counted for (t1 - t0), and truly counts for (t1 - t): the debt is
/// what it did not earn. So
///
///     weight = balance x (t1 - t0) - debt,        debt = sum of c x (t - t0)
///
/// Balances add up, debts add up, and so do weights: a node that holds the sums of the accounts below it knows the sum
/// of their weights. The accounts stand in a row of places; sixteen of them make a node, sixteen nodes make one node
/// above, up to a single root. A change goes from its account to the root, one slot a level. A random point below the
/// root's weight picks its account on the way down: at most sixteen nodes are looked at on a level.
///
/// Draws follow each other without a gap. A node notes the draw its debt belongs to; in a later draw that debt is zero
/// by definition, so a draw's start writes to no account at all.
///
/// While a closed draw waits for its random number, the next one is open. The first change of a node in the open draw
/// stores away what it weighed in the closed one. All others still hold that: their balance has not changed since.
///
/// Nothing here iterates over accounts, and nothing can get stuck, because these bounds hold whatever happens:
/// - all balances together stay below 2^96, so any balance or sum of them fits into 96 bits;
/// - time within a draw counts up to MAX_ELAPSED, then stands still: a draw that nobody closes for years ends, as far
///   as its odds go, after 97 days. So a weight lies between zero and 2^96 x 2^23, and a debt, which is the difference
///   of two such numbers, between -2^119 and 2^119: 120 bits with the sign;
/// - there are 65,535 draws; after the last one none is closed any more, and balances move as ever;
/// - there are 8,388,607 places; when all are taken, accounts that have one are not affected.
library DrawWeights {
    /// @notice All balances together would not fit.
    /// @param amount Units that should have been added.
    /// @param room Units that could have been.
    error TotalExceeded(uint256 amount, uint256 room);

    /// @notice All places are taken by accounts with weight: a new account finds none.
    error NoPlaceLeft();

    /// @notice The closed draw has still to pick somebody.
    /// @param drawId The closed draw.
    error DrawStillPending(uint256 drawId);

    /// @notice This was the last draw there can be.
    error NoDrawsLeft();

    /// @notice An account has weight for the first time, or again after its place went to somebody else. Points are
    /// counted place by place.
    /// @param account The account.
    /// @param place Where it stands, from 1 on.
    event PlaceTaken(address indexed account, uint256 place);

    // --- draws ------------------------------------------------------------------------------------

    /// @notice Opens the first draw.
    function open(Weights storage self) internal {
        self.clock.openedAt = uint40(block.timestamp);
        self.clock.drawId = 1;
        self.clock.depth = 1;
    }

    /// @notice Closes the open draw, whose weights are fixed from here on, and opens the next one.
    function close(Weights storage self) internal {
        Clock memory clock = self.clock;
        if (clock.isPending) revert DrawStillPending(clock.drawId - 1);
        if (clock.drawId == type(uint16).max) revert NoDrawsLeft();

        clock.closedFrom = clock.openedAt;
        clock.openedAt = uint40(block.timestamp);
        clock.drawId += 1;
        clock.isPending = true;
        clock.save(self.clock);
    }

    /// @notice Lets go of the closed draw: nobody will ask for its weights any more.
    function settle(Weights storage self) internal {
        if (!self.clock.isPending) revert DrawSums.NoDrawPending();
        self.clock.isPending = false;
    }

    // --- balances ---------------------------------------------------------------------------------

    /// @notice Gives an account more.
    function increase(Weights storage self, address account, uint256 amount) internal {
        uint256 room = MAX_TOTAL - total(self);
        if (amount > room) revert TotalExceeded(amount, room);

        _change(self, self.clock, account, int256(amount));
    }

    /// @notice Takes from an account what it must be known to have.
    function decrease(Weights storage self, address account, uint256 amount) internal {
        _change(self, self.clock, account, -int256(amount));
    }

    /// @notice Moves from one account to another what the first must be known to have.
    function move(Weights storage self, address from, address to, uint256 amount) internal {
        if (from == to || amount == 0) return;
        Clock memory clock = self.clock;
        int256 change = int256(amount);
        int256 delta = _deltaOf(clock, change);
        // The one who gives comes first: changed in the open draw, its place is not for reuse.
        uint256 fromPlace = _changeAccount(self, clock, from, -change, -delta);
        uint256 toPlace = _changeAccount(self, clock, to, change, delta);

        if (fromPlace != 0 && toPlace != 0) {
            // Where the two paths meet, the sum of both changes is nothing.
            for (uint256 level = 1; (fromPlace >>= BITS) != (toPlace >>= BITS); level++) {
                _changeNode(self, clock, keyOf(level, fromPlace), -delta);
                _changeNode(self, clock, keyOf(level, toPlace), delta);
            }
        } else if (fromPlace != 0) {
            _changePath(self, clock, fromPlace, -delta);
            self.clock.outside += uint96(amount);
        } else if (toPlace != 0) {
            _changePath(self, clock, toPlace, delta);
            self.clock.outside -= uint96(amount);
        }
    }

    /// @notice Lets an account's balance take part in draws, or not, from now on.
    function setOutside(Weights storage self, address account, bool shallBeOutside) internal {
        if (shallBeOutside == isOutside(self, account)) return;

        // The balance leaves by one door and comes in by the other.
        int256 held = int256(balanceOf(self, account));
        _change(self, self.clock, account, -held);
        Tally tally = self.accounts[account];
        self.accounts[account] = tally.withPlace(shallBeOutside ? tally.place() | OUTSIDE : tally.place());
        _change(self, self.clock, account, held);
    }

    // --- views ------------------------------------------------------------------------------------

    /// @notice What an account has.
    function balanceOf(Weights storage self, address account) internal view returns (uint256) {
        return self.accounts[account].balance();
    }

    /// @notice Whether an account's balance takes no part in draws.
    function isOutside(Weights storage self, address account) internal view returns (bool) {
        return self.accounts[account].isOutside();
    }

    /// @notice All balances together.
    function total(Weights storage self) internal view returns (uint256) {
        return self.nodes[keyOf(self.clock.depth, 0)].balance() + self.clock.outside;
    }

    // --- changes ----------------------------------------------------------------------------------

    function _change(Weights storage self, Clock memory clock, address account, int256 change) private {
        if (change == 0) return;
        int256 delta = _deltaOf(clock, change);
        uint256 place = _changeAccount(self, clock, account, change, delta);
        if (place != 0) _changePath(self, clock, place, delta);
        else self.clock.outside = uint96(uint256(int256(uint256(clock.outside)) + change));
    }

    /// @dev Returns the account's place, or 0 if it takes no part.
    function _changeAccount(Weights storage self, Clock memory clock, address account, int256 change, int256 delta)
        private
        returns (uint256 place)
    {
        Tally tally = self.accounts[account];
        if (tally.isOutside()) {
            // Its debt is that of the time when it took part.
            delta = change;
        } else {
            place = tally.place();
            if (place == 0) {
                place = _takePlace(self, clock, account);
                tally = tally.withPlace(place);
            }
            if (tally.drawId() != clock.drawId) tally = _enter(self, clock, place, tally);
        }
        self.accounts[account] = tally.changedBy(delta);
    }

    /// @dev All nodes from a place up to the root.
    function _changePath(Weights storage self, Clock memory clock, uint256 place, int256 delta) private {
        uint256 depth = clock.depth;
        for (uint256 level = 1; level <= depth; level++) {
            place >>= BITS;
            _changeNode(self, clock, keyOf(level, place), delta);
        }
    }

    function _changeNode(Weights storage self, Clock memory clock, uint256 key, int256 delta) private {
        Tally tally = self.nodes[key];
        if (tally.drawId() != clock.drawId) tally = _enter(self, clock, key, tally);
        self.nodes[key] = tally.changedBy(delta);
    }

    /// @dev Brings what has not changed in the open draw yet into it. What it weighed in the closed one is stored away.
    function _enter(Weights storage self, Clock memory clock, uint256 key, Tally tally) private returns (Tally) {
        if (clock.isPending) self.frozen[key] = DrawSums.closedWeightOf(clock, tally);
        return tally.inDraw(clock.drawId);
    }

    /// @dev Finds a place for an account that has none, and brings `clock` up to date, in memory and in storage.
    ///
    /// One old place is looked at, the next in turn. It is free if nothing that takes part stands there now, and
    /// nothing has stood there in a draw that still counts. So with N accounts that stay, n others that come and go
    /// make the row no longer than about the square root of 2 x N x n, at one look each and no list to keep.
    function _takePlace(Weights storage self, Clock memory clock, address account) private returns (uint256 place) {
        if (clock.places != 0) {
            clock.cursor = clock.cursor < clock.places ? clock.cursor + 1 : 1;
            address before = self.accountAt[clock.cursor];
            Tally tally = self.accounts[before];
            uint256 oldest = clock.isPending ? clock.drawId - 1 : clock.drawId;
            if (tally.part() == 0 && tally.drawId() < oldest) {
                place = clock.cursor;
                self.accounts[before] = tally.withPlace(tally.isOutside() ? OUTSIDE : 0);
            }
        }
        if (place == 0) {
            if (clock.places == MAX_PLACES) revert NoPlaceLeft();
            clock.places += 1;
            place = clock.places;
            if (place >> (BITS * clock.depth) != 0) _growUp(self, clock);
        }
        self.accountAt[place] = account;
        clock.save(self.clock);
        emit PlaceTaken(account, place);
    }

    /// @dev Puts a new root on top of the old one, with the same sums: the old one's brothers are still empty.
    function _growUp(Weights storage self, Clock memory clock) private {
        uint256 oldRoot = keyOf(clock.depth, 0);
        clock.depth += 1;
        uint256 newRoot = keyOf(clock.depth, 0);
        self.nodes[newRoot] = self.nodes[oldRoot];
        if (clock.isPending) self.frozen[newRoot] = self.frozen[oldRoot];
    }

    /// @dev A change now, of a balance and of the debt that it makes.
    function _deltaOf(Clock memory clock, int256 change) private view returns (int256) {
        // A change has 97 bits, the time 23.
        unchecked {
            return deltaOf(change, change * int256(clock.elapsed()));
        }
    }
}
