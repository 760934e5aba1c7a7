// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC2981} from "@openzeppelin/contracts/token/common/ERC2981.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title OpenZeppelinCollectible
/// @notice For tests only: OpenZeppelin's ERC-721 with royalties, to compare ours with. Anybody mints, for nothing.
contract OpenZeppelinCollectible is ERC721, ERC2981 {
    error InvalidQuantity(uint256 quantity, uint256 most);

    uint256 public totalSupply;

    constructor(address beneficiary, uint96 royalty) ERC721("Bright Field", "BRIGHT") {
        _setDefaultRoyalty(beneficiary, royalty);
    }

    function mint(uint256 quantity) external payable {
        if (quantity == 0 || quantity > 20) revert InvalidQuantity(quantity, 20);
        for (uint256 i = 0; i < quantity; i++) {
            _mint(msg.sender, ++totalSupply);
        }
    }

    function supportsInterface(bytes4 interfaceId) public view override(ERC721, ERC2981) returns (bool) {
        return super.supportsInterface(interfaceId);
    }
}
