"""The fast engine's blocks, transactions and receipts in the shapes eth-tester passes around."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from eth_bloom import BloomFilter

from pydemo.chain import genesis
from pydemo.chain.envelope import ACCESS_LIST, BLOB, DYNAMIC_FEE, LEGACY, SET_CODE, encode
from pydemo.chain.fast_block import Block, Mined
from pydemo.evm import rlp_coding
from pydemo.evm.delegation import Authorization
from pydemo.evm.rlp_coding import Item
from pydemo.evm.root import EMPTY_ROOT
from pydemo.evm.state import State
from pydemo.evm.transaction import BLOB_GAS, Message
from pydemo.evm.trie import Trie

_EMPTY_UNCLES = bytes.fromhex("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347")
_EMPTY_REQUESTS = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


def with_nonce(message: Message, nonce: int) -> Message:
    return message if message.nonce == nonce else message._replace(nonce=nonce)


def with_gas(message: Message, gas: int) -> Message:
    return message._replace(gas=gas)


# --- in -------------------------------------------------------------------------------------------


def message_from(fields: dict[str, Any], state: State, base_fee: int) -> Message:
    """A transaction as eth-tester passes it: raw values under snake-case names.

    Fees that are left out are those a wallet would choose; a nonce left out is the account's next.
    """
    sender = int.from_bytes(fields["from"])
    kind, max_fee, priority_fee = _fees(fields, base_fee)
    to = fields.get("to") or b""
    return Message(
        sender=sender,
        to=int.from_bytes(to) if to else None,
        nonce=fields["nonce"] if "nonce" in fields else state.nonce.get(sender, 0),
        gas=fields["gas"],
        value=fields.get("value", 0),
        data=bytes(fields.get("data", b"")),
        kind=kind,
        max_fee=max_fee,
        priority_fee=priority_fee,
        access_list=tuple(
            (_number(address), tuple(_number(slot) for slot in slots))
            for address, slots in fields.get("access_list") or ()
        ),
        blob_hashes=tuple(_number(blob) for blob in fields.get("blob_versioned_hashes") or ()),
        max_blob_fee=fields.get("max_fee_per_blob_gas", 0),
        authorizations=tuple(_authorization(e) for e in fields.get("authorization_list") or ()),
    )


def _fees(fields: dict[str, Any], base_fee: int) -> tuple[int, int, int | None]:
    """Returns (type, fee a gas at most, priority fee)."""
    if "gas_price" in fields and "max_fee_per_gas" not in fields:
        return (ACCESS_LIST if "access_list" in fields else LEGACY), fields["gas_price"], None
    tip = fields.get("max_priority_fee_per_gas", genesis.PRIORITY_FEE)
    max_fee = fields.get("max_fee_per_gas", 2 * base_fee + tip)
    if fields.get("authorization_list") is not None:
        return SET_CODE, max_fee, tip
    return (BLOB if fields.get("blob_versioned_hashes") else DYNAMIC_FEE), max_fee, tip


def _authorization(entry: Any) -> Authorization:
    if not isinstance(entry, dict):
        return Authorization(*(_number(item) for item in entry))
    names = ("chain_id", "address", "nonce", "y_parity", "r", "s")
    return Authorization(*(_number(entry[name]) for name in names))


def _number(value: Any) -> int:
    if isinstance(value, str):
        return int(value, 16)
    return value if isinstance(value, int) else int.from_bytes(value)


# --- out ------------------------------------------------------------------------------------------


def block_fields(
    block: Block, state_root: bytes, seed: int, *, full: bool, is_pending: bool
) -> dict[str, Any]:
    transactions = [
        transaction_fields(mined, is_pending=is_pending) if full else mined.tx_hash
        for mined in block.transactions
    ]
    encoded = [_encoded(mined) for mined in block.transactions]
    return {
        "number": block.number,
        "hash": block.hash or bytes(32),
        "parent_hash": block.parent_hash,
        "nonce": bytes(8),
        "sha3_uncles": _EMPTY_UNCLES,
        "logs_bloom": int(_bloom(mined for mined in block.transactions)),
        "transactions_root": _list_root(encoded),
        "receipts_root": _list_root(_receipts(block)),
        "state_root": state_root,
        "coinbase": block.coinbase.to_bytes(20),
        "difficulty": 0,
        "total_difficulty": 0,
        "mix_hash": _prevrandao(block, seed),
        "size": sum(map(len, encoded)),
        "extra_data": seed.to_bytes(32) if not block.number else bytes(32),
        "gas_limit": block.gas_limit,
        "gas_used": block.gas_used,
        "timestamp": block.timestamp,
        "transactions": transactions,
        "uncles": [],
        "base_fee_per_gas": block.base_fee,
        "withdrawals": [],
        "withdrawals_root": EMPTY_ROOT,
        "parent_beacon_block_root": bytes(32),
        "blob_gas_used": block.blob_gas_used,
        "excess_blob_gas": block.excess_blob_gas,
        "requests_hash": _EMPTY_REQUESTS,
    }


def _prevrandao(block: Block, seed: int) -> bytes:
    said = None if block.seen is None else block.seen.prevrandao
    return genesis.prevrandao(seed, block.number) if said is None else said.to_bytes(32)


def transaction_fields(mined: Mined, *, is_pending: bool) -> dict[str, Any]:
    sent, signature = mined.message, mined.signature
    fields: dict[str, Any] = {
        "type": sent.kind,
        "hash": mined.tx_hash,
        "nonce": sent.nonce,
        "block_hash": None if is_pending else mined.block_hash,
        "block_number": None if is_pending else mined.block_number,
        "transaction_index": None if is_pending else mined.index,
        "from": sent.sender.to_bytes(20),
        "to": b"" if sent.to is None else sent.to.to_bytes(20),
        "value": sent.value,
        "gas": sent.gas,
        "data": sent.data,
        "gas_price": sent.max_fee if is_pending else mined.effective_gas_price,
        "v": signature.v,
        "r": signature.r,
        "s": signature.s,
    }
    if sent.kind == LEGACY:
        return fields
    fields |= {
        "chain_id": mined.block.chain_id,
        "y_parity": signature.v,
        "access_list": tuple((address.to_bytes(20), slots) for address, slots in sent.access_list),
    }
    if sent.kind >= DYNAMIC_FEE:
        fields["max_fee_per_gas"] = sent.max_fee
        fields["max_priority_fee_per_gas"] = sent.priority_fee
    if sent.kind == BLOB:
        fields["max_fee_per_blob_gas"] = sent.max_blob_fee
        fields["blob_versioned_hashes"] = tuple(blob.to_bytes(32) for blob in sent.blob_hashes)
    if sent.kind == SET_CODE:
        fields["authorization_list"] = [
            {
                "chain_id": entry.chain_id,
                "address": entry.address.to_bytes(20),
                "nonce": entry.nonce,
                "y_parity": entry.y_parity,
                "r": entry.r,
                "s": entry.s,
            }
            for entry in sent.authorizations
        ]
    return fields


def receipt_fields(mined: Mined, *, is_pending: bool) -> dict[str, Any]:
    sent, block = mined.message, mined.block
    before = block.transactions[: mined.index]
    first_log = 0  # eth-tester numbers logs within a transaction
    fields = {
        "block_hash": None if is_pending else block.hash,
        "block_number": None if is_pending else block.number,
        "contract_address": mined.contract_address,
        "cumulative_gas_used": sum(m.gas_used for m in before) + mined.gas_used,
        "effective_gas_price": mined.effective_gas_price,
        "from": sent.sender.to_bytes(20),
        "gas_used": mined.gas_used,
        "logs": [
            {
                "type": "pending" if is_pending else "mined",
                "log_index": first_log + index,
                "transaction_index": None if is_pending else mined.index,
                "transaction_hash": mined.tx_hash,
                "block_hash": None if is_pending else block.hash,
                "block_number": None if is_pending else block.number,
                "address": log.address,
                "data": log.data,
                "topics": list(log.topics),
            }
            for index, log in enumerate(mined.logs)
        ],
        "state_root": b"\x01" if mined.succeeded else b"",
        "status": int(mined.succeeded),
        "to": b"" if sent.to is None else sent.to.to_bytes(20),
        "transaction_hash": mined.tx_hash,
        "transaction_index": None if is_pending else mined.index,
        "type": sent.kind,
    }
    if sent.kind == BLOB:
        fields["blob_gas_used"] = BLOB_GAS * len(sent.blob_hashes)
        fields["blob_gas_price"] = block.blob_base_fee
    return fields


def _encoded(mined: Mined) -> bytes:
    return encode(mined.message, mined.block.chain_id, mined.signature)


def _receipts(block: Block) -> list[bytes]:
    """Receipts as Ethereum encodes them: status, gas so far, bloom and logs."""
    total, encoded = 0, []
    for mined in block.transactions:
        total += mined.gas_used
        logs: list[Item] = [[log.address, list(log.topics), log.data] for log in mined.logs]
        bloom = int(_bloom([mined])).to_bytes(256)
        status = b"\x01" if mined.succeeded else b""
        prefix = bytes([mined.message.kind]) if mined.message.kind else b""
        encoded.append(prefix + rlp_coding.encode([status, total, bloom, logs]))
    return encoded


def _bloom(transactions: Iterable[Mined]) -> BloomFilter:
    bloom = BloomFilter()
    for mined in transactions:
        for log in mined.logs:
            bloom.extend([log.address, *log.topics])
    return bloom


def _list_root(items: Sequence[bytes]) -> bytes:
    trie = Trie()
    for index, item in enumerate(items):
        trie[rlp_coding.encode(index)] = item
    return trie.root
