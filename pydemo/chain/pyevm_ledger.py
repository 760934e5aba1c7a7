"""py-evm's accounts in plain dictionaries.

py-evm's own `AccountDB` keeps them encoded in a trie, below several layers of journals and caches:
right for a node, which must show a root for each block, and most of what a transaction costs. Here
nobody asks for a root until `pyevm_root` does, which gives the same accounts to an `AccountDB`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple, cast

from eth.abc import AccountDatabaseAPI
from eth.constants import EMPTY_SHA3
from eth.validation import validate_uint64, validate_uint256
from eth_hash.auto import keccak
from eth_typing import Hash32

from pydemo.chain.timeline import Timeline

Slot = tuple[bytes, int]


class Account(NamedTuple):
    """What an account has beside its storage."""

    balance: int = 0
    nonce: int = 0
    code: bytes = b""


_NOBODY = Account()


class Ledger(AccountDatabaseAPI):
    """The accounts as they are now, and through its `timeline` as they were.

    An entry of ``accounts`` is what makes an account exist, be it empty; a slot of zero has none.
    """

    def __init__(self) -> None:
        self.accounts: dict[bytes, Account] = {}
        self.storage: dict[Slot, int] = {}
        self._slots: dict[bytes, set[int]] = {}
        """Per account, the slots that were ever written."""
        self._warm: dict[bytes | Slot, bool] = {}
        self._transient: dict[Slot, bytes] = {}
        self._originals: dict[Slot, int] = {}
        """What the slots written in this transaction held before it."""
        self.timeline = Timeline(self._warm, self._transient)

    # --- storage ----------------------------------------------------------------------------------

    def get_storage(self, address: bytes, slot: int, from_journal: bool = True) -> int:
        """``from_journal=False`` gives the value before this transaction."""
        place = (address, slot)
        if not from_journal and place in self._originals:
            return self._originals[place]
        return self.storage.get(place, 0)

    def set_storage(self, address: bytes, slot: int, value: int) -> None:
        place = (address, slot)
        self._originals.setdefault(place, self.storage.get(place, 0))
        self._slots.setdefault(address, set()).add(slot)
        self.timeline.put(self.storage, place, value or None)

    def delete_storage(self, address: bytes) -> None:
        for slot in self._slots.get(address, ()):
            if (address, slot) in self.storage:
                self.set_storage(address, slot, 0)

    def get_transient(self, address: bytes, slot: int) -> bytes:
        return self._transient.get((address, slot), b"")

    def set_transient(self, address: bytes, slot: int, value: bytes) -> None:
        self.timeline.put(self._transient, (address, slot), value)

    # --- accounts ---------------------------------------------------------------------------------

    def _account(self, address: bytes) -> Account:
        return self.accounts.get(address, _NOBODY)

    def _set(self, address: bytes, account: Account) -> None:
        self.timeline.put(self.accounts, address, account)

    def get_balance(self, address: bytes) -> int:
        return self._account(address).balance

    def set_balance(self, address: bytes, balance: int) -> None:
        validate_uint256(balance, title="Account Balance")
        _, nonce, code = self._account(address)
        self._set(address, Account(balance, nonce, code))

    def get_nonce(self, address: bytes) -> int:
        return self._account(address).nonce

    def set_nonce(self, address: bytes, nonce: int) -> None:
        validate_uint64(nonce, title="Nonce")
        balance, _, code = self._account(address)
        self._set(address, Account(balance, nonce, code))

    def increment_nonce(self, address: bytes) -> None:
        self.set_nonce(address, self.get_nonce(address) + 1)

    def get_code(self, address: bytes) -> bytes:
        return self._account(address).code

    def set_code(self, address: bytes, code: bytes) -> None:
        balance, nonce, _ = self._account(address)
        self._set(address, Account(balance, nonce, code))

    def get_code_hash(self, address: bytes) -> Hash32:
        return _hash_of(self.get_code(address))

    def delete_code(self, address: bytes) -> None:
        self.set_code(address, b"")

    def account_exists(self, address: bytes) -> bool:
        return address in self.accounts

    def account_has_code_or_nonce(self, address: bytes) -> bool:
        account = self._account(address)
        return bool(account.nonce or account.code)

    def account_is_empty(self, address: bytes) -> bool:
        return self._account(address) == _NOBODY

    def touch_account(self, address: bytes) -> None:
        if address not in self.accounts:
            self._set(address, _NOBODY)

    def delete_account(self, address: bytes) -> None:
        self.delete_storage(address)
        self.timeline.put(self.accounts, address, None)

    # --- what a transaction has accessed (EIP-2929) -----------------------------------------------

    def is_address_warm(self, address: bytes) -> bool:
        return address in self._warm

    def mark_address_warm(self, address: bytes) -> None:
        if address not in self._warm:
            self.timeline.put(self._warm, address, True)

    def is_storage_warm(self, address: bytes, slot: int) -> bool:
        return (address, slot) in self._warm

    def mark_storage_warm(self, address: bytes, slot: int) -> None:
        if (address, slot) not in self._warm:
            self.timeline.put(self._warm, (address, slot), True)

    def touched(self) -> list[tuple[bytes, list[int]]]:
        """The accounts that the transaction has accessed, and the slots of each."""
        slots: dict[bytes, list[int]] = {}
        for entry in self._warm:
            if isinstance(entry, tuple):
                slots.setdefault(entry[0], []).append(entry[1])
            else:
                slots.setdefault(entry, [])
        return list(slots.items())

    # --- going back -------------------------------------------------------------------------------

    def record(self) -> Any:
        return len(self.timeline.journal)

    def discard(self, checkpoint: Any) -> None:
        self.timeline.undo_to(checkpoint)

    def commit(self, checkpoint: Any) -> None:
        """Nothing: what is not discarded stays."""

    def lock_changes(self) -> None:
        """Begin a transaction: nothing is warm, and slots hold what they had before it."""
        self._warm.clear()
        self._transient.clear()
        self._originals.clear()

    # --- what only a trie has ---------------------------------------------------------------------

    @property
    def state_root(self) -> Hash32:
        raise NotImplementedError("a root is had from pyevm_root")

    @state_root.setter
    def state_root(self, value: Hash32) -> None:
        raise NotImplementedError("a state is gone back to by its moment")

    def has_root(self, state_root: bytes) -> bool:
        return False

    def make_state_root(self) -> Hash32:
        return self.state_root

    def persist(self) -> Any:
        raise NotImplementedError("nothing is persisted here")


@lru_cache(maxsize=1024)
def _hash_of(code: bytes) -> Hash32:
    return cast(Hash32, keccak(code)) if code else EMPTY_SHA3
