"""The fast engine: pydemo's own EVM behind eth-tester's backend interface.

The state is one set of dictionaries. Every change to it is recorded with the value before, so any
earlier state, of a snapshot, a past block or just before a transaction, is had by undoing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydemo.chain import genesis
from pydemo.chain.accounts import persona_keys
from pydemo.chain.fast_block import Block, Mined, Signer
from pydemo.chain.fast_history import History, Moment
from pydemo.chain.fast_sending import FastSending
from pydemo.chain.system_contracts import SYSTEM_CONTRACTS
from pydemo.errors import ArgumentError
from pydemo.evm.forks import Fork
from pydemo.evm.root import everything
from pydemo.evm.secp256k1 import address_of
from pydemo.evm.state import State

INITIAL_BASE_FEE = 10**9


@dataclass(frozen=True, slots=True)
class _Snapshot:
    moment: Moment
    height: int
    tip: Block
    timestamp: int
    """Of the block that was open."""
    is_begun: bool
    keys: dict[int, Signer]


class FastEngine(FastSending):
    """The chain on pydemo's own EVM.

    Args:
        seed: what ``prevrandao`` and block hashes derive from.
        genesis_time: Unix seconds of block 0.
        private_keys: the accounts that can sign, each funded at genesis with `balance` wei; by
            default the ten personas'.
        chain_id: what transactions are signed for.
    """

    name = "fast"
    gas_limit = genesis.BLOCK_GAS_LIMIT
    fork = Fork.PRAGUE

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
        self._genesis_keys = {int.from_bytes(address_of(key)): key for key in known}
        self.reset_to_genesis()

    # --- genesis, snapshots, time -----------------------------------------------------------------

    def reset_to_genesis(self) -> None:
        self.state = State()
        self.changes = History(self.state)
        self._keys = {
            address: Signer(key, self.chain_id) for address, key in self._genesis_keys.items()
        }
        self._impersonated: dict[int, int] = {}
        for address in self._keys:
            self.state.balance[address] = self._genesis_balance
        for address, code in SYSTEM_CONTRACTS.items():
            self.state.nonce[address], self.state.code[address] = 1, code
        first = Block(0, self._genesis_time, INITIAL_BASE_FEE, self.seed.to_bytes(32))
        first.chain_id = self.chain_id
        first.seal()
        first.parent_hash = bytes(32)
        self.blocks = [first]
        self._by_hash: dict[bytes, Mined] = {}
        self._unhashed: list[Mined] = []
        self._forget_roots()
        self._open_block()

    def take_snapshot(self) -> _Snapshot:
        return _Snapshot(
            self.changes.now(),
            len(self.blocks),
            self.blocks[-1],
            self.pending.timestamp,
            self.pending.is_begun,
            dict(self._keys),
        )

    def revert_to_snapshot(self, snapshot: _Snapshot) -> None:
        """Go back. Snapshots are taken while the open block holds no transaction.

        Raises:
            errors.ArgumentError: the snapshot lies ahead, in a future that was undone.
        """
        if not self._is_behind(snapshot):
            raise ArgumentError(
                "that snapshot lies in a future which was undone when the chain went back before it"
            )
        self._note_undone(self.changes.undo_to(snapshot.moment.changes))
        gone = [mined for block in self.blocks[snapshot.height :] for mined in block.transactions]
        for mined in (*gone, *self.pending.transactions):
            if mined.is_hashed:
                self._by_hash.pop(mined.tx_hash, None)
        del self.blocks[snapshot.height :]
        while self._unhashed and self._unhashed[-1].block.number >= snapshot.height:
            self._unhashed.pop()
        self._keys = dict(snapshot.keys)
        self._open_block()
        self.pending.timestamp, self.pending.is_begun = snapshot.timestamp, snapshot.is_begun

    def go_back_to(self, block: int) -> None:
        tip = self.blocks[block]
        keys_now = dict(self._keys)
        self.revert_to_snapshot(
            _Snapshot(Moment(tip.changes), block + 1, tip, tip.timestamp + 1, False, keys_now)
        )

    def held(self) -> Iterator[tuple[bytes, list[int]]]:
        found: dict[int, list[int]] = {}
        for address, slot in everything(self.state):
            slots = found.setdefault(address, [])
            if slot is not None:
                slots.append(slot)
        return ((address.to_bytes(20), slots) for address, slots in found.items())

    def _is_behind(self, snapshot: _Snapshot) -> bool:
        """Whether the chain's past holds the moment of a snapshot."""
        if snapshot.moment.is_lost or len(self.blocks) < snapshot.height:
            return False
        return self.blocks[snapshot.height - 1] is snapshot.tip

    def time_travel(self, to_timestamp: int) -> int:
        """Mine a block so that the next one is stamped ``to_timestamp``, as eth-tester expects."""
        self.pending.timestamp = to_timestamp - 1
        self.mine_blocks()
        return to_timestamp

    def mine_blocks(self, num_blocks: int = 1, coinbase: bytes = bytes(20)) -> tuple[bytes, ...]:
        return tuple(self._mine(int.from_bytes(coinbase)) for _ in range(num_blocks))

    # --- taking up a record -----------------------------------------------------------------------

    @property
    def impersonated(self) -> dict[int, int]:
        """Who is, as a table in the record of changes."""
        return self._impersonated

    def take_up(self, blocks: Iterable[Block]) -> None:
        """Go on from blocks that were mined elsewhere; each has changed the state when it comes."""
        for block in blocks:
            self.blocks.append(block)
            for mined in block.transactions:
                self._by_hash[mined.tx_hash] = mined
        self._open_block()

    # --- accounts ---------------------------------------------------------------------------------

    def get_accounts(self) -> tuple[bytes, ...]:
        return tuple(address.to_bytes(20) for address in self._keys)

    def add_account(self, private_key: bytes) -> None:
        address = int.from_bytes(address_of(private_key))
        self._keys[address] = Signer(private_key, self.chain_id)

    def set_balance(self, address: bytes, wei: int) -> None:
        number = int.from_bytes(address)
        self.changes.put(self.state.balance, self._impersonated.get(number, number), wei)

    def impersonate(self, address: bytes) -> None:
        # In the record of changes, so that going back takes it back: there may be 100,000.
        number = int.from_bytes(address)
        if number not in self._impersonated:
            self.changes.put(self._impersonated, number, number)

    def is_impersonated(self, address: bytes) -> bool:
        return int.from_bytes(address) in self._impersonated

    def stop_impersonating(self, address: bytes) -> None:
        self.changes.put(self._impersonated, int.from_bytes(address), None)

    def set_nonce(self, address: bytes, nonce: int) -> None:
        self.changes.put(self.state.nonce, int.from_bytes(address), nonce)

    def set_code(self, address: bytes, code: bytes) -> None:
        self.changes.put(self.state.code, int.from_bytes(address), code or None)

    def set_storage(self, address: bytes, slot: int, value: int) -> None:
        self.changes.put(self.state.slots(int.from_bytes(address)), slot, value or None)

    def clear_storage(self, address: bytes) -> None:
        slots = self.state.slots(int.from_bytes(address))
        for slot in list(slots):
            self.changes.put(slots, slot, None)

    def set_next_base_fee(self, wei: int) -> None:
        self.pending.base_fee = wei
        self._environment = self._environment_of(self.pending)
