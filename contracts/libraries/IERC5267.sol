// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-5267: which EIP-712 domain a contract signs for
/// @notice Lets a wallet ask a contract for the fields that go into the messages its users sign.
interface IERC5267 {
    /// @notice The domain has changed, so messages signed for the old one are void.
    /// @dev Here the fields never change after deployment, except for the chain id when the chain itself
    /// splits, and nobody is there to emit an event for that.
    event EIP712DomainChanged();

    /// @notice The fields of the EIP-712 domain, as of now.
    /// @return fields Which of the following fields are used: bit 0 the name, 1 the version, 2 the chain id,
    /// 3 the contract, 4 the salt. Always 0x0f here, the first four.
    /// @return name Name of the domain.
    /// @return version Version of the domain.
    /// @return chainId Chain the messages are good for.
    /// @return verifyingContract Contract the messages are good for.
    /// @return salt Not used: zero.
    /// @return extensions Not used: empty.
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );
}
