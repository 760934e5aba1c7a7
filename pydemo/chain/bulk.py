"""Many transactions on an embedded chain: they share blocks, and are told of when those are mined.

A shared block is filled to half its gas limit, which is Ethereum's target (EIP-1559): so the base
fee stays about where it is however many blocks it takes, and each transaction may use half a block
at least.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from pydemo.chain.frames import Outcome, Transaction

if TYPE_CHECKING:
    from pydemo.chain.local import LocalNode

OnMined: TypeAlias = Callable[[list[Outcome]], None]
"""Told of the outcomes of a block, in order, when it has been mined."""
_SHARE = 2
"""A block is full when there is less left of it than one part in so many."""


class Bulk:
    """Transactions on their way into blocks. See `Node.bulk`."""

    def __init__(self, node: LocalNode, on_mined: OnMined) -> None:
        self._node, self._engine, self._on_mined = node, node.engine, on_mined
        self._waiting: list[Outcome] = []

    def send(self, transaction: Transaction) -> Outcome:
        """Run a transaction in the open block, or in a new one if that has no room for it.

        Raises:
            errors.TransactionRefused: it was not included at all.
        """
        engine = self._engine
        if engine.gas_left < engine.gas_limit // _SHARE:
            self.mine()
        if transaction.gas is None:
            transaction = self._node.with_affordable_gas(transaction)
        if transaction.gas is not None and transaction.gas > engine.gas_left:
            self.mine()
        outcome = engine.include(transaction)
        self._waiting.append(outcome)
        return outcome

    def mine(self) -> None:
        """Close the block that is open and tell of what is in it, if anything is."""
        if not self._waiting:
            return
        engine, waiting = self._engine, self._waiting
        self._waiting = []
        # web3's view may have closed it, with a transaction of its own.
        is_open = engine.gas_left < engine.gas_limit
        mined = engine.mine_blocks() if is_open else ()
        self._node.notice(waiting, mined)
        self._on_mined(waiting)
