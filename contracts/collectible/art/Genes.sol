// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What a seed decides for a sheet as a whole, each as an index into the tables of its library.
struct Genes {
    uint256 palette;
    // Tiles in a row: 3 to 6.
    uint256 side;
    uint256 symmetry;
    uint256 motif;
    uint256 ground;
    uint256 accent;
}

/// @title Genes
/// @notice From a seed to the traits of a sheet, by dice with known odds.
/// @dev Odds, in percent, in the order of the indices:
///
///     Palette   Bauhaus 18, Terrazzo 14, Riviera 14, Orchard 12, Fjord 10, Rosewood 10, Saffron 9, Lagoon 7, Ink 4,
///               Ultraviolet 2
///     Grid      3 x 3 15, 4 x 4 45, 5 x 5 18, 6 x 6 22
///     Symmetry  Free 15, Mirror 15, Kaleidoscope 25, Pinwheel 25, Repeat 20 on a 4 x 4 grid;
///               Mirror 20, Kaleidoscope 30, Pinwheel 30, Repeat 20 on a 6 x 6 grid; Free on the odd ones
///     Motif     Quarters 18, Leaves 15, Moons 12, Rainbows 12, Ribbons 11, Petals 10, Arches 10, Sails 7, Medley 5
///     Ground    Paper 74, Night 18, Tint 8
///     Accent    None 84, Sun 8, Frame 5, Eclipse 3
///
/// An odd grid has a row of tiles in the middle, which few shapes could stand on and be symmetric; and thirty-six tiles
/// without an order would be noise. So of 1,000 sheets about 397 are Free in the end, 112 Mirror, 178 Kaleidoscope, 178
/// Pinwheel and 134 Repeat. All other dice are independent.
library GenesLib {
    /// @notice Throws the dice.
    /// @param seed Where the luck comes from.
    /// @return genes What the seed decides.
    function from(bytes32 seed) internal pure returns (Genes memory genes) {
        // Hashed, so that seeds which differ in one bit have nothing in common; and each die looks at 32 bits of its
        // own, whose remainder by 100 is even to one part in forty million.
        uint256 dice = uint256(keccak256(abi.encode(seed)));
        genes.palette = _throw(dice, hex"120e0e0c0a0a09070402");
        genes.side = 3 + _throw(dice >> 32, hex"0f2d1216");
        if (genes.side == 4) genes.symmetry = _throw(dice >> 64, hex"0f0f191914");
        if (genes.side == 6) genes.symmetry = _throw(dice >> 64, hex"00141e1e14");
        genes.motif = _throw(dice >> 96, hex"120f0c0c0b0a0a0705");
        genes.ground = _throw(dice >> 128, hex"4a1208");
        genes.accent = _throw(dice >> 160, hex"54080503");
    }

    /// @dev Picks an index. `odds` holds one byte an index, which add up to 100.
    function _throw(uint256 die, bytes memory odds) private pure returns (uint256 index) {
        uint256 left = uint32(die) % 100;
        while (left >= uint8(odds[index])) {
            left -= uint8(odds[index++]);
        }
    }
}
