"""The door between the chain and an EVM: eth-tester's backend interface, and what it lacks.

`Backend`, which has the methods of eth-tester's, speaks in transactions, blocks and raw values. A
suite that teaches also needs to look inside a transaction, to act as any address and to set a
balance.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from pydemo.chain.backend import Backend
from pydemo.chain.envelope import Signature
from pydemo.chain.frames import DatedLog, Execution, Frame, Head, Outcome, Transaction
from pydemo.chain.genesis import ENGINES
from pydemo.chain.header import Header
from pydemo.chain.proof import AccountProof
from pydemo.errors import UnknownEngine
from pydemo.evm.tracing import Step
from pydemo.evm.transaction import Message


class Watcher(Protocol):
    """Somebody who follows code as it runs."""

    def step(self, step: Step) -> None:
        """An instruction is about to run."""

    def leave(self, frame: Frame, depth: int) -> None:
        """A call or creation has ended; the innermost is told first. 0 is the outermost's depth."""


class Engine(Backend):
    """An in-process chain. One subclass, one file.

    Block identifiers are numbers or ``"latest"``; addresses and hashes are raw bytes.
    """

    name: str
    chain_id: int
    seed: int
    gas_limit: int
    """Of a block, and of a transaction that names none."""
    blocks: Sequence[Any]
    """The mined ones from number 0 on, in the engine's own form."""
    pending: Any
    """The one that is open."""

    @abstractmethod
    def execute(self, transaction: Transaction) -> Outcome:
        """Sign, run and mine one transaction in a block of its own.

        Raises:
            errors.TransactionRefused: it could not be included (funds, nonce, gas limit, no key).
        """

    @abstractmethod
    def include(self, transaction: Transaction) -> Outcome:
        """Sign and run a transaction in the block that is open; `mine_blocks` closes it.

        Without a gas limit it may use all that the block has left.

        Raises:
            errors.TransactionRefused: as `execute`.
        """

    @abstractmethod
    def include_signed(
        self, message: Message, signature: Signature, tx_hash: bytes | None = None
    ) -> Outcome:
        """As `include`, for a transaction that is complete and whose sender is known.

        Args:
            tx_hash: its hash, where it is known already.

        Raises:
            errors.TransactionRefused: as `execute`.
        """

    @property
    @abstractmethod
    def gas_left(self) -> int:
        """What the block that is open can still take."""

    @abstractmethod
    def simulate(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        """Run a transaction on a block's state and throw the changes away. No fee is charged."""

    def watch(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        """As `simulate`, with the frame also where all went well."""
        return self.simulate(transaction, block)

    @abstractmethod
    def follow_call(
        self,
        transaction: Transaction,
        block: int | str,
        watcher: Watcher,
        before_undone: Callable[[], None] = lambda: None,
    ) -> Execution:
        """As `watch`, step by step.

        Args:
            before_undone: called when it has run, while what it changed is still there.
        """

    @abstractmethod
    def follow(self, outcome: Outcome, watcher: Watcher) -> None:
        """Run a mined transaction again, on the state it ran on, step by step."""

    @abstractmethod
    def around(self, outcome: Outcome, *, after: bool) -> AbstractContextManager[None]:
        """Have the state just before a mined transaction, or just after, as the newest one."""

    @abstractmethod
    def suppose(
        self, block: int | str, change: Callable[[], None], header: Header
    ) -> AbstractContextManager[None]:
        """Have a block's state and header otherwise: what is asked meanwhile is about that.

        Args:
            change: sets balances, code and the like, as it would in the newest state.
        """

    @abstractmethod
    def go_back_to(self, block: int) -> None:
        """Undo all that came after a mined block, for good, with what was set without a block."""

    @abstractmethod
    def held(self) -> Iterator[tuple[bytes, list[int]]]:
        """All accounts of the newest state, each with the slots that are not zero."""

    @abstractmethod
    def raw(self, tx_hash: bytes) -> bytes:
        """A mined transaction as it travels. Raises eth-tester's TransactionNotFound."""

    @abstractmethod
    def see(self, header: Header) -> None:
        """Let code in the open block see another header. No transaction may be in it yet."""

    @abstractmethod
    def prove(self, address: bytes, slots: list[int], block: int) -> AccountProof:
        """Prove what an account holds by a mined block's state root."""

    @abstractmethod
    def touched(
        self, transaction: Transaction, block: int | str = "latest"
    ) -> list[tuple[bytes, list[int]]]:
        """The accounts a transaction looks at, and the slots of each (EIP-2930)."""

    @abstractmethod
    def outcome(self, tx_hash: bytes) -> Outcome:
        """A mined transaction's receipt. Raises errors.UnknownTransaction."""

    @abstractmethod
    def trace(self, tx_hash: bytes) -> Frame:
        """What a mined transaction did inside. Raises errors.UnknownTransaction."""

    def trace_of(self, outcome: Outcome) -> Frame:
        """As `trace`, for who has the outcome: its hash may not even be known yet."""
        return self.trace(outcome.tx_hash)

    @abstractmethod
    def head(self) -> Head:
        """The newest block's number, time and base fee."""

    @abstractmethod
    def blob_base_fee(self, block_number: int | str = "latest") -> int:
        """Wei a gas of blobs in a block (EIP-4844)."""

    @abstractmethod
    def max_fee(self) -> int:
        """Wei a gas that a transaction offers at most in the next block, where it names no fee."""

    @abstractmethod
    def set_balance(self, address: bytes, wei: int) -> None:
        """Set an account's balance in the newest state, without a transaction."""

    @abstractmethod
    def impersonate(self, address: bytes) -> None:
        """Let transactions be sent from an address that has no key here."""

    @abstractmethod
    def is_impersonated(self, address: bytes) -> bool: ...

    @abstractmethod
    def stop_impersonating(self, address: bytes) -> None:
        """Take `impersonate` back."""

    @abstractmethod
    def set_nonce(self, address: bytes, nonce: int) -> None:
        """Set how many transactions an account has sent, without any."""

    @abstractmethod
    def set_code(self, address: bytes, code: bytes) -> None:
        """Put code at an address without a creation; no bytes take it away."""

    @abstractmethod
    def set_storage(self, address: bytes, slot: int, value: int) -> None:
        """Set a slot of an account's storage, without a transaction."""

    @abstractmethod
    def clear_storage(self, address: bytes) -> None:
        """Set all slots of an account's storage to zero, without a transaction."""

    def set_next_timestamp(self, timestamp: int) -> None:
        """Stamp the block that is open, in Unix seconds. No transaction may be in it yet."""
        self.pending.timestamp = timestamp

    @abstractmethod
    def set_next_base_fee(self, wei: int) -> None:
        """Set the base fee of the block that is open. No transaction may be in it yet."""

    def logs(self, address: bytes, first_block: int = 0) -> Iterator[DatedLog]:
        """What a contract has emitted, in order, up to the newest block."""
        for block in self.blocks[first_block:]:
            for mined in block.transactions:
                for log in mined.logs:
                    if log.address == address:
                        yield DatedLog(log, block.number, block.timestamp)

    def close(self) -> None:
        """Free what the engine holds."""


def create_engine(name: str, **options: Any) -> Engine:
    """Make an engine by name: ``auto`` or one of `ENGINES`.

    Raises:
        errors.UnknownEngine: no engine of that name.
    """
    if name not in ("auto", *ENGINES):
        raise UnknownEngine(name, ("auto", *ENGINES))
    if name in ("auto", "fast"):
        from pydemo.chain.fast import FastEngine

        return FastEngine(**options)
    from pydemo.chain.pyevm import PyEvmEngine

    return PyEvmEngine(**options)
