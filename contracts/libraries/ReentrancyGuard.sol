// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ReentrancyGuard
/// @notice Lets no call into a contract's guarded functions while another one is still running.
/// @dev The mark is in transient storage (EIP-1153): 300 gas, and gone with the transaction whatever happens.
abstract contract ReentrancyGuard {
    /// @notice A guarded function was called from within another one, by way of a contract that it called.
    error ReentrantCall();

    bool private transient _isEntered;

    modifier guarded() {
        if (_isEntered) revert ReentrantCall();
        _isEntered = true;
        _;
        _isEntered = false;
    }
}
