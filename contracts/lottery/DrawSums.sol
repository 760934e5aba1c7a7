// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Clock} from "./Clock.sol";
import {Tally} from "./Tally.sol";
import {BITS, CHILDREN, Weights, keyOf} from "./Weights.sol";

/// @title DrawSums
/// @notice What accounts weigh, and whom a point picks: how DrawWeights, where the mathematics is told, is read.
/// @dev In the closed draw, what has changed since it was closed weighs what was stored away then; all else weighs what
/// its balance and its debt say.
library DrawSums {
    /// @notice There is no closed draw that would have to pick somebody.
    error NoDrawPending();

    /// @notice No account has this point: it is not below the closed draw's weight.
    /// @param point The point.
    /// @param weight The draw's weight.
    error PointOutOfRange(uint256 point, uint256 weight);

    /// @notice An account's weight in the open draw, if it were closed now.
    function openWeightOf(Weights storage self, address account) internal view returns (uint256) {
        return _openWeight(self.clock, self.accounts[account].tally);
    }

    /// @notice The weight of all accounts in the open draw, if it were closed now.
    function openWeight(Weights storage self) internal view returns (uint256) {
        Clock clock = self.clock;
        return _openWeight(clock, self.nodes[keyOf(clock.depth(), 0)].tally);
    }

    /// @notice An account's weight in the closed draw.
    function closedWeightOf(Weights storage self, address account) internal view returns (uint256) {
        Clock clock = self.clock;
        if (!clock.isPending()) revert NoDrawPending();
        Tally tally = self.accounts[account].tally;
        return tally.drawId() == clock.drawId() && tally.place() != 0
            ? self.frozen[tally.place()]
            : closedWeightOf(clock, tally);
    }

    /// @notice The weight of all accounts in the closed draw.
    function closedWeight(Weights storage self) internal view returns (uint256) {
        Clock clock = self.clock;
        if (!clock.isPending()) revert NoDrawPending();
        return _closedWeightAt(self, clock, clock.depth(), 0);
    }

    /// @notice The account that a point in the closed draw belongs to: each has as many points as it has weight.
    function pick(Weights storage self, uint256 point) internal view returns (address) {
        Clock clock = self.clock;
        if (!clock.isPending()) revert NoDrawPending();
        uint256 weight = _closedWeightAt(self, clock, clock.depth(), 0);
        if (point >= weight) revert PointOutOfRange(point, weight);

        uint256 index = 0;
        for (uint256 level = clock.depth(); level != 0; level--) {
            (index, point, weight) = _step(self, clock, level - 1, index << BITS, point, weight);
        }
        return self.accountAt[index];
    }

    /// @dev The child, of those from `first` on, in which a point lies; the point within it; the child's weight. They
    /// are looked through from the nearer end, which is at most half of the weight away.
    function _step(
        Weights storage self,
        Clock clock,
        uint256 level,
        uint256 first,
        uint256 point,
        uint256 weight
    ) private view returns (uint256 child, uint256 pointWithin, uint256 childWeight) {
        // The weights of the children add up to `weight`, which is above `point`: both searches end.
        unchecked {
            if (point < weight / 2) {
                child = first;
                while (point >= (childWeight = _closedWeightAt(self, clock, level, child))) {
                    point -= childWeight;
                    child++;
                }
                return (child, point, childWeight);
            }
            // Beyond the last place there is nothing to look at.
            uint256 last = clock.places() >> (BITS * level);
            child = first + CHILDREN - 1 < last ? first + CHILDREN - 1 : last;
            while (point < weight - (childWeight = _closedWeightAt(self, clock, level, child))) {
                weight -= childWeight;
                child--;
            }
            return (child, point - (weight - childWeight), childWeight);
        }
    }

    /// @dev The closed draw's weight of a node, or on level 0 of the account at a place.
    function _closedWeightAt(Weights storage self, Clock clock, uint256 level, uint256 index)
        private
        view
        returns (uint256)
    {
        uint256 key = keyOf(level, index);
        Tally tally = level == 0 ? self.accounts[self.accountAt[index]].tally : self.nodes[key].tally;
        return tally.drawId() == clock.drawId() ? self.frozen[key] : closedWeightOf(clock, tally);
    }

    /// @dev Of what has not changed since the draw was closed.
    function closedWeightOf(Clock clock, Tally tally) internal pure returns (uint256) {
        return _weight(tally, clock.duration(), tally.drawId() + 1 == clock.drawId());
    }

    function _openWeight(Clock clock, Tally tally) private view returns (uint256) {
        return _weight(tally, clock.elapsed(), tally.drawId() == clock.drawId());
    }

    /// @dev A debt counts in the draw it was made in.
    function _weight(Tally tally, uint256 duration, bool isIndebted) private pure returns (uint256) {
        // No weight is negative, nor does one overflow: see the bounds at the top.
        unchecked {
            uint256 weight = tally.part() * duration;
            return isIndebted ? uint256(int256(weight) - tally.debt()) : weight;
        }
    }
}
