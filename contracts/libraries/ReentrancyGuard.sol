// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ReentrancyGuard
/// @notice Lets no call into a contract's guarded functions while another one is still running.
/// @dev The mark is in transient storage (EIP-1153): 300 gas, and gone with the transaction whatever happens. It is a
/// whole word, as a boolean would be looked for among what else its word could hold, before each write.
abstract contract ReentrancyGuard {
    /// @notice A guarded function was called from within another one, by way of a contract that it called.
    error ReentrantCall();

    uint256 private transient _entered;

    modifier guarded() {
        if (_entered != 0) revert ReentrantCall();
        _entered = 1;
        _;
        _entered = 0;
    }
}
