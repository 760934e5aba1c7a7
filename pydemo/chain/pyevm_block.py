"""What the py-evm engine keeps of blocks and transactions: what ran, and the rest when asked for.

A signature, a hash, a receipt with its bloom filter, a header with its roots: py-evm makes each of
them, but nobody looks at most of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any, ClassVar, NamedTuple

from eth.abc import ExecutionContextAPI
from eth.db.trie import make_trie_root_and_nodes
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.byzantium.constants import (
    EIP658_TRANSACTION_STATUS_CODE_FAILURE,
    EIP658_TRANSACTION_STATUS_CODE_SUCCESS,
)
from eth.vm.forks.london.headers import calculate_expected_base_fee_per_gas
from eth.vm.forks.prague.blocks import PragueBlock, PragueBlockHeader
from eth.vm.forks.prague.headers import calc_excess_blob_gas_prague
from eth_typing import Address, BlockNumber, Hash32

from pydemo.chain import genesis
from pydemo.chain.block_hash import block_hash
from pydemo.chain.frames import Frame, Log, Transaction
from pydemo.chain.header import Header
from pydemo.chain.pyevm_vm import read_log
from pydemo.chain.timeline import Moment

_OPEN = bytes(32)
"""In place of the hash of a block that is not closed yet."""


@dataclass(slots=True, eq=False)
class Block:
    """A block, or while it is open the one that comes next.

    Its fields have the names of py-evm's header, so that py-evm's rules take it for one.
    """

    difficulty: ClassVar[int] = 0
    parent_beacon_block_root: ClassVar[bytes] = bytes(32)
    """There is no beacon chain: its root is zero, in the header and for EIP-4788's contract."""

    parent: Block | None
    number: int
    timestamp: int
    mix_hash: bytes
    base_fee_per_gas: int
    excess_blob_gas: int = 0
    extra_data: bytes = b""
    coinbase: bytes = bytes(20)
    ran_for: bytes = bytes(20)
    """Whom code saw as the coinbase: who gets a block may be said only once it has run."""
    gas_used: int = 0
    blob_gas_used: int = 0
    gas_limit: int = genesis.BLOCK_GAS_LIMIT
    hash: bytes = _OPEN
    """Zero while the block is open. For what it is made of see `block_hash`."""
    state: Moment | None = None
    """The state after the block; None while it is open."""
    is_begun: bool = False
    transactions: list[Mined] = field(default_factory=list)

    @classmethod
    def first(cls, seed: int, timestamp: int) -> Block:
        """The genesis block."""
        block = cls(
            None,
            0,
            timestamp,
            genesis.prevrandao(seed, 0),
            calculate_expected_base_fee_per_gas(None),  # type: ignore[arg-type]
            extra_data=seed.to_bytes(32),
        )
        block.seal()
        return block

    def next(self, seed: int) -> Block:
        """The block that follows this one, open and empty."""
        header: Any = self
        return Block(
            self,
            self.number + 1,
            self.timestamp + 1,
            genesis.prevrandao(seed, self.number + 1),
            self.next_base_fee(),
            calc_excess_blob_gas_prague(header),
        )

    def next_base_fee(self) -> int:
        header: Any = self
        return int(calculate_expected_base_fee_per_gas(header))

    def seen_as(self, header: Header) -> Block:
        """The same block with another header, for code to see."""
        fields: dict[str, Any] = {
            "number": header.number,
            "timestamp": header.timestamp,
            "base_fee_per_gas": header.base_fee,
            "mix_hash": None if header.prevrandao is None else header.prevrandao.to_bytes(32),
            "coinbase": header.coinbase,
            "gas_limit": header.gas_limit,
        }
        return replace(self, **{k: value for k, value in fields.items() if value is not None})

    def copy(self) -> Block:
        """The same block, which can go on otherwise."""
        block = replace(self, transactions=[])
        block.transactions = [replace(mined, block=block) for mined in self.transactions]
        return block

    def seal(self) -> None:
        """Fix the hash: from here on the block does not change."""
        sent = (mined.hashed for mined in self.transactions)
        before = self.extra_data if self.parent is None else self.parent.hash
        self.hash = block_hash(before, self.number, self.timestamp, self.gas_used, sent)

    @property
    def header(self) -> Block:
        """Where py-evm and its serializers look for a header's fields."""
        return self

    @property
    def block_number(self) -> int:
        return self.number

    @property
    def parent_hash(self) -> bytes:
        return bytes(32) if self.parent is None else self.parent.hash

    def _ancestors(self) -> Iterator[Hash32]:
        """The hashes of the blocks before this one, the newest first.

        If its number is not the one after its parent's (`seen_as`), blocks in between have zeros.
        """
        block, number = self.parent, self.number - 1
        while block is not None:
            if block.number >= number:
                if block.number == number:
                    yield Hash32(block.hash)
                    number -= 1
                block = block.parent
            else:
                yield Hash32(bytes(32))
                number -= 1

    def context(self, chain_id: int) -> ExecutionContextAPI:
        """What code sees of the block."""
        return ExecutionContext(
            coinbase=Address(self.coinbase),
            timestamp=self.timestamp,
            block_number=BlockNumber(self.number),
            difficulty=self.difficulty,
            mix_hash=Hash32(self.mix_hash),
            gas_limit=self.gas_limit,
            prev_hashes=self._ancestors(),
            chain_id=chain_id,
            base_fee_per_gas=self.base_fee_per_gas,
            excess_blob_gas=self.excess_blob_gas,
        )

    def whole(self, state_root: bytes) -> PragueBlock:
        """As py-evm has it: with roots and bloom filter, but under the hash given here."""
        transactions = [mined.signed for mined in self.transactions]
        receipts = [mined.receipt for mined in self.transactions]
        header = PragueBlockHeader(
            difficulty=self.difficulty,
            block_number=BlockNumber(self.number),
            gas_limit=self.gas_limit,
            timestamp=self.timestamp,
            coinbase=Address(self.coinbase),
            parent_hash=Hash32(self.parent_hash),
            state_root=Hash32(state_root),
            transaction_root=make_trie_root_and_nodes(transactions)[0],
            receipt_root=make_trie_root_and_nodes(receipts)[0],
            bloom=reduce(or_, (receipt.bloom for receipt in receipts), 0),
            gas_used=self.gas_used,
            extra_data=self.extra_data,
            mix_hash=Hash32(self.mix_hash),
            nonce=bytes(8),
            base_fee_per_gas=self.base_fee_per_gas,
            blob_gas_used=self.blob_gas_used,
            excess_blob_gas=self.excess_blob_gas,
            parent_beacon_block_root=Hash32(self.parent_beacon_block_root),
        )
        header._hash = self.hash
        return PragueBlock(header, transactions, [], [])


