"""Many transactions at once: sent as always, looked at when all have been mined."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from pydemo.chain.frames import Outcome, Transaction
from pydemo.contract.call import Call
from pydemo.contract.receipt import Receipt
from pydemo.errors import ArgumentError, BatchFailed, ContractError

if TYPE_CHECKING:
    from pydemo.chain.bulk import Bulk
    from pydemo.contract.session import Session

Blocks: TypeAlias = Literal["few", "each"]
"""As few blocks as their gas allows, or one for each transaction."""


class Batch:
    """What was sent in a batch. See `Chain.batch`.

    Attributes:
        receipts: of all transactions in order, the failed ones' too.
        failures: what each failed transaction would have raised, in order.
    """

    def __init__(self, session: Session, blocks: Blocks) -> None:
        self.receipts: list[Receipt] = []
        self.failures: list[ContractError] = []
        self._session, self._each = session, blocks == "each"
        self._bulk: Bulk | None = None
        self._waiting: list[Receipt] = []
        """Of the block that is open."""
        self._failed: list[int] = []
        """Places among the receipts."""

    def __len__(self) -> int:
        return len(self.receipts)

    def __repr__(self) -> str:
        failed = f", {len(self.failures):,} failed" if self.failures else ""
        return f"<Batch of {len(self):,} transactions{failed}>"

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._session.node.bulk(self._on_mined) as self._bulk:
            yield
        if self.failures:
            raise BatchFailed(self.failures, self._failed, len(self))

    def send(self, transaction: Transaction, call: Call, contract: str) -> Receipt:
        """As `Session.send`, but a transaction that fails on chain raises nothing yet."""
        assert self._bulk is not None
        send = self._session.node.send if self._each else self._bulk.send
        outcome = send(transaction)
        receipt = Receipt(outcome, self._session, call)
        self.receipts.append(receipt)
        if not self._each:
            self._waiting.append(receipt)
        if not outcome.succeeded:
            execution = self._session.node.failure_of(outcome)
            error = self._session.failure(execution, transaction, call, contract, receipt)
            self.failures.append(error)
            self._failed.append(len(self.receipts) - 1)
        if self._each:
            self._show([receipt])
        return receipt

    def _on_mined(self, _: list[Outcome]) -> None:
        mined, self._waiting = self._waiting, []
        self._show(mined)

    def _show(self, mined: list[Receipt]) -> None:
        for observe in self._session.observers:
            for receipt in mined:
                observe(receipt)


@contextmanager
def open_batch(session: Session, blocks: Blocks) -> Iterator[Batch]:
    """All that a session sends goes into a batch, for the time of a with-block."""
    if blocks not in get_args(Blocks):
        shown = " or ".join(map(repr, get_args(Blocks)))
        raise ArgumentError(f"batch: blocks = {blocks!r}: {shown} is expected")
    if session.batch is not None:
        raise ArgumentError("a batch is open already, and there are none within others")
    batch = Batch(session, blocks)
    with batch._open():
        session.batch = batch
        try:
            yield batch
        finally:
            session.batch = None
