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

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from eth.vm.forks.cancun.constants import GAS_PER_BLOB
from eth.vm.forks.cancun.state import get_total_blob_gas
from eth.vm.forks.prague.constants import MAX_BLOB_GAS_PER_BLOCK
from eth_keys import keys
from eth_keys.datatypes import PrivateKey
from eth_utils.exceptions import ValidationError

from pydemo.chain import genesis
from pydemo.chain import pyevm_wire as wire
from pydemo.chain.accounts import persona_keys
from pydemo.chain.address import checksum
from pydemo.chain.envelope import Signature, check_chain, encode
from pydemo.chain.frames import Transaction
from pydemo.chain.pyevm_block import Block, Mined
from pydemo.chain.pyevm_ledger import Ledger
from pydemo.chain.pyevm_root import StateTrie
from pydemo.chain.pyevm_rules import objection
from pydemo.chain.pyevm_views import PyEvmViews
from pydemo.chain.pyevm_vm import SYSTEM_CONTRACTS, LedgerVM, read_outermost
from pydemo.chain.timeline import Moment
from pydemo.errors import TransactionRefused
from pydemo.evm.transaction import Message


@dataclass(frozen=True, slots=True)
class _Snapshot:
    state: Moment
    newest: Block
    pending: Block
    keys: dict[bytes, PrivateKey]
    impersonated: frozenset[bytes]


class PyEvmEngine(PyEvmViews):
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

    def _mine(self, coinbase: bytes = bytes(20)) -> bytes:
        block = self.pending
        if not block.is_begun:
            self._begin(LedgerVM(self._state_in(block)))
        block.coinbase, block.state = coinbase, self._ledger.timeline.mark()
        block.seal()
        self.blocks.append(block)
        self.pending = block.next(self.seed)
        return block.hash

    def _begin(self, vm: LedgerVM) -> None:
        """At a block's first use, record its parent's hash on chain (EIP-2935, EIP-4788)."""
        block: Any = self.pending
        vm.block_preprocessing(block)
        block.is_begun = True

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

    def set_next_base_fee(self, wei: int) -> None:
        self.pending.base_fee_per_gas = wei

    # --- sending ----------------------------------------------------------------------------------

    def max_fee(self) -> int:
        return 2 * self.pending.base_fee_per_gas + genesis.PRIORITY_FEE

    def execute(self, transaction: Transaction) -> Mined:
        mined = self.include(transaction)
        self._mine()
        return mined

    def include(self, transaction: Transaction) -> Mined:
        return self._send(
            {
                "from": transaction.sender,
                "to": transaction.to or b"",
                "data": transaction.data,
                "value": transaction.value,
                "gas": self.gas_left if transaction.gas is None else transaction.gas,
            }
        )

    def include_signed(self, message: Message, signature: Signature) -> Mined:
        signed, _ = wire.decode(encode(message, self.chain_id, signature))
        return self._apply(signed, message.sender.to_bytes(20))

    @property
    def gas_left(self) -> int:
        return self.gas_limit - self.pending.gas_used

    def send_transaction(self, transaction: dict[str, Any]) -> bytes:
        return self._send(transaction).tx_hash

    def _send(self, fields: dict[str, Any]) -> Mined:
        sender = fields["from"]
        check_chain(fields.get("chain_id"), self.chain_id)  # a legacy transaction does not keep it
        sign = self._signer(sender)
        return self._apply(wire.unsigned(self._complete(fields)), sender, sign)

    def _complete(self, fields: dict[str, Any]) -> dict[str, Any]:
        nonce = self._ledger.get_nonce(fields["from"])
        return wire.complete(fields, nonce, self.pending.base_fee_per_gas, self.chain_id)

    def _signer(self, sender: bytes) -> Callable[[Any], Any]:
        """How a transaction of this sender is signed, when somebody asks for its hash."""
        if sender in self._impersonated:
            return partial(wire.with_mock_signature, sender)
        if sender in self._keys:
            return partial(wire.with_key, self._keys[sender])
        raise TransactionRefused(
            f"there is no key for {checksum(sender)} here; "
            "call chain.impersonate(address) first to act as it"
        )

    def send_signed_transaction(self, signed_transaction: dict[str, Any]) -> bytes:
        signed = wire.signed(self._complete(signed_transaction))
        claimed = signed_transaction.get("from")
        sender = claimed if claimed in self._impersonated else signed.sender
        return self._apply(signed, sender).tx_hash

    def send_raw_transaction(self, raw_transaction: bytes) -> bytes:
        signed, sender = wire.decode(bytes(raw_transaction))
        return self._apply(signed, sender).tx_hash

    def _apply(self, sent: Any, sender: bytes, sign: Callable[[Any], Any] | None = None) -> Mined:
        """Run a transaction in the open block."""
        block, ledger = self.pending, self._ledger
        transaction = wire.runnable(sent, sender, is_checked=sender in self._impersonated)
        if reason := objection(transaction, sender, ledger.get_balance(sender), self.chain_id):
            raise TransactionRefused(reason)
        self._check_room_for_blobs(transaction)
        state = self._state_in(block)
        vm, before, was_begun = LedgerVM(state), ledger.record(), block.is_begun
        try:
            if not was_begun:
                self._begin(vm)
            header: Any = block
            vm.validate_transaction_against_header(header, transaction)
            ledger.lock_changes()
            computation = state.apply_transaction(transaction)
        except BaseException as failure:  # an interrupt too must leave the state whole
            ledger.discard(before)
            block.is_begun = was_begun
            if isinstance(failure, ValidationError):
                raise TransactionRefused(str(failure)) from None
            raise
        gas_used = vm.finalize_gas_used(transaction, computation)
        block.gas_used += gas_used
        block.blob_gas_used += get_total_blob_gas(transaction)
        mined = Mined(
            block=block,
            index=len(block.transactions),
            sender=sender,
            sent=sent,
            sign=sign,
            gas_used=gas_used,
            gas_so_far=block.gas_used,
            effective_gas_price=state.get_gas_price(transaction),
            raw_logs=computation.get_log_entries(),
            frame=read_outermost(computation),
        )
        block.transactions.append(mined)
        self._unhashed.append(mined)
        return mined

    def _check_room_for_blobs(self, transaction: Any) -> None:
        room = (MAX_BLOB_GAS_PER_BLOCK - self.pending.blob_gas_used) // GAS_PER_BLOB
        if (blobs := get_total_blob_gas(transaction) // GAS_PER_BLOB) > room:
            raise TransactionRefused(
                f"the transaction has {blobs} blobs, the block has room for {room}"
            )
