// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-6093: why an ERC-721 collection refused
/// @notice The errors every ERC-721 collection shares. Each carries what is needed to put it right.
interface IERC721Errors {
    /// @notice An account that cannot own anything.
    /// @param owner The account, always the zero address here.
    error ERC721InvalidOwner(address owner);

    /// @notice There is no such piece.
    /// @param tokenId The number that was asked for.
    error ERC721NonexistentToken(uint256 tokenId);

    /// @notice The piece belongs to somebody else than the transfer says.
    /// @param sender Account that it should be taken from.
    /// @param tokenId The piece.
    /// @param owner Account that owns it.
    error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);

    /// @notice Pieces cannot be sent to this account: it is the zero address, or a contract that does not take them.
    /// @param receiver The account.
    error ERC721InvalidReceiver(address receiver);

    /// @notice The caller may not move this piece.
    /// @param operator Account that tried.
    /// @param tokenId The piece.
    error ERC721InsufficientApproval(address operator, uint256 tokenId);

    /// @notice The caller may not approve anybody for this piece.
    /// @param approver Account that tried.
    error ERC721InvalidApprover(address approver);

    /// @notice This account cannot be an operator.
    /// @param operator The account, always the zero address here.
    error ERC721InvalidOperator(address operator);
}
