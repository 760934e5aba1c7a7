// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title OpenZeppelinToken
/// @notice For tests only: OpenZeppelin's token with permits, to compare ours with. Anybody can mint.
contract OpenZeppelinToken is ERC20Permit {
    constructor() ERC20("Demo Token", "DEMO") ERC20Permit("Demo Token") {}

    /// @notice Creates `value` units for `to`.
    function mint(address to, uint256 value) external {
        _mint(to, value);
    }

    /// @notice Destroys `value` units of the caller's.
    function burn(uint256 value) external {
        _burn(msg.sender, value);
    }
}
