"""RLP of bytes, numbers and lists of them (Yellow Paper, appendix B).

The library `rlp` asks each item what it is and which sedes fit; that is half the cost of reading a
signed transaction, of which everything is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Item: TypeAlias = "bytes | int | Sequence[Item]"
_SHORT = 55
"""The longest content whose length is told in one byte."""


def encode(item: Item) -> bytes:
    """Numbers are big-endian without leading zeros; zero is empty."""
    if isinstance(item, int):
        if 0 < item < 0x80:
            return bytes((item,))
        item = item.to_bytes((item.bit_length() + 7) // 8)
    if isinstance(item, bytes):
        if len(item) == 1 and item[0] < 0x80:
            return item
        return _head(len(item), 0x80) + item
    content = b"".join([encode(part) for part in item])
    return _head(len(content), 0xC0) + content


def _head(length: int, offset: int) -> bytes:
    if length <= _SHORT:
        return bytes((offset + length,))
    size = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((offset + _SHORT + len(size),)) + size
