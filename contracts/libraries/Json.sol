// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Utf8} from "./Utf8.sol";

/// @title Json
/// @notice Text as it may stand between the quotes of a JSON string (RFC 8259, section 7).
library Json {
    bytes16 private constant HEX_DIGITS = "0123456789abcdef";

    /// @notice The text with everything escaped that JSON cannot have in a string, ready to be put between quotes.
    /// @dev Quotes, backslashes and control characters are escaped. So is `<`, so that the JSON can stand in a page of
    /// HTML without ending its script. Each byte that belongs to no valid UTF-8 character becomes U+FFFD, the
    /// replacement character: then the text read back is not the one given, but it can be read.
    /// @param text Any bytes.
    /// @return escaped Valid UTF-8, at most six times as long.
    function escape(string memory text) internal pure returns (string memory escaped) {
        bytes memory given = bytes(text);
        bytes memory written = new bytes(6 * given.length);
        uint256 end = 0;
        uint256 position = 0;
        while (position < given.length) {
            uint256 length = Utf8.lengthAt(given, position);
            bytes1 first = given[position];
            if (length == 0) {
                end = _put(written, end, "\\ufffd");
                position += 1;
            } else if (first == '"' || first == "\\") {
                end = _put(written, end, bytes.concat("\\", first));
                position += 1;
            } else if (first < 0x20 || first == 0x7f || first == "<") {
                bytes1 high = HEX_DIGITS[uint8(first) >> 4];
                end = _put(written, end, bytes.concat("\\u00", high, HEX_DIGITS[uint8(first) & 15]));
                position += 1;
            } else {
                for (uint256 last = position + length; position < last; ++position) {
                    written[end++] = given[position];
                }
            }
        }

        // Why assembly: an array in memory is made shorter by writing its length; Solidity has no way to say so.
        // It never grows: each byte given has put down six bytes at most.
        assembly ("memory-safe") {
            mstore(written, end)
        }
        return string(written);
    }

    /// @dev Copies `piece` into `written` from position `start` on, and returns where it ends.
    function _put(bytes memory written, uint256 start, bytes memory piece) private pure returns (uint256 end) {
        for (uint256 i = 0; i < piece.length; ++i) {
            written[start + i] = piece[i];
        }
        return start + piece.length;
    }
}
