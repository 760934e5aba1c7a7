"""Our RLP is the library's, both ways."""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st
from rounds import bounds

from pydemo.evm.rlp_coding import NotRlp, decode, encode

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


@bounds(examples=200)
@given(TREES)
def test_any_tree_is_read_back_as_by_the_library(tree: Any) -> None:
    assert decode(encode(tree)) == rlp.decode(encode(tree))


@bounds(examples=500)
@given(TREES, st.data())
def test_damaged_bytes_are_refused_where_the_library_refuses_them(tree: Any, data: Any) -> None:
    raw = bytearray(encode(tree))
    place = data.draw(st.integers(0, len(raw) - 1))
    change = data.draw(st.sampled_from(["cut", "grow", "set"]))
    if change == "cut":
        del raw[place:]
    elif change == "grow":
        raw.insert(place, data.draw(st.integers(0, 255)))
    else:
        raw[place] = data.draw(st.integers(0, 255))
    try:
        expected = rlp.decode(bytes(raw))
    except (rlp.exceptions.DecodingError, IndexError):  # the library's own, for nothing at all
        with pytest.raises(NotRlp):
            decode(bytes(raw))
    else:
        assert decode(bytes(raw)) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "8101",  # a byte below 0x80 stands for itself
        "b801ff",  # a length of 1 in the long form
        "b90038" + "00" * 56,  # a length that begins with a zero
        "83ffff",  # cut short
        "c2820102",  # an item longer than its list
        "c28101",
        "80c0",  # more than one item
        "f800",
    ],
)
def test_what_can_be_written_shorter_or_is_cut_is_no_rlp(raw: str) -> None:
    with pytest.raises(NotRlp):
        decode(bytes.fromhex(raw))
    with pytest.raises((rlp.exceptions.DecodingError, IndexError)):
        rlp.decode(bytes.fromhex(raw))


def test_lists_are_read_as_deep_as_anybody_needs_and_no_deeper() -> None:
    def nested(depth: int) -> bytes:
        item: Any = []
        for _ in range(depth):
            item = [item]
        return encode(item)

    assert decode(nested(64)) == rlp.decode(nested(64))
    for depth in (65, 200):
        with pytest.raises(NotRlp, match="nested"):
            decode(nested(depth))
