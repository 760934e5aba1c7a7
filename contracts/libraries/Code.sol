// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Code
/// @notice What will run when an account is called.
library Code {
    /// @dev Code of an account that has lent itself a contract's (EIP-7702): this, and the contract. No contract's own
    /// code begins with 0xef (EIP-3541).
    bytes3 private constant DELEGATION = 0xef0100;
    uint256 private constant DELEGATION_SIZE = 23;

    /// @notice Hash of a contract's code. Zero for an account with a key, be it that it has lent itself code: what
    /// happens there is its owner's to say, today and tomorrow.
    /// @param account Account to look at.
    /// @return hash keccak-256 of the code, or zero.
    function hashOf(address account) internal view returns (bytes32 hash) {
        uint256 size = account.code.length;
        if (size == 0) return 0;
        if (size == DELEGATION_SIZE && bytes3(account.code) == DELEGATION) return 0;
        return account.codehash;
    }
}
