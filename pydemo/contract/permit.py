"""ERC-2612: allowances by signature, signed off chain with eth-account."""

from __future__ import annotations

from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract

PERMIT_TYPES = {
    "Permit": [
        {"name": "owner", "type": "address"},
        {"name": "spender", "type": "address"},
        {"name": "value", "type": "uint256"},
        {"name": "nonce", "type": "uint256"},
        {"name": "deadline", "type": "uint256"},
    ]
}

FAR_AWAY = 4_102_444_800
"""1 January 2100. A fixed time, so that a signature is the same on every chain."""


def sign_permit(
    token: Contract,
    chain: Chain,
    *,
    owner: Account,
    spender: AddressLike,
    value: int,
    deadline: int = FAR_AWAY,
) -> tuple[bytes, bytes, int, int, int, bytes, bytes]:
    """Sign a permit for the owner's next nonce.

    Args:
        value: units the spender may spend.
        deadline: Unix seconds until which the permit is good.

    Returns:
        The arguments of ``permit``: owner, spender, value, deadline, v, r, s.
    """
    domain = {
        "name": token.name(),
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": token,
    }
    message = {
        "owner": owner,
        "spender": spender,
        "value": value,
        "nonce": token.nonces(owner),
        "deadline": deadline,
    }
    signed = owner.sign_typed_data(domain, PERMIT_TYPES, message)
    r, s = signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")
    return canonical(owner), canonical(spender), value, deadline, signed.v, r, s
