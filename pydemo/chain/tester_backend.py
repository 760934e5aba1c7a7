"""Any engine as a backend of eth-tester's, which is how web3.py comes to it.

An engine has the methods already; but it raises pydemo's errors, and is no subclass of eth-tester's
class: whoever never asks for ``chain.w3`` does not wait for eth-tester and py-evm to be imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from eth_tester.backends.base import BaseChainBackend
from eth_tester.exceptions import (
    BlockNotFound,
    TransactionFailed,
    TransactionNotFound,
    ValidationError,
)

from pydemo.chain.revert import ExecutionReverted
from pydemo.errors import ArgumentError, UnknownBlock, UnknownTransaction

if TYPE_CHECKING:
    from pydemo.chain.engine import Engine


class CallFailed(TransactionFailed):  # type: ignore[misc]  # eth-tester carries no types
    """eth-tester's failure, carrying the revert and with it its data."""

    def __init__(self, cause: ExecutionReverted) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _same(name: str) -> Callable[..., Any]:
    """The engine's method of that name, with eth-tester's exceptions."""

    def method(self: EngineBackend, *args: Any, **named: Any) -> Any:
        with _in_their_words():
            return getattr(self.engine, name)(*args, **named)

    method.__name__ = name
    return method


class EngineBackend(BaseChainBackend):  # type: ignore[misc]
    """An engine, for an EthereumTester.

    Raises:
        errors.TransactionRefused, errors.ArgumentError: as the engine; eth-tester passes them on.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    take_snapshot = _same("take_snapshot")
    revert_to_snapshot = _same("revert_to_snapshot")
    reset_to_genesis = _same("reset_to_genesis")
    time_travel = _same("time_travel")
    mine_blocks = _same("mine_blocks")
    get_accounts = _same("get_accounts")
    add_account = _same("add_account")
    get_nonce = _same("get_nonce")
    get_balance = _same("get_balance")
    get_code = _same("get_code")
    get_storage = _same("get_storage")
    get_block_by_number = _same("get_block_by_number")
    get_block_by_hash = _same("get_block_by_hash")
    get_transaction_by_hash = _same("get_transaction_by_hash")
    get_transaction_receipt = _same("get_transaction_receipt")
    get_base_fee = _same("get_base_fee")
    send_transaction = _same("send_transaction")
    send_signed_transaction = _same("send_signed_transaction")
    send_raw_transaction = _same("send_raw_transaction")
    estimate_gas = _same("estimate_gas")
    call = _same("call")

    def get_fee_history(self, *args: Any, **named: Any) -> Any:
        with _in_their_words():
            try:
                return self.engine.get_fee_history(*args, **named)
            except UnknownBlock:
                raise
            except ArgumentError as wrong:
                raise ValidationError(str(wrong)) from None


@contextmanager
def _in_their_words() -> Iterator[None]:
    try:
        yield
    except UnknownBlock as unknown:
        wanted = unknown.identifier
        named = f"hash: 0x{wanted.hex()}" if isinstance(wanted, bytes) else f"number: {wanted}"
        raise BlockNotFound(f"No block found for block {named}") from None
    except UnknownTransaction as unknown:
        raise TransactionNotFound(str(unknown)) from None
    except ExecutionReverted as reverted:
        raise CallFailed(reverted) from None
