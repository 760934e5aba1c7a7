"""Transactions as they travel, and accounts in one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.chain.envelope import encode
from pydemo.errors import UnknownTransaction
from pydemo.node import proofs
from pydemo.node.failure import invalid
from pydemo.node.quantities import (
    data,
    quantity,
    read_address,
    read_block,
    read_hash,
    read_quantity,
    read_slot,
    word,
)
from pydemo.node.registry import method, timed

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_MOST_SLOTS = 1_024


@method("eth_getRawTransactionByHash", "debug_getRawTransaction")
def raw_by_hash(served: ServedChain, tx_hash: Any) -> str | None:
    """Mined or waiting; null if there is none."""
    wanted = read_hash(tx_hash)
    try:
        return data(served.engine.raw(wanted))
    except UnknownTransaction:
        waiting = served.pool.get(wanted)
    if waiting is None:
        return None
    return data(encode(waiting.message, served.engine.chain_id, waiting.signature))


@method("eth_getRawTransactionByBlockNumberAndIndex")
def raw_by_number(served: ServedChain, block: Any, index: Any) -> str | None:
    return _by_index(served, read_block(block), index)


@method("eth_getRawTransactionByBlockHashAndIndex")
def raw_by_block_hash(served: ServedChain, block_hash: Any, index: Any) -> str | None:
    return _by_index(served, read_hash(block_hash), index)


def _by_index(served: ServedChain, block: int | str | bytes, index: Any) -> str | None:
    found, place = served.find(block), read_quantity(index, "index")
    if not isinstance(found, int):
        return None
    mined = served.engine.blocks[found].transactions
    return data(served.engine.raw(mined[place].tx_hash)) if place < len(mined) else None


@method("eth_getAccount")
@timed
def account(served: ServedChain, address: Any, block: Any = "latest") -> dict[str, str]:
    proof = proofs.prove(served, address, [], block)
    told = {name: proof[name] for name in ("nonce", "balance", "codeHash")}
    return {**told, "storageRoot": proof["storageHash"]}


@method("eth_getAccountInfo")
def account_info(served: ServedChain, address: Any, block: Any = "latest") -> dict[str, str]:
    who, state, engine = read_address(address), served.state(read_block(block)), served.engine
    return {
        "balance": quantity(engine.get_balance(who, state)),
        "nonce": quantity(engine.get_nonce(who, state)),
        "code": data(engine.get_code(who, state)),
    }


@method("eth_getStorageValues")
def storage_values(served: ServedChain, wanted: Any, block: Any = "latest") -> dict[str, list[str]]:
    """Slots of several accounts at once, by account."""
    if not isinstance(wanted, dict) or not all(isinstance(s, list) for s in wanted.values()):
        raise invalid("an object of accounts is expected, each with a list of slots")
    if sum(map(len, wanted.values())) > _MOST_SLOTS:
        raise invalid(f"slots: {_MOST_SLOTS} are the most")
    state, engine = served.state(read_block(block)), served.engine
    return {
        address: [
            word(engine.get_storage(read_address(address), read_slot(slot), state))
            for slot in slots
        ]
        for address, slots in wanted.items()
    }


@method("eth_blobBaseFee")
def blob_base_fee(served: ServedChain) -> str:
    return quantity(served.engine.blob_base_fee("pending"))


@method("eth_hashrate")
def hashrate(_served: ServedChain) -> str:
    """None: no work is proved here."""
    return quantity(0)
