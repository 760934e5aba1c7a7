// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC2981} from "../collectible/IERC2981.sol";
import {IERC721} from "../collectible/IERC721.sol";

/// @title Artefact
/// @notice Moves pieces of collections that nobody has vouched for, and asks them for their royalty.
/// @dev Why assembly: Solidity reverts where a contract is gone, or answers too little, and copies an answer however
/// long it is; `try` catches none of this. Here nothing a collection does can make the caller revert, if the caller has
/// made sure that there is gas enough.
library Artefact {
    /// @notice Gas for moving a piece, where others would pay for more, or would wait.
    uint256 internal constant MOVE_GAS = 400_000;
    /// @notice Gas for a question.
    uint256 internal constant ASK_GAS = 50_000;

    /// @notice Tries to move a piece of this contract's, and looks whether it has moved.
    /// @param collection The collection.
    /// @param to Account that gets the piece.
    /// @param tokenId The piece.
    /// @param limit Gas that the collection may use.
    /// @return hasMoved Whether the piece is the account's now.
    function move(IERC721 collection, address to, uint256 tokenId, uint256 limit) internal returns (bool hasMoved) {
        bytes memory data = abi.encodeCall(IERC721.transferFrom, (address(this), to, tokenId));
        bool succeeded;
        assembly ("memory-safe") {
            succeeded := call(limit, collection, 0, add(data, 0x20), mload(data), 0, 0)
        }
        return succeeded && holderOf(collection, tokenId) == to;
    }

    /// @notice Whose a piece is.
    /// @param collection The collection.
    /// @param tokenId The piece.
    /// @return owner Its owner; the zero address if there is no answer.
    function holderOf(IERC721 collection, uint256 tokenId) internal view returns (address owner) {
        (bool isAnswered, uint256 word,) = _ask(address(collection), abi.encodeCall(IERC721.ownerOf, (tokenId)), 32);
        if (isAnswered) owner = address(uint160(word));
    }

    /// @notice What the artist asks of a sale (ERC-2981).
    /// @param collection The collection.
    /// @param tokenId The piece.
    /// @param price Wei it is sold for.
    /// @return receiver Account to pay; the zero address if nothing is asked.
    /// @return royalty Wei; any number.
    function royaltyOf(IERC721 collection, uint256 tokenId, uint256 price)
        internal
        view
        returns (address receiver, uint256 royalty)
    {
        bytes memory data = abi.encodeCall(IERC2981.royaltyInfo, (tokenId, price));
        (bool isAnswered, uint256 first, uint256 second) = _ask(address(collection), data, 64);
        if (isAnswered) (receiver, royalty) = (address(uint160(first)), second);
    }

    function _ask(address collection, bytes memory data, uint256 size)
        private
        view
        returns (bool isAnswered, uint256 first, uint256 second)
    {
        uint256 limit = ASK_GAS;
        assembly ("memory-safe") {
            isAnswered := staticcall(limit, collection, add(data, 0x20), mload(data), 0, 0x40)
            isAnswered := and(isAnswered, iszero(lt(returndatasize(), size)))
            first := mload(0)
            second := mload(0x20)
        }
    }
}
