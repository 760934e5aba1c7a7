// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-4906: descriptions that change
/// @notice Tells marketplaces and wallets to look at descriptions again. Its ERC-165 id is 0x49064906.
interface IERC4906 {
    /// @notice The description of one piece has changed.
    /// @param _tokenId The piece.
    event MetadataUpdate(uint256 _tokenId);

    /// @notice The descriptions of a range of pieces have changed.
    /// @param _fromTokenId First piece.
    /// @param _toTokenId Last piece, included.
    event BatchMetadataUpdate(uint256 _fromTokenId, uint256 _toTokenId);
}
