"""The chain that is served: an engine, what waits for its blocks, its clock and its file.

Whatever changes the chain goes through here, and is on disk before anybody is told of it. What
cannot be written is told to nobody: from then on the chain has failed, and answers nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pydemo.chain.address import canonical
from pydemo.chain.local import LocalNode
from pydemo.errors import PydemoError, TransactionRefused
from pydemo.evm.deadline import check
from pydemo.node import admission
from pydemo.node.block_index import BlockIndex
from pydemo.node.clock import Clock
from pydemo.node.failure import INTERNAL_ERROR, REFUSED, RpcError, invalid
from pydemo.node.filters import Filters
from pydemo.node.listeners import tell
from pydemo.node.pool import Pool, Waiting
from pydemo.node.production import MOST_BLOCKS, STRETCH, Production
from pydemo.node.snapshots import Snapshot, Snapshots
from pydemo.node.turns import BATCH_TIME, CALL_TIME, Turns, at_once

if TYPE_CHECKING:
    from pydemo.node.store import Store


class ServedChain:
    """A chain with a pool.

    Args:
        local: the chain in this process.
        clock: what blocks are stamped with.
        store: the file that keeps it, if any.
    """

    def __init__(self, local: LocalNode, clock: Clock, store: Store | None = None) -> None:
        self.local, self.engine, self.accounts = local, local.engine, local.accounts
        self.clock, self.store, self.pool = clock, store, Pool()
        self.keys = {canonical(account): account.key for account in local.accounts}
        """Of the accounts that the node signs for."""
        self.is_automine, self.impersonates_all = True, False
        self.production, self._is_usual = Production(), True
        self.said_base_fee: int | None = None
        """Wei a gas in the next block, if somebody has said so; not kept in a file."""
        self.block_time: float | None = None
        """Seconds between blocks that are made whether or not something waits; None for none."""
        self.on_block_time: Callable[[], None] = lambda: None
        self.on_blocks: list[Callable[[int], None]] = []
        """Told of the number of the first new block, once blocks are mined and on disk."""
        self.on_undone: list[Callable[[Sequence[Any]], None]] = []
        """Told of blocks that are no more, once that is on disk: the engine's, oldest first."""
        self.on_waiting: list[Callable[[Waiting], None]] = []
        """Told of what was taken, once it is on disk: it may be mined already."""
        self.has_failed = False
        """Whether the file could not be written: what is in memory must not be shown then."""
        self.on_failure: Callable[[], None] = lambda: None
        self.instance = secrets.token_bytes(32)
        """What tells this node from another; a new one after a reset."""
        self.call_time, self.batch_time = CALL_TIME, BATCH_TIME
        self.snapshots, self._index = Snapshots(), BlockIndex(self.engine)
        self.filters = Filters(self)

    # --- blocks -----------------------------------------------------------------------------------

    @property
    def height(self) -> int:
        """The newest block's number."""
        return len(self.engine.blocks) - 1

    def number_of(self, block_hash: bytes) -> int | None:
        """A block's number by its hash."""
        return self._index.number_of(block_hash)

    def find(self, identifier: int | str | bytes) -> int | str | None:
        """A block's number, or ``"pending"``; None for one that is not there."""
        found = self._index.find(identifier)
        if found == "pending":
            self.stamp()
        return found

    def state(self, identifier: int | str | bytes) -> int | str:
        """What the engine calls a block whose state is asked for.

        Raises:
            RpcError: there is no such block.
        """
        found = self.find(identifier)
        if found is None:
            raise RpcError(REFUSED, "header not found: there is no such block on this chain")
        return "latest" if found == self.height else found

    def stamp(self, interval: int | None = None) -> None:
        """Let the open block have the time and fee that it would have if it was mined now.

        Args:
            interval: seconds after the newest block, in place of what the clock says.
        """
        newest, clock = self.engine.head().timestamp, self.clock
        self.engine.set_next_timestamp(
            newest + interval + clock.jump if interval else clock.next(newest)
        )
        is_usual = self.production == Production()
        if not (is_usual and self._is_usual):  # or else it is as it is by itself
            self.engine.see(self.production.header)
        self._is_usual = is_usual
        if self.said_base_fee is not None:
            self.engine.set_next_base_fee(self.said_base_fee)

    def next_base_fee(self) -> int:
        """Wei a gas that a transaction must offer at least to be in the next block."""
        self.stamp()
        return int(self.engine.get_base_fee("pending"))

    # --- sending ----------------------------------------------------------------------------------

    def submit(self, waiting: Waiting, *, waits: bool = False) -> bytes:
        """Take a transaction, and mine it unless blocks are made otherwise. Returns its hash.

        Args:
            waits: leave it in the pool in any case: the caller mines.

        Raises:
            errors.TransactionRefused: it can never be mined, or not now and nothing waits here.
        """
        admission.check(self, waiting.message)
        self.pool.add(waiting)
        if waits or not self.is_automine:
            self.save()
            tell(self.on_waiting, waiting)
            return waiting.hash
        refusals = self.mine_waiting(waiting)
        if waiting.hash in refusals:
            raise refusals[waiting.hash]
        return waiting.hash

    # --- mining -----------------------------------------------------------------------------------

    def mine_waiting(self, new: Waiting | None = None) -> dict[bytes, TransactionRefused]:
        """Make blocks as long as something waits that can go into one. Returns what was refused.

        Args:
            new: what has just begun to wait: that is told first.
        """
        first, refusals = self.height + 1, dict[bytes, TransactionRefused]()
        while self._fill(refusals):
            self._close()
        self.save()
        if new is not None and new.hash not in refusals:
            tell(self.on_waiting, new)
        self._tell_blocks(first)
        return refusals

    def mine(self, blocks: int = 1, interval: int | None = None) -> None:
        """Make blocks, with what waits in the first ones.

        Args:
            interval: seconds between them; None or 0 for the clock's.
        """
        at_once(self.mine_in_turns(blocks, interval))

    def mine_in_turns(self, blocks: int, interval: int | None = None) -> Turns[None]:
        """As `mine`, with pauses: those that are made by then are in the file, and told."""
        if blocks > MOST_BLOCKS:
            raise invalid(f"{blocks} blocks are too many at once: {MOST_BLOCKS} are the most")
        while blocks:
            first, made = self.height + 1, min(blocks, STRETCH)
            for _ in range(made):
                check()
                self._fill({}, interval)
                self._close()
            self.save()
            self._tell_blocks(first)
            if blocks := blocks - made:
                yield

    def _fill(self, refusals: dict[bytes, TransactionRefused], interval: int | None = None) -> int:
        """Put what waits into the open block. Returns how many there are in it."""
        engine, pool, stuck, count = self.engine, self.pool, set[int](), 0
        self.stamp(interval)
        if not len(pool):
            return 0

        for waiting in pool.ready(self._nonce_of, engine.get_base_fee("pending")):
            sent = waiting.message
            if sent.sender in stuck or sent.gas > engine.gas_left:
                stuck.add(sent.sender)
                continue
            try:
                engine.include_signed(sent, waiting.signature, waiting.hash)
                count += 1
            except TransactionRefused as refusal:
                refusals[waiting.hash] = refusal
                stuck.add(sent.sender)
            pool.remove(waiting.hash)
        return count

    def _close(self) -> None:
        self.engine.mine_blocks(coinbase=self.production.coinbase)
        self.production.prevrandao = None
        self.clock.ticked()
        self.said_base_fee = None

    def _tell_blocks(self, first: int) -> None:
        if first <= self.height:
            tell(self.on_blocks, first)

    def set_block_time(self, seconds: float | None) -> None:
        """Make a block every so many seconds, whether or not something waits; or no more."""
        self.block_time = seconds
        self.on_block_time()

    def set_production(self, production: Production) -> None:
        """Make blocks otherwise from the next one on."""
        self.production, self.engine.gas_limit = production, production.gas_limit
        self._write(lambda store: store.keep("production", production.as_json()))

    def ready(self) -> list[Waiting]:
        """Those that wait and could go into the next block."""
        return list(self.pool.ready(self._nonce_of, self.next_base_fee()))

    def _nonce_of(self, sender: int) -> int:
        return int(self.engine.get_nonce(sender.to_bytes(20)))

    def save(self) -> None:
        """Have all that has happened on disk.

        Raises:
            RpcError: it cannot be written: the node ends.
        """
        self._write(lambda store: store.save(self))

    def _write(self, writing: Callable[[Store], None]) -> None:
        if self.store is None:
            return
        try:
            writing(self.store)
        except PydemoError:
            self.has_failed = True
            self.on_failure()
            self.check()

    def check(self) -> None:
        """Raises RpcError if the chain has failed, and nothing of it may be told."""
        if self.has_failed:
            raise RpcError(
                INTERNAL_ERROR,
                "internal error: the node could not write its state file, and ends; see its output",
            ) from None

    # --- snapshots --------------------------------------------------------------------------------

    def take_snapshot(self) -> int:
        now = self.engine.take_snapshot()
        return self.snapshots.keep(Snapshot(now, self.height, tuple(self.pool), self.clock.copy()))

    def revert(self, number: int) -> bool:
        """Go back to a snapshot, which is used up then, with all later ones. False: none such."""
        snapshot = self.snapshots.use(number)
        if snapshot is None:
            return False
        gone = self.engine.blocks[snapshot.height + 1 :]
        self.engine.revert_to_snapshot(snapshot.engine)
        self._is_usual = False  # the open block is the snapshot's again, made as it was then
        self._index.forget_undone()
        self.pool.clear()
        for waiting in snapshot.waiting:
            self.pool.add(waiting)
        self.clock = snapshot.clock.copy()
        self._tell_undone(gone)
        return True

    def go_back_to(self, number: int) -> None:
        """Undo all blocks after one, and forget snapshots that were taken later."""
        self.snapshots.forget_above(number)
        gone = self.engine.blocks[number + 1 :]
        self.engine.go_back_to(number)
        self._index.forget_undone()
        self._tell_undone(gone)

    def _tell_undone(self, gone: Sequence[Any]) -> None:
        self.save()
        if gone:
            tell(self.on_undone, gone)

    def reset(self) -> None:
        """Back to the genesis block. Snapshots, and what waits, are forgotten."""
        gone = self.engine.blocks[1:]
        self.engine.reset_to_genesis()
        self.instance = secrets.token_bytes(32)
        self.snapshots.clear()
        self.set_production(Production())
        self.pool.clear()
        self._index.forget_undone()
        self.clock = Clock(self.clock.step)
        self._tell_undone(gone)
