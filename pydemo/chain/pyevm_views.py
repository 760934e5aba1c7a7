"""Reading half of the py-evm engine: calls, estimates, receipts, traces and blocks.

`PyEvmEngine` adds everything that changes the chain; `pyevm_wire` gives eth-tester its shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from eth.exceptions import InsufficientFunds, OutOfGas

from pydemo.chain import pyevm_wire as wire
from pydemo.chain.engine import Watcher
from pydemo.chain.frames import Execution, Failure, Frame, Outcome, Transaction
from pydemo.chain.proof import AccountProof
from pydemo.chain.pyevm_block import Block, Mined
from pydemo.chain.pyevm_rules import floor_of, minimum_gas
from pydemo.chain.pyevm_state import PyEvmState
from pydemo.chain.pyevm_steps import SteppingState
from pydemo.chain.pyevm_vm import LedgerState, LedgerVM, read_outermost
from pydemo.chain.revert import ExecutionReverted
from pydemo.errors import ArgumentError
from pydemo.evm.transaction import BLOB_GAS


class PyEvmViews(PyEvmState):
    """What can be asked of the chain without changing it."""

    # --- fees -------------------------------------------------------------------------------------

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

    def follow_call(
        self,
        transaction: Transaction,
        block: int | str,
        watcher: Watcher,
        before_undone: Callable[[], None] = lambda: None,
    ) -> Execution:
        return self._simulate(self._fields_of(transaction), block, before_undone, watcher)

    def prove(self, address: bytes, slots: list[int], block: int) -> AccountProof:
        return self._trie.prove(self._root_after(self.block(block)), address, slots)

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
            **transaction.terms.fields(),
        }

    def _unsigned(self, fields: dict[str, Any]) -> Any:
        """A transaction whose fee nobody charges: code sees what its sender offers, or zero."""
        free = {name: value for name, value in fields.items() if name != "gas_price"}
        most = fields.get("max_fee_per_gas", fields.get("gas_price", 0))
        tip = fields.get("max_priority_fee_per_gas", most)
        free |= {"max_fee_per_gas": most, "max_priority_fee_per_gas": tip, "nonce": 0}
        return wire.unsigned(wire.complete(free, 0, 0, self.chain_id))

    def _simulate(
        self,
        fields: dict[str, Any],
        identifier: int | str,
        before_undone: Callable[[], None] = lambda: None,
        watcher: Watcher | None = None,
    ) -> Execution:
        """Run a message as a transaction would, but without fee, nonce or balance checks."""
        unsigned = self._unsigned(fields)
        if fields["gas"] < minimum_gas(unsigned):
            return Execution(b"", Failure.OUT_OF_GAS, None)
        transaction = wire.runnable(unsigned, fields["from"], is_checked=True)
        with self._at(identifier) as block:
            before = self._ledger.record()
            state = self._state_in(block, watcher)
            # py-evm takes the fee at once: nobody is charged here, so it is given before.
            fee = transaction.gas * state.get_gas_price(transaction)
            blobs = len(fields.get("blob_versioned_hashes", ()))
            fee += blobs * BLOB_GAS * state.blob_base_fee
            if fee:
                state.delta_balance(fields["from"], fee)
            self._ledger.lock_changes()
            try:
                execution = self._run(state, transaction)
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
        if isinstance(state, SteppingState):
            state.watcher.leave(frame, 0)
        used = LedgerVM.finalize_gas_used(transaction, computation)
        used = max(used, floor_of(transaction))
        return Execution(frame.output, frame.failure, frame, used)

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

    def raw(self, tx_hash: bytes) -> bytes:
        return bytes(self.mined(tx_hash).signed.encode())

    def outcome(self, tx_hash: bytes) -> Mined:
        return self.mined(tx_hash)

    def trace(self, tx_hash: bytes) -> Frame:
        return self.mined(tx_hash).frame

    def follow(self, outcome: Outcome, watcher: Watcher) -> None:
        mined, ledger = self._mined_of(outcome), self._ledger
        header: Any = replace(mined.block, coinbase=mined.block.ran_for)
        with ledger.timeline.at(mined.before):
            before = ledger.record()
            try:
                state = self._state_in(header, watcher)
                if mined.begins:
                    LedgerVM(state).block_preprocessing(header)
                ledger.lock_changes()
                # Whether the sender was impersonated then no longer matters: it was let in.
                sent = wire.runnable(mined.sent, mined.sender, is_checked=True)
                computation = state.apply_transaction(sent)
                watcher.leave(read_outermost(computation), 0)
            finally:
                ledger.discard(before)

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
