"""Methods that ask: the network, accounts, blocks, transactions, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo import __version__
from pydemo.chain.genesis import PRIORITY_FEE
from pydemo.errors import UnknownTransaction
from pydemo.evm.hashing import keccak
from pydemo.node import calls, fees, proofs, wire
from pydemo.node.log_filter import blocks_of, find_logs, read_log_filter
from pydemo.node.quantities import (
    data,
    quantity,
    read_address,
    read_block,
    read_boolean,
    read_data,
    read_hash,
    read_quantity,
    read_slot,
    word,
)
from pydemo.node.registry import method, timed

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain


@method("web3_clientVersion")
def client_version(served: ServedChain) -> str:
    return f"pydemo/{__version__}/{served.engine.name}"


@method("web3_sha3")
def sha3(_served: ServedChain, value: Any) -> str:
    return data(keccak(read_data(value)))


@method("net_version")
def net_version(served: ServedChain) -> str:
    return str(served.engine.chain_id)


@method("net_listening")
def net_listening(_served: ServedChain) -> bool:
    return True


@method("net_peerCount")
def net_peer_count(_served: ServedChain) -> str:
    return quantity(0)


@method("eth_chainId")
def chain_id(served: ServedChain) -> str:
    return quantity(served.engine.chain_id)


@method("eth_protocolVersion")
def protocol_version(_served: ServedChain) -> str:
    return "0x41"


@method("eth_syncing", "eth_mining")
def syncing(_served: ServedChain) -> bool:
    """Never: there is nobody to sync with, and no work to prove."""
    return False


@method("eth_coinbase")
def coinbase(served: ServedChain) -> str:
    return data(served.production.coinbase)


@method("eth_accounts")
def accounts(served: ServedChain) -> list[str]:
    return [data(address) for address in served.keys]


@method("eth_blockNumber")
def block_number(served: ServedChain) -> str:
    return quantity(served.height)


# --- accounts -------------------------------------------------------------------------------------


@method("eth_getBalance")
def get_balance(served: ServedChain, address: Any, block: Any = "latest") -> str:
    state = served.state(read_block(block))
    return quantity(served.engine.get_balance(read_address(address), state))


@method("eth_getTransactionCount")
def get_transaction_count(served: ServedChain, address: Any, block: Any = "latest") -> str:
    account = read_address(address)
    state = served.state(read_block(block))
    if state == "pending":
        return quantity(calls.next_nonce(served, account))
    return quantity(served.engine.get_nonce(account, state))


@method("eth_getCode")
def get_code(served: ServedChain, address: Any, block: Any = "latest") -> str:
    state = served.state(read_block(block))
    return data(served.engine.get_code(read_address(address), state))


@method("eth_getStorageAt")
def get_storage_at(served: ServedChain, address: Any, slot: Any, block: Any = "latest") -> str:
    state = served.state(read_block(block))
    return word(served.engine.get_storage(read_address(address), read_slot(slot), state))


@method("eth_getProof")
@timed
def get_proof(
    served: ServedChain, address: Any, slots: Any, block: Any = "latest"
) -> dict[str, Any]:
    return proofs.prove(served, address, slots, block)


# --- fees -----------------------------------------------------------------------------------------


@method("eth_gasPrice")
def gas_price(served: ServedChain) -> str:
    return quantity(served.next_base_fee() + PRIORITY_FEE)


@method("eth_maxPriorityFeePerGas")
def max_priority_fee(_served: ServedChain) -> str:
    return quantity(PRIORITY_FEE)


@method("eth_feeHistory")
@timed
def fee_history(
    served: ServedChain, count: Any, newest: Any, percentiles: Any = None
) -> dict[str, Any]:
    return fees.history(served, count, newest, percentiles)


# --- blocks and transactions ----------------------------------------------------------------------


@method("eth_getBlockByNumber")
@timed
def get_block_by_number(
    served: ServedChain, block: Any, full: Any = False
) -> dict[str, Any] | None:
    found = served.find(read_block(block))
    return None if found is None else wire.block(served, found, full=read_boolean(full, "full"))


@method("eth_getBlockByHash")
@timed
def get_block_by_hash(
    served: ServedChain, block_hash: Any, full: Any = False
) -> dict[str, Any] | None:
    found = served.number_of(read_hash(block_hash))
    return None if found is None else wire.block(served, found, full=read_boolean(full, "full"))


def _transactions(served: ServedChain, identifier: Any) -> Any:
    """Those of a mined block, or None if there is no such block."""
    found = served.find(identifier)
    return served.engine.blocks[found].transactions if isinstance(found, int) else None


@method("eth_getBlockTransactionCountByNumber")
def count_by_number(served: ServedChain, block: Any) -> str | None:
    found = read_block(block)
    if found == "pending":
        return quantity(len(served.pool))
    mined = _transactions(served, found)
    return None if mined is None else quantity(len(mined))


@method("eth_getBlockTransactionCountByHash")
def count_by_hash(served: ServedChain, block_hash: Any) -> str | None:
    mined = _transactions(served, read_hash(block_hash))
    return None if mined is None else quantity(len(mined))


@method("eth_getUncleCountByBlockNumber", "eth_getUncleCountByBlockHash")
def uncle_count(served: ServedChain, block: Any) -> str | None:
    is_hash = isinstance(block, str) and len(block) == 66
    found = served.find(read_hash(block) if is_hash else read_block(block))
    return None if found is None else quantity(0)


@method("eth_getUncleByBlockNumberAndIndex", "eth_getUncleByBlockHashAndIndex")
def uncle(_served: ServedChain, _block: Any, _index: Any) -> None:
    return None


@method("eth_getTransactionByBlockNumberAndIndex")
def by_number_and_index(served: ServedChain, block: Any, index: Any) -> dict[str, Any] | None:
    return _by_index(served, _transactions(served, read_block(block)), index)


@method("eth_getTransactionByBlockHashAndIndex")
def by_hash_and_index(served: ServedChain, block_hash: Any, index: Any) -> dict[str, Any] | None:
    return _by_index(served, _transactions(served, read_hash(block_hash)), index)


def _by_index(served: ServedChain, mined: Any, index: Any) -> dict[str, Any] | None:
    place = read_quantity(index, "index")
    if mined is None or place >= len(mined):
        return None
    return wire.transaction(served, mined[place].tx_hash)


@method("eth_getTransactionByHash")
def get_transaction_by_hash(served: ServedChain, tx_hash: Any) -> dict[str, Any] | None:
    wanted = read_hash(tx_hash)
    try:
        return wire.transaction(served, wanted)
    except UnknownTransaction:
        waiting = served.pool.get(wanted)
        return (
            None if waiting is None else wire.pending_transaction(waiting, served.engine.chain_id)
        )


@method("eth_getTransactionReceipt")
def get_transaction_receipt(served: ServedChain, tx_hash: Any) -> dict[str, Any] | None:
    try:
        return wire.receipt(served, served.engine.outcome(read_hash(tx_hash)))
    except UnknownTransaction:
        return None


@method("eth_getBlockReceipts")
@timed
def get_block_receipts(served: ServedChain, block: Any) -> list[dict[str, Any]] | None:
    is_hash = isinstance(block, str) and len(block) == 66
    found = served.find(read_hash(block) if is_hash else read_block(block))
    return list(wire.receipts(served, found)) if isinstance(found, int) else None


@method("eth_getLogs")
@timed
def get_logs(served: ServedChain, wanted: Any) -> list[dict[str, Any]]:
    log_filter = read_log_filter(wanted)
    return find_logs(served, log_filter, blocks_of(served, log_filter))


# --- filters --------------------------------------------------------------------------------------


@method("eth_newFilter")
def new_filter(served: ServedChain, wanted: Any) -> str:
    return served.filters.open("logs", read_log_filter(wanted))


@method("eth_newBlockFilter")
def new_block_filter(served: ServedChain) -> str:
    return served.filters.open("blocks")


@method("eth_newPendingTransactionFilter")
def new_pending_transaction_filter(served: ServedChain) -> str:
    return served.filters.open("transactions")


@method("eth_getFilterChanges")
@timed
def get_filter_changes(served: ServedChain, number: Any) -> list[Any]:
    return served.filters.changes(number)


@method("eth_getFilterLogs")
@timed
def get_filter_logs(served: ServedChain, number: Any) -> list[Any]:
    return served.filters.logs(number)


@method("eth_uninstallFilter")
def uninstall_filter(served: ServedChain, number: Any) -> bool:
    return served.filters.close(number)
