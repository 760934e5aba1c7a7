"""State roots, computed when somebody asks, by py-evm's own account database."""

from __future__ import annotations

from typing import Any

from eth.constants import BLANK_ROOT_HASH
from eth.db.account import AccountDB
from eth.db.atomic import AtomicDB
from eth_typing import Address, Hash32
from trie import HexaryTrie

from pydemo.chain.proof import AccountProof, prove
from pydemo.chain.pyevm_ledger import Account, Ledger
from pydemo.evm.rlp_coding import encode


class StateTrie:
    """A trie that follows a ledger. It keeps the nodes of every root it was asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._nodes, self._root = AtomicDB(), BLANK_ROOT_HASH

    def root(self) -> bytes:
        """The root of the ledger's present state."""
        timeline = self._ledger.timeline
        moment = timeline.mark()
        if moment.root is None:
            self._root = self._follow(timeline.touched)
            timeline.touched = set()
            moment.root = bytes(self._root)
        return moment.root

    def prove(self, root: bytes, address: bytes, slots: list[int]) -> AccountProof:
        """By a root that `root` has given."""
        return prove(_Read(self._nodes, root), address, slots, lambda at: _Read(self._nodes, at))

    def _follow(self, touched: set[bytes | tuple[bytes, int]]) -> Hash32:
        ledger, database = self._ledger, AccountDB(self._nodes, self._root)
        gone = []
        for place in touched:
            if isinstance(place, tuple):
                address, slot = place
                value = ledger.storage.get(place, 0)
                database.set_storage(Address(address), slot, value)
            elif place in ledger.accounts:
                _copy(ledger.accounts[place], database, Address(place))
            else:
                gone.append(Address(place))
        for address in gone:  # last: a slot that is emptied needs its account
            database.delete_account(address)
        database.persist()
        return database.state_root


class _Read:
    """A trie by its root."""

    def __init__(self, nodes: AtomicDB, root: bytes) -> None:
        self._trie = HexaryTrie(nodes, root)

    def get(self, key: bytes) -> bytes:
        return bytes(self._trie[key])

    def proof(self, key: bytes) -> tuple[bytes, ...]:
        proof: list[Any] = list(self._trie.get_proof(key))  # type: ignore[no-untyped-call]
        encoded = [encode(node) for node in proof]
        return tuple(node for place, node in enumerate(encoded) if place == 0 or len(node) >= 32)


def _copy(account: Account, database: AccountDB, address: Address) -> None:
    database.set_balance(address, account.balance)
    database.set_nonce(address, account.nonce)
    if database.get_code(address) != account.code:
        database.set_code(address, account.code)
