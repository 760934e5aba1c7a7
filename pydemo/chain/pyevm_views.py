"""Reading half of the py-evm engine: calls, estimates, receipts, traces and blocks.

`PyEvmEngine` adds everything that changes the chain; `pyevm_wire` gives eth-tester its shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from eth.exceptions import InsufficientFunds, OutOfGas
from eth_tester.exceptions import TransactionNotFound, ValidationError

from pydemo.chain import pyevm_wire as wire
from pydemo.chain.block_lookup import find_block
from pydemo.chain.engine import Engine
from pydemo.chain.frames import Execution, Failure, Frame, Head, Transaction
from pydemo.chain.pyevm_block import Block, Mined
from pydemo.chain.pyevm_ledger import Ledger
from pydemo.chain.pyevm_root import StateTrie
from pydemo.chain.pyevm_rules import minimum_gas
from pydemo.chain.pyevm_vm import LedgerState, LedgerVM, read_outermost
from pydemo.chain.revert import ExecutionReverted


class PyEvmViews(Engine):
    """What can be asked of the chain without changing it."""

    blocks: list[Block]
    pending: Block
    _ledger: Ledger
    _trie: StateTrie
    _by_hash: dict[bytes, Mined]
    _unhashed: list[Mined]

    # --- blocks and state -------------------------------------------------------------------------

    def head(self) -> Head:
        block = self.blocks[-1]
        return Head(block.number, block.timestamp, block.base_fee_per_gas, block.hash)

    def block(self, identifier: int | str | bytes) -> Block:
        """A block by number, name or hash. Raises eth-tester's BlockNotFound."""
        return find_block(self.blocks, self.pending, identifier)

    @contextmanager
    def _at(self, identifier: int | str) -> Iterator[Block]:
        """Have the ledger hold the state after a block; after the newest, that is the present.

        The present may be later than the newest block: `set_balance` changes it in between.
        """
        block = self.block(identifier)
        if block is self.pending or block is self.blocks[-1]:
            yield block
        else:
            assert block.state is not None
            with self._ledger.timeline.at(block.state):
                yield block

    def _state_in(self, block: Block) -> LedgerState:
        """The ledger as code in a block sees it."""
        return LedgerState(self._ledger, block.context(self.chain_id))

    def get_nonce(self, account: bytes, block_number: int | str = "latest") -> int:
        with self._at(block_number):
            return self._ledger.get_nonce(account)

    def get_balance(self, account: bytes, block_number: int | str = "latest") -> int:
        with self._at(block_number):
            return self._ledger.get_balance(account)

    def get_code(self, account: bytes, block_number: int | str = "latest") -> bytes:
        with self._at(block_number):
            return self._ledger.get_code(account)

    def get_storage(self, account: bytes, slot: int, block_number: int | str = "latest") -> int:
        with self._at(block_number):
            return self._ledger.get_storage(account, slot)

    def get_base_fee(self, block_number: int | str = "latest") -> int:
        return self.block(block_number).base_fee_per_gas

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
        fees = [block.base_fee_per_gas for block in blocks]
        return {
            "oldest_block": blocks[0].number,
            "base_fee_per_gas": [*fees, blocks[-1].next_base_fee()],
            "gas_used_ratio": [block.gas_used / block.gas_limit for block in blocks],
            "reward": [],
        }

    # --- calls ------------------------------------------------------------------------------------

    def simulate(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        return self._simulate(self._fields_of(transaction), block)

    def touched(
        self, transaction: Transaction, block: int | str = "latest"
    ) -> list[tuple[bytes, list[int]]]:
        found: list[tuple[bytes, list[int]]] = []
        self._simulate(
            self._fields_of(transaction), block, lambda: found.extend(self._ledger.touched())
        )
        return found

    def _fields_of(self, transaction: Transaction) -> dict[str, Any]:
        return {
            "from": transaction.sender,
            "to": transaction.to or b"",
            "data": transaction.data,
            "value": transaction.value,
            "gas": self.gas_limit if transaction.gas is None else transaction.gas,
        }

    def _unsigned(self, fields: dict[str, Any]) -> Any:
        """A transaction that costs nothing, whatever its sender offers."""
        free = {name: value for name, value in fields.items() if name != "gas_price"}
        free |= {"max_fee_per_gas": 0, "max_priority_fee_per_gas": 0, "nonce": 0}
        return wire.unsigned(wire.complete(free, 0, 0, self.chain_id))

    def _simulate(
        self,
        fields: dict[str, Any],
        identifier: int | str,
        before_undone: Callable[[], None] = lambda: None,
    ) -> Execution:
        """Run a message as a transaction would, but without fee, nonce or balance checks."""
        unsigned = self._unsigned(fields)
        if fields["gas"] < minimum_gas(unsigned):
            return Execution(b"", Failure.OUT_OF_GAS, None)
        transaction = wire.runnable(unsigned, fields["from"], is_checked=True)
        with self._at(identifier) as block:
            before = self._ledger.record()
            self._ledger.lock_changes()
            try:
                execution = self._run(self._state_in(block), transaction)
                before_undone()
                return execution
            finally:
                self._ledger.discard(before)

    @staticmethod
    def _run(state: LedgerState, transaction: Any) -> Execution:
        executor = state.get_transaction_executor()
        message = executor.build_evm_message(transaction)
        try:
            computation = executor.build_computation(message, transaction)
        except InsufficientFunds:  # py-evm checks this for a transaction before it runs
            return Execution(b"", Failure.INSUFFICIENT_FUNDS, None)
        except OutOfGas:  # so does it for the length of init code
            return Execution(b"", Failure.CODE_REJECTED, None)
        frame = read_outermost(computation)
        return Execution(frame.output, frame.failure, frame)

    def call(self, transaction: dict[str, Any], block_number: int | str = "latest") -> bytes:
        execution = self._simulate({"gas": self.gas_limit, **transaction}, block_number)
        if execution.failure is not None:
            raise ExecutionReverted(execution)
        return execution.output

    def estimate_gas(self, transaction: dict[str, Any], block_number: int | str = "latest") -> int:
        """The smallest gas limit with which the transaction succeeds, to the unit."""

        def failure_with(gas: int) -> Execution | None:
            execution = self._simulate({**transaction, "gas": gas}, block_number)
            return execution if execution.failure is not None else None

        highest = min(transaction.get("gas", self.gas_limit), self.gas_limit)
        if failed := failure_with(highest):
            raise ExecutionReverted(failed)
        lowest = minimum_gas(self._unsigned({**transaction, "gas": 0})) - 1
        while highest - lowest > 1:
            middle = (highest + lowest) // 2
            if failure_with(middle):
                lowest = middle
            else:
                highest = middle
        return int(highest)

    # --- transactions and blocks ------------------------------------------------------------------

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
        return self.mined(tx_hash).frame

    def get_transaction_by_hash(self, transaction_hash: bytes) -> dict[str, Any]:
        mined = self.mined(transaction_hash)
        return wire.transaction_fields(mined, is_pending=mined.block is self.pending)

    def get_transaction_receipt(self, transaction_hash: bytes) -> dict[str, Any]:
        mined = self.mined(transaction_hash)
        vm = LedgerVM(self._state_in(mined.block))
        return wire.receipt_fields(mined, vm, is_pending=mined.block is self.pending)

    def get_block_by_number(
        self, block_number: int | str, full_transaction: bool = True
    ) -> dict[str, Any]:
        return self._fields(self.block(block_number), full_transaction)

    def get_block_by_hash(self, block_hash: bytes, full_transaction: bool = True) -> dict[str, Any]:
        return self._fields(self.block(bytes(block_hash)), full_transaction)

    def _fields(self, block: Block, full: bool) -> dict[str, Any]:
        return wire.block_fields(
            block, self._root_after(block), full=full, is_pending=block is self.pending
        )

    def _root_after(self, block: Block) -> bytes:
        if block.state is None:
            return self._trie.root()
        with self._ledger.timeline.at(block.state):
            return self._trie.root()
