// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-165: which interfaces a contract has
interface IERC165 {
    /// @notice Whether the contract has an interface. Costs less than 30,000 gas.
    /// @param interfaceId The interface: the exclusive or of its functions' selectors.
    /// @return isSupported True if it has; false for 0xffffffff always.
    function supportsInterface(bytes4 interfaceId) external view returns (bool isSupported);
}
