"""A collectible's vouchers (EIP-712), signed off chain with eth-account."""

from __future__ import annotations

from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.permit import FAR_AWAY

VOUCHER_TYPES = {
    "Voucher": [
        {"name": "holder", "type": "address"},
        {"name": "serial", "type": "uint256"},
        {"name": "expiresAt", "type": "uint256"},
    ]
}


def sign_voucher(
    collection: Contract,
    chain: Chain,
    *,
    venue: Account,
    holder: AddressLike,
    serial: int,
    expires_at: int = FAR_AWAY,
) -> tuple[tuple[bytes, int, int], bytes]:
    """Sign a voucher with the venue's key: its holder may mint one piece.

    Args:
        serial: number of the voucher, good once.
        expires_at: Unix seconds until which it is good.

    Returns:
        The arguments of ``mintWithVoucher``: the voucher, and a signature of 65 bytes (r, s, v).
    """
    domain = {
        "name": collection.name(),
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": collection,
    }
    message = {"holder": holder, "serial": serial, "expiresAt": expires_at}
    signed = venue.sign_typed_data(domain, VOUCHER_TYPES, message)
    return (canonical(holder), serial, expires_at), bytes(signed.signature)
