"""Methods about what waits: told, inspected, dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydemo.chain.address import checksum
from pydemo.node import wire
from pydemo.node.pool import Waiting
from pydemo.node.quantities import data, quantity, read_address, read_hash
from pydemo.node.registry import method

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_Told = dict[str, dict[str, Any]]


@method("txpool_status")
def txpool_status(served: ServedChain) -> dict[str, str]:
    ready = len(served.ready())
    return {"pending": quantity(ready), "queued": quantity(len(served.pool) - ready)}


@method("txpool_content")
def txpool_content(served: ServedChain) -> dict[str, _Told]:
    """By sender and nonce: what could go into the next block, and what must wait longer."""
    return _sorted(served, lambda waiting: _told(served, waiting))


@method("txpool_contentFrom")
def txpool_content_from(served: ServedChain, address: Any) -> dict[str, dict[str, Any]]:
    sender = _name(int.from_bytes(read_address(address)))
    whole = txpool_content(served)
    return {state: senders.get(sender, {}) for state, senders in whole.items()}


@method("txpool_inspect")
def txpool_inspect(served: ServedChain) -> dict[str, _Told]:
    """The same in a line each, in geth's words."""
    return _sorted(served, _line)


def _sorted(served: ServedChain, tell: Callable[[Waiting], Any]) -> dict[str, _Told]:
    ready = {waiting.hash for waiting in served.ready()}
    told: dict[str, _Told] = {"pending": {}, "queued": {}}
    for waiting in served.pool:
        state = told["pending" if waiting.hash in ready else "queued"]
        sent = waiting.message
        state.setdefault(_name(sent.sender), {})[str(sent.nonce)] = tell(waiting)
    return told


def _name(address: int) -> str:
    return data(address.to_bytes(20))


def _told(served: ServedChain, waiting: Waiting) -> dict[str, Any]:
    return wire.pending_transaction(waiting, served.engine.chain_id)


def _line(waiting: Waiting) -> str:
    sent = waiting.message
    to = "contract creation" if sent.to is None else checksum(sent.to.to_bytes(20))
    return f"{to}: {sent.value} wei + {sent.gas} gas \u00d7 {sent.max_fee} wei"


@method("eth_pendingTransactions")
def pending_transactions(served: ServedChain) -> list[dict[str, Any]]:
    """Of the node's own accounts."""
    return [
        _told(served, waiting)
        for waiting in served.pool
        if waiting.message.sender.to_bytes(20) in served.keys
    ]


@method("anvil_dropTransaction", "hardhat_dropTransaction")
def drop_transaction(served: ServedChain, tx_hash: Any) -> str | None:
    wanted = read_hash(tx_hash)
    if not served.pool.remove(wanted):
        return None
    served.save()
    return data(wanted)


@method("anvil_dropAllTransactions", "hardhat_dropAllTransactions")
def drop_all_transactions(served: ServedChain) -> None:
    served.pool.clear()
    served.save()


@method("anvil_removePoolTransactions")
def remove_pool_transactions(served: ServedChain, address: Any) -> None:
    """All of one sender."""
    sender = int.from_bytes(read_address(address))
    for waiting in served.pool:
        if waiting.message.sender == sender:
            served.pool.remove(waiting.hash)
    served.save()
