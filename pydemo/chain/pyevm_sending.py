"""Sending half of the py-evm engine: transactions go into the open block, and blocks are closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from eth.vm.forks.cancun.constants import GAS_PER_BLOB
from eth.vm.forks.cancun.state import get_total_blob_gas
from eth.vm.forks.prague.constants import MAX_BLOB_GAS_PER_BLOCK
from eth_keys.datatypes import PrivateKey
from eth_utils.exceptions import ValidationError

from pydemo.chain import genesis
from pydemo.chain import pyevm_wire as wire
from pydemo.chain.address import checksum
from pydemo.chain.envelope import Signature, check_chain, encode
from pydemo.chain.frames import Transaction
from pydemo.chain.pyevm_block import Mined
from pydemo.chain.pyevm_rules import objection
from pydemo.chain.pyevm_views import PyEvmViews
from pydemo.chain.pyevm_vm import LedgerVM, read_outermost
from pydemo.errors import TransactionRefused
from pydemo.evm.transaction import Message


class PyEvmSending(PyEvmViews):
    """What transactions do to the chain."""

    _keys: dict[bytes, PrivateKey]
    _impersonated: frozenset[bytes]

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

    def include_signed(
        self,
        message: Message,
        signature: Signature,
        tx_hash: bytes | None = None,  # py-evm's transactions know theirs
    ) -> Mined:
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
        found = ledger.timeline.mark()
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
            before=found,
            begins=not was_begun,
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

    # --- blocks -----------------------------------------------------------------------------------

    def _mine(self, coinbase: bytes = bytes(20)) -> bytes:
        block = self.pending
        if not block.is_begun:
            self._begin(LedgerVM(self._state_in(block)))
        block.ran_for = block.coinbase
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
