// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-1271: signatures of contracts
/// @notice A contract has no key. Whoever is shown a signature "of" a contract asks the contract.
interface IERC1271 {
    /// @notice Whether a signature stands for this contract.
    /// @param digest What was signed.
    /// @param signature Whatever the contract takes for a signature.
    /// @return magicValue 0x1626ba7e if it does; anything else means no.
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4 magicValue);
}
