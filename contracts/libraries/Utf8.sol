// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Utf8
/// @notice Where characters begin and end in UTF-8 (RFC 3629).
library Utf8 {
    /// @notice How many bytes the character at a position has.
    /// @dev Refused are what RFC 3629 refuses: stray or missing continuation bytes, longer forms than necessary,
    /// the halves of UTF-16's surrogate pairs, and numbers above 0x10FFFF.
    /// @param text Any bytes.
    /// @param start Position of its first byte; below the length of the text.
    /// @return length 1 to 4, or 0 if no valid character begins there.
    function lengthAt(bytes memory text, uint256 start) internal pure returns (uint256 length) {
        uint8 first = uint8(text[start]);
        if (first < 0x80) return 1;

        // The second byte is held to narrower bounds after some first bytes: this is where overlong forms, surrogates
        // and numbers too large show.
        uint8 least = 0x80;
        uint8 most = 0xbf;
        if (first < 0xc2) return 0;
        if (first < 0xe0) {
            length = 2;
        } else if (first < 0xf0) {
            length = 3;
            if (first == 0xe0) least = 0xa0;
            if (first == 0xed) most = 0x9f;
        } else if (first < 0xf5) {
            length = 4;
            if (first == 0xf0) least = 0x90;
            if (first == 0xf4) most = 0x8f;
        } else {
            return 0;
        }

        if (text.length - start < length) return 0;
        if (uint8(text[start + 1]) < least || uint8(text[start + 1]) > most) return 0;
        for (uint256 i = 2; i < length; ++i) {
            // A continuation byte is 10xxxxxx in bits.
            if (uint8(text[start + i]) >> 6 != 2) return 0;
        }
    }
}
