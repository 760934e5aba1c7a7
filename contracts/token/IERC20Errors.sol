// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-6093: why an ERC-20 token refused
/// @notice The errors every ERC-20 token shares. Each carries what is needed to put it right.
interface IERC20Errors {
    /// @notice The account has fewer units than it was asked for.
    /// @param sender Account that should have paid.
    /// @param balance What it has.
    /// @param needed What it would have needed.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);

    /// @notice Tokens cannot be taken from this account.
    /// @param sender The account, always the zero address here.
    error ERC20InvalidSender(address sender);

    /// @notice Tokens cannot be sent to this account; to destroy tokens, burn them.
    /// @param receiver The account, always the zero address here.
    error ERC20InvalidReceiver(address receiver);

    /// @notice The caller wants to take more than the owner of the tokens allowed it to.
    /// @param spender Account that wanted to take.
    /// @param allowance What it was allowed.
    /// @param needed What it would have needed.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);

    /// @notice This account cannot give an allowance.
    /// @param approver The account, always the zero address here.
    error ERC20InvalidApprover(address approver);

    /// @notice This account cannot be given an allowance.
    /// @param spender The account, always the zero address here.
    error ERC20InvalidSpender(address spender);
}
