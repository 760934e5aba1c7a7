"""RLP of bytes, numbers and lists of them (Yellow Paper, appendix B).

The library `rlp` asks each item what it is and which sedes fit, and where it reads it also encodes
each part again; that was half the cost of taking in a signed transaction. And its import is slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Item: TypeAlias = "bytes | int | Sequence[Item]"
Decoded: TypeAlias = "bytes | list[Decoded]"
_SHORT = 55
"""The longest content whose length is told in one byte."""
_DEEPEST = 64
"""Lists within lists that are read: a transaction has four."""


class NotRlp(ValueError):
    """Bytes that are no RLP, or not in the one way there is to write them."""


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
    return encode_joined(b"".join([encode(part) for part in item]))


def encode_joined(content: bytes) -> bytes:
    """A list, of parts that are encoded and joined already."""
    return _head(len(content), 0xC0) + content


def content_of(raw: bytes) -> bytes:
    """The joined parts of an encoded list: `encode_joined` taken back. `raw` must be RLP."""
    return raw[1 if raw[0] <= 0xC0 + _SHORT else 1 + raw[0] - 0xC0 - _SHORT :]


def _head(length: int, offset: int) -> bytes:
    if length <= _SHORT:
        return bytes((offset + length,))
    size = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((offset + _SHORT + len(size),)) + size


def decode(raw: bytes) -> Decoded:
    """What all the bytes together are: bytes, or a list. What is a number, RLP does not say.

    Raises:
        NotRlp: they are cut short, too many, nested absurdly deep, or could be written shorter.
    """
    item, end = _read(raw, 0, len(raw), 0)
    if end != len(raw):
        raise NotRlp(f"{len(raw) - end} bytes are left over")
    return item


def _read(raw: bytes, start: int, limit: int, depth: int) -> tuple[Decoded, int]:
    """The item that begins at `start`, and where it ends, which is at `limit` at the latest."""
    if start >= limit:
        raise NotRlp("the data end where an item should begin")
    first = raw[start]
    if first < 0x80:
        return raw[start : start + 1], start + 1
    is_list = first >= 0xC0
    length = first - (0xC0 if is_list else 0x80)
    start += 1
    if length > _SHORT:
        after = start + length - _SHORT
        if raw[start : start + 1] == b"\0":
            raise NotRlp("a length begins with a zero")
        length = int.from_bytes(raw[start:after])
        if length <= _SHORT or after > limit:
            raise NotRlp("a length is cut short, or could be written shorter")
        start = after
    end = start + length
    if end > limit:
        raise NotRlp("an item is longer than what it is in")
    if not is_list:
        if length == 1 and raw[start] < 0x80:
            raise NotRlp("a small byte has a head it needs not")
        return raw[start:end], end
    if depth > _DEEPEST:
        raise NotRlp(f"lists are nested deeper than {_DEEPEST}")
    items: list[Decoded] = []
    while start < end:
        item, start = _read(raw, start, end, depth + 1)
        items.append(item)
    return items, end
