// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title CollectibleArt
/// @notice Pictures made on chain: a sheet of geometric tiles, drawn from nothing but a 32-byte seed.
/// @dev It keeps nothing, knows no token and has no owner: the same question gets the same answer for ever. A drop asks
/// it with the names and seeds it is responsible for.
///
/// Every URI is complete in itself (`data:...;base64,...`): no server, no script, no font, no link. A revealed piece
/// takes less than 8,000 bytes, whatever its seed, and less than 3,000,000 gas, which nobody pays: these are views.
/// Names and descriptions may hold anything. What JSON cannot have is escaped, and what is not valid UTF-8 becomes the
/// replacement character (see libraries/Json.sol). They are not drawn into the picture, which is XML that hangs on the
/// seed alone. A longer name makes a longer URI, which costs more.
///
/// WARNING: whoever knows a seed knows the piece. A drop must show `coverURI` until nobody can choose any more.
interface ICollectibleArt {
    /// @notice What a piece has, and others may not.
    /// @param kind Palette, Grid, Symmetry, Motif, Ground or Accent.
    /// @param value The one it has.
    struct Trait {
        string kind;
        string value;
    }

    /// @notice Metadata of a revealed piece, for ERC-721's `tokenURI`.
    /// @param collection Name of the collection, in any characters.
    /// @param id Number of the token within it.
    /// @param seed What the picture is drawn from.
    /// @return uri `data:application/json;base64,`: an object with name, description, image (an SVG, again a data URI)
    /// and attributes.
    function tokenURI(string calldata collection, uint256 id, bytes32 seed) external view returns (string memory uri);

    /// @notice Metadata of a piece before the reveal: the same shape, with a sealed cover for a picture.
    /// @param collection Name of the collection, in any characters.
    /// @param id Number of the token within it.
    /// @return uri As of `tokenURI`. The one attribute is Status, with the value Sealed.
    function coverURI(string calldata collection, uint256 id) external view returns (string memory uri);

    /// @notice Metadata of a whole collection, for ERC-7572's `contractURI`.
    /// @dev Its picture is the piece whose seed is the hash of the name, so that every collection has its own.
    /// @param collection Name of the collection, in any characters.
    /// @param description What it is, in any characters.
    /// @return uri `data:application/json;base64,`: an object with name, description and image.
    function contractURI(string calldata collection, string calldata description)
        external
        view
        returns (string memory uri);

    /// @notice The picture itself.
    /// @param seed What it is drawn from.
    /// @return image An SVG document, square. Its edges are sharpest at a multiple of 72 pixels.
    function svg(bytes32 seed) external view returns (string memory image);

    /// @notice What a piece has: Palette, Grid, Symmetry, Motif, Ground, Accent, in this order.
    /// @dev How often each value comes up is written in art/Genes.sol.
    /// @param seed What the picture is drawn from.
    /// @return traits The six traits, as in the attributes of `tokenURI`.
    function traitsOf(bytes32 seed) external view returns (Trait[] memory traits);
}
