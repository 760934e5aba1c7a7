"""What a rollup of the OP stack takes for a transaction's data on Ethereum."""

from __future__ import annotations

from collections.abc import Iterable

from eth_abi.abi import encode

from pydemo.chain.address import checksum
from pydemo.chain.frames import Transaction
from pydemo.chain.remote import RemoteNode
from pydemo.errors import DeploymentError
from pydemo.evm.hashing import keccak

ORACLE = bytes.fromhex("420000000000000000000000000000000000000f")
"""The predeploy GasPriceOracle: ``getL1Fee(bytes)`` answers wei for a transaction's bytes."""
_SELECTOR = keccak(b"getL1Fee(bytes)")[:4]
_ANY_KEY = (1).to_bytes(32)
"""What signs here counts for nothing: a signature is as long whoever makes it."""


def rollup_fee(node: RemoteNode, left: Iterable[Transaction], max_fee: int) -> int:
    """Wei for the data of transactions that are still to be sent; 0 where nobody asks for it.

    Raises errors.DeploymentError: there is an oracle, and it does not answer.
    """
    left = list(left)
    if not left or not node.code(ORACLE):
        return 0
    return sum(_fee_of(node, _signed(node, transaction, max_fee)) for transaction in left)


def _fee_of(node: RemoteNode, raw: bytes) -> int:
    asked = Transaction(sender=bytes(20), to=ORACLE, data=_SELECTOR + encode(["bytes"], [raw]))
    answer = node.call(asked)
    if answer.failure is not None or len(answer.output) != 32:
        raise DeploymentError(f"{checksum(ORACLE)} of {node.name} does not tell the data's price")
    return int.from_bytes(answer.output)


def _signed(node: RemoteNode, transaction: Transaction, max_fee: int) -> bytes:
    fields = {
        "type": 2,
        "chainId": node.chain_id,
        "nonce": 2**16,
        "gas": transaction.gas or 0,
        "maxFeePerGas": max_fee,
        "maxPriorityFeePerGas": max_fee,
        "value": transaction.value,
        "data": transaction.data,
    }
    if transaction.to is not None:
        fields["to"] = checksum(transaction.to)
    return bytes(node.w3.eth.account.sign_transaction(fields, _ANY_KEY).raw_transaction)
