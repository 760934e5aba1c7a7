"""Reading half of the fast engine: calls, estimates, receipts, traces, roots and state.

`FastEngine` adds everything that changes the chain; `fast_wire` gives eth-tester its shapes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from eth_tester.exceptions import TransactionNotFound, ValidationError

from pydemo.chain import fast_wire
from pydemo.chain.block_lookup import find_block
from pydemo.chain.engine import Engine
from pydemo.chain.fast_block import Block, Mined
from pydemo.chain.fast_history import History
from pydemo.chain.fast_trace import failure_of, read_visit
from pydemo.chain.frames import Execution, Frame, Head, Outcome, Transaction
from pydemo.chain.revert import ExecutionReverted
from pydemo.evm.frame import Environment
from pydemo.evm.root import StateTrie, everything
from pydemo.evm.state import Change, State
from pydemo.evm.tracing import TouchingEnvironment, TracingEnvironment
from pydemo.evm.transaction import Message, apply, floor_gas, intrinsic_gas, simulate
from pydemo.evm.transaction import Outcome as Result

E = TypeVar("E", bound=TracingEnvironment)


class FastViews(Engine):
    """What can be asked of the chain without changing it."""

    state: State
    changes: History
    blocks: list[Block]
    pending: Block
    _by_hash: dict[bytes, Mined]
    _unhashed: list[Mined]

    # --- blocks and state -------------------------------------------------------------------------

    def head(self) -> Head:
        block = self.blocks[-1]
        return Head(block.number, block.timestamp, block.base_fee, block.hash)

    def block(self, identifier: int | str | bytes) -> Block:
        """A block by number, name or hash. Raises eth-tester's BlockNotFound."""
        return find_block(self.blocks, self.pending, identifier)

    @contextmanager
    def _state_of(self, identifier: int | str) -> Iterator[tuple[State, Block]]:
        """The state after a block; the newest block's is the present one."""
        block = self.block(identifier)
        if block is self.blocks[-1] or block is self.pending:
            yield self.state, block
        else:
            with self.changes.state_after(block.changes) as state:
                yield state, block

    def get_nonce(self, account: bytes, block_number: int | str = "latest") -> int:
        with self._state_of(block_number) as (state, _):
            return state.nonce.get(int.from_bytes(account), 0)

    def get_balance(self, account: bytes, block_number: int | str = "latest") -> int:
        if block_number == "latest":  # asked for each transaction that is sent
            return int(self.state.balance.get(int.from_bytes(account), 0))
        with self._state_of(block_number) as (state, _):
            return int(state.balance.get(int.from_bytes(account), 0))

    def get_code(self, account: bytes, block_number: int | str = "latest") -> bytes:
        with self._state_of(block_number) as (state, _):
            return state.code.get(int.from_bytes(account), b"")

    def get_storage(self, account: bytes, slot: int, block_number: int | str = "latest") -> int:
        with self._state_of(block_number) as (state, _):
            return state.storage.get(int.from_bytes(account), {}).get(slot, 0)

    def get_base_fee(self, block_number: int | str = "latest") -> int:
        return self.block(block_number).base_fee

    # --- calls ------------------------------------------------------------------------------------

    def simulate(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        return self._simulate(self._message_of(transaction), block)

    def _message_of(self, transaction: Transaction) -> Message:
        return Message(
            int.from_bytes(transaction.sender),
            None if transaction.to is None else int.from_bytes(transaction.to),
            0,
            self.gas_limit if transaction.gas is None else transaction.gas,
            transaction.value,
            transaction.data,
        )

    def watch(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        with self._watched(transaction, block, TracingEnvironment) as (result, tracing):
            failure = None if result.succeeded else failure_of(result, tracing)
        frame = None if tracing.root is None else read_visit(tracing.root)
        return Execution(result.output, failure, frame, result.gas_used)

    def touched(
        self, transaction: Transaction, block: int | str = "latest"
    ) -> list[tuple[bytes, list[int]]]:
        with self._watched(transaction, block, TouchingEnvironment) as (_, tracing):
            return [(address.to_bytes(20), slots) for address, slots in tracing.touched.items()]

    @contextmanager
    def _watched(
        self, transaction: Transaction, identifier: int | str, kind: type[E]
    ) -> Iterator[tuple[Result, E]]:
        """Run a transaction on a block's state in an environment that watches it."""
        with self._state_of(identifier) as (state, block):
            message = self._message_of(transaction)
            message = fast_wire.with_nonce(message, state.nonce.get(message.sender, 0))
            tracing = self._tracing(self._environment_of(block), kind)
            yield simulate(state, tracing, message), tracing

    def _simulate(self, message: Message, identifier: int | str) -> Execution:
        with self._state_of(identifier) as (state, block):
            message = fast_wire.with_nonce(message, state.nonce.get(message.sender, 0))
            environment = self._environment_of(block)
            result = simulate(state, environment, message)
            if result.succeeded and message.to is not None:
                return Execution(result.output, None, None)
            # A failure is run once more to see where, a creation to see the code it made.
            tracing = self._tracing(environment, TracingEnvironment)
            simulate(state, tracing, message)
        failure = failure_of(result, environment)
        frame = None if tracing.root is None else read_visit(tracing.root)
        if result.succeeded and frame is not None:
            return Execution(frame.output, None, frame)
        return Execution(result.output, failure, frame)

    def call(self, transaction: dict[str, Any], block_number: int | str = "latest") -> bytes:
        message = self.message_from({"gas": self.gas_limit, **transaction})
        execution = self._simulate(message, block_number)
        if execution.failure is not None:
            raise ExecutionReverted(execution)
        return execution.output

    def estimate_gas(self, transaction: dict[str, Any], block_number: int | str = "latest") -> int:
        """The smallest gas limit with which the transaction succeeds, to the unit."""
        highest = min(transaction.get("gas", self.gas_limit), self.gas_limit)
        message = self.message_from({**transaction, "gas": highest})
        failed = self._simulate(message, block_number)
        if failed.failure is not None:
            raise ExecutionReverted(failed)
        lowest = max(intrinsic_gas(message), floor_gas(message, self.fork)) - 1
        with self._state_of(block_number) as (state, block):
            environment = self._environment_of(block)
            nonce = state.nonce.get(message.sender, 0)
            while highest - lowest > 1:
                middle = (highest + lowest) // 2
                attempt = fast_wire.with_gas(fast_wire.with_nonce(message, nonce), middle)
                if simulate(state, environment, attempt).succeeded:
                    highest = middle
                else:
                    lowest = middle
        return int(highest)

    def message_from(self, fields: dict[str, Any]) -> Message:
        """Read a transaction as eth-tester passes it, filling in what it leaves out."""
        return fast_wire.message_from(fields, self.state, self.pending.base_fee)

    # --- transactions -----------------------------------------------------------------------------

    def mined(self, tx_hash: bytes) -> Mined:
        """A transaction by hash. Raises eth-tester's TransactionNotFound."""
        for mined in self._unhashed:  # hashes are made when somebody asks for one
            self._by_hash[mined.tx_hash] = mined
        self._unhashed.clear()
        try:
            return self._by_hash[bytes(tx_hash)]
        except KeyError:
            raise TransactionNotFound(
                f"No transaction found for transaction hash: 0x{tx_hash.hex()}"
            ) from None

    def outcome(self, tx_hash: bytes) -> Mined:
        return self.mined(tx_hash)

    def trace(self, tx_hash: bytes) -> Frame:
        return self.trace_of(self.mined(tx_hash))

    def trace_of(self, outcome: Outcome) -> Frame:
        """Run a transaction again, on the state it ran on, and watch."""
        mined = outcome if isinstance(outcome, Mined) else self.mined(outcome.tx_hash)
        environment = self._tracing(self._environment_of(mined.block), TracingEnvironment)
        environment.coinbase = 0  # who gets a block is said when it is mined, after it has run
        with self.changes.state_after(mined.changes) as state:
            # Whether the sender was impersonated then no longer matters: it was let in.
            apply(state, environment, mined.message, is_impersonated=True)
            state.revert((0, 0, 0))
        assert environment.root is not None
        return read_visit(environment.root)

    @abstractmethod
    def _environment_of(self, block: Block) -> Environment:
        """What code sees of a block."""

    @staticmethod
    def _tracing(environment: Environment, kind: type[E]) -> E:
        return kind(
            environment.fork,
            chain_id=environment.chain_id,
            coinbase=environment.coinbase,
            timestamp=environment.timestamp,
            number=environment.number,
            prevrandao=environment.prevrandao,
            gas_limit=environment.gas_limit,
            base_fee=environment.base_fee,
            blob_base_fee=environment.blob_base_fee,
            ancestor_hash=environment.ancestor_hash,
        )

    # --- eth-tester's shapes ----------------------------------------------------------------------

    def get_block_by_number(
        self, block_number: int | str, full_transaction: bool = True
    ) -> dict[str, Any]:
        return self._wire_block(self.block(block_number), full_transaction)

    def get_block_by_hash(self, block_hash: bytes, full_transaction: bool = True) -> dict[str, Any]:
        return self._wire_block(self.block(bytes(block_hash)), full_transaction)

    def _wire_block(self, block: Block, full: bool) -> dict[str, Any]:
        is_pending = block is self.pending
        changes = len(self.changes) if is_pending else block.changes
        return fast_wire.block_fields(
            block, self._root_after(changes), self.seed, full=full, is_pending=is_pending
        )

    def get_transaction_by_hash(self, transaction_hash: bytes) -> dict[str, Any]:
        mined = self.mined(transaction_hash)
        return fast_wire.transaction_fields(mined, is_pending=mined.block is self.pending)

    def get_transaction_receipt(self, transaction_hash: bytes) -> dict[str, Any]:
        mined = self.mined(transaction_hash)
        return fast_wire.receipt_fields(mined, is_pending=mined.block is self.pending)

    def get_fee_history(
        self,
        block_count: int = 1,
        newest_block: int | str = "latest",
        reward_percentiles: tuple[int, ...] = (),
    ) -> dict[str, Any]:
        """As eth_feeHistory has it: the base fee of the block after the last is the last."""
        if not 1 <= block_count <= 1024:
            raise ValidationError("block_count must be between 1 and 1024")
        newest = self.block("latest" if newest_block == "pending" else newest_block).number
        blocks = self.blocks[max(0, newest - block_count + 1) : newest + 1]
        return {
            "oldest_block": blocks[0].number,
            "base_fee_per_gas": [*(b.base_fee for b in blocks), blocks[-1].next_base_fee()],
            "gas_used_ratio": [b.gas_used / self.gas_limit for b in blocks],
            "reward": [],
        }

    # --- the state root ---------------------------------------------------------------------------

    def _forget_roots(self) -> None:
        self._trie: StateTrie | None = None
        self._roots: dict[int, bytes] = {}
        self._trie_at = 0
        self._undone: set[tuple[int, int | None]] = set()

    def _note_undone(self, undone: list[Change]) -> None:
        """Changes that are taken back must be looked at again, and roots after them are void."""
        length = len(self.changes)
        self._roots = {at: root for at, root in self._roots.items() if at <= length}
        if self._trie is not None:
            self._undone |= self._places(undone)
            self._trie_at = min(self._trie_at, length)

    def _root_after(self, length: int) -> bytes:
        """The state root when the record of changes had a length, from a Merkle-Patricia trie."""
        if length not in self._roots:
            with self.changes.state_after(length) as state:
                if self._trie is None:
                    self._trie = StateTrie()
                    changed = set(everything(state))
                else:
                    low, high = sorted((self._trie_at, length))
                    changed = self._places(self.changes.between(low, high)) | self._undone
                self._roots[length] = self._trie.update(state, changed)
            self._trie_at, self._undone = length, set()
        return self._roots[length]

    def _places(self, changes: Iterable[Change]) -> set[tuple[int, int | None]]:
        """The accounts and slots that some changes are about."""
        owners = {id(slots): address for address, slots in self.state.storage.items()}
        return {
            (owners[id(table)], key) if id(table) in owners else (key, None)
            for table, key, _ in changes
        }
