// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title OpenZeppelinVault
/// @notice For tests only: OpenZeppelin's ERC-4626, which counts what it has. Somebody who sends it something makes its
/// shares worth more; `lose` makes them worth less.
contract OpenZeppelinVault is ERC4626 {
    constructor(IERC20 asset_) ERC4626(asset_) ERC20("Plain vault", "PV") {}

    function lose(uint256 assets) external {
        IERC20(asset()).transfer(address(0xdead), assets);
    }
}

/// @title ShuttingVault
/// @notice For tests only: the same, until it takes no more deposits.
contract ShuttingVault is OpenZeppelinVault {
    bool private _isShut;

    constructor(IERC20 asset_) OpenZeppelinVault(asset_) {}

    function shut() external {
        _isShut = true;
    }

    function maxDeposit(address account) public view override returns (uint256) {
        return _isShut ? 0 : super.maxDeposit(account);
    }
}

/// @title FeeVault
/// @notice For tests only: the same, and keeps a hundredth of what comes in.
contract FeeVault is OpenZeppelinVault {
    constructor(IERC20 asset_) OpenZeppelinVault(asset_) {}

    function previewDeposit(uint256 assets) public view override returns (uint256) {
        return super.previewDeposit(assets - assets / 100);
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        super._deposit(caller, receiver, assets, shares);
        IERC20(asset()).transfer(address(0xfee), assets / 100);
    }
}
