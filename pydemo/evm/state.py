"""The world state: flat dictionaries, and one journal that can undo any change to any of them.

Addresses and slots are integers: they are what the stack holds, and they hash fast. A change is
recorded as (dictionary, key, value before), so undoing knows nothing of what a dictionary means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Change = tuple[dict[Any, Any], Any, Any]


class LogEntry(NamedTuple):
    """One LOG instruction."""

    address: int
    topics: tuple[int, ...]
    data: bytes


@dataclass(slots=True)
class State:
    """Accounts, and what a transaction needs to remember while it runs.

    Absent means zero: no balance, nonce 0, no code, all slots 0.
    """

    balance: dict[int, int] = field(default_factory=dict)
    nonce: dict[int, int] = field(default_factory=dict)
    code: dict[int, bytes] = field(default_factory=dict)
    storage: dict[int, dict[int, int]] = field(default_factory=dict)

    # Of the running transaction. The values of the first three do not matter, keys are all.
    warm_accounts: dict[int, bool] = field(default_factory=dict)
    warm_slots: dict[int, dict[int, bool]] = field(default_factory=dict)
    created: dict[int, bool] = field(default_factory=dict)
    destroyed: dict[int, bool] = field(default_factory=dict)
    transient: dict[tuple[int, int], int] = field(default_factory=dict)
    original: dict[tuple[int, int], int] = field(default_factory=dict)
    """Slot values before the transaction, of the slots it has written: refunds depend on them."""
    logs: list[LogEntry] = field(default_factory=list)
    refund: int = 0
    journal: list[Change] = field(default_factory=list)

    # --- changes ----------------------------------------------------------------------------------

    def put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Set an entry so that it can be undone. None removes it."""
        self.journal.append((table, key, table.get(key)))
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value

    def add_balance(self, address: int, wei: int) -> None:
        if wei:
            self.put(self.balance, address, self.balance.get(address, 0) + wei)

    def slots(self, address: int) -> dict[int, int]:
        """An account's storage; zero slots are absent."""
        found = self.storage.get(address)
        if found is None:
            found = self.storage[address] = {}
        return found

    def warm_slots_of(self, address: int) -> dict[int, bool]:
        found = self.warm_slots.get(address)
        if found is None:
            found = self.warm_slots[address] = {}
        return found

    def clear_storage(self, address: int) -> None:
        slots = self.slots(address)
        for slot in list(slots):
            self.put(slots, slot, None)

    def delete(self, address: int) -> None:
        """Remove an account with all it has."""
        for table in (self.balance, self.nonce, self.code):
            if address in table:
                self.put(table, address, None)
        if self.storage.get(address):
            self.clear_storage(address)

    # --- undoing ----------------------------------------------------------------------------------

    def snapshot(self) -> tuple[int, int, int]:
        return len(self.journal), self.refund, len(self.logs)

    def revert(self, snapshot: tuple[int, int, int]) -> None:
        """Undo everything since the snapshot."""
        length, self.refund, logs = snapshot
        journal = self.journal
        while len(journal) > length:
            table, key, before = journal.pop()
            if before is None:
                table.pop(key, None)
            else:
                table[key] = before
        del self.logs[logs:]

    def begin_transaction(self) -> None:
        """Forget what the last transaction had to remember. Its journal has been taken by then."""
        for table in (
            self.warm_accounts,
            self.warm_slots,
            self.created,
            self.destroyed,
            self.transient,
            self.original,
        ):
            table.clear()
        self.logs, self.refund, self.journal = [], 0, []

    # --- reading ----------------------------------------------------------------------------------

    def is_empty(self, address: int) -> bool:
        """No nonce, no balance, no code: as good as not there (EIP-161)."""
        return not (self.nonce.get(address) or self.balance.get(address) or self.code.get(address))

    def is_taken(self, address: int) -> bool:
        """Whether a creation may not use the address (EIP-684, EIP-7610)."""
        return bool(self.nonce.get(address) or self.code.get(address) or self.storage.get(address))
