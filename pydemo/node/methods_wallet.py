"""Methods of wallets: accounts, chains, permissions, and sending in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydemo.chain.envelope import Signature, encode
from pydemo.evm.deadline import check
from pydemo.evm.hashing import keccak
from pydemo.node import calls, methods_read, methods_run, wire
from pydemo.node.failure import NOT_SUPPORTED, RpcError, invalid
from pydemo.node.pool import Waiting
from pydemo.node.quantities import data, quantity, read_address, read_hash, read_quantity
from pydemo.node.registry import method, timed

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_UNKNOWN_CHAIN = 4902
"""EIP-3326's: wallets then offer to add it."""
_NOT_MINED = 4
"""EIP-7966's: it waits, and its hash is the error's data."""


@method("eth_requestAccounts", "personal_listAccounts")
def request_accounts(served: ServedChain) -> list[str]:
    """All of the node's: there is nobody to ask."""
    return methods_read.accounts(served)


@method("wallet_getPermissions")
def get_permissions(served: ServedChain) -> list[dict[str, Any]]:
    """EIP-2255: whoever reaches the node may use its accounts."""
    caveat = {"type": "restrictReturnedAccounts", "value": methods_read.accounts(served)}
    return [{"parentCapability": "eth_accounts", "caveats": [caveat]}]


@method("wallet_requestPermissions")
def request_permissions(served: ServedChain, asked: Any) -> list[dict[str, Any]]:
    if not isinstance(asked, dict) or asked.keys() - {"eth_accounts"}:
        raise invalid('permissions: {"eth_accounts": {}} is all that can be asked for')
    return get_permissions(served)


def _chain_of(fields: Any) -> int:
    if not isinstance(fields, dict):
        raise invalid('an object with a chainId is expected, such as {"chainId": "0x7a69"}')
    return read_quantity(fields.get("chainId"), "chainId")


@method("wallet_addEthereumChain")
def add_chain(served: ServedChain, fields: Any) -> None:
    if (chain_id := _chain_of(fields)) != served.engine.chain_id:
        raise RpcError(
            NOT_SUPPORTED,
            f"this node is chain {served.engine.chain_id} alone, it cannot add chain {chain_id}",
        )


@method("wallet_switchEthereumChain")
def switch_chain(served: ServedChain, fields: Any) -> None:
    if (chain_id := _chain_of(fields)) != served.engine.chain_id:
        raise RpcError(
            _UNKNOWN_CHAIN, f"chain {chain_id} is not here: this is chain {served.engine.chain_id}"
        )


@method("wallet_getCapabilities")
def get_capabilities(
    served: ServedChain, _address: Any = None, _chains: Any = None
) -> dict[str, Any]:
    """EIP-5792: several calls in one are none of a node's, so wallets send them one by one."""
    return {quantity(served.engine.chain_id): {"atomic": {"status": "unsupported"}}}


# --- sending --------------------------------------------------------------------------------------


@method("wallet_sendTransaction")
def send(served: ServedChain, transaction: Any) -> str:
    return methods_run.send_transaction(served, transaction)


@method("eth_fillTransaction")
def fill(served: ServedChain, transaction: Any) -> dict[str, Any]:
    """A transaction with all that was left out, unsigned: what eth_sendTransaction would sign."""
    if not isinstance(transaction, dict):
        raise invalid('a transaction object is expected, such as {"from": ..., "to": ...}')
    message, unsigned = calls.complete(served, transaction), Signature(0, 0, 0)
    raw = encode(message, served.engine.chain_id, unsigned)
    waiting = Waiting(message, unsigned, keccak(raw))
    return {"raw": data(raw), "tx": wire.pending_transaction(waiting, served.engine.chain_id)}


@method("eth_sendRawTransactionSync")
def send_raw_sync(served: ServedChain, raw: Any, milliseconds: Any = None) -> dict[str, Any]:
    """Send, and give the receipt (EIP-7966).

    It never waits: with automine the receipt is there at once, and else whoever mines could not be
    heard meanwhile. So a time to wait is read, and none is taken.
    """
    if milliseconds is not None:
        read_quantity(milliseconds, "timeout")
    return _receipt(served, served.submit(calls.read_raw(served, raw)))


@method("eth_sendTransactionSync")
def send_sync(served: ServedChain, transaction: Any, milliseconds: Any = None) -> dict[str, Any]:
    if milliseconds is not None:
        read_quantity(milliseconds, "timeout")
    return _receipt(served, read_hash(methods_run.send_transaction(served, transaction)))


def _receipt(served: ServedChain, tx_hash: bytes) -> dict[str, Any]:
    told = methods_read.get_transaction_receipt(served, data(tx_hash))
    if told is None:
        raise RpcError(
            _NOT_MINED,
            "the transaction waits and is not mined yet: ask for its receipt later, or mine "
            "(evm_mine)",
            data(tx_hash),
        )
    return told


@method("eth_getTransactionBySenderAndNonce")
@timed
def by_sender_and_nonce(served: ServedChain, sender: Any, nonce: Any) -> dict[str, Any] | None:
    """Mined or waiting; null if there is none."""
    account = read_address(sender)
    number, wanted = int.from_bytes(account), read_quantity(nonce, "nonce", calls.MOST_NONCE)
    for waiting in served.pool:
        if (waiting.message.sender, waiting.message.nonce) == (number, wanted):
            return wire.pending_transaction(waiting, served.engine.chain_id)
    for block in reversed(served.engine.blocks):
        check()
        for mined in block.transactions:
            if mined.transaction.sender == account:
                told = wire.transaction(served, mined.tx_hash)
                if int(told["nonce"], 16) == wanted:
                    return told
    return None