class Hashed(NamedTuple):
    """What of a transaction goes into its block's hash."""

    sender: int
    nonce: int
    to: int | None
    value: int
    gas: int
    data: bytes


@dataclass(slots=True, eq=False)
class Mined:
    """A transaction in a block: an `Outcome` (see `frames`). Hash and signature come later."""

    block: Block
    index: int
    sender: bytes
    sent: Any
    """py-evm's transaction, signed or not."""
    sign: Callable[[Any], Any] | None
    """What makes a signed transaction of it; None if it is one."""
    gas_used: int
    gas_so_far: int
    """Of all transactions in the block up to this one."""
    effective_gas_price: int
    raw_logs: tuple[tuple[bytes, tuple[int, ...], bytes], ...]
    frame: Frame
    before: Moment
    """The state it found."""
    begins: bool
    """Whether its block began only then, after that state."""

    @property
    def signed(self) -> Any:
        if self.sign is not None:
            self.sent, self.sign = self.sign(self.sent), None
        return self.sent

    @property
    def receipt(self) -> Any:
        status = (
            EIP658_TRANSACTION_STATUS_CODE_SUCCESS
            if self.succeeded
            else EIP658_TRANSACTION_STATUS_CODE_FAILURE
        )
        return self.signed.make_receipt(status, self.gas_so_far, self.raw_logs)

    @property
    def hashed(self) -> Hashed:
        sent = self.sent
        to = int.from_bytes(sent.to) if sent.to else None
        sender = int.from_bytes(self.sender)
        return Hashed(sender, sent.nonce, to, sent.value, sent.gas, sent.data)

    @property
    def tx_hash(self) -> bytes:
        return bytes(self.signed.hash)

    @property
    def block_number(self) -> int:
        return self.block.number

    @property
    def block_hash(self) -> bytes:
        """Empty while the block is open."""
        return b"" if self.block.hash == _OPEN else self.block.hash

    @property
    def transaction(self) -> Transaction:
        sent = self.sent
        return Transaction(self.sender, sent.to or None, sent.data, sent.value, sent.gas)

    @property
    def succeeded(self) -> bool:
        return self.frame.failure is None

    @property
    def logs(self) -> tuple[Log, ...]:
        return tuple(map(read_log, self.raw_logs))

    @property
    def contract_address(self) -> bytes | None:
        return None if self.sent.to else self.frame.address
