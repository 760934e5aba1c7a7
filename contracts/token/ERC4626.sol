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
///
/// The books are written before tokens move, so a token that calls somebody in between shows them books that are right.
/// Whatever a payment brought, the tokens that should be here must be here after it: that refuses tokens that keep a
/// fee, and stops taking more of one that takes from balances.
abstract contract ERC4626 is ERC20, IERC4626, IERC4626Errors {
    using SafeTransfer for IERC20;

    uint256 private constant VIRTUAL_ASSETS = 1;
    uint256 private constant VIRTUAL_SHARES = 1e6;
    uint8 private constant MORE_DIGITS = 6;
    /// @dev Assets and shares stay below these, so that the product of both fits into a uint256. A share begins at a
    /// millionth of a unit, so shares of all assets there can be are 2^124. Only a loss makes shares cheaper. After one
    /// of nearly everything, what can be paid in is so many shares at the new price as are missing: if 1e24 units were
    /// lost to the last, 1e15 units fit, and this vault is done for. Better begin with a new one.
    uint256 internal constant MOST_ASSETS = type(uint104).max;
    uint256 internal constant MOST_SHARES = 2 ** 150;

    IERC20 internal immutable _asset;
    uint8 private immutable _decimals;

    /// @param asset_ The token that goes in and comes out.
    constructor(IERC20Metadata asset_) {
        _asset = asset_;
        _decimals = asset_.decimals() + MORE_DIGITS;
    }

    /// @inheritdoc IERC4626
    function deposit(uint256 assets, address receiver) external returns (uint256 shares) {
        (uint256 held, uint256 supply) = (_beforeChange(), totalSupply());
        // The limit itself is only reckoned out for who exceeds it.
        bool fits = assets <= _missing(held, MOST_ASSETS);
        if (fits) shares = _toShares(assets, held, supply);
        if (!fits || shares > _missing(supply, MOST_SHARES)) {
            revert ERC4626ExceededMaxDeposit(receiver, assets, _mostAssets(held, supply));
        }
        if (shares == 0) revert ERC4626NothingForIt();

        _payIn(assets, shares, receiver);
    }

    /// @inheritdoc IERC4626
    function mint(uint256 shares, address receiver) external returns (uint256 assets) {
        (uint256 held, uint256 supply) = (_beforeChange(), totalSupply());
        uint256 most = _mostShares(held, supply);
        if (shares > most) revert ERC4626ExceededMaxMint(receiver, shares, most);
        if (shares == 0) revert ERC4626NothingForIt();
        assets = _toAssetsUp(shares, held, supply);

        _payIn(assets, shares, receiver);
    }

    /// @inheritdoc IERC4626
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares) {
        (uint256 held, uint256 supply) = (_beforeChange(), totalSupply());
        uint256 most = _smaller(_toAssets(balanceOf(owner), held, supply), _atHand());
        if (assets > most) revert ERC4626ExceededMaxWithdraw(owner, assets, most);
        if (assets == 0) revert ERC4626NothingForIt();
        shares = _toSharesUp(assets, held, supply);

        _payOut(assets, shares, receiver, owner);
    }

    /// @inheritdoc IERC4626
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets) {
        _beforeChange();
        uint256 most = _mostToRedeem(owner, _atHand());
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
        return _toShares(assets, totalAssets(), totalSupply());
    }

    /// @inheritdoc IERC4626
    function convertToAssets(uint256 shares) public view returns (uint256) {
        return _toAssets(shares, totalAssets(), totalSupply());
    }

    /// @inheritdoc IERC4626
    function maxDeposit(address) external view returns (uint256) {
        return _isShort() ? 0 : _mostAssets(totalAssets(), totalSupply());
    }

    /// @inheritdoc IERC4626
    function maxMint(address) external view returns (uint256) {
        return _isShort() ? 0 : _mostShares(totalAssets(), totalSupply());
    }

    /// @inheritdoc IERC4626
    function maxWithdraw(address owner) external view returns (uint256) {
        return _smaller(convertToAssets(balanceOf(owner)), _payable());
    }

    /// @inheritdoc IERC4626
    function maxRedeem(address owner) external view returns (uint256) {
        return _mostToRedeem(owner, _payable());
    }

    /// @inheritdoc IERC4626
    function previewDeposit(uint256 assets) external view returns (uint256) {
        return convertToShares(assets);
    }

    /// @inheritdoc IERC4626
    function previewMint(uint256 shares) external view returns (uint256) {
        return _toAssetsUp(shares, totalAssets(), totalSupply());
    }

    /// @inheritdoc IERC4626
    function previewWithdraw(uint256 assets) external view returns (uint256) {
        return _toSharesUp(assets, totalAssets(), totalSupply());
    }

    /// @inheritdoc IERC4626
    function previewRedeem(uint256 shares) public view returns (uint256) {
        return convertToAssets(shares);
    }

    /// @dev Brings the books up to date, before anything is looked at that will be changed. Returns `totalAssets`, which
    /// is known then.
    function _beforeChange() internal virtual returns (uint256 held);

    /// @dev Assets that are here, by the books, and could be paid out now.
    function _atHand() internal view virtual returns (uint256);

    /// @dev Notes that assets come in.
    function _noteIn(uint256 assets) internal virtual;

    /// @dev Notes that assets go out.
    function _noteOut(uint256 assets) internal virtual;

    function _payIn(uint256 assets, uint256 shares, address receiver) private {
        _noteIn(assets);
        _mint(receiver, shares);
        emit Deposit(msg.sender, receiver, assets, shares);
        _asset.pull(msg.sender, assets);
        // One look at the balance, where the difference that it made would take two.
        uint256 here = _asset.balanceOf(address(this));
        if (here < _atHand()) revert ERC4626AssetsMissing(here, _atHand());
    }

    function _payOut(uint256 assets, uint256 shares, address receiver, address owner) private {
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _noteOut(assets);
        _burn(owner, shares);
        emit Withdraw(msg.sender, receiver, owner, assets, shares);
        _asset.send(receiver, assets);
    }

    /// @dev The most assets that may come in: by themselves, and by the shares made for them.
    function _mostAssets(uint256 held, uint256 supply) private pure returns (uint256) {
        return _smaller(_missing(held, MOST_ASSETS), _toAssets(_missing(supply, MOST_SHARES), held, supply));
    }

    function _mostToRedeem(address owner, uint256 available) private view returns (uint256 shares) {
        shares = _smaller(balanceOf(owner), convertToShares(available));
        // Nothing is paid for too few.
        if (convertToAssets(shares) == 0) shares = 0;
    }

    /// @dev Whether a token that takes from balances has left less than the books say. Nothing can be paid in then.
    function _isShort() private view returns (bool) {
        return _asset.balanceOf(address(this)) < _atHand();
    }

    /// @dev What can be paid out, whatever the books say. Only for views: a call finds out when the token is moved.
    function _payable() private view returns (uint256) {
        return _smaller(_asset.balanceOf(address(this)), _atHand());
    }

    function _mostShares(uint256 held, uint256 supply) private pure returns (uint256) {
        return _smaller(_missing(supply, MOST_SHARES), _toShares(_missing(held, MOST_ASSETS), held, supply));
    }

    function _toShares(uint256 assets, uint256 held, uint256 supply) private pure returns (uint256) {
        return assets * (supply + VIRTUAL_SHARES) / (held + VIRTUAL_ASSETS);
    }

    function _toSharesUp(uint256 assets, uint256 held, uint256 supply) private pure returns (uint256) {
        return _divideUp(assets * (supply + VIRTUAL_SHARES), held + VIRTUAL_ASSETS);
    }

    function _toAssets(uint256 shares, uint256 held, uint256 supply) private pure returns (uint256) {
        return shares * (held + VIRTUAL_ASSETS) / (supply + VIRTUAL_SHARES);
    }

    function _toAssetsUp(uint256 shares, uint256 held, uint256 supply) private pure returns (uint256) {
        return _divideUp(shares * (held + VIRTUAL_ASSETS), supply + VIRTUAL_SHARES);
    }

    function _missing(uint256 amount, uint256 most) private pure returns (uint256) {
        return amount < most ? most - amount : 0;
    }

    function _divideUp(uint256 dividend, uint256 divisor) internal pure returns (uint256) {
        // The quotient is less than the largest number whenever something is left over.
        unchecked {
            return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
        }
    }

    function _smaller(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
