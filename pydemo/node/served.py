"""The chain that is served: an engine, what waits for its blocks, its clock and its file.

Whatever changes the chain goes through here, and is on disk before anybody is told of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydemo.chain.address import canonical, checksum
from pydemo.chain.local import LocalNode
from pydemo.errors import TransactionRefused
from pydemo.evm.forks import MAX_INITCODE_SIZE, Fork
from pydemo.evm.transaction import BLOB_GAS, Message, floor_gas, intrinsic_gas
from pydemo.node.clock import Clock
from pydemo.node.failure import REFUSED, RpcError, invalid
from pydemo.node.filters import Filters
from pydemo.node.pool import Pool, Waiting

if TYPE_CHECKING:
    from pydemo.node.store import Store

MOST_BLOCKS = 100_000
"""How many can be mined at once."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    engine: Any
    waiting: tuple[Waiting, ...]
    clock: Clock


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
        self.said_base_fee: int | None = None
        """Wei a gas in the next block, if somebody has said so; not kept in a file."""
        self.block_time: float | None = None
        """Seconds between blocks that are made whether or not something waits; None for none."""
        self.on_block_time: Callable[[], None] = lambda: None
        self.on_blocks: list[Callable[[int], None]] = []
        """Told of the number of the first new block, once blocks are mined and on disk."""
        self.on_waiting: list[Callable[[Waiting], None]] = []
        self._snapshots: dict[int, _Snapshot] = {}
        self._last_snapshot = -1
        self.filters = Filters(self)
        self._hashes: list[bytes] = []
        self._numbers: dict[bytes, int] = {}

    # --- blocks -----------------------------------------------------------------------------------

    @property
    def height(self) -> int:
        """The newest block's number."""
        return len(self.engine.blocks) - 1

    def number_of(self, block_hash: bytes) -> int | None:
        """A block's number by its hash."""
        for block in self.engine.blocks[len(self._hashes) :]:
            self._numbers[block.hash] = len(self._hashes)
            self._hashes.append(block.hash)
        return self._numbers.get(block_hash)

    def find(self, identifier: int | str | bytes) -> int | str | None:
        """A block's number, or ``"pending"``; None for one that is not there."""
        if isinstance(identifier, bytes):
            return self.number_of(identifier)
        if isinstance(identifier, int):
            return identifier if identifier <= self.height else None
        if identifier == "pending":
            self.stamp()
            return identifier
        return 0 if identifier == "earliest" else self.height

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
        if self.said_base_fee is not None:
            self.engine.set_next_base_fee(self.said_base_fee)

    def next_base_fee(self) -> int:
        """Wei a gas that a transaction must offer at least to be in the next block."""
        self.stamp()
        return int(self.engine.get_base_fee("pending"))

    # --- sending ----------------------------------------------------------------------------------

    def submit(self, waiting: Waiting) -> bytes:
        """Take a transaction, and mine it unless blocks are made otherwise. Returns its hash.

        Raises:
            errors.TransactionRefused: it can never be mined, or not now and nothing waits here.
        """
        self._check(waiting.message)
        self.pool.add(waiting)
        for listener in self.on_waiting:
            listener(waiting)
        if not self.is_automine:
            self.save()
            return waiting.hash
        refusals = self.mine_waiting()
        if waiting.hash in refusals:
            raise refusals[waiting.hash]
        return waiting.hash

    def _check(self, sent: Message) -> None:
        """Whether a transaction may wait, in geth's words."""
        engine = self.engine
        sender = sent.sender.to_bytes(20)
        nonce = engine.get_nonce(sender)
        if sent.nonce < nonce:
            raise TransactionRefused(f"nonce too low: next nonce {nonce}, tx nonce {sent.nonce}")
        if sent.gas > engine.gas_limit:
            raise TransactionRefused(
                f"exceeds block gas limit: gas {sent.gas}, limit {engine.gas_limit}"
            )
        needed = max(intrinsic_gas(sent), floor_gas(sent, Fork.PRAGUE))
        if sent.gas < needed:
            raise TransactionRefused(
                f"intrinsic gas too low: gas {sent.gas}, minimum needed {needed}"
            )
        if sent.to is None and len(sent.data) > MAX_INITCODE_SIZE:
            raise TransactionRefused(
                f"max initcode size exceeded: code size {len(sent.data)}, limit {MAX_INITCODE_SIZE}"
            )
        if sent.priority_fee is not None and sent.priority_fee > sent.max_fee:
            raise TransactionRefused(
                "max priority fee per gas higher than max fee per gas: "
                f"{sent.priority_fee} and {sent.max_fee}"
            )
        cost = sent.gas * sent.max_fee + sent.value
        cost += len(sent.blob_hashes) * BLOB_GAS * sent.max_blob_fee
        balance = engine.get_balance(sender)
        if balance < cost:
            raise TransactionRefused(
                f"insufficient funds for gas * price + value: address {checksum(sender)} "
                f"have {balance} want {cost}"
            )
        base_fee = self.next_base_fee()
        if self.is_automine and sent.max_fee < base_fee:
            raise TransactionRefused(
                "max fee per gas less than block base fee: "
                f"maxFeePerGas: {sent.max_fee}, baseFee: {base_fee}"
            )

    # --- mining -----------------------------------------------------------------------------------

    def mine_waiting(self) -> dict[bytes, TransactionRefused]:
        """Make blocks as long as something waits that can go into one. Returns what was refused."""
        first, refusals = self.height + 1, dict[bytes, TransactionRefused]()
        while self._fill(refusals):
            self._close()
        self._tell(first)
        return refusals

    def mine(self, blocks: int = 1, interval: int | None = None) -> None:
        """Make blocks, with what waits in the first ones.

        Args:
            interval: seconds between them; None or 0 for the clock's.
        """
        if blocks > MOST_BLOCKS:
            raise invalid(f"{blocks} blocks are too many at once: {MOST_BLOCKS} are the most")
        first = self.height + 1
        for _ in range(blocks):
            self._fill({}, interval)
            self._close()
        self._tell(first)

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
                engine.include_signed(sent, waiting.signature)
                count += 1
            except TransactionRefused as refusal:
                refusals[waiting.hash] = refusal
                stuck.add(sent.sender)
            pool.remove(waiting.hash)
        return count

    def _close(self) -> None:
        self.engine.mine_blocks()
        self.clock.ticked()
        self.said_base_fee = None

    def _tell(self, first: int) -> None:
        self.save()
        if first <= self.height:
            for listener in self.on_blocks:
                listener(first)

    def set_block_time(self, seconds: float | None) -> None:
        """Make a block every so many seconds, whether or not something waits; or no more."""
        self.block_time = seconds
        self.on_block_time()

    def ready_count(self) -> int:
        """How many of those that wait could go into the next block."""
        return sum(1 for _ in self.pool.ready(self._nonce_of, self.next_base_fee()))

    def _nonce_of(self, sender: int) -> int:
        return int(self.engine.get_nonce(sender.to_bytes(20)))

    def save(self) -> None:
        """Have all that has happened on disk."""
        if self.store is not None:
            self.store.save(self)

    # --- snapshots --------------------------------------------------------------------------------

    def take_snapshot(self) -> int:
        self._last_snapshot += 1
        self._snapshots[self._last_snapshot] = _Snapshot(
            self.engine.take_snapshot(), tuple(self.pool), self.clock.copy()
        )
        return self._last_snapshot

    def revert(self, number: int) -> bool:
        """Go back to a snapshot, which is used up then, with all later ones. False: none such."""
        snapshot = self._snapshots.get(number)
        if snapshot is None:
            return False
        self._snapshots = {n: kept for n, kept in self._snapshots.items() if n < number}
        self.engine.revert_to_snapshot(snapshot.engine)
        self._forget_hashes()
        self.pool.clear()
        for waiting in snapshot.waiting:
            self.pool.add(waiting)
        self.clock = snapshot.clock.copy()
        self.save()
        return True

    def _forget_hashes(self) -> None:
        while len(self._hashes) > self.height + 1:
            del self._numbers[self._hashes.pop()]

    def reset(self) -> None:
        """Back to the genesis block. Snapshots, and what waits, are forgotten."""
        self.engine.reset_to_genesis()
        self._snapshots.clear()
        self.pool.clear()
        self._forget_hashes()
        self.clock = Clock(self.clock.step)
        self.save()
