// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Payment
/// @notice Sends ether to people who may not want it, or who want to make trouble.
/// @dev Why assembly: Solidity copies whatever the receiver answers into memory, and memory costs more the more there
/// is. A few receivers with long answers could make a payment to many unaffordable. Here no answer is looked at.
library Payment {
    /// @notice Enough for a wallet's receive function, too little to make somebody else's transaction dear.
    uint256 internal constant PUSH_GAS = 30_000;
    /// @dev A call gets 63/64 of what is left, less what it costs itself (9,000 for the ether, 25,000 for an account
    /// that is not there yet, 2,600 for one not looked at before).
    uint256 private constant LEAST_GAS = 70_000;

    /// @notice The receiver did not take the ether, or is the zero address, from where nobody could take it.
    /// @param to The receiver.
    /// @param value Wei that should have gone there.
    error PaymentRefused(address to, uint256 value);

    /// @notice The transaction has too little gas left for others to get what is theirs.
    /// @param left Gas that is left.
    /// @param needed Gas that there must be.
    error TooLittleGasToPay(uint256 left, uint256 needed);

    /// @notice Tries to send ether with a little gas. Reverts only if the transaction has too little of it: else
    /// whoever calls could have a receiver's payment fail that would have gone well.
    /// @param to Account that receives.
    /// @param value Wei.
    /// @return isTaken Whether they were taken.
    function push(address to, uint256 value) internal returns (bool isTaken) {
        if (gasleft() < LEAST_GAS) revert TooLittleGasToPay(gasleft(), LEAST_GAS);
        uint256 limit = PUSH_GAS;
        assembly ("memory-safe") {
            isTaken := call(limit, to, value, 0, 0, 0, 0)
        }
    }

    /// @notice Sends ether with all the gas there is, and reverts if it is not taken.
    /// @param to Account that receives.
    /// @param value Wei.
    function pay(address to, uint256 value) internal {
        bool isTaken = to != address(0);
        if (isTaken) {
            assembly ("memory-safe") {
                isTaken := call(gas(), to, value, 0, 0, 0, 0)
            }
        }
        if (!isTaken) revert PaymentRefused(to, value);
    }
}
