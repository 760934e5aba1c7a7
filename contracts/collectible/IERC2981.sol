// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC165} from "../libraries/IERC165.sol";

/// @title ERC-2981: royalties
/// @notice Tells a marketplace what the artist asks of a sale. It is a request: nothing can enforce it.
interface IERC2981 is IERC165 {
    /// @notice Whom to pay, and how much, when a piece is sold.
    /// @param tokenId The piece.
    /// @param salePrice What it is sold for, in whatever currency.
    /// @return receiver Account to pay.
    /// @return royaltyAmount What to pay, in the same currency.
    function royaltyInfo(uint256 tokenId, uint256 salePrice)
        external
        view
        returns (address receiver, uint256 royaltyAmount);
}
