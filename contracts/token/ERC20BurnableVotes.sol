// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20Votes} from "./ERC20Votes.sol";

/// @title ERC20BurnableVotes
/// @notice A token with votes whose units their holders can destroy, or have destroyed by whom they allow it.
/// @dev Names are those of OpenZeppelin's ERC20Burnable.
/// WARNING: nobody pays for it here. Who gives something for what is destroyed does so in the same transaction.
abstract contract ERC20BurnableVotes is ERC20Votes {
    /// @notice Destroys units of the caller's.
    /// @param units How many. Reverts with ERC20InsufficientBalance if there are less.
    function burn(uint256 units) external {
        _burn(msg.sender, units);
    }

    /// @notice Destroys units of somebody who allowed the caller to take them.
    /// @param account Who has them.
    /// @param units How many. Reverts with ERC20InsufficientAllowance or ERC20InsufficientBalance if that is too many.
    function burnFrom(address account, uint256 units) external {
        _spendAllowance(account, msg.sender, units);
        _burn(account, units);
    }
}
