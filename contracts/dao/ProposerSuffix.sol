// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ProposerSuffix
/// @notice Who may propose, if the description says so: it ends with #proposer=0x and 40 hexadecimal digits then.
/// @dev As OpenZeppelin's Governor has it: whatever is not exactly that, spaces behind it included, says nothing.
library ProposerSuffix {
    bytes12 private constant MARKER = "#proposer=0x";
    uint256 private constant LENGTH = 52;

    /// @notice Whether somebody may propose something with this description.
    /// @param description The description.
    /// @param proposer Who would.
    /// @return isAllowed True if they may.
    function allows(bytes calldata description, address proposer) internal pure returns (bool isAllowed) {
        if (description.length < LENGTH) return true;
        bytes calldata suffix = description[description.length - LENGTH:];
        if (bytes12(suffix) != MARKER) return true;

        uint256 named;
        for (uint256 i = MARKER.length; i < LENGTH; i++) {
            (bool isDigit, uint256 digit) = _digit(uint8(suffix[i]));
            if (!isDigit) return true;
            named = named << 4 | digit;
        }
        return named == uint160(proposer);
    }

    function _digit(uint256 character) private pure returns (bool isDigit, uint256 digit) {
        // What wraps around is larger than any digit.
        unchecked {
            digit = character - 48;
            if (digit < 10) return (true, digit);
            // The 32nd bit of a letter is what tells small ones from capitals.
            digit = (character | 32) - 97 + 10;
            return (digit >= 10 && digit < 16, digit);
        }
    }
}
