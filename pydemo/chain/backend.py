"""What eth-tester asks of a chain, as an interface of our own.

The methods are those of eth-tester's ``BaseChainBackend``, and those it calls without naming them
there; what goes in and comes out has eth-tester's shapes: raw values under snake-case names. But
the class is not derived from eth-tester's, whose import brings py-evm with it and takes longer
than the start of a node that needs neither. `tester_backend` makes one of the other for web3.py.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any


class Backend(ABC):
    """A chain of blocks.

    Block identifiers are numbers or names such as ``"latest"``; addresses, hashes and keys are raw
    bytes, amounts wei. All that take one raise errors.UnknownBlock or errors.UnknownTransaction for
    what is not there.
    """

    # --- genesis, snapshots, time -----------------------------------------------------------------

    @abstractmethod
    def take_snapshot(self) -> Any: ...

    @abstractmethod
    def revert_to_snapshot(self, snapshot: Any) -> None:
        """Go back. Raises errors.ArgumentError if the snapshot lies ahead."""

    @abstractmethod
    def reset_to_genesis(self) -> None: ...

    @abstractmethod
    def time_travel(self, to_timestamp: int) -> int:
        """Mine a block so that the next one is stamped ``to_timestamp``."""

    @abstractmethod
    def mine_blocks(self, num_blocks: int = 1, coinbase: bytes = bytes(20)) -> tuple[bytes, ...]:
        """Close the open block, and mine empty ones after it. Returns the hashes."""

    # --- accounts ---------------------------------------------------------------------------------

    @abstractmethod
    def get_accounts(self) -> tuple[bytes, ...]:
        """Those whose keys are known."""

    @abstractmethod
    def add_account(self, private_key: bytes) -> None: ...

    @abstractmethod
    def get_nonce(self, account: bytes, block_number: int | str = "latest") -> int: ...

    @abstractmethod
    def get_balance(self, account: bytes, block_number: int | str = "latest") -> int: ...

    @abstractmethod
    def get_code(self, account: bytes, block_number: int | str = "latest") -> bytes: ...

    @abstractmethod
    def get_storage(self, account: bytes, slot: int, block_number: int | str = "latest") -> int: ...

    # --- blocks and transactions ------------------------------------------------------------------

    @abstractmethod
    def get_block_by_number(
        self, block_number: int | str, full_transaction: bool = True
    ) -> dict[str, Any]: ...

    @abstractmethod
    def get_block_by_hash(
        self, block_hash: bytes, full_transaction: bool = True
    ) -> dict[str, Any]: ...

    @abstractmethod
    def get_transaction_by_hash(self, transaction_hash: bytes) -> dict[str, Any]: ...

    @abstractmethod
    def get_transaction_receipt(self, transaction_hash: bytes) -> dict[str, Any]: ...

    @abstractmethod
    def get_base_fee(self, block_number: int | str = "latest") -> int: ...

    @abstractmethod
    def get_fee_history(
        self,
        block_count: int = 1,
        newest_block: int | str = "latest",
        reward_percentiles: tuple[int, ...] = (),
    ) -> dict[str, Any]:
        """Raises errors.ArgumentError for a count that is not from 1 to 1024."""

    # --- running ----------------------------------------------------------------------------------

    @abstractmethod
    def send_transaction(self, transaction: dict[str, Any]) -> bytes:
        """Sign a transaction and run it in the open block. Returns its hash.

        Raises:
            errors.TransactionRefused: it could not be included.
        """

    @abstractmethod
    def send_signed_transaction(self, transaction: dict[str, Any]) -> bytes:
        """As `send_transaction`, where the signature is among the fields."""

    @abstractmethod
    def send_raw_transaction(self, raw_transaction: bytes) -> bytes:
        """As `send_transaction`, for one as it goes over the wire."""

    @abstractmethod
    def estimate_gas(self, transaction: dict[str, Any], block_number: int | str = "latest") -> int:
        """Raises revert.ExecutionReverted for a transaction that fails with any gas."""

    @abstractmethod
    def call(self, transaction: dict[str, Any], block_number: int | str = "latest") -> bytes:
        """Raises revert.ExecutionReverted for a call that fails."""
