// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Base64} from "../libraries/Base64.sol";
import {Decimal} from "../libraries/Decimal.sol";
import {Json} from "../libraries/Json.sol";
import {Cover} from "./art/Cover.sol";
import {Genes, GenesLib} from "./art/Genes.sol";
import {Palettes} from "./art/Palettes.sol";
import {Tiles} from "./art/Tiles.sol";
import {Sheet} from "./art/Sheet.sol";
import {ICollectibleArt} from "./ICollectibleArt.sol";

/// @title CollectibleArt
/// @notice Pictures made on chain: a sheet of geometric tiles, drawn from nothing but a 32-byte seed.
/// @dev What it guarantees is written in ICollectibleArt. Here are the documents around a picture; the drawing is in
/// art/Sheet.sol, the odds are in art/Genes.sol.
contract CollectibleArt is ICollectibleArt {
    using Json for string;

    string private constant ABOUT = "A sheet of geometric tiles, drawn on chain from the seed of this token alone.";
    string private constant ABOUT_SEALED =
        "A sealed envelope. What is in it will be known when the whole collection is revealed.";

    /// @inheritdoc ICollectibleArt
    function tokenURI(string calldata collection, uint256 id, bytes32 seed) external pure returns (string memory uri) {
        Trait[] memory traits = traitsOf(seed);
        string memory attributes = _attribute(traits[0]);
        for (uint256 i = 1; i < traits.length; ++i) {
            attributes = string.concat(attributes, ",", _attribute(traits[i]));
        }
        return _document(_title(collection, id), ABOUT, svg(seed), string.concat(',"attributes":[', attributes, "]"));
    }

    /// @inheritdoc ICollectibleArt
    function coverURI(string calldata collection, uint256 id) external pure returns (string memory uri) {
        string memory attribute = _attribute(Trait("Status", "Sealed"));
        return _document(
            _title(collection, id), ABOUT_SEALED, Cover.draw(), string.concat(',"attributes":[', attribute, "]")
        );
    }

    /// @inheritdoc ICollectibleArt
    function contractURI(string calldata collection, string calldata description)
        external
        pure
        returns (string memory uri)
    {
        return _document(collection.escape(), description.escape(), svg(keccak256(bytes(collection))), "");
    }

    /// @inheritdoc ICollectibleArt
    function svg(bytes32 seed) public pure returns (string memory image) {
        return Sheet.draw(GenesLib.from(seed), seed);
    }

    /// @inheritdoc ICollectibleArt
    function traitsOf(bytes32 seed) public pure returns (Trait[] memory traits) {
        Genes memory genes = GenesLib.from(seed);
        string memory side = Decimal.text(genes.side);

        traits = new Trait[](6);
        traits[0] = Trait("Palette", Palettes.name(genes.palette));
        traits[1] = Trait("Grid", string.concat(side, " x ", side));
        traits[2] = Trait("Symmetry", Sheet.symmetry(genes.symmetry));
        traits[3] = Trait("Motif", Tiles.motif(genes.motif));
        traits[4] = Trait("Ground", Sheet.ground(genes.ground));
        traits[5] = Trait("Accent", Sheet.accent(genes.accent));
    }

    /// @dev The JSON document, as a URI. Name and description must have been escaped; `more` is what follows the image.
    function _document(string memory name, string memory description, string memory image, string memory more)
        private
        pure
        returns (string memory)
    {
        bytes memory json = abi.encodePacked(
            abi.encodePacked('{"name":"', name, '","description":"', description),
            abi.encodePacked('","image":"data:image/svg+xml;base64,', Base64.encode(bytes(image)), '"'),
            abi.encodePacked(more, "}")
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    /// @dev The name of one token, escaped.
    function _title(string memory collection, uint256 id) private pure returns (string memory) {
        return string.concat(collection.escape(), " #", Decimal.text(id));
    }

    /// @dev A trait as marketplaces read it. Kinds and values are ours: nothing in them needs escaping.
    function _attribute(Trait memory trait) private pure returns (string memory) {
        return string.concat('{"trait_type":"', trait.kind, '","value":"', trait.value, '"}');
    }
}
