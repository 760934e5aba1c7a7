"""Merkle proofs of accounts and slots (EIP-1186), read off the tries that give the state root."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from pydemo.evm.deadline import check
from pydemo.evm.hashing import keccak
from pydemo.evm.root import EMPTY_CODE_HASH, EMPTY_ROOT
from pydemo.evm.trie import Trie


class SlotProof(NamedTuple):
    slot: int
    value: int
    nodes: tuple[bytes, ...]
    """From the root down, each RLP."""


class AccountProof(NamedTuple):
    """An account as the root commits to it; one that is not there is empty."""

    nonce: int
    balance: int
    storage_root: bytes
    code_hash: bytes
    nodes: tuple[bytes, ...]
    slots: tuple[SlotProof, ...]


class Provable(Protocol):
    """A trie that can be read and proved."""

    def get(self, key: bytes, /) -> bytes:
        """The value; empty for a key that is not there."""
        ...

    def proof(self, key: bytes, /) -> tuple[bytes, ...]:
        """The nodes on the way to a key, RLP; those of less than 32 bytes are part of others."""
        ...


def prove(
    accounts: Provable, address: bytes, slots: list[int], storage_at: Callable[[bytes], Provable]
) -> AccountProof:
    """Prove what an account holds.

    Args:
        storage_at: gives the trie of the account's storage by its root, which is not the empty one.

    Raises:
        deadline.Stopped: it takes too long.
    """
    import rlp

    key = keccak(address)
    leaf = accounts.get(key)
    nonce, balance, storage_root, code_hash = (
        rlp.decode(leaf) if leaf else (b"", b"", EMPTY_ROOT, EMPTY_CODE_HASH)
    )
    storage: Provable = Trie() if storage_root == EMPTY_ROOT else storage_at(storage_root)
    proved = []
    for slot in slots:
        check()
        place = keccak(slot.to_bytes(32))
        held = storage.get(place)
        value = int.from_bytes(rlp.decode(held)) if held else 0
        proved.append(SlotProof(slot, value, storage.proof(place)))
    return AccountProof(
        int.from_bytes(nonce),
        int.from_bytes(balance),
        storage_root,
        code_hash,
        accounts.proof(key),
        tuple(proved),
    )
