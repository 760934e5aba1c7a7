// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev Consecutive pieces of one owner: the owner in the lower 160 bits, the number of pieces above. Zero is no run.
/// A struct of both would be read twice from storage, once for each of its fields.
type Run is uint256;

using {ownerOf, lengthOf, exists} for Run global;

/// @dev A run of `length` pieces; `length` must be below 2^96.
function runOf(address owner, uint256 length) pure returns (Run) {
    return Run.wrap(length << 160 | uint160(owner));
}

function ownerOf(Run run) pure returns (address) {
    return address(uint160(Run.unwrap(run)));
}

function lengthOf(Run run) pure returns (uint256) {
    return Run.unwrap(run) >> 160;
}

function exists(Run run) pure returns (bool) {
    return Run.unwrap(run) != 0;
}
