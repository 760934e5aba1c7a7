"""The keys of the test mnemonic are the library's."""

from __future__ import annotations

import pytest
from eth_account.hdaccount import key_from_seed, seed_from_mnemonic

from pydemo.chain.genesis import MNEMONIC
from pydemo.chain.key_derivation import derive_key


@pytest.mark.parametrize("index", [*range(12), 31, 999, 2**31 - 1])
def test_a_key_is_the_one_that_eth_account_derives(index: int) -> None:
    seed = seed_from_mnemonic(MNEMONIC, "")
    assert derive_key(index) == bytes(key_from_seed(seed, f"m/44'/60'/0'/0/{index}"))


def test_another_index_is_another_key() -> None:
    assert len({derive_key(index) for index in range(20)}) == 20
