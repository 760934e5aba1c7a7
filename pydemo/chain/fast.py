"""The fast engine: pydemo's own EVM behind eth-tester's backend interface.

The state is one set of dictionaries. Every change to it is recorded with the value before, so any
earlier state, of a snapshot, a past block or just before a transaction, is had by undoing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth_keys import keys
from eth_keys.datatypes import PrivateKey

from pydemo.chain import envelope, genesis
from pydemo.chain.accounts import persona_keys
from pydemo.chain.address import checksum
from pydemo.chain.envelope import Signature
from pydemo.chain.fast_block import Block, Mined
from pydemo.chain.fast_history import History
from pydemo.chain.fast_views import FastViews
from pydemo.chain.frames import Transaction
from pydemo.chain.mock_signature import curve_point
from pydemo.chain.system_contracts import SYSTEM_CONTRACTS, at_block_start
from pydemo.errors import ArgumentError, TransactionRefused
from pydemo.evm.errors import InvalidTransaction
from pydemo.evm.forks import Fork
from pydemo.evm.frame import Environment
from pydemo.evm.state import Change, State
from pydemo.evm.transaction import BLOB_GAS, MAX_BLOBS, Message, apply

INITIAL_BASE_FEE = 10**9


@dataclass(frozen=True, slots=True)
class _Snapshot:
    changes: int
    last_change: Change | None
    height: int
    tip: Block
    timestamp: int
    """Of the block that was open."""
    is_begun: bool
    keys: dict[int, PrivateKey]
    impersonated: frozenset[int]


class FastEngine(FastViews):
    """The chain on pydemo's own EVM.

    Args:
        seed: what ``prevrandao`` and block hashes derive from.
        private_keys: the accounts that can sign, each funded at genesis with `balance` wei; by
            default the ten personas'.
    """

    name = "fast"
    chain_id = genesis.CHAIN_ID
    gas_limit = genesis.BLOCK_GAS_LIMIT
    fork = Fork.PRAGUE

    def __init__(
        self,
        seed: int = genesis.DEFAULT_SEED,
        private_keys: tuple[bytes, ...] | None = None,
        balance: int = genesis.INITIAL_BALANCE,
    ) -> None:
        self.seed, self._genesis_balance = seed, balance
        known = persona_keys() if private_keys is None else private_keys
        self._genesis_keys = tuple(keys.PrivateKey(key) for key in known)
        self.reset_to_genesis()

    # --- genesis, snapshots, time -----------------------------------------------------------------

    def reset_to_genesis(self) -> None:
        self.state = State()
        self.changes = History(self.state)
        self._keys = {_number_of(key): key for key in self._genesis_keys}
        self._impersonated: frozenset[int] = frozenset()
        for address in self._keys:
            self.state.balance[address] = self._genesis_balance
        for address, code in SYSTEM_CONTRACTS.items():
            self.state.nonce[address], self.state.code[address] = 1, code
        first = Block(0, genesis.GENESIS_TIME, INITIAL_BASE_FEE, self.seed.to_bytes(32))
        first.seal()
        first.parent_hash = bytes(32)
        self.blocks = [first]
        self._by_hash: dict[bytes, Mined] = {}
        self._unhashed: list[Mined] = []
        self._forget_roots()
        self._open_block()

    def _open_block(self) -> None:
        last = self.blocks[-1]
        self.pending = Block(
            last.number + 1,
            last.timestamp + 1,
            last.next_base_fee(),
            last.hash,
            excess_blob_gas=last.next_excess_blob_gas(),
        )
        self._environment = self._environment_of(self.pending)

    def take_snapshot(self) -> _Snapshot:
        return _Snapshot(
            len(self.changes),
            self.changes[-1] if self.changes else None,
            len(self.blocks),
            self.blocks[-1],
            self.pending.timestamp,
            self.pending.is_begun,
            dict(self._keys),
            self._impersonated,
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
        self._note_undone(self.changes.undo_to(snapshot.changes))
        gone = [mined for block in self.blocks[snapshot.height :] for mined in block.transactions]
        for mined in (*gone, *self.pending.transactions):
            if mined._hash is not None:
                self._by_hash.pop(mined._hash, None)
        del self.blocks[snapshot.height :]
        while self._unhashed and self._unhashed[-1].block.number >= snapshot.height:
            self._unhashed.pop()
        self._keys, self._impersonated = dict(snapshot.keys), snapshot.impersonated
        self._open_block()
        self.pending.timestamp, self.pending.is_begun = snapshot.timestamp, snapshot.is_begun

    def _is_behind(self, snapshot: _Snapshot) -> bool:
        """Whether the chain's past holds the moment of a snapshot."""
        if len(self.blocks) < snapshot.height or len(self.changes) < snapshot.changes:
            return False
        last = self.changes[snapshot.changes - 1] if snapshot.changes else None
        return self.blocks[snapshot.height - 1] is snapshot.tip and last is snapshot.last_change

    def time_travel(self, to_timestamp: int) -> int:
        """Mine a block so that the next one is stamped ``to_timestamp``, as eth-tester expects."""
        self.pending.timestamp = to_timestamp - 1
        self.mine_blocks()
        return to_timestamp

    def mine_blocks(self, num_blocks: int = 1, coinbase: bytes = bytes(20)) -> tuple[bytes, ...]:
        return tuple(self._mine(int.from_bytes(coinbase)) for _ in range(num_blocks))

    def _mine(self, coinbase: int = 0) -> bytes:
        block = self.pending
        if not block.is_begun:
            self._begin_block()
        block.coinbase, block.changes = coinbase, len(self.changes)
        block.seal()
        self.blocks.append(block)
        self._open_block()
        return block.hash

    # --- accounts ---------------------------------------------------------------------------------

    def get_accounts(self) -> tuple[bytes, ...]:
        return tuple(address.to_bytes(20) for address in self._keys)

    def add_account(self, private_key: bytes) -> None:
        key = keys.PrivateKey(private_key)
        self._keys[_number_of(key)] = key

    def set_balance(self, address: bytes, wei: int) -> None:
        self.changes.alter(lambda state: state.put(state.balance, int.from_bytes(address), wei))

    def impersonate(self, address: bytes) -> None:
        self._impersonated |= {int.from_bytes(address)}

    # --- sending ----------------------------------------------------------------------------------

    def max_fee(self) -> int:
        return 2 * self.pending.base_fee + genesis.PRIORITY_FEE

    def execute(self, transaction: Transaction) -> Mined:
        sender = int.from_bytes(transaction.sender)
        message = Message(
            sender,
            None if transaction.to is None else int.from_bytes(transaction.to),
            self.state.nonce.get(sender, 0),
            self.gas_limit if transaction.gas is None else transaction.gas,
            transaction.value,
            transaction.data,
            envelope.DYNAMIC_FEE,
            self.max_fee(),
            genesis.PRIORITY_FEE,
        )
        mined = self._apply(message, self._signer(sender))
        self._mine()
        return mined

    def _signer(self, sender: int) -> Callable[[Message], Signature]:
        """How a transaction of this sender is signed, when somebody asks for its hash."""
        key = self._keys.get(sender)
        if key is not None and sender not in self._impersonated:
            return lambda message: envelope.sign(message, self.chain_id, key)
        if sender in self._impersonated:
            # r carries the sender, so that two impersonated senders never share a hash.
            r = curve_point(sender.to_bytes(20))
            return lambda message: Signature(0 if message.kind else 27, r, 1)
        raise TransactionRefused(
            f"there is no key for {checksum(sender.to_bytes(20))} here; "
            "call chain.impersonate(address) first to act as it"
        )

    def send_transaction(self, transaction: dict[str, Any]) -> bytes:
        envelope.check_chain(transaction.get("chain_id"), self.chain_id)
        message = self.message_from(transaction)
        return self._apply(message, self._signer(message.sender)).tx_hash

    def send_signed_transaction(self, transaction: dict[str, Any]) -> bytes:
        message = self.message_from(transaction)
        v = transaction.get("y_parity", transaction["v"]) if message.kind else transaction["v"]
        signature = Signature(v, transaction["r"], transaction["s"])
        if message.sender not in self._impersonated:
            chain_id = transaction.get("chain_id", self.chain_id)
            message = envelope.with_sender(message, signature, chain_id, self.chain_id)
        return self._apply(message, lambda _: signature).tx_hash

    def send_raw_transaction(self, raw_transaction: bytes) -> bytes:
        message, signature = envelope.decode(bytes(raw_transaction), self.chain_id)
        return self._apply(message, lambda _: signature).tx_hash

    def _apply(self, message: Message, sign: Callable[[Message], Signature]) -> Mined:
        """Run a transaction in the open block."""
        block, state = self.pending, self.state
        if block.gas_used + message.gas > self.gas_limit:
            left = self.gas_limit - block.gas_used
            raise TransactionRefused(
                f"a gas limit of {message.gas} is above what the block has left: {left} of "
                f"{self.gas_limit}"
            )
        if message.blob_hashes:
            self._check_room_for_blobs(len(message.blob_hashes))
        start = len(self.changes)
        if not block.is_begun:
            self._begin_block()
        before = len(self.changes)
        try:
            result = apply(
                state,
                self._environment,
                message,
                is_impersonated=message.sender in self._impersonated,
            )
        except InvalidTransaction as refusal:
            if not block.transactions:  # then the block has not begun after all
                self._note_undone(self.changes.undo_to(start))
                block.is_begun = False
            raise self._refusal(message, str(refusal)) from None
        self.changes.keep()
        mined = Mined(message, result, block, before, sign)
        block.transactions.append(mined)
        block.gas_used += result.gas_used
        self._unhashed.append(mined)
        return mined

    def _check_room_for_blobs(self, blobs: int) -> None:
        most = MAX_BLOBS[self.fork]
        room = most - self.pending.blob_gas_used // BLOB_GAS
        if blobs > room:
            raise TransactionRefused(
                f"the transaction has {blobs} blobs, the block has room for {room} of {most}"
            )

    def _refusal(self, message: Message, reason: str) -> TransactionRefused:
        balance = self.state.balance.get(message.sender, 0)
        needed = message.gas * message.max_fee + message.value
        if balance < needed:
            reason = (
                f"{checksum(message.sender.to_bytes(20))} has {balance} wei and may need {needed} "
                "wei (value, and gas limit times fee): give it some with "
                "chain.set_balance(address, wei)"
            )
        return TransactionRefused(reason)

    def _begin_block(self) -> None:
        """At a block's first use, record its parent's hash on chain (EIP-2935, EIP-4788)."""
        block = self.pending
        block.is_begun = True
        self._environment.timestamp = block.timestamp
        self.changes.alter(lambda state: at_block_start(state, block))

    def _environment_of(self, block: Block) -> Environment:
        return Environment(
            self.fork,
            chain_id=self.chain_id,
            coinbase=block.coinbase,
            timestamp=block.timestamp,
            number=block.number,
            prevrandao=int.from_bytes(genesis.prevrandao(self.seed, block.number)),
            gas_limit=self.gas_limit,
            base_fee=block.base_fee,
            blob_base_fee=block.blob_base_fee,
            ancestor_hash=lambda number: int.from_bytes(self.blocks[number].hash),
        )


def _number_of(key: PrivateKey) -> int:
    return int.from_bytes(key.public_key.to_canonical_address())
