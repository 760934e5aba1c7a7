// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Call
/// @notice Calls a contract that is known at run time only, and fails as it failed.
library Call {
    /// @notice The call failed without giving a reason.
    error FailedCall();

    /// @notice Calls `target`. An account without code takes the ether and does nothing: that is a success.
    /// @param target Account that is called.
    /// @param value Wei sent along.
    /// @param data Selector and arguments; may be empty.
    function run(address target, uint256 value, bytes calldata data) internal {
        (bool succeeded, bytes memory answer) = target.call{value: value}(data);
        if (succeeded) return;
        if (answer.length == 0) revert FailedCall();
        // Solidity can catch another contract's error but not throw it again as it was.
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}
