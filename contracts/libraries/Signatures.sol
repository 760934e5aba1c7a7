// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ECDSA} from "./ECDSA.sol";
import {IERC1271} from "./IERC1271.sol";

/// @title Signatures
/// @notice Did this account sign? For keys (65 bytes: r, s, v) and for contracts (ERC-1271) alike.
/// @dev A key is tried first: an account that has lent itself code (EIP-7702) still has its key.
/// WARNING: a contract may change its mind. What it accepted once it may refuse later, and the other way round.
library Signatures {
    /// @notice Whether `signature` is `signer`'s for `digest`. Never reverts.
    /// @param signer Account that should have signed; the zero address never has.
    /// @param digest The 32-byte hash that was signed.
    /// @param signature Of a key: r, s and v, one after the other. Of a contract: what it wants.
    /// @return isValid True if it is.
    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (signer == address(0)) return false;
        if (ECDSA.tryRecover(digest, signature) == signer) return true;
        if (signer.code.length == 0) return false;

        (bool succeeded, bytes memory answer) =
            signer.staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        return succeeded && answer.length >= 32
            && abi.decode(answer, (bytes32)) == bytes32(IERC1271.isValidSignature.selector);
    }
}
