// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OUTSIDE, Tally} from "./Tally.sol";

/// @title Weights
/// @notice The storage of DrawWeights, its limits, and its clock.

/// @dev Seconds within a draw that count; about 97 days.
uint256 constant MAX_ELAPSED = 2 ** 23 - 1;
/// @dev What all balances can be together.
uint256 constant MAX_TOTAL = type(uint96).max;
/// @dev How many accounts can have weight at once.
uint256 constant MAX_PLACES = OUTSIDE - 1;
/// @dev Each level takes away four binary digits of a place: sixteen become one.
uint256 constant BITS = 4;
uint256 constant CHILDREN = 2 ** BITS;

/// @dev Where the draws are, in one slot.
struct Clock {
    /// All balances that take no part.
    uint96 outside;
    /// Second at which the open draw began, which is the end of the closed one.
    uint40 openedAt;
    /// Second at which the closed draw began.
    uint40 closedFrom;
    /// Places given out.
    uint24 places;
    /// The place that was last looked at for reuse.
    uint24 cursor;
    /// The open draw; the closed one is the one before.
    uint16 drawId;
    /// Levels of nodes above the accounts.
    uint8 depth;
    /// Whether the closed draw still has to pick somebody.
    bool isPending;
}

/// @dev All there is.
struct Weights {
    Clock clock;
    mapping(address account => Tally) accounts;
    mapping(uint256 place => address) accountAt;
    /// By level (the root is on the level `depth`) and number within it: `keyOf`.
    mapping(uint256 key => Tally) nodes;
    /// What a node, or on level 0 a place, weighed in the closed draw, if it has changed since.
    mapping(uint256 key => uint256) frozen;
}

using {elapsed, duration, save} for Clock global;

/// @dev Seconds since the open draw began, as far as they count.
function elapsed(Clock memory clock) view returns (uint256) {
    return counted(block.timestamp - clock.openedAt);
}

/// @dev Seconds that the closed draw lasted, as far as they count.
function duration(Clock memory clock) pure returns (uint256) {
    return counted(clock.openedAt - clock.closedFrom);
}

function counted(uint256 time) pure returns (uint256) {
    return time < MAX_ELAPSED ? time : MAX_ELAPSED;
}

/// @dev Where a node is kept. For a place, the level 0, it is the place itself.
function keyOf(uint256 level, uint256 index) pure returns (uint256) {
    return level << 24 | index;
}

/// @dev Writes a clock to its slot. Solidity would do so field by field, each with a look at the slot and a write to
/// it: 200 gas apiece.
function save(Clock memory clock, Clock storage slot) {
    uint256 word = uint256(clock.isPending ? 1 : 0) << 248 | uint256(clock.depth) << 240
        | uint256(clock.drawId) << 224 | uint256(clock.cursor) << 200 | uint256(clock.places) << 176
        | uint256(clock.closedFrom) << 136 | uint256(clock.openedAt) << 96 | clock.outside;
    assembly ("memory-safe") {
        sstore(slot.slot, word)
    }
}
