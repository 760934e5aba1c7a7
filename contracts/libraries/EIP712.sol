// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Hash} from "./Hash.sol";
import {IERC5267} from "./IERC5267.sol";

/// @title EIP-712 domain
/// @notice Ties signed messages to one contract on one chain, so that they cannot be replayed elsewhere.
/// @dev The separator is computed once, at deployment. It is computed afresh as soon as the chain id or the
/// address is no longer the one of the deployment: after a fork of the chain, or when the code runs on behalf
/// of another contract (delegatecall). The version is always "1".
abstract contract EIP712 is IERC5267 {
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant VERSION_HASH = keccak256("1");

    bytes32 private immutable _separatorAtDeployment;
    uint256 private immutable _chainAtDeployment;
    address private immutable _selfAtDeployment;

    /// @param name What `_domainName` will return; an heir may not have stored it yet.
    constructor(string memory name) {
        _separatorAtDeployment = _separatorFor(name);
        _chainAtDeployment = block.chainid;
        _selfAtDeployment = address(this);
    }

    /// @inheritdoc IERC5267
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
        )
    {
        return (hex"0f", _domainName(), "1", block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    /// @dev Name of the domain. It has to stay what the constructor was given.
    function _domainName() internal view virtual returns (string memory);

    /// @dev Hash of the domain, as of now.
    function _domainSeparator() internal view returns (bytes32) {
        if (block.chainid == _chainAtDeployment && address(this) == _selfAtDeployment) {
            return _separatorAtDeployment;
        }
        return _separatorFor(_domainName());
    }

    /// @dev What a wallet signs for the message whose struct hash is `structHash`.
    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return Hash.typedData(_domainSeparator(), structHash);
    }

    function _separatorFor(string memory name) private view returns (bytes32) {
        return keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), VERSION_HASH, block.chainid, address(this))
        );
    }
}
