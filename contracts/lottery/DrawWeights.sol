// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Clock, startClock} from "./Clock.sol";
import {DrawSums} from "./DrawSums.sol";
import {OUTSIDE, Tally, deltaOf} from "./Tally.sol";
import {BITS, Entry, MAX_PLACES, MAX_TOTAL, Weights, keyOf} from "./Weights.sol";

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
        self.clock = startClock();
    }

    /// @notice Closes the open draw, whose weights are fixed from here on, and opens the next one.
    function close(Weights storage self) internal {
        Clock clock = self.clock;
        if (clock.isPending()) revert DrawStillPending(clock.drawId() - 1);
        if (clock.drawId() == type(uint16).max) revert NoDrawsLeft();

        self.clock = clock.atClose();
    }

    /// @notice Lets go of the closed draw: nobody will ask for its weights any more.
    function settle(Weights storage self) internal {
        Clock clock = self.clock;
        if (!clock.isPending()) revert DrawSums.NoDrawPending();

        self.clock = clock.settled();
    }

    // --- balances ---------------------------------------------------------------------------------

    /// @notice Gives an account more.
    function increase(Weights storage self, address account, uint256 amount) internal {
        Clock clock = self.clock;
        uint256 room = MAX_TOTAL - _total(self, clock);
        if (amount > room) revert TotalExceeded(amount, room);

        _change(self, clock, account, int256(amount));
    }

    /// @notice Takes from an account what it must be known to have.
    function decrease(Weights storage self, address account, uint256 amount) internal {
        _change(self, self.clock, account, -int256(amount));
    }

    /// @notice Moves from one account to another what the first must be known to have.
    function move(Weights storage self, address from, address to, uint256 amount) internal {
        if (from == to || amount == 0) return;
        Clock clock = self.clock;
        int256 change = int256(amount);
        int256 delta = _deltaOf(clock, change);
        // The one who gives comes first: changed in the open draw, its place is not for reuse.
        uint256 fromPlace;
        uint256 toPlace;
        (fromPlace, clock) = _changeAccount(self, clock, from, -change, -delta);
        (toPlace, clock) = _changeAccount(self, clock, to, change, delta);

        if (fromPlace != 0 && toPlace != 0) {
            // Where the two paths meet, the sum of both changes is nothing.
            for (uint256 level = 1; (fromPlace >>= BITS) != (toPlace >>= BITS); level++) {
                _changeNode(self, clock, keyOf(level, fromPlace), -delta);
                _changeNode(self, clock, keyOf(level, toPlace), delta);
            }
        } else if (fromPlace != 0) {
            _changePath(self, clock, fromPlace, -delta);
            self.clock = clock.withOutside(clock.outside() + amount);
        } else if (toPlace != 0) {
            _changePath(self, clock, toPlace, delta);
            self.clock = clock.withOutside(clock.outside() - amount);
        }
    }

    /// @notice Lets an account's balance take part in draws, or not, from now on.
    function setOutside(Weights storage self, address account, bool shallBeOutside) internal {
        if (shallBeOutside == isOutside(self, account)) return;

        // The balance leaves by one door and comes in by the other.
        int256 held = int256(balanceOf(self, account));
        _change(self, self.clock, account, -held);
        Entry storage entry = self.accounts[account];
        uint256 place = entry.tally.place();
        entry.tally = entry.tally.withPlace(shallBeOutside ? place | OUTSIDE : place);
        _change(self, self.clock, account, held);
    }

    // --- views ------------------------------------------------------------------------------------

    /// @notice What an account has.
    function balanceOf(Weights storage self, address account) internal view returns (uint256) {
        return self.accounts[account].tally.balance();
    }

    /// @notice Whether an account's balance takes no part in draws.
    function isOutside(Weights storage self, address account) internal view returns (bool) {
        return self.accounts[account].tally.isOutside();
    }

    /// @notice All balances together.
    function total(Weights storage self) internal view returns (uint256) {
        return _total(self, self.clock);
    }

    // --- changes ----------------------------------------------------------------------------------

    function _change(Weights storage self, Clock clock, address account, int256 change) private {
        if (change == 0) return;
        int256 delta = _deltaOf(clock, change);
        uint256 place;
        (place, clock) = _changeAccount(self, clock, account, change, delta);
        if (place != 0) _changePath(self, clock, place, delta);
        else self.clock = clock.withOutside(uint256(int256(clock.outside()) + change));
    }

    function _total(Weights storage self, Clock clock) private view returns (uint256) {
        return self.nodes[keyOf(clock.depth(), 0)].tally.balance() + clock.outside();
    }

    /// @dev Returns the account's place, or 0 if it takes no part, and the clock, which changes if it gets one.
    function _changeAccount(Weights storage self, Clock clock, address account, int256 change, int256 delta)
        private
        returns (uint256 place, Clock)
    {
        Entry storage entry = self.accounts[account];
        Tally tally = entry.tally;
        if (tally.isOutside()) {
            // Its debt is that of the time when it took part.
            delta = change;
        } else {
            place = tally.place();
            if (place == 0) {
                (place, clock) = _takePlace(self, clock, account);
                tally = tally.withPlace(place);
            }
            if (tally.drawId() != clock.drawId()) tally = _enter(self, clock, place, tally);
        }
        entry.tally = tally.changedBy(delta);
        return (place, clock);
    }

    /// @dev All nodes from a place up to the root.
    function _changePath(Weights storage self, Clock clock, uint256 place, int256 delta) private {
        uint256 depth = clock.depth();
        for (uint256 level = 1; level <= depth; level++) {
            place >>= BITS;
            _changeNode(self, clock, keyOf(level, place), delta);
        }
    }

    function _changeNode(Weights storage self, Clock clock, uint256 key, int256 delta) private {
        Entry storage node = self.nodes[key];
        Tally tally = node.tally;
        if (tally.drawId() != clock.drawId()) tally = _enter(self, clock, key, tally);
        node.tally = tally.changedBy(delta);
    }

    /// @dev Brings what has not changed in the open draw yet into it. What it weighed in the closed one is stored away.
    function _enter(Weights storage self, Clock clock, uint256 key, Tally tally) private returns (Tally) {
        if (clock.isPending()) self.frozen[key] = DrawSums.closedWeightOf(clock, tally);
        return tally.inDraw(clock.drawId());
    }

    /// @dev Finds a place for an account that has none, and brings the clock up to date.
    ///
    /// One old place is looked at, the next in turn. It is free if nothing that takes part stands there now, and
    /// nothing has stood there in a draw that still counts. So with N accounts that stay, n others that come and go
    /// make the row no longer than about the square root of 2 x N x n, at one look each and no list to keep.
    function _takePlace(Weights storage self, Clock clock, address account) private returns (uint256 place, Clock) {
        uint256 places = clock.places();
        uint256 cursor = clock.cursor();
        if (places != 0) {
            cursor = cursor < places ? cursor + 1 : 1;
            address before = self.accountAt[cursor];
            Tally tally = self.accounts[before].tally;
            uint256 oldest = clock.isPending() ? clock.drawId() - 1 : clock.drawId();
            if (tally.part() == 0 && tally.drawId() < oldest) {
                place = cursor;
                self.accounts[before].tally = tally.withPlace(tally.isOutside() ? OUTSIDE : 0);
            }
        }
        if (place == 0) {
            if (places == MAX_PLACES) revert NoPlaceLeft();
            place = ++places;
            if (place >> (BITS * clock.depth()) != 0) clock = _growUp(self, clock);
        }
        clock = clock.withPlaces(places, cursor);
        self.clock = clock;
        self.accountAt[place] = account;
        emit PlaceTaken(account, place);
        return (place, clock);
    }

    /// @dev Puts a new root on top of the old one, with the same sums: the old one's brothers are still empty.
    function _growUp(Weights storage self, Clock clock) private returns (Clock) {
        uint256 depth = clock.depth();
        uint256 oldRoot = keyOf(depth, 0);
        uint256 newRoot = keyOf(depth + 1, 0);
        self.nodes[newRoot].tally = self.nodes[oldRoot].tally;
        if (clock.isPending()) self.frozen[newRoot] = self.frozen[oldRoot];
        return clock.withDepth(depth + 1);
    }

    /// @dev A change now, of a balance and of the debt that it makes.
    function _deltaOf(Clock clock, int256 change) private view returns (int256) {
        // A change has 97 bits, the time 23.
        unchecked {
            return deltaOf(change, change * int256(clock.elapsed()));
        }
    }
}
