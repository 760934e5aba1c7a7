"""The reference engine: py-evm behind eth-tester's backend interface, repeatable and transparent.

The rules are py-evm's own: what a transaction may and does, what a block starts with, how fees
move, how everything is encoded and hashed. What it runs on is lighter than a node's: accounts in
plain dictionaries (`pyevm_ledger`), blocks of which roots, signatures and receipts are made when
somebody asks (`pyevm_block`, `pyevm_root`).

What differs from stock eth-tester, each because a demo or a test needs it:

- chain id 31337, a fixed genesis, and ``prevrandao`` and block hashes derived from a seed;
- transactions can be looked into (`PyEvmEngine.trace`) and found by hash without a scan;
- any address can be impersonated, any balance set;
- snapshots come back exactly, pending time and balances included;
- calls see the newest state and charge nobody; gas estimates are exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eth_keys import keys
from eth_keys.datatypes import PrivateKey

from pydemo.chain import genesis
from pydemo.chain.accounts import persona_keys
from pydemo.chain.header import Header
from pydemo.chain.pyevm_block import Block
from pydemo.chain.pyevm_ledger import Ledger
from pydemo.chain.pyevm_root import StateTrie
from pydemo.chain.pyevm_sending import PyEvmSending
from pydemo.chain.pyevm_vm import SYSTEM_CONTRACTS
from pydemo.chain.timeline import Moment


@dataclass(frozen=True, slots=True)
class _Snapshot:
    state: Moment
    newest: Block
    pending: Block
    keys: dict[bytes, PrivateKey]
    impersonated: frozenset[bytes]


class PyEvmEngine(PyEvmSending):
    """py-evm as an `Engine`.

    Args:
        seed: what ``prevrandao`` and block hashes derive from.
        genesis_time: Unix seconds of block 0.
        private_keys: the accounts that can sign, each funded at genesis with `balance` wei; by
            default the ten personas'.
        chain_id: what transactions are signed for.
    """

    name = "py-evm"
    gas_limit = genesis.BLOCK_GAS_LIMIT

    def __init__(
        self,
        seed: int = genesis.DEFAULT_SEED,
        private_keys: tuple[bytes, ...] | None = None,
        balance: int = genesis.INITIAL_BALANCE,
        genesis_time: int = genesis.GENESIS_TIME,
        chain_id: int = genesis.CHAIN_ID,
    ) -> None:
        self.chain_id = chain_id
        self.seed, self._genesis_balance, self._genesis_time = seed, balance, genesis_time
        known = persona_keys() if private_keys is None else private_keys
        self._genesis_keys = tuple(keys.PrivateKey(key) for key in known)
        self.reset_to_genesis()

    # --- genesis, snapshots, time -----------------------------------------------------------------

    def reset_to_genesis(self) -> None:
        self._keys = {key.public_key.to_canonical_address(): key for key in self._genesis_keys}
        self._impersonated: frozenset[bytes] = frozenset()
        self._by_hash, self._unhashed = {}, []
        self._ledger = ledger = Ledger()
        self._trie = StateTrie(ledger)
        for address in self._keys:
            ledger.set_balance(address, self._genesis_balance)
        for address, code in SYSTEM_CONTRACTS.items():
            ledger.set_nonce(address, 1)
            ledger.set_code(address, code)
        first = Block.first(self.seed, self._genesis_time)
        first.state = ledger.timeline.mark()
        self.blocks = [first]
        self.pending = first.next(self.seed)

    def take_snapshot(self) -> _Snapshot:
        return _Snapshot(
            self._ledger.timeline.mark(),
            self.blocks[-1],
            self.pending.copy(),
            dict(self._keys),
            self._impersonated,
        )

    def revert_to_snapshot(self, snapshot: _Snapshot) -> None:
        """Go back, or over into a future that was undone."""
        self._ledger.timeline.go_to(snapshot.state)
        self._make_newest(snapshot.newest)
        self.pending = snapshot.pending.copy()
        self._unhashed += self.pending.transactions
        self._keys, self._impersonated = dict(snapshot.keys), snapshot.impersonated

    def go_back_to(self, block: int) -> None:
        newest = self.blocks[block]
        assert newest.state is not None
        self._ledger.timeline.go_to(newest.state)
        self._make_newest(newest)
        self.pending = newest.next(self.seed)

    def held(self) -> Iterator[tuple[bytes, list[int]]]:
        found: dict[bytes, list[int]] = {address: [] for address in self._ledger.accounts}
        for address, slot in self._ledger.storage:
            found.setdefault(address, []).append(slot)
        return iter(found.items())

    def _make_newest(self, block: Block) -> None:
        """Have the chain end with a block, be it of another branch."""
        branch: list[Block] = []
        while block.number >= len(self.blocks) or self.blocks[block.number] is not block:
            branch.insert(0, block)
            assert block.parent is not None
            block = block.parent
        shared = block.number + 1
        while self._unhashed and self._unhashed[-1].block.number >= shared:
            self._unhashed.pop()
        for gone in (*self.blocks[shared:], self.pending):
            for mined in gone.transactions:
                if mined.sign is None and self._by_hash.get(mined.tx_hash) is mined:
                    del self._by_hash[mined.tx_hash]
        self.blocks[shared:] = branch
        self._unhashed += (mined for block in branch for mined in block.transactions)

    def time_travel(self, to_timestamp: int) -> int:
        """Mine a block so that the next one is stamped ``to_timestamp``, as eth-tester expects."""
        self.pending.timestamp = to_timestamp - 1
        self.mine_blocks()
        return to_timestamp

    def mine_blocks(self, num_blocks: int = 1, coinbase: bytes = bytes(20)) -> tuple[bytes, ...]:
        return tuple(self._mine(coinbase) for _ in range(num_blocks))

    # --- accounts ---------------------------------------------------------------------------------

    def get_accounts(self) -> tuple[bytes, ...]:
        return tuple(self._keys)

    def add_account(self, private_key: bytes) -> None:
        key = keys.PrivateKey(private_key)
        self._keys[key.public_key.to_canonical_address()] = key

    def set_balance(self, address: bytes, wei: int) -> None:
        self._ledger.set_balance(address, wei)
        if self._ledger.account_is_empty(address):  # as good as not there, and no part of the root
            self._ledger.delete_account(address)

    def impersonate(self, address: bytes) -> None:
        self._impersonated |= {address}

    def is_impersonated(self, address: bytes) -> bool:
        return address in self._impersonated

    def stop_impersonating(self, address: bytes) -> None:
        self._impersonated -= {address}

    def set_nonce(self, address: bytes, nonce: int) -> None:
        self._ledger.set_nonce(address, nonce)

    def set_code(self, address: bytes, code: bytes) -> None:
        self._ledger.set_code(address, code)

    def set_storage(self, address: bytes, slot: int, value: int) -> None:
        self._ledger.set_storage(address, slot, value)

    def clear_storage(self, address: bytes) -> None:
        self._ledger.delete_storage(address)

    def see(self, header: Header) -> None:
        self.pending = self.pending.seen_as(header)

    def set_next_base_fee(self, wei: int) -> None:
        self.pending.base_fee_per_gas = wei
