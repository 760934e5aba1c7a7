// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-2612: allowances by signature
/// @notice The owner of tokens signs a message, anybody may hand it in, and the allowance is set. So the owner
/// needs no ether, and an app needs no separate approval transaction.
interface IERC20Permit {
    /// @notice The signed message came too late.
    /// @param deadline Last second (Unix time) at which it was good.
    error ERC2612ExpiredSignature(uint256 deadline);

    /// @notice Somebody else signed, or other values were signed: a different amount, spender, nonce, deadline,
    /// token or chain makes the signature point at some other account.
    /// @param signer Account the signature points at.
    /// @param owner Account that should have signed.
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice Sets how much `spender` may take from `owner`, on the strength of `owner`'s signature.
    /// @dev What is signed: the EIP-712 struct
    /// Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)
    /// in the domain that `eip712Domain` describes, with `nonces(owner)` as the nonce.
    /// WARNING: anybody who sees the signature can hand it in first. The allowance is then set all the same, but
    /// the second `permit` reverts. A contract that calls `permit` and goes on should therefore catch the
    /// failure and look at the allowance.
    /// WARNING: a signature is as good as an approval. Read what you sign.
    /// @param owner Account whose tokens may be taken, and who signed.
    /// @param spender Account that may take them; not the zero address.
    /// @param value The new allowance; the largest uint256 means no limit.
    /// @param deadline Last second (Unix time) at which the signature is good.
    /// @param v Signature: 27 or 28.
    /// @param r Signature: first half.
    /// @param s Signature: second half, in the lower half of its range.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;

    /// @notice The nonce `owner`'s next permit has to be signed with: how many it has used.
    /// @param owner Account that signs.
    /// @return nonce The nonce.
    function nonces(address owner) external view returns (uint256 nonce);

    /// @notice Hash of the EIP-712 domain, which binds a permit to this token on this chain.
    /// @dev It changes when the chain id does: ask for it, do not store it.
    /// @return separator The hash.
    function DOMAIN_SEPARATOR() external view returns (bytes32 separator);
}
