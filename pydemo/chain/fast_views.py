"""Reading half of the fast engine: calls, estimates, receipts and traces.

`FastEngine` adds everything that changes the chain; `fast_wire` gives eth-tester its shapes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from pydemo.chain import fast_wire
from pydemo.chain.engine import Watcher
from pydemo.chain.envelope import encode
from pydemo.chain.fast_block import Block, Mined
from pydemo.chain.fast_state import FastState
from pydemo.chain.fast_trace import failure_of, read_visit, tell
from pydemo.chain.frames import Execution, Frame, Outcome, Transaction
from pydemo.chain.revert import ExecutionReverted
from pydemo.errors import ArgumentError, UnknownTransaction
from pydemo.evm.frame import Environment
from pydemo.evm.tracing import TouchingEnvironment, TracingEnvironment
from pydemo.evm.transaction import Message, apply, floor_gas, intrinsic_gas, simulate
from pydemo.evm.transaction import Outcome as Result

E = TypeVar("E", bound=TracingEnvironment)


class FastViews(FastState):
    """What can be asked of the chain without changing it."""

    _by_hash: dict[bytes, Mined]
    _unhashed: list[Mined]

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
            0,
            *transaction.terms[:3],
            blob_hashes=transaction.terms.blob_hashes,
            authorizations=transaction.terms.authorizations,
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

    def follow_call(
        self,
        transaction: Transaction,
        block: int | str,
        watcher: Watcher,
        before_undone: Callable[[], None] = lambda: None,
    ) -> Execution:
        with self._state_of(block) as (state, found):
            message = self._message_of(transaction)
            message = fast_wire.with_nonce(message, state.nonce.get(message.sender, 0))
            tracing = self._tracing(self._environment_of(found), TracingEnvironment)
            tell(watcher, tracing)
            result = simulate(state, tracing, message, before_undone)
        failure = None if result.succeeded else failure_of(result, tracing)
        frame = None if tracing.root is None else read_visit(tracing.root)
        return Execution(result.output, failure, frame, result.gas_used)

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
        message = self.message_from({"gas": self.gas_limit, "gas_price": 0, **transaction})
        execution = self._simulate(message, block_number)
        if execution.failure is not None:
            raise ExecutionReverted(execution)
        return execution.output

    def estimate_gas(self, transaction: dict[str, Any], block_number: int | str = "latest") -> int:
        """The smallest gas limit with which the transaction succeeds, to the unit."""
        highest = min(transaction.get("gas", self.gas_limit), self.gas_limit)
        message = self.message_from({"gas_price": 0, **transaction, "gas": highest})
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
        """A transaction by hash. Raises errors.UnknownTransaction."""
        for mined in self._unhashed:  # hashes are made when somebody asks for one
            self._by_hash[mined.tx_hash] = mined
        self._unhashed.clear()
        try:
            return self._by_hash[bytes(tx_hash)]
        except KeyError:
            raise UnknownTransaction(f"no transaction 0x{tx_hash.hex()} on this chain") from None

    def raw(self, tx_hash: bytes) -> bytes:
        mined = self.mined(tx_hash)
        return encode(mined.message, self.chain_id, mined.signature)

    def outcome(self, tx_hash: bytes) -> Mined:
        return self.mined(tx_hash)

    def trace(self, tx_hash: bytes) -> Frame:
        return self.trace_of(self.mined(tx_hash))

    def trace_of(self, outcome: Outcome) -> Frame:
        """Run a transaction again, on the state it ran on, and watch."""
        root = self._run_again(self._mined_of(outcome)).root
        assert root is not None
        return read_visit(root)

    def follow(self, outcome: Outcome, watcher: Watcher) -> None:
        self._run_again(self._mined_of(outcome), watcher)

    def _run_again(self, mined: Mined, watcher: Watcher | None = None) -> TracingEnvironment:
        environment = self._tracing(self._environment_of(mined.block), TracingEnvironment)
        if mined.block.seen is None or mined.block.seen.coinbase is None:
            environment.coinbase = 0  # who gets a block is said when it is mined, after it has run
        if watcher is not None:
            tell(watcher, environment)
        with self.changes.state_after(mined.changes) as state:
            # Whether the sender was impersonated then no longer matters: it was let in.
            try:
                apply(state, environment, mined.message, is_impersonated=True)
            finally:
                state.revert((0, 0, 0))
        return environment

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
            raise ArgumentError(f"block_count must be between 1 and 1024, not {block_count}")
        newest = self.block("latest" if newest_block == "pending" else newest_block).number
        blocks = self.blocks[max(0, newest - block_count + 1) : newest + 1]
        return {
            "oldest_block": blocks[0].number,
            "base_fee_per_gas": [*(b.base_fee for b in blocks), blocks[-1].next_base_fee()],
            "gas_used_ratio": [b.gas_used / self.gas_limit for b in blocks],
            "reward": [],
        }
