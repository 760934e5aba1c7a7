// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Clock} from "./Clock.sol";
import {OUTSIDE, Tally} from "./Tally.sol";

/// @title Weights
/// @notice The storage of DrawWeights, and its limits.

/// @dev What all balances can be together.
uint256 constant MAX_TOTAL = type(uint96).max;
/// @dev How many accounts can have weight at once.
uint256 constant MAX_PLACES = OUTSIDE - 1;
/// @dev Each level takes away four binary digits of a place: sixteen become one.
uint256 constant BITS = 4;
uint256 constant CHILDREN = 2 ** BITS;

/// @dev A tally in a struct, because Solidity can keep a reference to a struct in storage but not to a word: finding one
/// takes a hash, and so a tally that is read and then written is looked for only once.
struct Entry {
    Tally tally;
}

/// @dev All there is.
struct Weights {
    Clock clock;
    mapping(address account => Entry) accounts;
    mapping(uint256 place => address) accountAt;
    /// By level (the root is on the level `depth`) and number within it: `keyOf`.
    mapping(uint256 key => Entry) nodes;
    /// What a node, or on level 0 a place, weighed in the closed draw, if it has changed since.
    mapping(uint256 key => uint256) frozen;
}

/// @dev Where a node is kept. For a place, the level 0, it is the place itself.
function keyOf(uint256 level, uint256 index) pure returns (uint256) {
    return level << 24 | index;
}
