// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC721} from "../collectible/IERC721.sol";

/// @title Census
/// @notice For tests only: reads many pieces of a collection in one call.
contract Census {
    /// @notice Who owns the pieces 0 to `last`, and the zero address for those that do not exist.
    function owners(IERC721 collection, uint256 last) external view returns (address[] memory found) {
        found = new address[](last + 1);
        for (uint256 tokenId = 0; tokenId <= last; tokenId++) {
            try collection.ownerOf(tokenId) returns (address owner) {
                found[tokenId] = owner;
            } catch {}
        }
    }

    /// @notice Who is approved for the pieces 0 to `last`.
    function approved(IERC721 collection, uint256 last) external view returns (address[] memory found) {
        found = new address[](last + 1);
        for (uint256 tokenId = 0; tokenId <= last; tokenId++) {
            try collection.getApproved(tokenId) returns (address account) {
                found[tokenId] = account;
            } catch {}
        }
    }
}
