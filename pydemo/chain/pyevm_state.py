"""The py-evm engine's state: as it is, as it was, and as somebody supposes it to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pydemo.chain.block_lookup import find_block
from pydemo.chain.engine import Engine, Watcher
from pydemo.chain.frames import Head, Outcome
from pydemo.chain.header import Header
from pydemo.chain.pyevm_block import Block, Mined
from pydemo.chain.pyevm_ledger import Ledger
from pydemo.chain.pyevm_root import StateTrie
from pydemo.chain.pyevm_steps import SteppingState
from pydemo.chain.pyevm_vm import LedgerState
from pydemo.errors import UnknownTransaction


class PyEvmState(Engine):
    """What the accounts hold, at any time."""

    blocks: list[Block]
    pending: Block
    _ledger: Ledger
    _trie: StateTrie
    _by_hash: dict[bytes, Mined]
    _unhashed: list[Mined]
    _supposed: Block | None = None
    """The block that all questions are about for now, the ledger holding the state they mean."""

    # --- blocks and state -------------------------------------------------------------------------

    def head(self) -> Head:
        block = self.blocks[-1]
        return Head(block.number, block.timestamp, block.base_fee_per_gas, block.hash)

    def block(self, identifier: int | str | bytes) -> Block:
        """A block by number, name or hash. Raises errors.UnknownBlock."""
        return find_block(self.blocks, self.pending, identifier)

    @contextmanager
    def _at(self, identifier: int | str) -> Iterator[Block]:
        """Have the ledger hold the state after a block; after the newest, that is the present.

        The present may be later than the newest block: `set_balance` changes it in between.
        """
        if self._supposed is not None:
            yield self._supposed
            return
        block = self.block(identifier)
        if block is self.pending or block is self.blocks[-1]:
            yield block
        else:
            assert block.state is not None
            with self._ledger.timeline.at(block.state):
                yield block

    @contextmanager
    def suppose(
        self, block: int | str, change: Callable[[], None], header: Header
    ) -> Iterator[None]:
        with self._at(block) as real:
            before = self._ledger.record()
            try:
                self._supposed = real.seen_as(header)
                change()
                yield
            finally:
                self._supposed = None
                self._ledger.discard(before)

    @contextmanager
    def around(self, outcome: Outcome, *, after: bool) -> Iterator[None]:
        mined = self._mined_of(outcome)
        block, index = mined.block, mined.index + after
        is_last = index == len(block.transactions)
        moment = block.state if is_last else block.transactions[index].before
        assert moment is not None
        with self._ledger.timeline.at(moment):
            try:
                self._supposed = block
                yield
            finally:
                self._supposed = None

    def _state_in(self, block: Block, watcher: Watcher | None = None) -> LedgerState:
        """The ledger as code in a block sees it."""
        context = block.context(self.chain_id)
        if watcher is None:
            return LedgerState(self._ledger, context)
        return SteppingState(self._ledger, context, watcher)

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

    def blob_base_fee(self, block_number: int | str = "latest") -> int:
        return int(self._state_in(self.block(block_number)).blob_base_fee)

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

    def _mined_of(self, outcome: Outcome) -> Mined:
        return outcome if isinstance(outcome, Mined) else self.mined(outcome.tx_hash)
