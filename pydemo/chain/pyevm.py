"""The reference engine: py-evm behind eth-tester's own backend, made repeatable and transparent.

What differs from stock eth-tester, each because a demo or a test needs it:

- chain id 31337, a fixed genesis, and ``prevrandao`` (hence block hashes) derived from a seed;
- transactions can be looked into (`PyEvmEngine.trace`) and found by hash without a scan;
- any address can be impersonated, any balance set;
- snapshots come back exactly, pending time and balances included;
- calls see the newest state and charge nobody; gas estimates are exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth.constants import BLANK_ROOT_HASH, GENESIS_PARENT_HASH
from eth.db import get_db_backend
from eth.vm.forks.cancun.constants import GAS_PER_BLOB
from eth.vm.forks.cancun.state import get_total_blob_gas
from eth.vm.forks.prague.constants import MAX_BLOB_GAS_PER_BLOCK
from eth.vm.spoof import SpoofTransaction
from eth_keys import keys
from eth_utils.address import to_checksum_address
from eth_utils.exceptions import ValidationError
from hexbytes import HexBytes

from pydemo.chain import genesis
from pydemo.chain.accounts import persona_keys
from pydemo.chain.frames import Head, Outcome, Transaction
from pydemo.chain.mock_signature import curve_point
from pydemo.chain.pyevm_rules import objection
from pydemo.chain.pyevm_views import PyEvmViews, Record
from pydemo.chain.pyevm_vm import SYSTEM_CONTRACTS, TracedChain, read_outermost
from pydemo.errors import TransactionRefused

_FEES = ("gas_price", "max_fee_per_gas", "max_priority_fee_per_gas")


@dataclass(frozen=True, slots=True)
class _Snapshot:
    latest: Any
    pending: Any
    keys: tuple[Any, ...]
    impersonated: frozenset[bytes]
    records: dict[bytes, Record]


class PyEvmEngine(PyEvmViews):
    """py-evm as an `Engine`.

    Args:
        seed: what ``prevrandao`` and block hashes derive from.
        private_keys: the accounts that can sign, each funded at genesis with `balance` wei; by
            default the ten personas'.
    """

    name = "py-evm"
    chain_id = genesis.CHAIN_ID
    gas_limit = genesis.BLOCK_GAS_LIMIT

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

    def reset_to_genesis(self, *_: Any, **__: Any) -> None:
        self.account_keys = self._genesis_keys
        self._impersonated: frozenset[bytes] = frozenset()
        self._records: dict[bytes, Record] = {}
        state: Any = {
            key.public_key.to_canonical_address(): _account(balance=self._genesis_balance)
            for key in self._genesis_keys
        }
        state |= {
            address: _account(code=code, nonce=1) for address, code in SYSTEM_CONTRACTS.items()
        }
        self.chain = TracedChain.from_genesis(
            get_db_backend(),
            {
                "difficulty": 0,
                "extra_data": self.seed.to_bytes(32, "big"),
                "gas_limit": genesis.BLOCK_GAS_LIMIT,
                "mix_hash": genesis.prevrandao(self.seed, 0),
                "nonce": bytes(8),
                "parent_beacon_block_root": bytes(32),
                "receipt_root": BLANK_ROOT_HASH,
                "timestamp": genesis.GENESIS_TIME,
                "transaction_root": BLANK_ROOT_HASH,
            },
            state,
        )
        self.chain.seed = self.seed
        self._latest = self.chain.get_canonical_head()
        self.chain.header = self.chain.create_header_from_parent(self._latest)

    def take_snapshot(self) -> _Snapshot:
        return _Snapshot(
            self._latest,
            self.chain.header,
            self.account_keys,
            self._impersonated,
            dict(self._records),
        )

    def revert_to_snapshot(self, snapshot: _Snapshot) -> None:
        chaindb = self.chain.chaindb
        chaindb._set_as_canonical_chain_head(chaindb.db, snapshot.latest, GENESIS_PARENT_HASH)
        self._latest, self.chain.header = snapshot.latest, snapshot.pending
        self.account_keys, self._impersonated = snapshot.keys, snapshot.impersonated
        self._records = dict(snapshot.records)

    def time_travel(self, to_timestamp: int) -> int:
        """Mine a block so that the next one is stamped ``to_timestamp``, as eth-tester expects."""
        self.chain.header = self.chain.header.copy(timestamp=to_timestamp - 1)
        self.mine_blocks()
        return to_timestamp

    def mine_blocks(self, num_blocks: int = 1, coinbase: bytes = bytes(20)) -> tuple[bytes, ...]:
        hashes = []
        for _ in range(num_blocks):
            self._begin_block()
            block = self.chain.mine_block(coinbase=coinbase)
            self._latest = block.header
            hashes.append(block.hash)
        return tuple(hashes)

    def head(self) -> Head:
        header = self._latest
        return Head(
            header.block_number, header.timestamp, header.base_fee_per_gas, bytes(header.hash)
        )

    # --- accounts ---------------------------------------------------------------------------------

    def set_balance(self, address: bytes, wei: int) -> None:
        def change(state: Any) -> None:
            state.set_balance(address, wei)
            if state.account_is_empty(address):  # as good as not there, and no part of the root
                state.delete_account(address)

        self._alter_state(change)

    def impersonate(self, address: bytes) -> None:
        self._impersonated |= {address}

    def _alter_state(self, change: Callable[[Any], None]) -> None:
        """Change the newest state between blocks: the pending header carries the new root."""
        vm = self.chain.get_vm()
        change(vm.state)
        vm.state.persist()
        self.chain.header = self.chain.header.copy(state_root=vm.state.state_root)

    # --- sending ----------------------------------------------------------------------------------

    def max_fee(self) -> int:
        return int(2 * self.chain.header.base_fee_per_gas + genesis.PRIORITY_FEE)

    def execute(self, transaction: Transaction) -> Outcome:
        outcome = self.include(transaction)
        self.mine_blocks()
        return self.settled(outcome)

    def include(self, transaction: Transaction) -> Outcome:
        fields = {
            "from": transaction.sender,
            "to": transaction.to or b"",
            "data": transaction.data,
            "value": transaction.value,
            "gas": self.gas_left if transaction.gas is None else transaction.gas,
        }
        return self.outcome(self.send_transaction(fields))

    @property
    def gas_left(self) -> int:
        return self.gas_limit - int(self.chain.header.gas_used)

    def settled(self, outcome: Outcome) -> Outcome:
        return self.outcome(outcome.tx_hash)

    def send_transaction(self, transaction: dict[str, Any]) -> bytes:
        sender = transaction["from"]
        if not any(fee in transaction for fee in _FEES):
            transaction = {
                **transaction,
                "max_priority_fee_per_gas": genesis.PRIORITY_FEE,
                "max_fee_per_gas": self.max_fee(),
            }
        if sender in self._impersonated:
            return self._apply(self._with_mock_signature(transaction), sender)
        if sender not in self._key_lookup:
            raise TransactionRefused(
                f"there is no key for {to_checksum_address(sender)} here; "
                "call chain.impersonate(address) first to act as it"
            )
        signed = self._get_normalized_and_signed_evm_transaction(transaction)
        return self._apply(signed, sender)

    def send_signed_transaction(
        self, signed_transaction: dict[str, Any], block_number: int | str = "latest"
    ) -> bytes:
        fields = dict(self._normalize_transaction(signed_transaction, block_number))
        signed = self._create_type_aware_signed_transaction(fields)
        claimed = signed_transaction.get("from")
        return self._apply(signed, claimed if claimed in self._impersonated else signed.sender)

    def send_raw_transaction(self, raw_transaction: bytes) -> bytes:
        from eth_account.typed_transactions import BlobTransaction

        try:
            if raw_transaction[0] == 3:  # with blobs: these stay with the consensus layer
                blob = BlobTransaction.from_bytes(HexBytes(raw_transaction))
                blob.blob_data = None
                raw_transaction = b"\x03" + blob.payload()
            signed = self.chain.get_transaction_builder().decode(raw_transaction)
            sender = signed.sender
        except Exception as unreadable:  # of several libraries, each with its own
            raise TransactionRefused(
                f"the raw transaction is not a valid one: {unreadable}"
            ) from None
        return self._apply(signed, sender)

    def _with_mock_signature(self, transaction: dict[str, Any]) -> Any:
        """A transaction as its sender would have signed it, had there been a key.

        r carries the sender, so that two impersonated senders never share a transaction hash.
        """
        fields = dict(self._normalize_transaction(transaction))
        is_legacy = "gas_price" in fields and "access_list" not in fields
        fields["v" if is_legacy else "y_parity"] = 27 if is_legacy else 0
        fields["r"], fields["s"] = curve_point(transaction["from"]), 1
        return self._create_type_aware_signed_transaction(fields)

    def _apply(self, transaction: Any, sender: bytes) -> bytes:
        """Run a transaction in the pending block."""
        if reason := objection(transaction, sender, self.get_balance(sender), self.chain_id):
            raise TransactionRefused(reason)
        room = (MAX_BLOB_GAS_PER_BLOCK - self.chain.header.blob_gas_used) // GAS_PER_BLOB
        if (blobs := get_total_blob_gas(transaction) // GAS_PER_BLOB) > room:
            raise TransactionRefused(
                f"the transaction has {blobs} blobs, the block has room for {room}"
            )
        chain, untouched = self.chain, self.chain.header
        self._begin_block()
        vm = chain.get_vm()
        block = vm.get_block()
        runnable = transaction
        if sender in self._impersonated:
            runnable = SpoofTransaction(transaction, sender=sender, validate=lambda: None)
        try:
            receipt, computation = vm.apply_transaction(block.header, runnable)
        except ValidationError as refusal:
            chain.header = untouched
            raise TransactionRefused(str(refusal)) from None
        header = vm.add_receipt_to_header(block.header, receipt)
        header = vm.increment_blob_gas_used(header, transaction)
        vm.state.persist()
        index, gas_before = len(block.transactions), block.header.gas_used
        block = vm.set_block_transactions_and_withdrawals(
            block,
            header.copy(state_root=vm.state.state_root),
            (*block.transactions, transaction),
            (*block.get_receipts(chain.chaindb), receipt),
        )
        chain.header = block.header
        self._records[transaction.hash] = Record(
            block_number=header.block_number,
            index=index,
            transaction=transaction,
            sender=sender,
            receipt=receipt,
            gas_used=receipt.gas_used - gas_before,
            effective_gas_price=vm.state.get_gas_price(transaction),
            frame=read_outermost(computation),
        )
        return bytes(transaction.hash)

    def _begin_block(self) -> None:
        """At a block's first use, record its parent's hash on chain (EIP-2935, EIP-4788)."""
        vm = self.chain.get_vm()
        block = vm.get_block()
        if block.transactions:
            return
        vm.block_preprocessing(block)
        vm.state.persist()
        self.chain.header = self.chain.header.copy(state_root=vm.state.state_root)


def _account(balance: int = 0, nonce: int = 0, code: bytes = b"") -> dict[str, Any]:
    return {"balance": balance, "nonce": nonce, "code": code, "storage": {}}
