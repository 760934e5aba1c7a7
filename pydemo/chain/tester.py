"""The embedded chain as web3.py sees it: an EthereumTester, and a provider, over the same engine.

Handles go straight to the engine. What keeps the two views the same is that the engine holds all
state, and that `SharedTester.notice` tells eth-tester's filters of transactions it did not send.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING, Any, TypeAlias

from eth_tester import EthereumTester
from eth_utils.hexadecimal import encode_hex
from web3 import Web3
from web3.providers.eth_tester import EthereumTesterProvider
from web3.providers.eth_tester.defaults import (
    API_ENDPOINTS,
    call_eth_tester,
    null_if_block_not_found,
    null_if_indexerror,
    null_if_transaction_not_found,
    static_return,
)
from web3.providers.eth_tester.middleware import (
    transaction_result_formatter,
    transaction_result_remapper,
)

from pydemo.chain.genesis import PRIORITY_FEE
from pydemo.chain.tester_backend import CallFailed, EngineBackend

if TYPE_CHECKING:
    from pydemo.chain.engine import Engine
    from pydemo.chain.revert import ExecutionReverted

Waiting: TypeAlias = tuple[bool, tuple[Any, ...], frozenset[int]]
"""Whether transactions are mined at once, those that wait if not, and the filters there are."""
Endpoint = Callable[[EthereumTester, Any], Any]


class SharedTester(EthereumTester):  # type: ignore[misc]
    """An EthereumTester on an engine that others use too."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(backend=EngineBackend(engine))
        # eth-tester keeps this list on the class: two chains in one process would share it.
        self._pending_transactions: list[Any] = []

    @property
    def has_filters(self) -> bool:
        return any(self._filters)

    def notice(self, tx_hash: bytes) -> None:
        """Feed the filters with a transaction that the engine ran and mined directly."""
        self._handle_filtering_for_transaction(encode_hex(tx_hash))

    def notice_block(self, block_hash: bytes) -> None:
        for block_filter in self._block_filters.values():
            block_filter.add(block_hash)

    @property
    def waiting(self) -> Waiting:
        """What a snapshot must remember beside the engine's own."""
        filters = frozenset(number for kind in self._filters for number in kind)
        return bool(self.auto_mine_transactions), tuple(self._pending_transactions), filters

    @property
    def _filters(self) -> tuple[dict[int, Any], ...]:
        return self._log_filters, self._block_filters, self._pending_transaction_filters

    def return_to(self, snapshot: Any, waiting: Waiting | None) -> None:
        """Go back to an engine's snapshot, filters and unmined transactions included.

        ``waiting`` is None for a snapshot that is older than this tester.
        """
        self.auto_mine_transactions, pending, known = waiting or (True, (), frozenset())
        for kind in self._filters:
            for number in kind.keys() - known:
                del kind[number]
        self._pending_transactions = list(pending)
        snapshot_id = next(self._snapshot_counter)
        self._snapshots[snapshot_id] = snapshot
        self.revert_to_snapshot(snapshot_id)
        del self._snapshots[snapshot_id]


class InProcessProvider(EthereumTesterProvider):
    """web3's provider for eth-tester, with the answers a node would give.

    Chain id and fees come from the chain instead of constants, and a revert keeps its data, so that
    web3 raises ContractCustomError, ContractPanicError and ContractLogicError as with a real node.
    """

    def __init__(self, tester: SharedTester, engine: Engine) -> None:
        super().__init__(tester, _endpoints(engine))

    def make_request(self, method: Any, params: Any) -> Any:
        try:
            return super().make_request(method, params)
        except _RevertedCall as reverted:
            failed = reverted.cause
            error = {
                "code": 3,
                "message": f"execution reverted: {failed}",
                "data": encode_hex(failed.execution.output),
            }
            return {"id": self._current_request_id, "jsonrpc": "2.0", "error": error}


class _RevertedCall(Exception):  # carries a revert past web3's lossy handling of it
    def __init__(self, cause: ExecutionReverted) -> None:
        self.cause = cause


def _keeping_revert_data(name: str) -> Endpoint:
    def endpoint(tester: EthereumTester, params: Any) -> Any:
        try:
            return getattr(tester, name)(*params)
        except CallFailed as failed:
            raise _RevertedCall(failed.cause) from None

    return endpoint


def _full_transaction(tester: EthereumTester, tx_hash: str) -> Any:
    """A transaction as eth_getTransactionByHash gives it, in camel case."""
    transaction = tester.get_transaction_by_hash(tx_hash)
    return transaction_result_remapper(transaction_result_formatter(transaction))


def _block(name: str) -> Endpoint:
    """A block; eth-tester itself refuses full ones of mixed or set-code transactions."""

    def endpoint(tester: EthereumTester, params: Any) -> Any:
        identifier, *full = params
        block = getattr(tester, name)(identifier)
        if any(full):
            hashes = block["transactions"]
            block["transactions"] = [_full_transaction(tester, tx_hash) for tx_hash in hashes]
        return block

    return null_if_block_not_found(endpoint)  # type: ignore[no-any-return]  # curried, without types


def _receipt(tester: EthereumTester, params: Any) -> Any:
    """A receipt; eth-tester has an empty string where a creation has no recipient."""
    receipt = tester.get_transaction_receipt(*params)
    return {**receipt, "to": receipt["to"] or None}


def _transaction_in_block(name: str) -> Endpoint:
    def endpoint(tester: EthereumTester, params: Any) -> Any:
        identifier, index = params
        return _full_transaction(tester, getattr(tester, name)(identifier)["transactions"][index])

    return null_if_indexerror(null_if_block_not_found(endpoint))  # type: ignore[no-any-return]


def _endpoints(engine: Engine) -> dict[str, dict[str, Endpoint]]:
    endpoints = {namespace: copy(methods) for namespace, methods in API_ENDPOINTS.items()}
    endpoints["net"]["version"] = static_return(str(engine.chain_id))
    endpoints["web3"]["clientVersion"] = static_return(f"pydemo/{engine.name}")
    endpoints["eth"] |= {
        "call": _keeping_revert_data("call"),
        "chainId": static_return(engine.chain_id),
        "getBlockByHash": _block("get_block_by_hash"),
        "getBlockByNumber": _block("get_block_by_number"),
        "getTransactionByBlockHashAndIndex": _transaction_in_block("get_block_by_hash"),
        "getTransactionByBlockNumberAndIndex": _transaction_in_block("get_block_by_number"),
        "estimateGas": _keeping_revert_data("estimate_gas"),
        "gasPrice": lambda _tester, _params: engine.head().base_fee + PRIORITY_FEE,
        "getTransactionReceipt": null_if_transaction_not_found(_receipt),
        "maxPriorityFeePerGas": static_return(PRIORITY_FEE),
        "sendTransaction": call_eth_tester("send_transaction"),
    }
    return endpoints


def make_web3(tester: SharedTester, engine: Engine) -> Web3:
    """A plain web3.py object on the engine's chain."""
    return Web3(InProcessProvider(tester, engine))
