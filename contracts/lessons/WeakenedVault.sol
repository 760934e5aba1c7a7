// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {ERC20} from "../token/ERC20.sol";
import {IERC20} from "../token/IERC20.sol";

/// @title WeakenedVault
/// @notice FOR LESSONS, never deploy it for real: shares in all the tokens that are here, however they came.
/// @dev What is left out: the virtual shares, a book of what was paid in, and the refusal to take something for nothing.
/// So the first one can make a share dear with a gift, and the next one's shares are rounded down to none. Hundred
/// Finance lost $7.4 million on 15 April 2023 to somebody who made shares dear with a gift. Compare ERC4626, and
/// `totalAssets` in LoanBook.
contract WeakenedVault is ERC20 {
    using SafeTransfer for IERC20;

    IERC20 public immutable asset;

    /// @param asset_ The token that goes in and comes out.
    constructor(IERC20 asset_) ERC20("Weakened shares", "WEAK") {
        asset = asset_;
    }

    /// @notice Pays in.
    /// @param assets Units of the token, which the caller must have approved.
    /// @param receiver Who gets the shares.
    /// @return shares How many: what comes in for what is there, rounded down.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares) {
        shares = totalSupply() == 0 ? assets : assets * totalSupply() / totalAssets();
        _mint(receiver, shares);
        asset.pull(msg.sender, assets);
    }

    /// @notice Takes out.
    /// @param shares Shares of the caller's.
    /// @param receiver Who gets the tokens.
    /// @return assets How many.
    function redeem(uint256 shares, address receiver) external returns (uint256 assets) {
        assets = shares * totalAssets() / totalSupply();
        _burn(msg.sender, shares);
        asset.send(receiver, assets);
    }

    /// @notice All tokens that are here.
    /// @return assets How many.
    function totalAssets() public view returns (uint256 assets) {
        return asset.balanceOf(address(this));
    }
}
