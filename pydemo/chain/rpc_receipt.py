"""A receipt and its transaction, as web3.py reads them from a node, as an outcome."""

from __future__ import annotations

from typing import Any

from hexbytes import HexBytes

from pydemo.chain.address import canonical
from pydemo.chain.frames import Log, RecordedOutcome, Transaction


def read_outcome(receipt: Any, sent: Any) -> RecordedOutcome:
    """What became of a transaction.

    Args:
        receipt: of ``eth_getTransactionReceipt``.
        sent: of ``eth_getTransactionByHash``.
    """
    to, created = receipt.get("to"), receipt.get("contractAddress")
    return RecordedOutcome(
        tx_hash=bytes(receipt["transactionHash"]),
        block_number=receipt["blockNumber"],
        block_hash=bytes(receipt["blockHash"]),
        index=receipt["transactionIndex"],
        transaction=Transaction(
            canonical(receipt["from"]),
            canonical(to) if to else None,
            bytes(HexBytes(sent["input"])),
            sent["value"],
            sent["gas"],
        ),
        succeeded=receipt["status"] == 1,
        gas_used=receipt["gasUsed"],
        effective_gas_price=receipt["effectiveGasPrice"],
        logs=tuple(
            Log(
                canonical(log["address"]),
                tuple(bytes(topic) for topic in log["topics"]),
                bytes(HexBytes(log["data"])),
            )
            for log in receipt["logs"]
        ),
        contract_address=canonical(created) if created else None,
    )
