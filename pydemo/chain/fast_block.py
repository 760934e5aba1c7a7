"""What the fast engine keeps of blocks and transactions: little, and the rest when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pydemo.chain.block_hash import block_hash
from pydemo.chain.envelope import Signature, encode
from pydemo.chain.frames import Log, Transaction
from pydemo.chain.genesis import BLOCK_GAS_LIMIT, CHAIN_ID
from pydemo.evm.hashing import keccak
from pydemo.evm.transaction import BLOB_GAS, Message
from pydemo.evm.transaction import Outcome as Result

_ELASTICITY, _FEE_DENOMINATOR = 2, 8
_TARGET_BLOBS, _BLOB_FEE_FRACTION = 6, 5_007_716
"""Of a block since Prague, and how slowly the blob fee follows their excess (EIP-7691)."""


@dataclass(slots=True)
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
    transactions: list[Mined] = field(default_factory=list)
    excess_blob_gas: int = 0
    """By how much the blobs so far are above what they should be (EIP-4844)."""

    def seal(self) -> None:
        """Fix the hash: from here on the block does not change."""
        sent = (mined.message for mined in self.transactions)
        self.hash = block_hash(self.parent_hash, self.number, self.timestamp, self.gas_used, sent)

    def next_base_fee(self) -> int:
        """EIP-1559: an eighth up for a full block, an eighth down for an empty one."""
        target = BLOCK_GAS_LIMIT // _ELASTICITY
        if self.gas_used == target:
            return self.base_fee
        change = self.base_fee * abs(self.gas_used - target) // target // _FEE_DENOMINATOR
        if self.gas_used > target:
            return self.base_fee + max(change, 1)
        return max(self.base_fee - change, 0)

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

    It is an `Outcome` (see `frames`): receipts are made of it.
    """

    __slots__ = ("_hash", "_signature", "block", "changes", "index", "message", "result", "sign")

    def __init__(
        self,
        message: Message,
        result: Result,
        block: Block,
        changes: int,
        sign: Callable[[Message], Signature],
    ) -> None:
        self.message, self.result, self.block = message, result, block
        self.index, self.changes, self.sign = len(block.transactions), changes, sign
        self._hash: bytes | None = None
        self._signature: Signature | None = None

    @property
    def signature(self) -> Signature:
        if self._signature is None:
            self._signature = self.sign(self.message)
        return self._signature

    @property
    def tx_hash(self) -> bytes:
        if self._hash is None:
            self._hash = keccak(encode(self.message, CHAIN_ID, self.signature))
        return self._hash

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
    def succeeded(self) -> bool:
        return self.result.succeeded

    @property
    def gas_used(self) -> int:
        return self.result.gas_used

    @property
    def effective_gas_price(self) -> int:
        return self.result.gas_price

    @property
    def logs(self) -> tuple[Log, ...]:
        return tuple(
            Log(
                entry.address.to_bytes(20),
                tuple(topic.to_bytes(32) for topic in entry.topics),
                entry.data,
            )
            for entry in self.result.logs
        )

    @property
    def contract_address(self) -> bytes | None:
        created = self.result.created
        return None if created is None else created.to_bytes(20)
