// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface IToken {
    function approve(address spender, uint256 value) external returns (bool);
}

interface IVault {
    function deposit(uint256 assets, address receiver) external returns (uint256);
    function asset() external view returns (address);
}

/// @title Crowd
/// @notice For tests only: pays in for many, to fill a vault.
contract Crowd {
    constructor(IVault vault) {
        IToken(vault.asset()).approve(address(vault), type(uint256).max);
    }

    /// @notice Pays in for `number` accounts: the hashes of `first`, `first` + 1 and so on.
    function populate(IVault vault, uint256 first, uint256 number, uint256 amount) external {
        for (uint256 i = first; i < first + number; i++) {
            vault.deposit(amount, address(bytes20(keccak256(abi.encode(i)))));
        }
    }
}
