// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Hash
/// @notice keccak-256 of a few words.
/// @dev Why assembly: `keccak256(abi.encode(...))` allocates a byte array for what it hashes, with a length, a
/// rounded-up size and a bounds check, and never uses it again: about 120 gas a hash. Here the words go where the next
/// allocation would begin (two of them: to the first 64 bytes, which Solidity leaves for this), are hashed, and may be
/// overwritten by whatever comes next. Each result is that of the
/// expression named.
library Hash {
    /// @notice Same as `keccak256(abi.encode(a, b))`.
    function words(uint256 a, uint256 b) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            mstore(0x00, a)
            mstore(0x20, b)
            result := keccak256(0x00, 0x40)
        }
    }

    /// @notice Same as `keccak256(abi.encode(a, b, c, d))`.
    function words(uint256 a, uint256 b, uint256 c, uint256 d) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, a)
            mstore(add(free, 0x20), b)
            mstore(add(free, 0x40), c)
            mstore(add(free, 0x60), d)
            result := keccak256(free, 0x80)
        }
    }

    /// @notice Same as `keccak256(abi.encode(a, b, c, d, e, f))`.
    function words(uint256 a, uint256 b, uint256 c, uint256 d, uint256 e, uint256 f)
        internal
        pure
        returns (bytes32 result)
    {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, a)
            mstore(add(free, 0x20), b)
            mstore(add(free, 0x40), c)
            mstore(add(free, 0x60), d)
            mstore(add(free, 0x80), e)
            mstore(add(free, 0xa0), f)
            result := keccak256(free, 0xc0)
        }
    }

    /// @notice Same as `keccak256(abi.encodePacked(hex"1901", separator, structHash))`: what EIP-712 has signed.
    function typedData(bytes32 separator, bytes32 structHash) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, hex"1901")
            mstore(add(free, 2), separator)
            mstore(add(free, 34), structHash)
            result := keccak256(free, 66)
        }
    }
}
