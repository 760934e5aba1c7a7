"""Sending half of the fast engine: what may be included, running it, and the block it goes into.

`FastEngine` adds what a chain has besides: genesis, snapshots, time and accounts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydemo.chain import envelope, genesis
from pydemo.chain.address import checksum
from pydemo.chain.envelope import Signature
from pydemo.chain.fast_block import Block, Mined, Proof, Signer
from pydemo.chain.fast_views import FastViews
from pydemo.chain.frames import Transaction
from pydemo.chain.header import Header
from pydemo.chain.system_contracts import at_block_start
from pydemo.errors import TransactionRefused
from pydemo.evm.errors import InvalidTransaction
from pydemo.evm.frame import Environment
from pydemo.evm.transaction import BLOB_GAS, MAX_BLOBS, Message, apply


class FastSending(FastViews):
    """What puts transactions into blocks."""

    _keys: dict[int, Signer]
    _impersonated: dict[int, int]
    """Each by itself: the one object for an address, for all that is kept of it."""
    _max_fee: int
    """One object for all transactions of the open block, which keep it."""
    _environment: Environment
    """What code sees of the open block."""

    # --- ways to send -----------------------------------------------------------------------------

    def max_fee(self) -> int:
        return self._max_fee

    @property
    def gas_left(self) -> int:
        return self.gas_limit - self.pending.gas_used

    def execute(self, transaction: Transaction) -> Mined:
        mined = self.include(transaction)
        self._mine()
        return mined

    def include(self, transaction: Transaction) -> Mined:
        sender = _number_of(transaction.sender)
        sender = self._impersonated.get(sender, sender)
        message = Message(
            sender,
            None if transaction.to is None else _number_of(transaction.to),
            self.state.nonce.get(sender, 0),
            self.gas_left if transaction.gas is None else transaction.gas,
            transaction.value,
            transaction.data,
            envelope.DYNAMIC_FEE,
            self.max_fee(),
            genesis.PRIORITY_FEE,
        )
        return self._apply(message, self._proof_of(sender))

    def include_signed(
        self, message: Message, signature: Signature, tx_hash: bytes | None = None
    ) -> Mined:
        mined = self._apply(message, signature)
        mined.know_hash(tx_hash)
        return mined

    def _proof_of(self, sender: int) -> Proof:
        """What this sender's signature is made of, when somebody asks for a transaction's hash."""
        if sender in self._impersonated:
            return None
        signer = self._keys.get(sender)
        if signer is None:
            raise TransactionRefused(
                f"there is no key for {checksum(sender.to_bytes(20))} here; "
                "call chain.impersonate(address) first to act as it"
            )
        return signer

    def send_transaction(self, transaction: dict[str, Any]) -> bytes:
        envelope.check_chain(transaction.get("chain_id"), self.chain_id)
        message = self.message_from(transaction)
        return self._apply(message, self._proof_of(message.sender)).tx_hash

    def send_signed_transaction(self, transaction: dict[str, Any]) -> bytes:
        message = self.message_from(transaction)
        v = transaction.get("y_parity", transaction["v"]) if message.kind else transaction["v"]
        signature = Signature(v, transaction["r"], transaction["s"])
        if message.sender not in self._impersonated:
            chain_id = transaction.get("chain_id", self.chain_id)
            message = envelope.with_sender(message, signature, chain_id, self.chain_id)
        return self._apply(message, signature).tx_hash

    def send_raw_transaction(self, raw_transaction: bytes) -> bytes:
        message, signature = envelope.decode(bytes(raw_transaction), self.chain_id)
        return self._apply(message, signature).tx_hash

    # --- running ----------------------------------------------------------------------------------

    def _apply(self, message: Message, proof: Proof) -> Mined:
        """Run a transaction in the open block."""
        block, state = self.pending, self.state
        if block.gas_used + message.gas > self.gas_limit:
            raise TransactionRefused(
                f"a gas limit of {message.gas} is above what the block has left: {self.gas_left} "
                f"of {self.gas_limit}"
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
        except BaseException:  # an interrupt too must leave the state whole
            state.revert((0, 0, 0))
            if not block.transactions:
                self._note_undone(self.changes.undo_to(start))
                block.is_begun = False
            raise
        self.changes.keep()
        mined = Mined(message, result, block, before, proof)
        block.add(mined)
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

    # --- the open block ---------------------------------------------------------------------------

    def _open_block(self) -> None:
        last = self.blocks[-1]
        self.pending = Block(
            last.number + 1,
            last.timestamp + 1,
            last.next_base_fee(),
            last.hash,
            excess_blob_gas=last.next_excess_blob_gas(),
            chain_id=self.chain_id,
        )
        self._max_fee = 2 * self.pending.base_fee + genesis.PRIORITY_FEE
        self._environment = self._environment_of(self.pending)

    def _begin_block(self) -> None:
        """At a block's first use, record its parent's hash on chain (EIP-2935, EIP-4788)."""
        block = self.pending
        block.is_begun = True
        self._environment.timestamp = block.timestamp
        at_block_start(self.changes, block)

    def _mine(self, coinbase: int = 0) -> bytes:
        block = self.pending
        if not block.is_begun:
            self._begin_block()
        block.coinbase, block.changes = coinbase, len(self.changes)
        block.seal()
        self.blocks.append(block)
        self._open_block()
        return block.hash

    def _environment_of(self, block: Block) -> Environment:
        environment = Environment(
            self.fork,
            chain_id=self.chain_id,
            coinbase=block.coinbase,
            timestamp=block.timestamp,
            number=block.number,
            prevrandao=int.from_bytes(genesis.prevrandao(self.seed, block.number)),
            gas_limit=block.gas_limit,
            base_fee=block.base_fee,
            blob_base_fee=block.blob_base_fee,
            ancestor_hash=self._hash_of,
        )
        if block.seen is None:
            return environment
        for name, value in zip(Header._fields, block.seen, strict=True):
            if value is not None:
                known = int.from_bytes(value) if isinstance(value, bytes) else value
                setattr(environment, name, known)
        return environment

    def _hash_of(self, number: int) -> int:
        """0 for one that is not there: a header may be supposed to be far ahead."""
        return int.from_bytes(self.blocks[number].hash) if number < len(self.blocks) else 0

    def see(self, header: Header) -> None:
        self.pending.seen = header
        self._environment = self._environment_of(self.pending)


@lru_cache(maxsize=2**10)
def _number_of(address: bytes) -> int:
    """One object for each address that comes often: transactions keep their sender and receiver."""
    return int.from_bytes(address)
