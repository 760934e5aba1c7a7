"""The state root: a Merkle-Patricia trie over all accounts, kept up by what has changed.

The trie is the library `trie`'s. It is asked for rarely (a block through JSON-RPC), so it is
brought up to date only then, account by account.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydemo.evm.deadline import check
from pydemo.evm.hashing import keccak
from pydemo.evm.rlp_coding import encode
from pydemo.evm.state import State

if TYPE_CHECKING:
    from trie import HexaryTrie

EMPTY_ROOT = keccak(encode(b""))
EMPTY_CODE_HASH = keccak(b"")


class StateTrie:
    """The trie of a state, and one of its storage for each account that has any."""

    def __init__(self) -> None:
        self._accounts = _empty()
        self._storages: dict[int, HexaryTrie] = {}

    @property
    def root(self) -> bytes:
        return bytes(self._accounts.root_hash)

    @property
    def accounts(self) -> HexaryTrie:
        return self._accounts

    def nodes_of(self, address: int) -> dict[bytes, bytes]:
        """The nodes of an account's storage, by hash."""
        storage = self._storages.get(address)
        return {} if storage is None else dict(storage.db)

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
            storage = self._storages[address] = _empty()
        key = keccak(slot.to_bytes(32))
        if value:
            storage[key] = encode(int(value))
        elif key in storage:
            storage[key] = b""  # removes it

    def _set_account(self, state: State, address: int) -> None:
        key = keccak(address.to_bytes(20))
        storage = self._storages.get(address)
        storage_root = EMPTY_ROOT if storage is None else bytes(storage.root_hash)
        if state.is_empty(address) and storage_root == EMPTY_ROOT:
            if key in self._accounts:
                self._accounts[key] = b""  # removes it
            return
        code = state.code.get(address)
        self._accounts[key] = encode(
            [
                state.nonce.get(address, 0),
                state.balance.get(address, 0),
                storage_root,
                keccak(code) if code else EMPTY_CODE_HASH,
            ]
        )


def _empty() -> HexaryTrie:
    from trie import HexaryTrie  # slow to import, and a chain may never be asked for a root

    return HexaryTrie({}, prune=True)


def everything(state: State) -> Iterable[tuple[int, int | None]]:
    """Every account and slot of a state, as `StateTrie.update` takes them."""
    for table in (state.balance, state.nonce, state.code):
        for address in table:
            yield address, None
    for address, slots in state.storage.items():
        for slot in slots:
            yield address, slot
