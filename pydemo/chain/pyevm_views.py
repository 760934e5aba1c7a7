"""Reading half of the py-evm engine: calls, estimates, receipts, traces and blocks.

`PyEvmEngine` adds everything that changes the chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth.exceptions import InsufficientFunds, OutOfGas
from eth.vm.spoof import SpoofTransaction
from eth_tester.backends.pyevm.main import PyEVMBackend
from eth_tester.backends.pyevm.serializers import (
    serialize_transaction,
    serialize_transaction_receipt,
)
from eth_tester.exceptions import BlockNotFound, TransactionNotFound, ValidationError
from eth_utils.hexadecimal import encode_hex

from pydemo.chain.engine import Engine
from pydemo.chain.frames import Execution, Failure, Frame, Outcome, RecordedOutcome, Transaction
from pydemo.chain.pyevm_rules import minimum_gas
from pydemo.chain.pyevm_vm import read_log, read_outermost
from pydemo.chain.revert import ExecutionReverted

_NEWEST = ("latest", "safe", "finalized", "pending")


@dataclass(frozen=True, slots=True)
class Record:
    """A transaction this chain has run."""

    block_number: int
    index: int
    transaction: Any
    sender: bytes
    receipt: Any
    gas_used: int
    effective_gas_price: int
    frame: Frame


class PyEvmViews(PyEVMBackend, Engine):  # type: ignore[misc]
    """What can be asked of the chain without changing it."""

    chain: Any
    _records: dict[bytes, Record]
    _latest: Any

    # --- state ------------------------------------------------------------------------------------

    def _vm_at(self, block_number: int | str = "latest") -> Any:
        """The VM of a block: its own header over the state after it.

        The newest state is the pending header's, since `set_balance` changes it between blocks.
        """
        if block_number in _NEWEST or block_number == self._latest.block_number:
            header = self._latest.copy(state_root=self.chain.header.state_root)
        elif block_number == "earliest":
            header = self.chain.get_canonical_block_header_by_number(0)
        elif isinstance(block_number, int) and 0 <= block_number < self._latest.block_number:
            header = self.chain.get_canonical_block_header_by_number(block_number)
        else:
            raise BlockNotFound(f"No block found for block number: {block_number}")
        return self.chain.get_vm(at_header=header)

    def get_nonce(self, account: bytes, block_number: int | str = "latest") -> int:
        return int(self._vm_at(block_number).state.get_nonce(account))

    def get_balance(self, account: bytes, block_number: int | str = "latest") -> int:
        return int(self._vm_at(block_number).state.get_balance(account))

    def get_code(self, account: bytes, block_number: int | str = "latest") -> bytes:
        return bytes(self._vm_at(block_number).state.get_code(account))

    def get_storage(self, account: bytes, slot: int, block_number: int | str = "latest") -> int:
        return int(self._vm_at(block_number).state.get_storage(account, slot))

    def get_fee_history(
        self,
        block_count: int = 1,
        newest_block: int | str = "latest",
        reward_percentiles: tuple[int, ...] = (),
    ) -> dict[str, Any]:
        """As eth_feeHistory has it; eth-tester's own leaves out the newest block and the next."""
        if not 1 <= block_count <= 1024:
            raise ValidationError("block_count must be between 1 and 1024")
        newest = self._vm_at(newest_block).get_header()
        oldest = max(0, newest.block_number - block_count + 1)
        headers = [
            *map(
                self.chain.get_canonical_block_header_by_number,
                range(oldest, newest.block_number),
            ),
            newest,
        ]
        following = self.chain.create_header_from_parent(newest)
        return {
            "oldest_block": oldest,
            "base_fee_per_gas": [h.base_fee_per_gas for h in (*headers, following)],
            "gas_used_ratio": [h.gas_used / h.gas_limit for h in headers],
            "reward": [],
        }

    # --- calls ------------------------------------------------------------------------------------

    def simulate(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        fields = {
            "from": transaction.sender,
            "to": transaction.to or b"",
            "data": transaction.data,
            "value": transaction.value,
            "gas": self._latest.gas_limit if transaction.gas is None else transaction.gas,
        }
        return self._simulate(fields, block)

    def _simulate(self, fields: dict[str, Any], block: int | str) -> Execution:
        """Run a message as a transaction would, but without fee, nonce or balance checks."""
        state = self._vm_at(block).state
        free = {name: fields[name] for name in fields if name != "gas_price"}
        free |= {"max_fee_per_gas": 0, "max_priority_fee_per_gas": 0, "nonce": 0}
        unsigned = self._get_normalized_and_unsigned_evm_transaction(free, block)
        spoofed = SpoofTransaction(unsigned, from_=fields["from"])
        if fields["gas"] < minimum_gas(unsigned):
            return Execution(b"", Failure.OUT_OF_GAS, None)
        executor = state.get_transaction_executor()
        message = executor.build_evm_message(spoofed)
        try:
            computation = executor.build_computation(message, spoofed)
        except InsufficientFunds:  # py-evm checks this for a transaction before it runs
            return Execution(b"", Failure.INSUFFICIENT_FUNDS, None)
        except OutOfGas:  # so does it for the length of init code
            return Execution(b"", Failure.CODE_REJECTED, None)
        frame = read_outermost(computation)
        return Execution(frame.output, frame.failure, frame)

    def call(self, transaction: dict[str, Any], block_number: int | str = "latest") -> bytes:
        execution = self._simulate({"gas": self._latest.gas_limit, **transaction}, block_number)
        if execution.failure is not None:
            raise ExecutionReverted(execution)
        return execution.output

    def estimate_gas(self, transaction: dict[str, Any], block_number: int | str = "latest") -> int:
        """The smallest gas limit with which the transaction succeeds, to the unit."""

        def failure_with(gas: int) -> Execution | None:
            execution = self._simulate({**transaction, "gas": gas}, block_number)
            return execution if execution.failure is not None else None

        highest = min(transaction.get("gas", self._latest.gas_limit), self._latest.gas_limit)
        if failed := failure_with(highest):
            raise ExecutionReverted(failed)
        unsigned = self._get_normalized_and_unsigned_evm_transaction(
            {**transaction, "gas": 0}, block_number
        )
        lowest = minimum_gas(unsigned) - 1
        while highest - lowest > 1:
            middle = (highest + lowest) // 2
            if failure_with(middle):
                lowest = middle
            else:
                highest = middle
        return int(highest)

    # --- transactions and receipts ----------------------------------------------------------------

    def _record(self, tx_hash: bytes) -> Record:
        try:
            return self._records[bytes(tx_hash)]
        except KeyError:
            raise TransactionNotFound(
                f"No transaction found for transaction hash: {encode_hex(tx_hash)}"
            ) from None

    def trace(self, tx_hash: bytes) -> Frame:
        return self._record(tx_hash).frame

    def outcome(self, tx_hash: bytes) -> Outcome:
        record = self._record(tx_hash)
        fields, frame = record.transaction, record.frame
        return RecordedOutcome(
            tx_hash=bytes(tx_hash),
            block_number=record.block_number,
            block_hash=self._block_hash(record.block_number),
            index=record.index,
            transaction=Transaction(
                record.sender, fields.to or None, fields.data, fields.value, fields.gas
            ),
            succeeded=frame.failure is None,
            gas_used=record.gas_used,
            effective_gas_price=record.effective_gas_price,
            logs=tuple(
                read_log((log.address, log.topics, log.data)) for log in record.receipt.logs
            ),
            contract_address=None if fields.to else frame.address,
        )

    def _block_hash(self, number: int) -> bytes:
        if number == self._latest.block_number:
            return bytes(self._latest.hash)
        if number > self._latest.block_number:
            return b""  # still open
        return bytes(self.chain.get_canonical_block_hash(number))

    def _block_of(self, record: Record) -> tuple[Any, bool]:
        """The block a transaction is in, and whether that block is still pending."""
        if record.block_number > self._latest.block_number:
            return self.chain.get_block(), True
        return self.chain.get_canonical_block_by_number(record.block_number), False

    def get_transaction_by_hash(self, transaction_hash: bytes) -> dict[str, Any]:
        record = self._record(transaction_hash)
        block, is_pending = self._block_of(record)
        fields = serialize_transaction(block, record.transaction, record.index, is_pending)
        return {**fields, "from": record.sender}

    def get_transaction_receipt(self, transaction_hash: bytes) -> dict[str, Any]:
        record = self._record(transaction_hash)
        block, is_pending = self._block_of(record)
        fields = serialize_transaction_receipt(
            block,
            block.get_receipts(self.chain.chaindb),
            record.transaction,
            record.index,
            is_pending,
            self.chain.get_vm(),
        )
        fields["from"] = record.sender
        if "blob_gas_price" in fields:  # the serializer has what a blob uses in its place
            fields["blob_gas_price"] = self.chain.get_vm(at_header=block.header).state.blob_base_fee
        if not record.transaction.to:
            fields["contract_address"] = record.frame.address
        return dict(fields)

    def get_block_by_number(
        self, block_number: int | str, full_transaction: bool = True
    ) -> dict[str, Any]:
        return self._with_senders(super().get_block_by_number(block_number, full_transaction))

    def get_block_by_hash(self, block_hash: bytes, full_transaction: bool = True) -> dict[str, Any]:
        return self._with_senders(super().get_block_by_hash(block_hash, full_transaction))

    def _with_senders(self, block: dict[str, Any]) -> dict[str, Any]:
        """Put the true senders in: a mock signature's recovered address means nothing."""
        for entry in block["transactions"]:
            if isinstance(entry, dict):
                entry["from"] = self._record(entry["hash"]).sender
        return block
