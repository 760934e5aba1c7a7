// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Decimal} from "../../libraries/Decimal.sol";
import {Genes} from "./Genes.sol";
import {Palettes} from "./Palettes.sol";
import {Tiles} from "./Tiles.sol";

/// @title Sheet
/// @notice Draws a sheet: a square of tiles, each a colour with a shape in another one, and a margin around it.
/// @dev Where there is a symmetry, only a part of the tiles is drawn, and the rest of the sheet repeats it with a
/// transformation. Tiles are 10 wide, whatever the grid, and the margin is a tenth of the square: `side` wide.
library Sheet {
    using Decimal for uint256;

    /// @dev Three roles a tile: what is below, the shape, its second colour. In none of these sixteen do the two full
    /// colours meet: they are about as dark as each other, and would make mud.
    bytes private constant COLOURINGS = "012" "021" "013" "031" "034" "024" "042" "103" "102" "104" "204" "201" "301"
        "304" "401" "412";

    /// @dev What is put together while the tiles are gone through.
    struct Drawing {
        // What is below the shapes, by the role of its colour: one path each, so that no line shows between equals.
        string[5] below;
        string shapes;
        // Bit i is set if shape i is in use.
        uint256 inUse;
    }

    /// @notice The name of a symmetry.
    function symmetry(uint256 index) internal pure returns (string memory) {
        string[5] memory names = ["Free", "Mirror", "Kaleidoscope", "Pinwheel", "Repeat"];
        return names[index];
    }

    /// @notice The name of a ground: the colour of the margin. Its index is the colour's role, but for Tint's.
    function ground(uint256 index) internal pure returns (string memory) {
        string[3] memory names = ["Paper", "Night", "Tint"];
        return names[index];
    }

    /// @notice The name of an accent.
    function accent(uint256 index) internal pure returns (string memory) {
        string[4] memory names = ["None", "Sun", "Frame", "Eclipse"];
        return names[index];
    }

    /// @notice The whole SVG document.
    /// @param genes What the sheet is like.
    /// @param seed Decides about each tile.
    function draw(Genes memory genes, bytes32 seed) internal pure returns (string memory) {
        Drawing memory drawing = _tiles(genes, seed);
        string memory side = genes.side.text();
        string memory whole = (12 * genes.side).text();
        string memory box = string.concat("-", side, " -", side, " ", whole, " ", whole);
        return string.concat(
            string.concat('<svg xmlns="http://www.w3.org/2000/svg" width="1440" height="1440" viewBox="', box, '">'),
            string.concat("<style>", _rules(genes.palette), "</style>"),
            string.concat("<defs>", _definitions(drawing.inUse), "</defs>"),
            _repeated(genes, string.concat(_paths(drawing.below), drawing.shapes)),
            _margin(genes),
            _accent(genes, seed),
            "</svg>"
        );
    }

    /// @dev Goes through the tiles that are drawn, row by row.
    function _tiles(Genes memory genes, bytes32 seed) private pure returns (Drawing memory drawing) {
        // A mirror halves the columns; the symmetries after it halve the rows too.
        uint256 columns = genes.symmetry == 0 ? genes.side : genes.side / 2;
        uint256 rows = genes.symmetry < 2 ? genes.side : genes.side / 2;
        bytes8 choices = Tiles.choices(genes.motif);
        bytes memory colourings = COLOURINGS;

        for (uint256 tile = 0; tile < rows * columns; ++tile) {
            // Different tiles of a seed, like tiles of different seeds, have nothing in common.
            uint256 dice = uint256(keccak256(abi.encode(seed, tile)));
            bytes1 shape = choices[dice % 8];
            uint256 colouring = 3 * ((dice >> 8) % 16);
            uint256 quarters = (dice >> 16) % 4;
            uint256 x = 10 * (tile % columns);
            uint256 y = 10 * (tile / columns);

            // Shapes are called a, b, c... and roles 0, 1, 2...
            uint256 number = uint8(shape) - 0x61;
            drawing.inUse |= 1 << number;
            uint256 role = uint8(colourings[colouring]) - 0x30;
            drawing.below[role] =
                string.concat(drawing.below[role], _outline(Tiles.below(number), quarters, x, y));
            drawing.shapes = string(
                abi.encodePacked(
                    drawing.shapes,
                    abi.encodePacked('<use href="#', shape, '" class="f', colourings[colouring + 1]),
                    abi.encodePacked(" c", colourings[colouring + 2], '" transform="translate('),
                    abi.encodePacked((x + 5).text(), " ", (y + 5).text(), ")", _turn(quarters), '"/>')
                )
            );
        }
    }

    /// @dev An outline as the data of a path, turned clockwise about the middle of its tile and moved to its place.
    function _outline(bytes memory corners, uint256 quarters, uint256 left, uint256 top)
        private
        pure
        returns (string memory path)
    {
        for (uint256 i = 0; i < corners.length; ++i) {
            uint256 x = uint8(corners[i]) >> 4;
            uint256 y = uint8(corners[i]) & 15;
            for (uint256 turn = 0; turn < quarters; ++turn) {
                (x, y) = (10 - y, x);
            }
            path = string.concat(path, i == 0 ? "M" : " ", (left + x).text(), " ", (top + y).text());
        }
        return string.concat(path, "z");
    }

    /// @dev Quarter turns about the middle of a tile.
    function _turn(uint256 quarters) private pure returns (string memory) {
        if (quarters == 0) return "";
        return string.concat("rotate(", (90 * quarters).text(), ")");
    }

    /// @dev One path a colour. Each grows by a hair on all sides, so that nothing shows between neighbours.
    function _paths(string[5] memory outlines) private pure returns (string memory paths) {
        for (uint256 role = 0; role < 5; ++role) {
            if (bytes(outlines[role]).length == 0) continue;
            string memory digit = role.text();
            paths = string.concat(paths, '<path class="f', digit, " c", digit, '" d="', outlines[role], '"/>');
        }
        return string.concat('<g stroke="currentColor" stroke-width=".06">', paths, "</g>");
    }

    /// @dev Style rules for the colours: class fN fills with role N, cN makes it the second colour.
    function _rules(uint256 palette) private pure returns (string memory rules) {
        for (uint256 role = 0; role < 5; ++role) {
            string memory digit = role.text();
            string memory colour = Palettes.colour(palette, role);
            rules = string.concat(rules, ".f", digit, "{fill:", colour, "}.c", digit, "{color:", colour, "}");
        }
    }

    /// @dev The elements of the shapes in use.
    function _definitions(uint256 inUse) private pure returns (string memory elements) {
        for (uint256 shape = 0; shape < Tiles.COUNT; ++shape) {
            if (inUse >> shape & 1 == 1) elements = string.concat(elements, Tiles.element(shape));
        }
    }

    /// @dev The tiles that are drawn, followed by what the symmetry makes of them.
    function _repeated(Genes memory genes, string memory tiles) private pure returns (string memory) {
        if (genes.symmetry == 0) return tiles;

        string memory whole = (10 * genes.side).text();
        string memory half = (5 * genes.side).text();
        string memory part = string.concat('<g id="part">', tiles, "</g>");
        if (genes.symmetry == 1) return string.concat(part, _copy("translate(", whole, " 0)scale(-1 1)"));
        if (genes.symmetry == 2) {
            return string.concat(
                part,
                _copy("translate(", whole, " 0)scale(-1 1)"),
                _copy("translate(0 ", whole, ")scale(1 -1)"),
                _copy(string.concat("translate(", whole, " "), whole, ")scale(-1)")
            );
        }
        if (genes.symmetry == 3) {
            string memory middle = string.concat(half, " ", half);
            return string.concat(
                part,
                _copy("rotate(90 ", middle, ")"),
                _copy("rotate(180 ", middle, ")"),
                _copy("rotate(270 ", middle, ")")
            );
        }
        return string.concat(
            part,
            _copy("translate(", half, ")"),
            _copy("translate(0 ", half, ")"),
            _copy(string.concat("translate(", half, " "), half, ")")
        );
    }

    /// @dev The part again, moved. The transformation comes in three pieces.
    function _copy(string memory start, string memory distance, string memory end)
        private
        pure
        returns (string memory)
    {
        return string.concat('<use href="#part" transform="', start, distance, end, '"/>');
    }

    /// @dev The margin lies on top, so that the outer edges are as sharp as can be.
    function _margin(Genes memory genes) private pure returns (string memory) {
        string memory role = genes.ground == 2 ? "4" : genes.ground.text();
        return string.concat(
            '<path class="f', role, '" transform="scale(', genes.side.text(), ')" d="M-1-1H11V11H-1zM0 0V10H10V0z"/>'
        );
    }

    /// @dev What makes a sheet rare. A sun covers two tiles by two: the middle ones, or any where there is no middle.
    function _accent(Genes memory genes, bytes32 seed) private pure returns (string memory) {
        if (genes.accent == 0) return "";
        if (genes.accent == 2) {
            return string.concat(
                '<path fill="none" stroke="#c9a24b" stroke-width=".16" transform="scale(',
                genes.side.text(),
                ')" d="M-.5-.5H10.5V10.5H-.5z"/>'
            );
        }

        string memory x = (5 * genes.side).text();
        string memory y = x;
        if (genes.side % 2 == 1) {
            // Where four tiles meet: one tile from the edge or more. No tile has the number 1,000.
            uint256 dice = uint256(keccak256(abi.encode(seed, 1000)));
            x = (10 + 10 * (dice % (genes.side - 1))).text();
            y = (10 + 10 * ((dice >> 8) % (genes.side - 1))).text();
        }
        return string.concat(
            '<g transform="translate(',
            string.concat(x, " ", y),
            ')"><path class="f1" d="M-10-10H10V10H-10z"/>',
            genes.accent == 1
                ? '<circle class="f4" r="10"/></g>'
                : '<circle class="f0" r="10"/><circle class="f1" r="7.5"/></g>'
        );
    }
}
