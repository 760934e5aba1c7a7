// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {IERC20} from "../token/IERC20.sol";

/// @title Flash borrower
/// @notice Somebody who borrows for the time of one call.
interface IFlashBorrower {
    /// @notice The tokens are here. They must be back before this returns.
    /// @param token The token.
    /// @param units How many.
    /// @param data What the borrower told itself.
    function onLoan(IERC20 token, uint256 units, bytes calldata data) external;
}

/// @title FlashLender
/// @notice FOR LESSONS: lends tokens to anybody, for nothing, until the end of the transaction. It cannot lose: if they
/// are not back then, nothing has happened.
contract FlashLender {
    using SafeTransfer for IERC20;

    /// @notice The tokens did not come back.
    /// @param units How many are here.
    /// @param needed How many there were.
    error LoanNotRepaid(uint256 units, uint256 needed);

    /// @notice Lends to the caller.
    /// @param token The token.
    /// @param units How many.
    /// @param data Given back to the caller.
    function lend(IERC20 token, uint256 units, bytes calldata data) external {
        uint256 before = token.balanceOf(address(this));
        token.send(msg.sender, units);
        IFlashBorrower(msg.sender).onLoan(token, units, data);
        uint256 left = token.balanceOf(address(this));
        if (left < before) revert LoanNotRepaid(left, before);
    }
}
