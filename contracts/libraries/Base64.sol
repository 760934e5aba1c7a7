// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Base64
/// @notice Bytes as text of 64 harmless characters: RFC 4648, section 4, with padding.
library Base64 {
    /// @dev The characters for 0 to 31 and for 32 to 63.
    bytes32 private constant LOWER_HALF = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";
    bytes32 private constant UPPER_HALF = "ghijklmnopqrstuvwxyz0123456789+/";

    /// @notice The encoded text: four characters for every three bytes, and for what is left of three at the end.
    /// @dev Why assembly: in Solidity each of the four characters takes two checked accesses to arrays, and a piece of
    /// art has thousands of them. This takes a fifth of the gas.
    /// @param data Any bytes; none give the empty text.
    /// @return text Letters, digits, + and /, with one or two = at the end to make it a multiple of four.
    function encode(bytes memory data) internal pure returns (string memory text) {
        text = new string((data.length + 2) / 3 * 4);
        bytes32 lower = LOWER_HALF;
        bytes32 upper = UPPER_HALF;
        assembly ("memory-safe") {
            // Solidity leaves the first two words of memory to assembly. With the alphabet there, the byte at address
            // i is the character for i.
            mstore(0x00, lower)
            mstore(0x20, upper)

            let length := mload(data)
            let from := add(data, 0x20)
            let to := add(text, 0x20)
            for { let end := add(from, sub(length, mod(length, 3))) } lt(from, end) { from := add(from, 3) } {
                // Three bytes, of the 32 that are read, are four times six bits.
                let word := mload(from)
                mstore8(to, byte(0, mload(shr(250, word))))
                mstore8(add(to, 1), byte(0, mload(and(shr(244, word), 63))))
                mstore8(add(to, 2), byte(0, mload(and(shr(238, word), 63))))
                mstore8(add(to, 3), byte(0, mload(and(shr(232, word), 63))))
                to := add(to, 4)
            }
            // What is left is filled up with zero bits, not with what happens to lie behind it.
            switch mod(length, 3)
            case 1 {
                let rest := byte(0, mload(from))
                mstore8(to, byte(0, mload(shr(2, rest))))
                mstore8(add(to, 1), byte(0, mload(and(shl(4, rest), 63))))
                mstore8(add(to, 2), 0x3d)
                mstore8(add(to, 3), 0x3d)
            }
            case 2 {
                let rest := shr(240, mload(from))
                mstore8(to, byte(0, mload(shr(10, rest))))
                mstore8(add(to, 1), byte(0, mload(and(shr(4, rest), 63))))
                mstore8(add(to, 2), byte(0, mload(and(shl(2, rest), 63))))
                mstore8(add(to, 3), 0x3d)
            }
        }
    }
}
