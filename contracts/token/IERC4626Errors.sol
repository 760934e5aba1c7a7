// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Why an ERC-4626 vault refused
/// @notice The errors every vault here shares, after ERC-6093's manner. Each carries what is needed to put it right.
interface IERC4626Errors {
    /// @notice So much cannot be paid in.
    /// @param receiver Account that would have got the shares.
    /// @param assets Units of the asset that should have come in.
    /// @param max Units that could have.
    error ERC4626ExceededMaxDeposit(address receiver, uint256 assets, uint256 max);

    /// @notice So many shares cannot be made.
    /// @param receiver Account that would have got them.
    /// @param shares Units of the vault's token that should have been made.
    /// @param max Units that could have.
    error ERC4626ExceededMaxMint(address receiver, uint256 shares, uint256 max);

    /// @notice So much cannot be paid out: the owner has less, or the vault has no more at hand.
    /// @param owner Account whose shares should have paid.
    /// @param assets Units of the asset that should have gone out.
    /// @param max Units that could have.
    error ERC4626ExceededMaxWithdraw(address owner, uint256 assets, uint256 max);

    /// @notice So many shares cannot be given back: the owner has fewer, or the vault has not the assets at hand.
    /// @param owner Account whose shares they are.
    /// @param shares Units of the vault's token that should have been given back.
    /// @param max Units that could have.
    error ERC4626ExceededMaxRedeem(address owner, uint256 shares, uint256 max);

    /// @notice This is too little for a single share, or for a single unit of the asset: it would be given away.
    error ERC4626NothingForIt();

    /// @notice After the payment fewer assets are here than should be: the token keeps a fee on transfers, or has taken
    /// something from the vault's balance. It cannot be paid in.
    /// @param held Units of the asset that are here.
    /// @param booked Units that should be.
    error ERC4626AssetsMissing(uint256 held, uint256 booked);
}
