"""The hash of a block, the same on every engine.

It is sha-256 over the parent's hash, number, timestamp, gas used, and each transaction's sender,
nonce, receiver, value, gas limit and data. That is not Ethereum's header hash, which would cost a
state root for each block; it is as unpredictable, follows from the seed, and the BLOCKHASH
instruction, EIP-2935's contract and JSON-RPC all give this one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Protocol


class Sent(Protocol):
    """What of a transaction goes into the hash: what its sender decides, without the signature."""

    @property
    def sender(self) -> int: ...

    @property
    def nonce(self) -> int: ...

    @property
    def to(self) -> int | None: ...

    @property
    def value(self) -> int: ...

    @property
    def gas(self) -> int: ...

    @property
    def data(self) -> bytes: ...


def block_hash(
    parent_hash: bytes, number: int, timestamp: int, gas_used: int, transactions: Iterable[Sent]
) -> bytes:
    """A chain's first block has the chain's seed in place of a parent's hash."""
    digest = hashlib.sha256(parent_hash)
    digest.update(b"%d %d %d" % (number, timestamp, gas_used))
    for sent in transactions:
        to = -1 if sent.to is None else sent.to
        digest.update(b"|%x %d %x %d %d " % (sent.sender, sent.nonce, to, sent.value, sent.gas))
        digest.update(sent.data)
    return digest.digest()
