"""ERC-5805: votes delegated by signature, signed off chain with eth-account."""

from __future__ import annotations

from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.permit import FAR_AWAY

DELEGATION_TYPES = {
    "Delegation": [
        {"name": "delegatee", "type": "address"},
        {"name": "nonce", "type": "uint256"},
        {"name": "expiry", "type": "uint256"},
    ]
}


def sign_delegation(
    token: Contract,
    chain: Chain,
    *,
    delegator: Account,
    delegatee: AddressLike,
    expiry: int = FAR_AWAY,
) -> tuple[bytes, int, int, int, bytes, bytes]:
    """Sign a delegation for the delegator's next nonce, which permits use up as well.

    Args:
        delegatee: who votes with the delegator's tokens from then on.
        expiry: Unix seconds until which the signature is good.

    Returns:
        The arguments of ``delegateBySig``: delegatee, nonce, expiry, v, r, s.
    """
    domain = {
        "name": token.name(),
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": token,
    }
    nonce = token.nonces(delegator)
    message = {"delegatee": delegatee, "nonce": nonce, "expiry": expiry}
    signed = delegator.sign_typed_data(domain, DELEGATION_TYPES, message)
    r, s = signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")
    return canonical(delegatee), nonce, expiry, signed.v, r, s
