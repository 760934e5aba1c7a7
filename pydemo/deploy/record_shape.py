"""What a record's file must look like: people edit files, and restore half of them."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

_HASH = re.compile(r"0x[0-9a-f]{64}")
_HASH_OR_NONE = re.compile(r"(0x[0-9a-f]{64})?")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_TEXTS: dict[str, re.Pattern[str]] = {
    "payload": re.compile(r"[0-9a-f]{64}"),
    "arguments": re.compile(r"([0-9a-f]{2})*"),
    "genesis": _HASH,
    "deployer": _ADDRESS,
    "address": re.compile(rf"({_ADDRESS.pattern})?"),
    "contracts": _ADDRESS,
    "reads": re.compile(r"0x([0-9a-f]{2})*"),
    **dict.fromkeys(("tx_hash", "block_hash", "code_hash"), _HASH_OR_NONE),
}
"""By a field's name, what its texts, or those in it, look like; all others may be anything."""


def check_shape(entry: Any, kind: type, where: str = "") -> None:
    """See that a JSON object has the fields of a dataclass, and each the values it can have.

    Lists of other dataclasses in it are seen to be lists, and no further.

    Raises ValueError, which names the place.
    """
    if not isinstance(entry, dict):
        raise ValueError(f"{where or 'the whole'} is no object")  # noqa: TRY004
    known = {one.name: str(one.type) for one in fields(kind)}
    for name, value in entry.items():
        place = f"{where}.{name}" if where else name
        if name not in known:
            raise ValueError(f"there is no field {place}")
        if not _fits(name, known[name], value):
            raise ValueError(f"{place} cannot be {_beginning(value)}")


def _fits(name: str, kind: str, value: Any) -> bool:
    if kind == "int":
        return type(value) is int and value >= 0
    if kind == "str":
        return _is_text(name, value)
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "dict[str, str]":
        return isinstance(value, dict) and all(_is_text(name, one) for one in value.values())
    return isinstance(value, list)


def _is_text(name: str, value: Any) -> bool:
    shape = _TEXTS.get(name)
    return isinstance(value, str) and (shape is None or shape.fullmatch(value) is not None)


def _beginning(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}..."
