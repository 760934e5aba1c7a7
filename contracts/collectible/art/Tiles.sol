// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Tiles
/// @notice What can stand on a tile, and in which company.
/// @dev A tile reaches from -5 to 5 both ways. Shapes take their colour from where they are used, and their second
/// colour as `currentColor`.
///
/// Whoever draws half a pixel of one colour over half a pixel of another sees a bit of what is below both: a hairline.
/// So edges of a shape that lie on a tile's edge go 0.07 beyond it, and two neighbours of one colour become one; and
/// what is below a shape does not reach to such an edge, but ends somewhere under the shape.
library Tiles {
    /// @notice How many shapes there are.
    uint256 internal constant COUNT = 11;

    /// @notice The name of a motif: a choice of shapes that go together.
    function motif(uint256 index) internal pure returns (string memory) {
        string[9] memory names =
            ["Quarters", "Leaves", "Moons", "Rainbows", "Ribbons", "Petals", "Arches", "Sails", "Medley"];
        return names[index];
    }

    /// @notice The shapes of a motif, each a letter from a on, eight equally likely ones: most are the motif's own.
    function choices(uint256 index) internal pure returns (bytes8) {
        bytes8[9] memory letters = [
            bytes8("aaaaaaac"), // Quarters
            "bbbbbbic", // Leaves
            "ddddccda", // Moons
            "ffffffac", // Rainbows
            "hhhhhhhc", // Ribbons
            "iiiiibcg", // Petals
            "jjjjjjdc", // Arches
            "eeeeeeka", // Sails
            "aabcdfij" // Medley
        ];
        return letters[index];
    }

    /// @notice The outline of what is below a shape: its corners, one byte each, x in the upper half, y in the lower
    /// one, from 0 to 10.
    /// @param shape 0 for a, 1 for b...
    function below(uint256 shape) internal pure returns (bytes memory) {
        bytes[COUNT] memory corners = [
            bytes(hex"a0aa0a"), // a: half a square
            hex"00a0aa0a", // b: the square
            hex"00a0aa0a", // c: the square
            hex"0054a0aa0a", // d: the square without a notch above
            hex"a0aa0a", // e: half a square
            hex"a0aa0a", // f: half a square
            hex"00a0aa0a", // g: the square
            hex"00a0aa0a", // h: the square; a ribbon's ends are too narrow to matter
            hex"50a0aa0a05", // i: the square without a corner
            hex"00a0a505", // j: the upper half of the square
            hex"0055a0aa550a" // k: what the two triangles leave
        ];
        return corners[shape];
    }

    /// @notice The SVG element of a shape. Its id is its letter.
    /// @param shape 0 for a, 1 for b...
    function element(uint256 shape) internal pure returns (string memory) {
        string[COUNT] memory elements = [
            // a: a quarter disc
            '<path id="a" d="M-5.07-5.07H5A10 10 0 0 1-5 5h-.07z"/>',
            // b: a leaf from corner to corner
            '<path id="b" d="M-5-5A10 10 0 0 1 5 5A10 10 0 0 1-5-5z"/>',
            // c: a disc with a heart
            '<g id="c"><circle r="5"/><circle r="2.2" fill="currentColor"/></g>',
            // d: two half discs, one above the other
            '<g id="d"><path d="M-5-5.07H5V-5A5 5 0 0 1-5-5z"/><path fill="currentColor" d="M-5 0H5A5 5 0 0 1-5 0z"/></g>',
            // e: half a square
            '<path id="e" d="M-5.07-5.07H5L-5 5h-.07z"/>',
            // f: a quarter of a rainbow
            '<g id="f"><path d="M-5.07-5.07H5A10 10 0 0 1-5 5h-.07z"/>'
            '<path fill="currentColor" d="M-5.07-5.07H1.7A6.7 6.7 0 0 1-5 1.7h-.07z"/>'
            '<path d="M-5.07-5.07h3.57A3.5 3.5 0 0 1-5-1.5h-.07z"/></g>',
            // g: four dots, one of them different
            '<g id="g"><circle cx="-2.5" cy="-2.5" r="1.6"/><circle cx="2.5" cy="-2.5" r="1.6"/>'
            '<circle cx="-2.5" cy="2.5" r="1.6"/><circle cx="2.5" cy="2.5" r="1.6" fill="currentColor"/></g>',
            // h: two ribbons round two corners; they go on in any neighbour
            '<path id="h" d="M2-5.07V-5A7 7 0 0 1-5 2h-.07V-2H-5A3 3 0 0 0-2-5v-.07z'
            'M-2 5.07V5A7 7 0 0 1 5-2h.07V2H5A3 3 0 0 0 2 5v.07z"/>',
            // i: a petal, round but for one corner, with a heart
            '<g id="i"><path d="M-5.07-5.07H0A5 5 0 1 1-5 0h-.07z"/><circle r="2" fill="currentColor"/></g>',
            // j: an arch with a door
            '<g id="j"><path d="M-5 5.07V0A5 5 0 0 1 5 0V5.07z"/>'
            '<path fill="currentColor" d="M-2.5 5.07V0A2.5 2.5 0 0 1 2.5 0V5.07z"/></g>',
            // k: two triangles, tip to tip
            '<path id="k" d="M-5-5.07H5L0 0zM-5 5.07H5L0 0z"/>'
        ];
        return elements[shape];
    }
}
