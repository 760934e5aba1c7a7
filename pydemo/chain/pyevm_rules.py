"""What a transaction must fulfil before it runs, where py-evm does not look or is unclear."""

from __future__ import annotations

from typing import Any

from eth.vm.forks.cancun.constants import BLOB_TX_TYPE
from eth.vm.forks.prague.constants import SET_CODE_TRANSACTION_TYPE
from eth.vm.forks.shanghai.constants import MAX_INITCODE_SIZE
from eth_utils.address import to_checksum_address


def objection(transaction: Any, sender: bytes, balance: int, chain_id: int) -> str | None:
    """Why a transaction cannot be included, or None if nothing here speaks against it."""
    if transaction.chain_id not in (None, chain_id):  # None: legacy, before EIP-155
        return (
            f"the transaction is signed for chain {transaction.chain_id}, this is chain {chain_id}"
        )
    # EIP-1559: the sender must have what it may cost at most, not only what it does cost.
    needed = transaction.gas * transaction.max_fee_per_gas + transaction.value
    if balance < needed:
        return (
            f"{to_checksum_address(sender)} has {balance} wei and may need {needed} wei (value, "
            "and gas limit times fee): give it some with chain.set_balance(address, wei)"
        )
    if not transaction.to and len(transaction.data) > MAX_INITCODE_SIZE:
        return (
            f"the creation code is too large: {len(transaction.data)} bytes, of at most "
            f"{MAX_INITCODE_SIZE} (EIP-3860)"
        )
    if transaction.max_priority_fee_per_gas > transaction.max_fee_per_gas:
        return "the priority fee is above the fee as a whole"
    kind = getattr(transaction, "type_id", None)
    if kind == BLOB_TX_TYPE and not (transaction.to and transaction.blob_versioned_hashes):
        return "type 3 needs a receiver and at least one blob"
    is_set_code = kind == SET_CODE_TRANSACTION_TYPE
    if is_set_code and not (transaction.to and transaction.authorization_list):
        return "type 4 needs a receiver and at least one authorization"
    minimum = minimum_gas(transaction)
    if transaction.gas < minimum:
        return (
            f"a gas limit of {transaction.gas} is too low: this transaction costs {minimum} gas "
            "before it does anything"
        )
    return None


def minimum_gas(transaction: Any) -> int:
    """What a transaction must offer: its intrinsic gas, or EIP-7623's floor for its data."""
    intrinsic = int(transaction.intrinsic_gas)
    if not transaction.to:
        intrinsic += initcode_gas(transaction.data)  # py-evm charges for it later
    return max(intrinsic, floor_of(transaction))


def floor_of(transaction: Any) -> int:
    """The least that a transaction with this much data costs (EIP-7623)."""
    data: bytes = transaction.data
    tokens = data.count(0) + 4 * (len(data) - data.count(0))
    return 21_000 + 10 * tokens


def initcode_gas(code: bytes) -> int:
    """What a creation pays for the length of its init code (EIP-3860)."""
    return 2 * -(-len(code) // 32)
