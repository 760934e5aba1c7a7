"""What a transaction must fulfil to wait in the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydemo.chain.address import checksum
from pydemo.errors import TransactionRefused
from pydemo.evm.forks import MAX_INITCODE_SIZE, Fork
from pydemo.evm.transaction import BLOB_GAS, Message, floor_gas, intrinsic_gas

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain


def check(served: ServedChain, sent: Message) -> None:
    """Whether a transaction may wait, in geth's words. Raises errors.TransactionRefused."""
    engine = served.engine
    sender = sent.sender.to_bytes(20)
    nonce = engine.get_nonce(sender)
    if sent.nonce < nonce:
        raise TransactionRefused(f"nonce too low: next nonce {nonce}, tx nonce {sent.nonce}")
    if sent.gas > engine.gas_limit:
        raise TransactionRefused(
            f"exceeds block gas limit: gas {sent.gas}, limit {engine.gas_limit}"
        )
    needed = max(intrinsic_gas(sent), floor_gas(sent, Fork.PRAGUE))
    if sent.gas < needed:
        raise TransactionRefused(f"intrinsic gas too low: gas {sent.gas}, minimum needed {needed}")
    if sent.to is None and len(sent.data) > MAX_INITCODE_SIZE:
        raise TransactionRefused(
            f"max initcode size exceeded: code size {len(sent.data)}, limit {MAX_INITCODE_SIZE}"
        )
    if sent.priority_fee is not None and sent.priority_fee > sent.max_fee:
        raise TransactionRefused(
            "max priority fee per gas higher than max fee per gas: "
            f"{sent.priority_fee} and {sent.max_fee}"
        )
    cost = sent.gas * sent.max_fee + sent.value
    cost += len(sent.blob_hashes) * BLOB_GAS * sent.max_blob_fee
    balance = engine.get_balance(sender)
    if balance < cost:
        raise TransactionRefused(
            f"insufficient funds for gas * price + value: address {checksum(sender)} "
            f"have {balance} want {cost}"
        )
    base_fee = served.next_base_fee()
    if served.is_automine and sent.max_fee < base_fee:
        raise TransactionRefused(
            "max fee per gas less than block base fee: "
            f"maxFeePerGas: {sent.max_fee}, baseFee: {base_fee}"
        )
