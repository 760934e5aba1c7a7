"""What the fast engine keeps of blocks and transactions: little, and the rest when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pydemo.chain.block_hash import block_hash
from pydemo.chain.envelope import Signature, encode, sign
from pydemo.chain.fast_logs import pack, unpack
from pydemo.chain.frames import Log, Transaction
from pydemo.chain.genesis import BLOCK_GAS_LIMIT, CHAIN_ID
from pydemo.chain.header import Header
from pydemo.chain.mock_signature import curve_point
from pydemo.evm.hashing import keccak
from pydemo.evm.transaction import BLOB_GAS, Message, gas_price
from pydemo.evm.transaction import Outcome as Result


class Signer:
    """A key that signs, and shows itself to nobody: arguments appear in tracebacks."""

    __slots__ = ("_chain_id", "_key")

    def __init__(self, key: bytes, chain_id: int = CHAIN_ID) -> None:
        self._key, self._chain_id = key, chain_id

    def sign(self, message: Message) -> Signature:
        return sign(message, self._chain_id, self._key)


Proof: TypeAlias = Signature | Signer | None
"""What a sender's signature is made of once somebody asks: it, a key, or nothing for somebody who
is impersonated."""

_ELASTICITY, _FEE_DENOMINATOR = 2, 8
_TARGET_BLOBS, _BLOB_FEE_FRACTION = 6, 5_007_716
"""Of a block since Prague, and how slowly the blob fee follows their excess (EIP-7691)."""


@dataclass(slots=True, eq=False)
class Block:
    """A block, or while it is open the one that comes next."""

    number: int
    timestamp: int
    base_fee: int
    parent_hash: bytes
    coinbase: int = 0
    gas_used: int = 0
    hash: bytes = b""
    changes: int = 0
    """How many changes the chain's record held after this block."""
    is_begun: bool = False
    transactions: Sequence[Mined] = ()
    excess_blob_gas: int = 0
    """By how much the blobs so far are above what they should be (EIP-4844)."""
    chain_id: int = CHAIN_ID
    seen: Header | None = None
    """What code sees otherwise."""

    def seal(self) -> None:
        """Fix the hash: from here on the block does not change."""
        sent = (mined.message for mined in self.transactions)
        self.hash = block_hash(self.parent_hash, self.number, self.timestamp, self.gas_used, sent)
        self.transactions = tuple(self.transactions)  # which is half as large as a list

    def add(self, mined: Mined) -> None:
        """Take one more transaction in, while the block is open."""
        if not isinstance(self.transactions, list):
            self.transactions = list(self.transactions)
        self.transactions.append(mined)
        # The sum with 0 would be another object: 32 bytes a block, and most hold one transaction.
        self.gas_used = self.gas_used + mined.gas_used if self.gas_used else mined.gas_used

    def next_base_fee(self) -> int:
        """EIP-1559: an eighth up for a full block, an eighth down for an empty one."""
        target = self.gas_limit // _ELASTICITY
        if self.gas_used == target:
            return self.base_fee
        change = self.base_fee * abs(self.gas_used - target) // target // _FEE_DENOMINATOR
        if self.gas_used > target:
            return self.base_fee + max(change, 1)
        return max(self.base_fee - change, 0)

    @property
    def gas_limit(self) -> int:
        said = None if self.seen is None else self.seen.gas_limit
        return BLOCK_GAS_LIMIT if said is None else said

    @property
    def blob_gas_used(self) -> int:
        return BLOB_GAS * sum(len(mined.message.blob_hashes) for mined in self.transactions)

    def next_excess_blob_gas(self) -> int:
        return max(self.excess_blob_gas + self.blob_gas_used - _TARGET_BLOBS * BLOB_GAS, 0)

    @property
    def blob_base_fee(self) -> int:
        """EIP-4844's approximation of e ** (excess / fraction), in integers."""
        if not self.excess_blob_gas:
            return 1
        total, term, step = 0, _BLOB_FEE_FRACTION, 1
        while term > 0:
            total += term
            term = term * self.excess_blob_gas // (_BLOB_FEE_FRACTION * step)
            step += 1
        return total // _BLOB_FEE_FRACTION


class Mined:
    """A transaction in a block: what was sent, what came of it. Hash and signature come later.

    It is an `Outcome` (see `frames`): receipts are made of it. There is one for each transaction of
    a chain's life, so it keeps little, and as few objects as it can.
    """

    __slots__ = (
        "_created",
        "_hash",
        "_logs",
        "_proof",
        "block",
        "changes",
        "gas_used",
        "index",
        "message",
        "succeeded",
    )

    def __init__(
        self, message: Message, result: Result, block: Block, changes: int, proof: Proof
    ) -> None:
        self.message, self.block = message, block
        self.succeeded, self.gas_used = result.succeeded, result.gas_used
        self._created, self._logs = result.created, pack(result.logs)
        self.index = len(block.transactions)
        self.changes = changes
        """How many changes the chain's record held before it."""
        self._proof = proof
        self._hash: bytes | None = None

    @classmethod
    def of_record(
        cls,
        block: Block,
        message: Message,
        signature: Signature,
        tx_hash: bytes,
        facts: tuple[bool, int, int | None, bytes, int],
    ) -> Mined:
        """A transaction that was mined elsewhere.

        Args:
            facts: succeeded, gas used, address of what it created, packed logs, changes.
        """
        mined = cls.__new__(cls)
        mined.message, mined.block, mined.index = message, block, len(block.transactions)
        mined.succeeded, mined.gas_used, mined._created, mined._logs, mined.changes = facts
        mined._proof, mined._hash = signature, tx_hash
        return mined

    @property
    def facts(self) -> tuple[bool, int, int | None, bytes, int]:
        """What `of_record` takes."""
        return self.succeeded, self.gas_used, self._created, self._logs, self.changes

    @property
    def signature(self) -> Signature:
        if not isinstance(self._proof, Signature):
            signer = self._proof
            self._proof = signer.sign(self.message) if signer else mock_signature(self.message)
        return self._proof

    @property
    def tx_hash(self) -> bytes:
        if self._hash is None:
            self._hash = keccak(encode(self.message, self.block.chain_id, self.signature))
        return self._hash

    def know_hash(self, tx_hash: bytes | None) -> None:
        """Take the hash from who knows it; None for nobody."""
        self._hash = tx_hash

    @property
    def is_hashed(self) -> bool:
        """Whether somebody has asked for the hash."""
        return self._hash is not None

    @property
    def block_number(self) -> int:
        return self.block.number

    @property
    def block_hash(self) -> bytes:
        return self.block.hash

    @property
    def transaction(self) -> Transaction:
        sent = self.message
        to = None if sent.to is None else sent.to.to_bytes(20)
        return Transaction(sent.sender.to_bytes(20), to, sent.data, sent.value, sent.gas)

    @property
    def effective_gas_price(self) -> int:
        return gas_price(self.message, self.block.base_fee)

    @property
    def logs(self) -> tuple[Log, ...]:
        return unpack(self._logs)

    @property
    def contract_address(self) -> bytes | None:
        return None if self._created is None else self._created.to_bytes(20)


def mock_signature(message: Message) -> Signature:
    """What stands in the place of a signature where a sender is impersonated."""
    # r carries the sender, so that two impersonated senders never share a hash.
    return Signature(0 if message.kind else 27, curve_point(message.sender.to_bytes(20)), 1)
