"""Blocks, transactions, receipts and logs in JSON-RPC's shapes.

The engines give eth-tester's shapes: the same facts under snake-case names, as raw values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pydemo.chain.envelope import BLOB, DYNAMIC_FEE, LEGACY, SET_CODE
from pydemo.chain.frames import Log, Outcome
from pydemo.evm.deadline import check
from pydemo.evm.hashing import keccak
from pydemo.evm.transaction import BLOB_GAS
from pydemo.node.quantities import data, quantity, word

if TYPE_CHECKING:
    from pydemo.node.pool import Waiting
    from pydemo.node.served import ServedChain

_NUMBERS = {
    "number": "number",
    "difficulty": "difficulty",
    "gasLimit": "gas_limit",
    "gasUsed": "gas_used",
    "timestamp": "timestamp",
    "baseFeePerGas": "base_fee_per_gas",
    "blobGasUsed": "blob_gas_used",
    "excessBlobGas": "excess_blob_gas",
    "size": "size",
}
_BYTES = {
    "hash": "hash",
    "parentHash": "parent_hash",
    "sha3Uncles": "sha3_uncles",
    "miner": "coinbase",
    "stateRoot": "state_root",
    "transactionsRoot": "transactions_root",
    "receiptsRoot": "receipts_root",
    "extraData": "extra_data",
    "mixHash": "mix_hash",
    "nonce": "nonce",
    "withdrawalsRoot": "withdrawals_root",
    "parentBeaconBlockRoot": "parent_beacon_block_root",
    "requestsHash": "requests_hash",
}
_EMPTY_ROOT = bytes.fromhex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")
_EMPTY_REQUESTS = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
_CONSTANT = {
    "sha3_uncles": bytes.fromhex(
        "1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"
    ),
    "withdrawals_root": _EMPTY_ROOT,
    "requests_hash": _EMPTY_REQUESTS,
    "parent_beacon_block_root": bytes(32),
    "nonce": bytes(8),
}
"""What every block has here, for an engine that leaves it out."""


def header(fields: dict[str, Any]) -> dict[str, Any]:
    """A block without its transactions: what a subscription to new heads gives."""
    whole = {**_CONSTANT, **fields}
    told: dict[str, Any] = {name: data(bytes(whole[ours])) for name, ours in _BYTES.items()}
    told |= {name: quantity(whole[ours]) for name, ours in _NUMBERS.items()}
    return {**told, "logsBloom": f"0x{whole['logs_bloom']:0512x}"}


def block(served: ServedChain, identifier: int | str, *, full: bool) -> dict[str, Any]:
    """A block, and its transactions in full or by hash. ``"pending"`` has those that wait."""
    engine = served.engine
    fields = engine.get_block_by_number(identifier, False)
    told = {**header(fields), "uncles": [], "withdrawals": []}
    if identifier == "pending":
        fee = engine.get_base_fee("pending")
        waiting = list(served.pool.ready(lambda a: engine.get_nonce(a.to_bytes(20)), fee))
        listed = [pending_transaction(entry, engine.chain_id) for entry in waiting]
        return {
            **told,
            "hash": None,
            "nonce": None,
            "miner": None,
            "transactions": listed if full else [entry["hash"] for entry in listed],
        }
    hashes = fields["transactions"]
    return {
        **told,
        "transactions": [
            transaction(served, bytes(tx_hash)) if full else data(bytes(tx_hash))
            for tx_hash in hashes
        ],
    }


def transaction(served: ServedChain, tx_hash: bytes) -> dict[str, Any]:
    """A mined transaction. Raises errors.UnknownTransaction."""
    fields = served.engine.get_transaction_by_hash(tx_hash)
    kind = _kind(fields["type"])
    told: dict[str, Any] = {
        "type": quantity(kind),
        "hash": data(tx_hash),
        "nonce": quantity(fields["nonce"]),
        "blockHash": data(bytes(fields["block_hash"])),
        "blockNumber": quantity(fields["block_number"]),
        "transactionIndex": quantity(fields["transaction_index"]),
        "from": data(bytes(fields["from"])),
        "to": data(bytes(fields["to"])) if fields["to"] else None,
        "value": quantity(fields["value"]),
        "gas": quantity(fields["gas"]),
        "gasPrice": quantity(fields["gas_price"]),
        "input": data(bytes(fields["data"])),
        "blockTimestamp": quantity(served.engine.blocks[fields["block_number"]].timestamp),
        "v": quantity(fields["v"]),
        "r": quantity(fields["r"]),
        "s": quantity(fields["s"]),
    }
    if kind == LEGACY:
        return told | _signed_for(fields["v"])
    told |= {
        "chainId": quantity(fields["chain_id"]),
        "yParity": quantity(fields["y_parity"]),
        "accessList": [
            {"address": data(bytes(address)), "storageKeys": [word(_int(slot)) for slot in slots]}
            for address, slots in fields["access_list"]
        ],
        "v": quantity(fields["y_parity"]),
    }
    if kind >= DYNAMIC_FEE:
        told["maxFeePerGas"] = quantity(fields["max_fee_per_gas"])
        told["maxPriorityFeePerGas"] = quantity(fields["max_priority_fee_per_gas"])
    if kind == BLOB:
        told["maxFeePerBlobGas"] = quantity(fields["max_fee_per_blob_gas"])
        blobs = fields["blob_versioned_hashes"]
        told["blobVersionedHashes"] = [data(bytes(blob)) for blob in blobs]
    if kind == SET_CODE:
        told["authorizationList"] = [_authorization(e) for e in fields["authorization_list"]]
    return told


def _signed_for(v: int) -> dict[str, str]:
    """The chain that a legacy transaction names, if it names one (EIP-155)."""
    return {"chainId": quantity((v - 35) // 2)} if v >= 35 else {}


def _authorization(entry: Any) -> dict[str, str]:
    return {
        "chainId": quantity(_int(entry["chain_id"])),
        "address": data(bytes(entry["address"])),
        "nonce": quantity(_int(entry["nonce"])),
        "yParity": quantity(_int(entry["y_parity"])),
        "r": quantity(_int(entry["r"])),
        "s": quantity(_int(entry["s"])),
    }


def pending_transaction(waiting: Waiting, chain_id: int) -> dict[str, Any]:
    """A transaction that waits for its block."""
    sent, signature = waiting.message, waiting.signature
    told: dict[str, Any] = {
        "type": quantity(sent.kind),
        "hash": data(waiting.hash),
        "nonce": quantity(sent.nonce),
        "blockHash": None,
        "blockNumber": None,
        "transactionIndex": None,
        "from": data(sent.sender.to_bytes(20)),
        "to": None if sent.to is None else data(sent.to.to_bytes(20)),
        "value": quantity(sent.value),
        "gas": quantity(sent.gas),
        "gasPrice": quantity(sent.max_fee),
        "input": data(sent.data),
        "v": quantity(signature.v),
        "r": quantity(signature.r),
        "s": quantity(signature.s),
    }
    if sent.kind == LEGACY:
        return told | _signed_for(signature.v)
    told |= {"chainId": quantity(chain_id), "yParity": quantity(signature.v)}
    told["accessList"] = [
        {"address": data(address.to_bytes(20)), "storageKeys": [word(slot) for slot in slots]}
        for address, slots in sent.access_list
    ]
    if sent.kind >= DYNAMIC_FEE:
        told["maxFeePerGas"] = quantity(sent.max_fee)
        told["maxPriorityFeePerGas"] = quantity(sent.priority_fee or 0)
    if sent.kind == BLOB:
        told["maxFeePerBlobGas"] = quantity(sent.max_blob_fee)
        told["blobVersionedHashes"] = [word(blob) for blob in sent.blob_hashes]
    if sent.kind == SET_CODE:
        told["authorizationList"] = [
            {
                "chainId": quantity(entry.chain_id),
                "address": data(entry.address.to_bytes(20)),
                "nonce": quantity(entry.nonce),
                "yParity": quantity(entry.y_parity),
                "r": quantity(entry.r),
                "s": quantity(entry.s),
            }
            for entry in sent.authorizations
        ]
    return told


def receipt(served: ServedChain, outcome: Outcome) -> dict[str, Any]:
    """The receipt of a mined transaction, its logs numbered through the block."""
    before = served.engine.blocks[outcome.block_number].transactions[: outcome.index]
    gas, logs = sum(m.gas_used for m in before), sum(len(m.logs) for m in before)
    return _receipt(served, outcome, gas, logs)


def receipts(served: ServedChain, number: int) -> Iterator[dict[str, Any]]:
    """Those of a block."""
    gas = logs = 0
    for outcome in served.engine.blocks[number].transactions:
        check()
        yield _receipt(served, outcome, gas, logs)
        gas, logs = gas + outcome.gas_used, logs + len(outcome.logs)


def _receipt(served: ServedChain, outcome: Outcome, gas: int, log: int) -> dict[str, Any]:
    """``gas`` was used in the block before; ``log`` is the number of its first log there."""
    timestamp = served.engine.blocks[outcome.block_number].timestamp
    fields = served.engine.get_transaction_by_hash(outcome.tx_hash)
    kind, logs = _kind(fields["type"]), list(logs_of(outcome, log, timestamp))
    sent, created = outcome.transaction, outcome.contract_address
    told = {
        "type": quantity(kind),
        "status": quantity(int(outcome.succeeded)),
        "transactionHash": data(outcome.tx_hash),
        "transactionIndex": quantity(outcome.index),
        "blockHash": data(outcome.block_hash),
        "blockNumber": quantity(outcome.block_number),
        "from": data(sent.sender),
        "to": None if sent.to is None else data(sent.to),
        "contractAddress": None if created is None else data(created),
        "cumulativeGasUsed": quantity(gas + outcome.gas_used),
        "gasUsed": quantity(outcome.gas_used),
        "effectiveGasPrice": quantity(outcome.effective_gas_price),
        "logs": logs,
        "logsBloom": f"0x{bloom(outcome.logs):0512x}",
    }
    if kind == BLOB:
        told["blobGasUsed"] = quantity(BLOB_GAS * len(fields["blob_versioned_hashes"]))
        told["blobGasPrice"] = quantity(served.engine.blob_base_fee(outcome.block_number))
    return told


def logs_of(outcome: Outcome, first: int, timestamp: int) -> Iterator[dict[str, Any]]:
    """A transaction's logs. ``first`` is the number that its first has in the block."""
    for number, log in enumerate(outcome.logs, first):
        yield log_fields(outcome, log, number, timestamp)


def log_fields(outcome: Outcome, log: Log, number: int, timestamp: int) -> dict[str, Any]:
    return {
        "address": data(log.address),
        "topics": [data(topic) for topic in log.topics],
        "data": data(log.data),
        "blockHash": data(outcome.block_hash),
        "blockNumber": quantity(outcome.block_number),
        "blockTimestamp": quantity(timestamp),
        "transactionHash": data(outcome.tx_hash),
        "transactionIndex": quantity(outcome.index),
        "logIndex": quantity(number),
        "removed": False,
    }


def bloom(logs: Iterable[Log]) -> int:
    """The 2,048 bits in which each address and topic sets three (Yellow Paper, 4.3.1)."""
    bits = 0
    for log in logs:
        for entry in (log.address, *log.topics):
            digest = keccak(entry)
            for place in (0, 2, 4):
                bits |= 1 << (int.from_bytes(digest[place : place + 2]) & 2047)
    return bits


def _kind(kind: int | str) -> int:
    return int(kind, 16) if isinstance(kind, str) else kind


def _int(value: Any) -> int:
    if isinstance(value, str):
        return int(value, 16)
    return value if isinstance(value, int) else int.from_bytes(bytes(value))
