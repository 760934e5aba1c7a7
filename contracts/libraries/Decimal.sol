// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Decimal
/// @notice Numbers as people write them.
library Decimal {
    /// @notice The number in decimal digits, without leading zeros.
    /// @param number Any number.
    /// @return digits Its digits: "0" for zero, 78 of them for the largest.
    function text(uint256 number) internal pure returns (string memory digits) {
        uint256 length = 1;
        for (uint256 rest = number / 10; rest != 0; rest /= 10) {
            ++length;
        }

        bytes memory written = new bytes(length);
        do {
            // The last digit still missing: there are exactly `length` of them.
            written[--length] = bytes1(uint8(0x30 + number % 10));
            number /= 10;
        } while (number != 0);
        return string(written);
    }
}
