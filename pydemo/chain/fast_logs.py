"""Logs as one string of bytes, which is how the fast engine keeps them.

A transfer's log is five objects; as bytes it takes half the memory, the garbage collector has
nothing to look after, and whoever reads it cuts out what he needs.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydemo.chain.frames import Log
from pydemo.evm.state import LogEntry

_ADDRESS, _SIZE, _WORD = 20, 4, 32
_HEAD = _ADDRESS + 1 + _SIZE
"""The address, the number of topics, and the data's length; then come topics and data."""


def pack(entries: Sequence[LogEntry]) -> bytes:
    parts: list[bytes] = []
    for entry in entries:
        topics, data = entry.topics, entry.data
        parts.append(entry.address.to_bytes(_ADDRESS))
        parts.append(len(topics).to_bytes(1))
        parts.append(len(data).to_bytes(_SIZE))
        parts += [topic.to_bytes(_WORD) for topic in topics]
        parts.append(data)
    return b"".join(parts)


def unpack(packed: bytes) -> tuple[Log, ...]:
    logs, place = [], 0
    while place < len(packed):
        address = packed[place : place + _ADDRESS]
        first = place + _HEAD
        rest = first + _WORD * packed[place + _ADDRESS]
        place = rest + int.from_bytes(packed[first - _SIZE : first])
        topics = tuple([packed[at : at + _WORD] for at in range(first, rest, _WORD)])
        logs.append(Log(address, topics, packed[rest:place]))
    return tuple(logs)
