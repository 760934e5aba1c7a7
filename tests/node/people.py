"""Who is on the chain, and what they send."""

from __future__ import annotations

from typing import Any

from eth_account import Account as EthAccount
from eth_utils.address import to_checksum_address

from pydemo.chain.accounts import Accounts

ALICE, BOB, CAROL, DAVE = (account.address.lower() for account in list(Accounts.personas())[:4])
STRANGER = "0x" + "77" * 20
GWEI = 10**9


def signed(nonce: int, *, key: bytes | None = None, **fields: Any) -> str:
    """A signed raw transaction: Alice's, one wei to Bob, unless it is said otherwise."""
    alice = next(iter(Accounts.personas()))
    whole = {
        "type": 2,
        "chainId": 31337,
        "nonce": nonce,
        "to": Accounts.personas().bob.address,
        "value": 1,
        "gas": 21_000,
        "maxFeePerGas": 100 * GWEI,
        "maxPriorityFeePerGas": GWEI,
        **fields,
    }
    whole = {name: value for name, value in whole.items() if value is not None}
    if "to" in whole:
        whole["to"] = to_checksum_address(whole["to"])
    raw = EthAccount.sign_transaction(whole, key or alice.key).raw_transaction
    return "0x" + bytes(raw).hex()
