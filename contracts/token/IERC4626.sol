// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Metadata} from "./IERC20.sol";

/// @title ERC-4626: vaults
/// @notice A vault takes one token, the asset, puts it to work, and gives out shares of what it has.
interface IERC4626 is IERC20Metadata {
    /// @notice Assets came in, and shares were given out for them.
    /// @param sender Account that paid.
    /// @param owner Account that got the shares.
    /// @param assets Units of the asset.
    /// @param shares Units of the vault's own token.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);

    /// @notice Shares were given back, and assets went out for them.
    /// @param sender Account that called.
    /// @param receiver Account that got the assets.
    /// @param owner Account whose shares they were.
    /// @param assets Units of the asset.
    /// @param shares Units of the vault's own token.
    event Withdraw(
        address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares
    );

    /// @notice The token that goes in and comes out.
    /// @return token Its address.
    function asset() external view returns (address token);

    /// @notice What the vault has on behalf of all its share holders.
    /// @return assets Units of the asset.
    function totalAssets() external view returns (uint256 assets);

    /// @notice What assets are worth in shares, rounded down.
    /// @param assets Units of the asset.
    /// @return shares Units of the vault's own token.
    function convertToShares(uint256 assets) external view returns (uint256 shares);

    /// @notice What shares are worth in assets, rounded down.
    /// @param shares Units of the vault's own token.
    /// @return assets Units of the asset.
    function convertToAssets(uint256 shares) external view returns (uint256 assets);

    /// @notice The most that `deposit` would take for an account.
    /// @param receiver Account that would get the shares.
    /// @return assets Units of the asset.
    function maxDeposit(address receiver) external view returns (uint256 assets);

    /// @notice What `deposit` would give now.
    /// @param assets Units of the asset.
    /// @return shares Units of the vault's own token.
    function previewDeposit(uint256 assets) external view returns (uint256 shares);

    /// @notice Pays in assets of the caller's, which must have allowed the vault to take them.
    /// @param assets Units of the asset that go in.
    /// @param receiver Account that gets the shares.
    /// @return shares Units of the vault's own token that come out.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);

    /// @notice The most that `mint` would give to an account.
    /// @param receiver Account that would get the shares.
    /// @return shares Units of the vault's own token.
    function maxMint(address receiver) external view returns (uint256 shares);

    /// @notice What `mint` would cost now.
    /// @param shares Units of the vault's own token.
    /// @return assets Units of the asset.
    function previewMint(uint256 shares) external view returns (uint256 assets);

    /// @notice Pays in as many assets as some shares cost.
    /// @param shares Units of the vault's own token that come out.
    /// @param receiver Account that gets them.
    /// @return assets Units of the asset that go in.
    function mint(uint256 shares, address receiver) external returns (uint256 assets);

    /// @notice The most that `withdraw` would pay out of an account's shares now.
    /// @param owner Account whose shares they are.
    /// @return assets Units of the asset.
    function maxWithdraw(address owner) external view returns (uint256 assets);

    /// @notice What `withdraw` would cost now.
    /// @param assets Units of the asset.
    /// @return shares Units of the vault's own token.
    function previewWithdraw(uint256 assets) external view returns (uint256 shares);

    /// @notice Takes assets out, for as many shares as they cost.
    /// @param assets Units of the asset that come out.
    /// @param receiver Account that gets them.
    /// @param owner Account whose shares pay; the caller, or somebody who has allowed the caller to use them.
    /// @return shares Units of the vault's own token that go in.
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares);

    /// @notice The most that `redeem` would take of an account's shares now.
    /// @param owner Account whose shares they are.
    /// @return shares Units of the vault's own token.
    function maxRedeem(address owner) external view returns (uint256 shares);

    /// @notice What `redeem` would pay now.
    /// @param shares Units of the vault's own token.
    /// @return assets Units of the asset.
    function previewRedeem(uint256 shares) external view returns (uint256 assets);

    /// @notice Gives shares back for what they are worth.
    /// @param shares Units of the vault's own token that go in.
    /// @param receiver Account that gets the assets.
    /// @param owner Account whose shares pay; the caller, or somebody who has allowed the caller to use them.
    /// @return assets Units of the asset that come out.
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);
}
