"""What a handle talks to: a chain in this process, or one behind JSON-RPC.

A handle asks for nothing else, so the same handles, plans and stories work on both.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from pydemo.chain.accounts import Account, Accounts
from pydemo.chain.frames import DatedLog, Execution, Frame, Head, Outcome, Transaction
from pydemo.errors import NotSupported

if TYPE_CHECKING:
    from web3 import Web3

    from pydemo.chain.bulk import Bulk, OnMined


class Node(ABC):
    """A chain to send to and read from. Addresses and hashes are raw bytes, amounts wei."""

    name: str
    """The engine's name, or the address of the node."""
    chain_id: int
    seed: int | None
    """What randomness derives from; None where it is not ours to choose."""
    accounts: Accounts

    @property
    @abstractmethod
    def w3(self) -> Web3:
        """A plain web3.py object on the same chain."""

    @abstractmethod
    def send(self, transaction: Transaction) -> Outcome:
        """Send a transaction and wait until it is mined. It may have failed: see the outcome.

        Raises:
            errors.TransactionRefused: it was not included at all.
        """

    def bulk(self, on_mined: OnMined) -> AbstractContextManager[Bulk]:
        """Send many transactions that share blocks. What is not mined at the end is mined then.

        Raises:
            errors.NotSupported: blocks are not made here.
        """
        raise NotSupported(
            f"{self.name} decides itself what goes into a block: batch() works on the embedded "
            "chain only, so send the transactions one by one"
        )

    @abstractmethod
    def call(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        """Run a transaction without keeping what it changes."""

    @abstractmethod
    def estimate_gas(self, transaction: Transaction) -> int | Execution:
        """The gas limit a transaction needs, or the execution that shows why it fails."""

    @abstractmethod
    def trace(self, tx_hash: bytes) -> Frame:
        """What a mined transaction did inside."""

    @abstractmethod
    def outcome(self, tx_hash: bytes) -> Outcome:
        """A mined transaction's receipt. Raises errors.UnknownTransaction."""

    @abstractmethod
    def failure_of(self, outcome: Outcome) -> Execution:
        """Why a mined transaction failed."""

    @abstractmethod
    def logs(self, address: bytes, first_block: int | None = None) -> Iterator[DatedLog]:
        """What a contract has emitted, in order, up to the newest block.

        Args:
            first_block: where to begin; by default early enough to miss nothing.

        Raises:
            errors.NotSupported: the node gives no logs, not even of a single block.
            errors.NotConnected: it does not answer any more.
        """

    @abstractmethod
    def add_key(self, account: Account) -> None:
        """Let an account that has a key send transactions."""

    @abstractmethod
    def head(self) -> Head: ...

    @abstractmethod
    def balance(self, address: bytes, block: int | str = "latest") -> int: ...

    @abstractmethod
    def nonce(self, address: bytes) -> int: ...

    @abstractmethod
    def code(self, address: bytes) -> bytes: ...

    @abstractmethod
    def mine(self, blocks: int) -> None: ...

    @abstractmethod
    def advance(self, seconds: int) -> None:
        """Mine a block stamped so many seconds after the newest one."""

    @abstractmethod
    def set_balance(self, address: bytes, wei: int) -> None: ...

    @abstractmethod
    def impersonate(self, address: bytes) -> None: ...

    @abstractmethod
    def take_snapshot(self) -> Any: ...

    @abstractmethod
    def revert_to_snapshot(self, snapshot: Any) -> None: ...


class TransactionWouldFail(Exception):  # the handle makes a ContractError of it
    """A transaction that was not sent, since an estimate has shown that it fails."""

    def __init__(self, execution: Execution) -> None:
        super().__init__("the transaction would fail")
        self.execution = execution
