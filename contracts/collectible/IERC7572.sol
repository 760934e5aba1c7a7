// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-7572: what a whole collection is
interface IERC7572 {
    /// @notice The description of the collection has changed.
    event ContractURIUpdated();

    /// @notice Where the collection is described: a JSON document with name, description and image.
    /// @return uri The address of the document, or the document itself (a data URI).
    function contractURI() external view returns (string memory uri);
}
