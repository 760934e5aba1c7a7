// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Palettes
/// @notice Ten sets of five colours, chosen by hand. Each colour has a role, the same in every palette:
/// 0 paper, the lightest; 1 ink, the darkest; 2 and 3 two full colours; 4 a bright one, for lights.
library Palettes {
    /// @dev Six hexadecimal digits a colour, five colours a line.
    bytes private constant COLOURS = "f3ead7" "1f1e1c" "d8382b" "21508f" "f2b430" // Bauhaus
        "f6efe6" "2c2a3a" "c9573c" "4f8a83" "f4c6a0" // Terrazzo
        "f7f1e1" "0d3b52" "e4572e" "1d8f8a" "f5c85c" // Riviera
        "f5eee0" "24392f" "c8442f" "5d8a4c" "f0c04d" // Orchard
        "eef0ea" "1d3040" "c9503f" "3f7796" "a9c9cb" // Fjord
        "fbefe6" "3b2140" "cf4560" "6d7fb3" "f6b7a2" // Rosewood
        "f8edd6" "45232f" "c9471c" "8a5a83" "f0a93b" // Saffron
        "eef4ef" "12324a" "0f8b8d" "ee6c4d" "f2d0a4" // Lagoon
        "f4f1ea" "171717" "d62b34" "5d6b78" "b9c3c9" // Ink
        "f3eefa" "1c1440" "e0457b" "5b4bd6" "ffb84d"; // Ultraviolet

    /// @notice The name of a palette.
    function name(uint256 palette) internal pure returns (string memory) {
        string[10] memory names = [
            "Bauhaus",
            "Terrazzo",
            "Riviera",
            "Orchard",
            "Fjord",
            "Rosewood",
            "Saffron",
            "Lagoon",
            "Ink",
            "Ultraviolet"
        ];
        return names[palette];
    }

    /// @notice The colour of a palette that has a role, as CSS writes it: #rrggbb.
    function colour(uint256 palette, uint256 role) internal pure returns (string memory) {
        bytes memory digits = COLOURS;
        bytes memory written = "#rrggbb";
        for (uint256 i = 0; i < 6; ++i) {
            written[1 + i] = digits[6 * (5 * palette + role) + i];
        }
        return string(written);
    }
}
