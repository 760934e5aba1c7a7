// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Clock
/// @notice Where the draws are, and how large the tree is, in one word: from the lowest bit on
///
///     outside      96 bits   all balances that take no part
///     openedAt     40 bits   the second at which the open draw began, which is the end of the closed one
///     closedFrom   40 bits   the second at which the closed draw began
///     places       24 bits   places given out
///     cursor       24 bits   the place that was last looked at for reuse
///     drawId       16 bits   the open draw; the closed one is the one before
///     depth         8 bits   levels of nodes above the accounts
///     isPending     8 bits   1 while the closed draw still has to pick somebody
///
/// @dev Why not a struct: see Tally.
type Clock is uint256;

using {
    outside,
    openedAt,
    closedFrom,
    places,
    cursor,
    drawId,
    depth,
    isPending,
    elapsed,
    duration,
    withOutside,
    withPlaces,
    withDepth,
    atClose,
    settled
} for Clock global;

/// @dev Seconds within a draw that count; about 97 days.
uint256 constant MAX_ELAPSED = 2 ** 23 - 1;

uint256 constant OPENED_AT = 96;
uint256 constant CLOSED_FROM = 136;
uint256 constant PLACES = 176;
uint256 constant CURSOR = 200;
uint256 constant DRAW_ID = 224;
uint256 constant DEPTH = 240;
uint256 constant IS_PENDING = 248;

/// @dev In the first draw, with a tree of one node.
function startClock() view returns (Clock) {
    return Clock.wrap(block.timestamp << OPENED_AT | 1 << DRAW_ID | 1 << DEPTH);
}

function outside(Clock self) pure returns (uint256) {
    return uint96(Clock.unwrap(self));
}

function openedAt(Clock self) pure returns (uint256) {
    return uint40(Clock.unwrap(self) >> OPENED_AT);
}

function closedFrom(Clock self) pure returns (uint256) {
    return uint40(Clock.unwrap(self) >> CLOSED_FROM);
}

function places(Clock self) pure returns (uint256) {
    return uint24(Clock.unwrap(self) >> PLACES);
}

function cursor(Clock self) pure returns (uint256) {
    return uint24(Clock.unwrap(self) >> CURSOR);
}

function drawId(Clock self) pure returns (uint256) {
    return uint16(Clock.unwrap(self) >> DRAW_ID);
}

function depth(Clock self) pure returns (uint256) {
    return uint8(Clock.unwrap(self) >> DEPTH);
}

function isPending(Clock self) pure returns (bool) {
    return Clock.unwrap(self) >> IS_PENDING != 0;
}

/// @dev Seconds since the open draw began, as far as they count.
function elapsed(Clock self) view returns (uint256) {
    return counted(block.timestamp - openedAt(self));
}

/// @dev Seconds that the closed draw lasted, as far as they count.
function duration(Clock self) pure returns (uint256) {
    return counted(openedAt(self) - closedFrom(self));
}

function counted(uint256 time) pure returns (uint256) {
    return time < MAX_ELAPSED ? time : MAX_ELAPSED;
}

/// @dev The same with more or less outside. All balances together have 96 bits.
function withOutside(Clock self, uint256 newOutside) pure returns (Clock) {
    return Clock.wrap(Clock.unwrap(self) >> OPENED_AT << OPENED_AT | newOutside);
}

/// @dev The same with so many places, and the cursor on one of them.
function withPlaces(Clock self, uint256 newPlaces, uint256 newCursor) pure returns (Clock) {
    uint256 word = Clock.unwrap(self);
    return
        Clock.wrap(word >> DRAW_ID << DRAW_ID | newCursor << CURSOR | newPlaces << PLACES | uint256(uint176(word)));
}

/// @dev The same with another depth.
function withDepth(Clock self, uint256 newDepth) pure returns (Clock) {
    uint256 word = Clock.unwrap(self);
    return Clock.wrap(word >> IS_PENDING << IS_PENDING | newDepth << DEPTH | uint256(uint240(word)));
}

/// @dev The same when the open draw, which must not be the last, has just been closed and the next one opened.
function atClose(Clock self) view returns (Clock) {
    uint256 word = Clock.unwrap(self);
    // Of the word stay the tree, and with it `outside`.
    uint256 tree = word >> PLACES << PLACES | outside(self);
    uint256 times = openedAt(self) << CLOSED_FROM | block.timestamp << OPENED_AT;
    return Clock.wrap((tree | times) + (1 << DRAW_ID) | 1 << IS_PENDING);
}

/// @dev The same when nobody has to be picked any more.
function settled(Clock self) pure returns (Clock) {
    return Clock.wrap(uint248(Clock.unwrap(self)));
}
