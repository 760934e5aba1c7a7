// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ECDSA
/// @notice Finds out who signed a digest, and accepts exactly one signature a key and digest.
/// @dev It knows nothing of smart-contract wallets (ERC-1271): only a key can be recovered.
library ECDSA {
    /// @notice The signature is not a signature of any account: `v` is neither 27 nor 28, or `r` is impossible.
    error ECDSAInvalidSignature();

    /// @notice The `s` of the signature lies in the upper half of its range, so the signature is a mirrored copy.
    /// @param s The `s` that was given.
    error ECDSAInvalidSignatureS(bytes32 s);

    /// @dev Half the order of the curve secp256k1, rounded down: the largest `s` that is accepted.
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    /// @notice Returns the account whose key signed `digest`. Never returns the zero address.
    /// @param digest The 32-byte hash that was signed.
    /// @param v 27 or 28.
    /// @param r First half of the signature.
    /// @param s Second half of the signature.
    /// @return signer The account that signed.
    function recover(bytes32 digest, uint8 v, bytes32 r, bytes32 s) internal pure returns (address signer) {
        // Every signature (v, r, s) has a mirror image (55 - v, r, order - s) that recovers to the same
        // account. The precompile accepts both; we take the lower one only, as Ethereum does for transactions.
        if (uint256(s) > HALF_ORDER) revert ECDSAInvalidSignatureS(s);

        signer = ecrecover(digest, v, r, s);
        // The precompile does not fail on nonsense: it answers with the zero address.
        if (signer == address(0)) revert ECDSAInvalidSignature();
    }

    /// @notice The same for a signature in one piece, as wallets give it. Returns the zero address for what is no
    /// signature of anybody.
    /// @param digest The 32-byte hash that was signed.
    /// @param signature r, s and v, one after the other: 65 bytes.
    /// @return signer The account that signed, or the zero address.
    function tryRecover(bytes32 digest, bytes calldata signature) internal pure returns (address signer) {
        if (signature.length != 65) return address(0);

        bytes32 s = bytes32(signature[32:64]);
        if (uint256(s) > HALF_ORDER) return address(0);
        return ecrecover(digest, uint8(signature[64]), bytes32(signature[:32]), s);
    }
}
