// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "../token/ERC20.sol";
import {DrawWeights} from "./DrawWeights.sol";
import {Weights} from "./Weights.sol";

/// @title Tickets
/// @notice A token whose balances are the odds in a draw, by how much and by how long. An heir holds the draws.
/// @dev All that ERC20 does, on the balances in `DrawWeights`: whatever moves a ticket moves its weight with it.
abstract contract Tickets is ERC20 {
    using DrawWeights for Weights;

    Weights internal _weights;

    constructor() {
        _weights.open();
    }

    /// @inheritdoc ERC20
    function totalSupply() public view override returns (uint256) {
        return _weights.total();
    }

    /// @inheritdoc ERC20
    function balanceOf(address account) public view override returns (uint256) {
        return _weights.balanceOf(account);
    }

    /// @inheritdoc ERC20
    function _transfer(address from, address to, uint256 value) internal override {
        if (from == address(0)) revert ERC20InvalidSender(from);
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        uint256 balance = balanceOf(from);
        if (balance < value) revert ERC20InsufficientBalance(from, balance, value);

        _weights.move(from, to, value);
        emit Transfer(from, to, value);
    }

    /// @inheritdoc ERC20
    function _mint(address to, uint256 value) internal override {
        if (to == address(0)) revert ERC20InvalidReceiver(to);

        _weights.increase(to, value);
        emit Transfer(address(0), to, value);
    }

    /// @inheritdoc ERC20
    function _burn(address from, uint256 value) internal override {
        if (from == address(0)) revert ERC20InvalidSender(from);
        uint256 balance = balanceOf(from);
        if (balance < value) revert ERC20InsufficientBalance(from, balance, value);

        _weights.decrease(from, value);
        emit Transfer(from, address(0), value);
    }
}
