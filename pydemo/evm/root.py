"""The state root: a Merkle-Patricia trie over all accounts, kept up by what has changed.

It is asked for rarely (a block through JSON-RPC), so it is brought up to date only then, account by
account.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydemo.evm.deadline import check
from pydemo.evm.hashing import keccak
from pydemo.evm.rlp_coding import encode
from pydemo.evm.state import State
from pydemo.evm.trie import EMPTY_ROOT, Trie

__all__ = ["EMPTY_CODE_HASH", "EMPTY_ROOT", "StateTrie", "count_of", "everything"]

EMPTY_CODE_HASH = keccak(b"")


class StateTrie:
    """The trie of a state, and one of its storage for each account that has any."""

    def __init__(self) -> None:
        self.accounts = Trie()
        self._storages: dict[int, Trie] = {}

    @property
    def root(self) -> bytes:
        return self.accounts.root

    def storage_of(self, address: int) -> Trie:
        return self._storages.get(address) or Trie()

    def update(self, state: State, changed: set[tuple[int, int | None]]) -> bytes:
        """Take over the present value of accounts and slots that may have changed.

        Args:
            changed: (address, slot), with None for the account itself. Empty in the end; what is
                left in it when this is stopped has yet to be taken over.

        Returns:
            The root, 32 bytes.

        Raises:
            deadline.Stopped: it takes too long.
        """
        for place in [place for place in changed if place[1] is not None]:
            check()
            address, slot = place
            assert slot is not None
            self._set_slot(address, slot, state.storage.get(address, {}).get(slot, 0))
            changed.add((address, None))  # first: nothing may be forgotten in between
            changed.remove(place)
        for place in tuple(changed):
            check()
            self._set_account(state, place[0])
            changed.remove(place)
        return self.root

    def _set_slot(self, address: int, slot: int, value: int) -> None:
        storage = self._storages.get(address)
        if storage is None:
            storage = self._storages[address] = Trie()
        key = keccak(slot.to_bytes(32))
        if value:
            storage[key] = encode(int(value))
        else:
            del storage[key]

    def _set_account(self, state: State, address: int) -> None:
        key = keccak(address.to_bytes(20))
        storage = self._storages.get(address)
        storage_root = EMPTY_ROOT if storage is None else storage.root
        if state.is_empty(address) and storage_root == EMPTY_ROOT:
            del self.accounts[key]
            return
        code = state.code.get(address)
        self.accounts[key] = encode(
            [
                state.nonce.get(address, 0),
                state.balance.get(address, 0),
                storage_root,
                keccak(code) if code else EMPTY_CODE_HASH,
            ]
        )


def everything(state: State) -> Iterable[tuple[int, int | None]]:
    """Every account and slot of a state, as `StateTrie.update` takes them."""
    for table in (state.balance, state.nonce, state.code):
        for address in table:
            yield address, None
    for address, slots in state.storage.items():
        for slot in slots:
            yield address, slot


def count_of(state: State) -> int:
    """How many accounts and slots that is, nearly."""
    return len(state.balance) + len(state.code) + sum(map(len, state.storage.values()))
