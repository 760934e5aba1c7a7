// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC165} from "../libraries/IERC165.sol";

/// @title ERC-721
/// @notice A standard for pieces that each are one of a kind: each has a number, and exactly one owner.
interface IERC721 is IERC165 {
    /// @notice A piece went from one owner to the next. Minting comes from the zero address.
    /// @param from Owner before; the zero address when the piece comes into being.
    /// @param to Owner from now on.
    /// @param tokenId The piece.
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);

    /// @notice The owner let `approved` move one piece. Not emitted when a transfer ends the approval.
    /// @param owner Owner of the piece.
    /// @param approved Account that may move it; the zero address for nobody.
    /// @param tokenId The piece.
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);

    /// @notice The owner let `operator` move all of its pieces, or no longer does.
    /// @param owner Owner of the pieces.
    /// @param operator Account that may move them.
    /// @param approved Whether it may.
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    /// @notice Moves a piece, and asks the receiver, if it is a contract, whether it knows what to do with it.
    /// @param from Owner of the piece.
    /// @param to Account that receives; not the zero address. A contract must answer `onERC721Received`.
    /// @param tokenId The piece.
    /// @param data Passed on to the receiver.
    function safeTransferFrom(address from, address to, uint256 tokenId, bytes calldata data) external;

    /// @notice The same without data.
    /// @param from Owner of the piece.
    /// @param to Account that receives; not the zero address. A contract must answer `onERC721Received`.
    /// @param tokenId The piece.
    function safeTransferFrom(address from, address to, uint256 tokenId) external;

    /// @notice Moves a piece. The caller is its owner, approved for it, or an operator of the owner's.
    /// @dev WARNING: it does not ask the receiver. A piece sent to a contract that has no use for it is lost.
    /// @param from Owner of the piece.
    /// @param to Account that receives; not the zero address.
    /// @param tokenId The piece.
    function transferFrom(address from, address to, uint256 tokenId) external;

    /// @notice Lets `approved` move one piece, in place of whoever was allowed to before. A transfer ends it.
    /// @param approved Account that may move it; the zero address for nobody.
    /// @param tokenId The piece; the caller owns it or is an operator of the owner's.
    function approve(address approved, uint256 tokenId) external;

    /// @notice Lets `operator` move all pieces the caller has or will have, or no longer.
    /// @dev WARNING: an operator can take everything at once. Most thefts of collectibles were such an approval.
    /// @param operator Account that may move them; not the zero address.
    /// @param approved Whether it may.
    function setApprovalForAll(address operator, bool approved) external;

    /// @notice How many pieces an account has.
    /// @param owner Account to look at; not the zero address.
    /// @return balance Number of pieces.
    function balanceOf(address owner) external view returns (uint256 balance);

    /// @notice Who owns a piece.
    /// @param tokenId The piece; it must exist.
    /// @return owner Its owner.
    function ownerOf(uint256 tokenId) external view returns (address owner);

    /// @notice Who may move a piece beside its owner and the owner's operators.
    /// @param tokenId The piece; it must exist.
    /// @return approved The account, or the zero address.
    function getApproved(uint256 tokenId) external view returns (address approved);

    /// @notice Whether `operator` may move all pieces of `owner`.
    /// @param owner Owner of the pieces.
    /// @param operator Account to ask about.
    /// @return isApproved True if it may.
    function isApprovedForAll(address owner, address operator) external view returns (bool isApproved);
}

/// @title The part of ERC-721 that is for display
interface IERC721Metadata is IERC721 {
    /// @notice Name of the collection.
    /// @return text The name.
    function name() external view returns (string memory text);

    /// @notice Short name of the collection. It is not unique.
    /// @return text The symbol.
    function symbol() external view returns (string memory text);

    /// @notice Where a piece is described: a JSON document with name, description, image and attributes.
    /// @param tokenId The piece; it must exist.
    /// @return uri The address of the document, or the document itself (a data URI).
    function tokenURI(uint256 tokenId) external view returns (string memory uri);
}

/// @title What a contract needs to be sent pieces safely
interface IERC721Receiver {
    /// @notice Asked after a safe transfer, before it is final. To refuse the piece, revert.
    /// @param operator Account that sends it.
    /// @param from Owner before.
    /// @param tokenId The piece.
    /// @param data Whatever the sender passed on.
    /// @return magicValue 0x150b7a02, this function's selector, to take it.
    function onERC721Received(address operator, address from, uint256 tokenId, bytes calldata data)
        external
        returns (bytes4 magicValue);
}
