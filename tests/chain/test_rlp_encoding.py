"""Our RLP is the library's."""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st
from rounds import bounds

from pydemo.chain.rlp_encoding import encode

NUMBERS = st.integers(0, 2**256 - 1)
TREES: Any = st.recursive(
    NUMBERS | st.binary(max_size=80), lambda inner: st.lists(inner, max_size=6)
)


@bounds(examples=200)
@given(TREES)
def test_any_tree_is_encoded_as_by_the_library(tree: Any) -> None:
    assert encode(tree) == rlp.encode(tree)


@pytest.mark.parametrize("length", [0, 1, 54, 55, 56, 57, 255, 256, 65_535, 65_536])
@pytest.mark.parametrize("byte", [0x00, 0x7F, 0x80])
def test_lengths_where_the_head_changes(length: int, byte: int) -> None:
    for item in (bytes([byte]) * length, [bytes([byte])] * length):
        assert encode(item) == rlp.encode(item)
