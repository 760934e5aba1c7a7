"""The fast engine's state: as it is, as it was, and as somebody supposes it to be; and its root."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from pydemo.chain.block_lookup import find_block
from pydemo.chain.engine import Engine
from pydemo.chain.fast_block import Block, Mined
from pydemo.chain.fast_history import History
from pydemo.chain.frames import Head, Outcome
from pydemo.chain.header import Header
from pydemo.chain.proof import AccountProof, prove
from pydemo.evm.forks import Fork
from pydemo.evm.root import StateTrie, count_of, everything
from pydemo.evm.state import Change, State

_FEWER = 4
"""How many times fewer accounts and slots there must have been for a trie to be made of them anew,
in place of one that is taken back to then: what there is of that is kept if it is stopped."""


class FastState(Engine):
    """What the accounts hold, at any time."""

    state: State
    changes: History
    fork: Fork
    blocks: list[Block]
    pending: Block
    _supposed: Block | None = None
    """The block that all questions are about for now, `state` being the one they mean."""

    # --- blocks and state -------------------------------------------------------------------------

    def head(self) -> Head:
        block = self.blocks[-1]
        return Head(block.number, block.timestamp, block.base_fee, block.hash)

    def block(self, identifier: int | str | bytes) -> Block:
        """A block by number, name or hash. Raises errors.UnknownBlock."""
        return find_block(self.blocks, self.pending, identifier)

    @contextmanager
    def _state_of(self, identifier: int | str) -> Iterator[tuple[State, Block]]:
        """The state after a block; the newest block's is the present one."""
        if self._supposed is not None:
            yield self.state, self._supposed
            return
        block = self.block(identifier)
        if block is self.blocks[-1] or block is self.pending:
            yield self.state, block
        else:
            with self.changes.state_after(block.changes) as state:
                yield state, block

    @contextmanager
    def suppose(
        self, block: int | str, change: Callable[[], None], header: Header
    ) -> Iterator[None]:
        with self._state_of(block) as (_, real):
            length = len(self.changes)
            try:
                self._supposed = replace(real, seen=header.over(real.seen))
                change()
                yield
            finally:
                self._supposed = None
                self.changes.undo_to(length)

    @contextmanager
    def around(self, outcome: Outcome, *, after: bool) -> Iterator[None]:
        mined = self._mined_of(outcome)
        block, index = mined.block, mined.index + after
        is_last = index == len(block.transactions)
        changes = block.changes if is_last else block.transactions[index].changes
        with self.changes.state_after(changes):
            try:
                self._supposed = block
                yield
            finally:
                self._supposed = None

    def get_nonce(self, account: bytes, block_number: int | str = "latest") -> int:
        with self._state_of(block_number) as (state, _):
            return state.nonce.get(int.from_bytes(account), 0)

    def get_balance(self, account: bytes, block_number: int | str = "latest") -> int:
        if block_number == "latest":  # asked for each transaction that is sent
            return int(self.state.balance.get(int.from_bytes(account), 0))
        with self._state_of(block_number) as (state, _):
            return int(state.balance.get(int.from_bytes(account), 0))

    def get_code(self, account: bytes, block_number: int | str = "latest") -> bytes:
        with self._state_of(block_number) as (state, _):
            return state.code.get(int.from_bytes(account), b"")

    def get_storage(self, account: bytes, slot: int, block_number: int | str = "latest") -> int:
        with self._state_of(block_number) as (state, _):
            return state.storage.get(int.from_bytes(account), {}).get(slot, 0)

    def get_base_fee(self, block_number: int | str = "latest") -> int:
        return self.block(block_number).base_fee

    def blob_base_fee(self, block_number: int | str = "latest") -> int:
        return self.block(block_number).blob_base_fee

    @abstractmethod
    def mined(self, tx_hash: bytes) -> Mined:
        """A transaction by hash. Raises errors.UnknownTransaction."""

    def _mined_of(self, outcome: Outcome) -> Mined:
        return outcome if isinstance(outcome, Mined) else self.mined(outcome.tx_hash)

    # --- the state root ---------------------------------------------------------------------------

    def _forget_roots(self) -> None:
        self._trie: StateTrie | None = None
        self._roots: dict[int, bytes] = {}
        self._trie_at = 0
        self._behind: set[tuple[int, int | None]] = set()
        """Accounts and slots that the trie may have another value of than it should."""

    def _note_undone(self, undone: list[Change]) -> None:
        """Changes that are taken back must be looked at again, and roots after them are void."""
        length = len(self.changes)
        self._roots = {at: root for at, root in self._roots.items() if at <= length}
        if self._trie is not None:
            self._behind |= self._places(undone)
            self._trie_at = min(self._trie_at, length)

    def _root_after(self, length: int) -> bytes:
        """The state root when the record of changes had a length, from a Merkle-Patricia trie."""
        if length not in self._roots:
            self._roots[length] = self._trie_after(length).root
        return self._roots[length]

    def _trie_after(self, length: int) -> StateTrie:
        with self.changes.state_after(length) as state:
            if self._trie is None:
                self._trie = StateTrie()
                self._behind = set(everything(state))
            else:
                low, high = sorted((self._trie_at, length))
                places = self._places(self.changes.between(low, high))
                if _FEWER * count_of(state) < len(places):  # there was little then: begin anew
                    trie = StateTrie()
                    trie.update(state, set(everything(state)))
                    return trie
                self._behind |= places
            self._trie_at = length
            self._trie.update(state, self._behind)  # where it is stopped, the rest stays there
        return self._trie

    def prove(self, address: bytes, slots: list[int], block: int) -> AccountProof:
        trie = self._trie_after(self.block(block).changes)
        return prove(
            trie.accounts, address, slots, lambda _: trie.storage_of(int.from_bytes(address))
        )

    def _places(self, changes: Iterable[Change]) -> set[tuple[int, int | None]]:
        """The accounts and slots that some changes are about."""
        owners = {id(slots): address for address, slots in self.state.storage.items()}
        return {
            (owners[id(table)], key) if id(table) in owners else (key, None)
            for table, key, _ in changes
        }
