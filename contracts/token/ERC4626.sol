// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {ERC20} from "./ERC20.sol";
import {IERC20, IERC20Metadata} from "./IERC20.sol";
import {IERC4626} from "./IERC4626.sol";
import {IERC4626Errors} from "./IERC4626Errors.sol";

/// @title ERC4626
/// @notice A vault after ERC-4626, in which shares are parts of all that it has. An heir decides what it does with it.
/// @dev Shares are counted as if there were one unit of the asset and a million shares more than there are. So the
/// first to pay in gets a sensible number of shares, and whoever tries to blow up the value of a share by paying in and
/// giving away pays a million times what the next one loses by rounding (the "inflation attack").
///
/// Rounding is against the caller, always: down for what they get, up for what they pay.
abstract contract ERC4626 is ERC20, IERC4626, IERC4626Errors {
    using SafeTransfer for IERC20;

    uint256 private constant VIRTUAL_ASSETS = 1;
    uint256 private constant VIRTUAL_SHARES = 1e6;
    uint8 private constant MORE_DIGITS = 6;
    /// @dev Amounts stay below this, so that the product of two fits into a uint256.
    uint256 internal constant MOST_ASSETS = type(uint112).max;

    IERC20 internal immutable _asset;
    uint8 private immutable _decimals;

    /// @param asset_ The token that goes in and comes out.
    constructor(IERC20Metadata asset_) {
        _asset = asset_;
        _decimals = asset_.decimals() + MORE_DIGITS;
    }

    /// @inheritdoc IERC4626
    function deposit(uint256 assets, address receiver) external returns (uint256 shares) {
        _beforeChange();
        uint256 most = maxDeposit(receiver);
        if (assets > most) revert ERC4626ExceededMaxDeposit(receiver, assets, most);
        shares = previewDeposit(assets);
        if (shares == 0) revert ERC4626NothingForIt();

        _payIn(assets, shares, receiver);
    }

    /// @inheritdoc IERC4626
    function mint(uint256 shares, address receiver) external returns (uint256 assets) {
        _beforeChange();
        uint256 most = maxMint(receiver);
        if (shares > most) revert ERC4626ExceededMaxMint(receiver, shares, most);
        if (shares == 0) revert ERC4626NothingForIt();
        assets = previewMint(shares);

        _payIn(assets, shares, receiver);
    }

    /// @inheritdoc IERC4626
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares) {
        _beforeChange();
        uint256 most = maxWithdraw(owner);
        if (assets > most) revert ERC4626ExceededMaxWithdraw(owner, assets, most);
        if (assets == 0) revert ERC4626NothingForIt();
        shares = previewWithdraw(assets);

        _payOut(assets, shares, receiver, owner);
    }

    /// @inheritdoc IERC4626
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets) {
        _beforeChange();
        uint256 most = maxRedeem(owner);
        if (shares > most) revert ERC4626ExceededMaxRedeem(owner, shares, most);
        assets = previewRedeem(shares);
        if (assets == 0) revert ERC4626NothingForIt();

        _payOut(assets, shares, receiver, owner);
    }

    /// @inheritdoc IERC4626
    function asset() external view returns (address) {
        return address(_asset);
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC20, IERC20Metadata) returns (uint8) {
        return _decimals;
    }

    /// @inheritdoc IERC4626
    function totalAssets() public view virtual returns (uint256);

    /// @inheritdoc IERC4626
    function convertToShares(uint256 assets) public view returns (uint256) {
        return assets * (totalSupply() + VIRTUAL_SHARES) / (totalAssets() + VIRTUAL_ASSETS);
    }

    /// @inheritdoc IERC4626
    function convertToAssets(uint256 shares) public view returns (uint256) {
        return shares * (totalAssets() + VIRTUAL_ASSETS) / (totalSupply() + VIRTUAL_SHARES);
    }

    /// @inheritdoc IERC4626
    function maxDeposit(address) public view returns (uint256) {
        uint256 held = totalAssets();
        return held < MOST_ASSETS ? MOST_ASSETS - held : 0;
    }

    /// @inheritdoc IERC4626
    function maxMint(address receiver) public view returns (uint256) {
        return convertToShares(maxDeposit(receiver));
    }

    /// @inheritdoc IERC4626
    function maxWithdraw(address owner) public view returns (uint256) {
        return _smaller(convertToAssets(balanceOf(owner)), _atHand());
    }

    /// @inheritdoc IERC4626
    function maxRedeem(address owner) public view returns (uint256) {
        return _smaller(balanceOf(owner), convertToShares(_atHand()));
    }

    /// @inheritdoc IERC4626
    function previewDeposit(uint256 assets) public view returns (uint256) {
        return convertToShares(assets);
    }

    /// @inheritdoc IERC4626
    function previewMint(uint256 shares) public view returns (uint256) {
        return _divideUp(shares * (totalAssets() + VIRTUAL_ASSETS), totalSupply() + VIRTUAL_SHARES);
    }

    /// @inheritdoc IERC4626
    function previewWithdraw(uint256 assets) public view returns (uint256) {
        return _divideUp(assets * (totalSupply() + VIRTUAL_SHARES), totalAssets() + VIRTUAL_ASSETS);
    }

    /// @inheritdoc IERC4626
    function previewRedeem(uint256 shares) public view returns (uint256) {
        return convertToAssets(shares);
    }

    /// @dev Brings the books up to date, before anything is looked at that will be changed.
    function _beforeChange() internal virtual;

    /// @dev Assets that could be paid out now.
    function _atHand() internal view virtual returns (uint256);

    /// @dev Notes that assets come in, or go out.
    function _book(uint256 assets, bool isIn) internal virtual;

    function _payIn(uint256 assets, uint256 shares, address receiver) private {
        _book(assets, true);
        _mint(receiver, shares);
        emit Deposit(msg.sender, receiver, assets, shares);
        _asset.take(msg.sender, assets);
    }

    function _payOut(uint256 assets, uint256 shares, address receiver, address owner) private {
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _book(assets, false);
        _burn(owner, shares);
        emit Withdraw(msg.sender, receiver, owner, assets, shares);
        _asset.send(receiver, assets);
    }

    function _divideUp(uint256 dividend, uint256 divisor) internal pure returns (uint256) {
        return (dividend + divisor - 1) / divisor;
    }

    function _smaller(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
