"""The trie, against the library `trie`: roots, values and proofs, however it came to hold them."""

from __future__ import annotations

import random
from typing import Any

import pytest
from trie import HexaryTrie

from pydemo.evm.deadline import TimeUp
from pydemo.evm.hashing import keccak
from pydemo.evm.rlp_coding import encode
from pydemo.evm.trie import EMPTY_ROOT, Trie


def proof_of(library: HexaryTrie, key: bytes) -> tuple[bytes, ...]:
    nodes: list[Any] = list(library.get_proof(key))  # type: ignore[no-untyped-call]
    encoded = [encode(node) for node in nodes]
    return tuple(node for place, node in enumerate(encoded) if place == 0 or len(node) >= 32)


def some_key(chance: random.Random, length: int) -> bytes:
    """Keys that begin alike, so that there are extensions, and short nodes within others."""
    return bytes(chance.choice((0, 1, 16, 17, chance.randrange(256))) for _ in range(length))


@pytest.mark.parametrize("seed", range(30))
def test_it_has_the_roots_values_and_proofs_of_the_library(seed: int) -> None:
    chance = random.Random(seed)
    ours, theirs = Trie(), HexaryTrie({}, prune=True)
    length = chance.choice((2, 3, 32))
    keys = [some_key(chance, length) for _ in range(chance.randrange(1, 40))]
    for _ in range(100):
        key = chance.choice(keys)
        if chance.random() < 0.35:
            del ours[key]
            if key in theirs:
                del theirs[key]  # type: ignore[no-untyped-call]
        else:
            value = bytes((chance.randrange(1, 256),)) * chance.choice((1, 2, 33, 70))
            ours[key] = theirs[key] = value
        if chance.random() < 0.3:
            assert ours.root == theirs.root_hash
        asked = chance.choice((chance.choice(keys), chance.randbytes(length)))
        assert ours.get(asked) == theirs[asked]
        assert ours.proof(asked) == proof_of(theirs, asked)
    assert ours.root == theirs.root_hash


def test_one_from_which_all_is_removed_is_empty() -> None:
    trie = Trie()
    keys = [keccak(bytes((number,))) for number in range(50)]
    for key in keys:
        trie[key] = b"\x01"
    assert trie.root != EMPTY_ROOT
    for key in keys:
        del trie[key]
        del trie[key]  # a second time does nothing
    assert (trie.root, trie.proof(keys[0])) == (EMPTY_ROOT, ())


def test_hashing_that_is_stopped_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped, whole = Trie(), Trie()
    for number in range(500):
        stopped[keccak(bytes((number % 256, number // 256)))] = b"\x01"
        whole[keccak(bytes((number % 256, number // 256)))] = b"\x01"
    looks, stops = 0, 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks % 10 == 0:
            raise TimeUp(1)

    monkeypatch.setattr("pydemo.evm.trie.check", check)
    while True:
        try:
            root = stopped.root
            break
        except TimeUp:
            stops += 1
    monkeypatch.undo()
    assert stops > 5
    assert root == whole.root


@pytest.mark.parametrize("count", [1, 2, 127, 128, 129, 300])
def test_a_list_by_its_numbers_has_the_root_of_the_library(count: int) -> None:
    """Blocks' transactions and receipts: their keys have several lengths."""
    ours, theirs = Trie(), HexaryTrie({})
    for number in range(count):
        ours[encode(number)] = theirs[encode(number)] = bytes((number % 255 + 1,)) * 40
    assert ours.root == theirs.root_hash
