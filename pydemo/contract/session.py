"""Sending and calling, with failures turned into exceptions: what all handles of a chain share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pydemo.chain.address import checksum
from pydemo.chain.frames import Execution, Transaction
from pydemo.chain.node import Node, TransactionWouldFail
from pydemo.contract.call import Call, text_of
from pydemo.contract.failures import explain
from pydemo.contract.receipt import Receipt
from pydemo.contract.registry import Registry
from pydemo.contract.trace import Trace, read_trace
from pydemo.errors import ContractError, NotSupported

if TYPE_CHECKING:
    from pydemo.contract.batch import Batch


class Session:
    """A node, and what is known about the contracts on it.

    ``observers`` are called with the receipt of every mined transaction, also a failed one.
    """

    def __init__(self, node: Node, registry: Registry) -> None:
        self.node, self.registry = node, registry
        self.observers: list[Callable[[Receipt], None]] = []
        self.batch: Batch | None = None
        """What takes the transactions that are sent, while there is one."""

    def send(self, transaction: Transaction, call: Call, contract: str = "") -> Receipt:
        """Send a transaction and return its receipt.

        Raises:
            errors.ContractError: it failed on chain; within a batch that is told at its end.
            errors.TransactionRefused: it was not included.
        """
        if self.batch is not None:
            return self.batch.send(transaction, call, contract)
        try:
            outcome = self.node.send(transaction)
        except TransactionWouldFail as refused:
            raise self.failure(refused.execution, transaction, call, contract) from None
        receipt = Receipt(outcome, self, call)
        for observe in self.observers:
            observe(receipt)
        if not outcome.succeeded:
            execution = self.node.failure_of(outcome)
            raise self.failure(execution, transaction, call, contract, receipt)
        return receipt

    def call(
        self,
        transaction: Transaction,
        call: Call,
        contract: str = "",
        block: int | str = "latest",
    ) -> bytes:
        """Run a call and return its output. Raises errors.ContractError if it fails."""
        execution = self.node.call(transaction, block)
        if execution.failure is not None:
            raise self.failure(execution, transaction, call, contract)
        return execution.output

    def estimate_gas(self, transaction: Transaction, call: Call, contract: str = "") -> int:
        """The gas limit a transaction needs. Raises errors.ContractError if it fails with any."""
        found = self.node.estimate_gas(transaction)
        if isinstance(found, Execution):
            raise self.failure(found, transaction, call, contract)
        return found

    def failure(
        self,
        execution: Execution,
        transaction: Transaction,
        call: Call,
        contract: str,
        receipt: Receipt | None = None,
    ) -> ContractError:
        """The exception that says why a call or transaction failed."""
        shown = text_of(call, transaction.data)

        def trace() -> Trace:
            if receipt is not None:
                return receipt.trace()
            if execution.frame is None:
                raise NotSupported(f"{self.node.name} gave no trace of {shown}")
            return read_trace(execution.frame, self.registry)

        return explain(
            execution, self.registry, contract=contract, call=shown, receipt=receipt, trace=trace
        )

    def name_of(self, address: bytes) -> str:
        return self.registry.name_of(checksum(address))
