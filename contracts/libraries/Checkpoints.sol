// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Checkpoints
/// @notice How a number changed over time, for looking up what it was.
/// @dev A checkpoint is a time (32 bits) and the number from then on (96 bits), so two of them fit into a word. To
/// write the first half of a word costs 22,100 gas, to write the second one 5,000: with every second change it is saved
/// what a word a checkpoint would cost. Checkpoints are in the order of their times, no two of the same time.
///
/// A history is a mapping from 0, 1, 2... to words. How many checkpoints it has is kept by whoever uses it, who has
/// something else to keep in the same place.
///
/// To find the least since a time, all checkpoints since then are read, and there may be any number of them. So the
/// least of each `GROUP` of them can be noted, once they change no more, and is read in place of the group. What is noted
/// is a checkpoint of its own, as if the number had been the group's least from its first time on; `lows` is their
/// history. Who writes the changes pays nothing for that.
library Checkpoints {
    uint256 private constant HALF = 128;
    uint256 private constant VALUE_BITS = 96;

    /// @notice The largest number that can be kept.
    uint256 internal constant MOST = type(uint96).max;

    /// @notice So many checkpoints in a row make a group, from the first on. To note one costs 2.1 million gas.
    uint256 internal constant GROUP = 1_500;

    /// @notice A group's least is noted only when it can change no more, which is when there is a checkpoint after it.
    /// @param group Which, from 0.
    /// @param groups How many there are whose least can be noted.
    error GroupNotComplete(uint256 group, uint256 groups);

    /// @notice After the year 2105 no change can be written down.
    /// @param time Second (Unix time) that does not fit.
    error TimeOutOfRange(uint256 time);

    /// @notice Writes down that the number changes now.
    /// @param history The words.
    /// @param count How many checkpoints there are.
    /// @param more What is added; `MOST` at most.
    /// @param less What is taken away. Panics (0x11) if that is more than there is.
    /// @return newCount How many checkpoints there are now.
    /// @return before The number before.
    /// @return current The number now. The caller makes sure that it does not exceed `MOST`.
    function change(mapping(uint256 => uint256) storage history, uint256 count, uint256 more, uint256 less)
        internal
        returns (uint256 newCount, uint256 before, uint256 current)
    {
        if (block.timestamp > type(uint32).max) revert TimeOutOfRange(block.timestamp);

        uint256 index = count;
        uint256 word;
        // Counts are small, and what is subtracted from one was just found to be there.
        unchecked {
            if (count != 0) {
                word = history[(count - 1) / 2];
                uint256 last = count % 2 == 0 ? word >> HALF : word;
                before = uint96(last);
                if (uint32(last >> VALUE_BITS) == block.timestamp) index = count - 1;
            }
            newCount = index + 1;
        }
        // `before` is below 2^96, and so is `more` by what the caller has seen to: their sum fits.
        unchecked {
            current = before + more;
        }
        current -= less;
        uint256 fresh = block.timestamp << VALUE_BITS | current;
        // A second half goes beside the first, which was just read.
        history[index / 2] = index % 2 == 0 ? fresh : uint128(word) | fresh << HALF;
    }

    /// @notice The number now.
    /// @param history The words.
    /// @param count How many checkpoints there are.
    /// @return value The number; zero if there are none.
    function latest(mapping(uint256 => uint256) storage history, uint256 count) internal view returns (uint256 value) {
        if (count == 0) return 0;
        (, value) = read(history, count - 1);
    }

    /// @notice One checkpoint.
    /// @param history The words.
    /// @param index Which, from 0.
    /// @return time Second (Unix time) from which on it holds; zero if there is no such checkpoint.
    /// @return value The number.
    function read(mapping(uint256 => uint256) storage history, uint256 index)
        internal
        view
        returns (uint256 time, uint256 value)
    {
        uint256 word = history[index / 2];
        if (index % 2 == 1) word >>= HALF;
        return (uint32(word >> VALUE_BITS), uint96(word));
    }

    /// @notice Notes the least of a group of checkpoints; once more changes nothing.
    /// @param history The words.
    /// @param lows Where it is noted.
    /// @param count How many checkpoints there are.
    /// @param group Which group, from 0.
    function noteLow(
        mapping(uint256 => uint256) storage history,
        mapping(uint256 => uint256) storage lows,
        uint256 count,
        uint256 group
    ) internal {
        // The last checkpoint of all may still be overwritten within its second: it must not be in the group.
        uint256 groups = count == 0 ? 0 : (count - 1) / GROUP;
        if (group >= groups) revert GroupNotComplete(group, groups);

        // Counts are small, and a group ends where its first checkpoint and so many more are.
        unchecked {
            uint256 begin = group * GROUP;
            (uint256 since, uint256 least) = read(history, begin);
            for (uint256 index = begin + 1; index < begin + GROUP; index++) {
                (, uint256 value) = read(history, index);
                if (value < least) least = value;
            }
            uint256 fresh = since << VALUE_BITS | least;
            uint256 word = lows[group / 2];
            lows[group / 2] = group % 2 == 0 ? word >> HALF << HALF | fresh : uint128(word) | fresh << HALF;
        }
    }

    /// @notice The least that the number was at a time or has been since. Reads all checkpoints since then, from the
    /// last one back, except those of groups whose least was noted.
    /// @param history The words.
    /// @param lows What was noted of groups.
    /// @param count How many checkpoints there are.
    /// @param time Second (Unix time); what was written in that second counts.
    /// @return least The number; zero if there was no checkpoint yet.
    function leastSince(
        mapping(uint256 => uint256) storage history,
        mapping(uint256 => uint256) storage lows,
        uint256 count,
        uint256 time
    ) internal view returns (uint256 least) {
        least = MOST;
        // Found to be above zero, and to be as many as a group has.
        unchecked {
            for (uint256 index = count; index != 0;) {
                uint256 since;
                uint256 value;
                if (index % GROUP == 0) (since, value) = read(lows, index / GROUP - 1);
                // A group that was not noted has no time, and of one that began by then not all counts.
                if (since > time) {
                    index -= GROUP;
                } else {
                    index--;
                    (since, value) = read(history, index);
                }
                if (value < least) least = value;
                if (since <= time) return least;
            }
        }
        // Before the first one it was zero.
        return 0;
    }

    /// @notice The number at a time. Reads a word for each doubling of their number, and the last one first: that is
    /// where most look for.
    /// @param history The words.
    /// @param count How many checkpoints there are.
    /// @param time Second (Unix time); what was written in that second counts.
    /// @return value The number; zero before the first checkpoint.
    function valueAt(mapping(uint256 => uint256) storage history, uint256 count, uint256 time)
        internal
        view
        returns (uint256 value)
    {
        // The words from `low` on begin later than `time`, unless it is `found`, the last that does not.
        uint256 found;
        // Halves of small numbers.
        unchecked {
            uint256 low = 0;
            uint256 high = (count + 1) / 2;
            uint256 middle = high - 1;
            while (low < high) {
                uint256 word = history[middle];
                if (uint32(word >> VALUE_BITS) > time) {
                    high = middle;
                } else {
                    found = word;
                    low = middle + 1;
                }
                middle = (low + high) / 2;
            }
        }
        uint256 second = found >> HALF;
        // An empty half has no time.
        bool isSecond = second != 0 && second >> VALUE_BITS <= time;
        return uint96(isSecond ? second : found);
    }
}
