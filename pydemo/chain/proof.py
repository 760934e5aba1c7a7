"""Merkle proofs of accounts and slots (EIP-1186), read off the tries that give the state root."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pydemo.evm.deadline import check
from pydemo.evm.hashing import keccak
from pydemo.evm.rlp_coding import encode
from pydemo.evm.root import EMPTY_CODE_HASH, EMPTY_ROOT

if TYPE_CHECKING:
    from trie import HexaryTrie


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


def prove(accounts: HexaryTrie, address: bytes, slots: list[int], database: Any) -> AccountProof:
    """Prove what an account holds.

    Args:
        database: where the nodes of the account's storage are.

    Raises:
        deadline.Stopped: it takes too long.
    """
    import rlp
    from trie import HexaryTrie

    key = keccak(address)
    leaf = accounts[key]
    nonce, balance, storage_root, code_hash = (
        rlp.decode(leaf) if leaf else (b"", b"", EMPTY_ROOT, EMPTY_CODE_HASH)
    )
    storage = HexaryTrie(database, storage_root) if storage_root != EMPTY_ROOT else HexaryTrie({})
    proved = []
    for slot in slots:
        check()
        place = keccak(slot.to_bytes(32))
        value = int.from_bytes(rlp.decode(storage[place]) if storage[place] else b"")
        proved.append(SlotProof(slot, value, _nodes(storage, place)))
    return AccountProof(
        int.from_bytes(nonce),
        int.from_bytes(balance),
        storage_root,
        code_hash,
        _nodes(accounts, key),
        tuple(proved),
    )


def _nodes(trie: HexaryTrie, key: bytes) -> tuple[bytes, ...]:
    """Those on the way to a key. A node of less than 32 bytes is part of the one above it."""
    proof: list[Any] = list(trie.get_proof(key))  # type: ignore[no-untyped-call]
    encoded = [encode(node) for node in proof]
    return tuple(node for place, node in enumerate(encoded) if place == 0 or len(node) >= 32)
