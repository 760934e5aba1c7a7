// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-20: a token whose units are interchangeable
/// @notice Amounts are in the token's smallest unit: with 18 decimals, one token is 10**18 of them.
interface IERC20 {
    /// @notice `value` units went from one account to another. From the zero address they were created, to the
    /// zero address they were destroyed.
    /// @param from Account that paid, or the zero address for a mint.
    /// @param to Account that received, or the zero address for a burn.
    /// @param value Number of units.
    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @notice `owner` set how much `spender` may take from it. Not emitted when an allowance is spent.
    /// @param owner Account whose tokens may be taken.
    /// @param spender Account that may take them.
    /// @param value The new allowance.
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice Sends `value` units of the caller's to `to`.
    /// @dev Reverts rather than returning false. It does not ask the receiver: tokens sent to a contract that
    /// has no use for them are lost.
    /// @param to Account that receives; not the zero address.
    /// @param value Number of units.
    /// @return success Always true.
    function transfer(address to, uint256 value) external returns (bool success);

    /// @notice Lets `spender` take up to `value` units from the caller, in place of what it was allowed before.
    /// @dev The largest uint256 means "without limit": it is not counted down.
    /// WARNING: changing one non-zero allowance into another lets a spender who is quick enough take both, the
    /// old one just before the change and the new one after it. Go through zero, or check what was spent.
    /// @param spender Account that may take; not the zero address.
    /// @param value Number of units, or the largest uint256 for no limit.
    /// @return success Always true.
    function approve(address spender, uint256 value) external returns (bool success);

    /// @notice Sends `value` units of `from`'s to `to`, out of what `from` allowed the caller.
    /// @dev The caller needs an allowance even for its own tokens. No Approval event is emitted.
    /// @param from Account that pays.
    /// @param to Account that receives; not the zero address.
    /// @param value Number of units.
    /// @return success Always true.
    function transferFrom(address from, address to, uint256 value) external returns (bool success);

    /// @notice How many units exist: the sum of all balances.
    /// @return supply Number of units.
    function totalSupply() external view returns (uint256 supply);

    /// @notice How many units `account` has.
    /// @param account Account to look at.
    /// @return balance Number of units.
    function balanceOf(address account) external view returns (uint256 balance);

    /// @notice How many units `spender` may still take from `owner`.
    /// @param owner Account whose tokens may be taken.
    /// @param spender Account that may take them.
    /// @return remaining Number of units; the largest uint256 means no limit.
    function allowance(address owner, address spender) external view returns (uint256 remaining);
}

/// @title The part of ERC-20 that is for display only
/// @notice What a wallet shows. No contract should compute with it.
interface IERC20Metadata is IERC20 {
    /// @notice Full name of the token, such as "Demo Token".
    /// @return text The name.
    function name() external view returns (string memory text);

    /// @notice Short name of the token, such as "DEMO". It is not unique: anybody may use the same.
    /// @return text The symbol.
    function symbol() external view returns (string memory text);

    /// @notice How many digits a wallet puts behind the decimal point.
    /// @return digits 18 unless the token says otherwise.
    function decimals() external view returns (uint8 digits);
}
