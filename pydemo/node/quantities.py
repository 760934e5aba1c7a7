"""Numbers, bytes and block names as JSON-RPC writes them: reading what comes, writing what goes.

Source: the Ethereum JSON-RPC specification's conventions. What goes out is canonical (no leading
zeros in a number, all digits of bytes); what comes in may be looser where other nodes take it.
"""

from __future__ import annotations

import re
from typing import Any

from pydemo.node.failure import RpcError, invalid

WORD = 2**256
_QUANTITY = re.compile(r"(?P<hex>0[xX][0-9a-fA-F]{1,512})|[0-9]{1,100}", re.ASCII)
"""Leading zeros are taken, as anvil takes them."""
NAMES = ("latest", "pending", "earliest", "safe", "finalized")


def quantity(number: int) -> str:
    return hex(number)


def data(raw: bytes) -> str:
    return "0x" + raw.hex()


def word(number: int) -> str:
    """32 bytes."""
    return f"0x{number:064x}"


def read_quantity(value: Any, what: str = "quantity", below: int = WORD) -> int:
    """A number as 0x digits; also a JSON number, or decimal digits, which test suites send.

    Raises:
        RpcError: it is nothing of the kind, or too large.
    """
    number = -1
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str) and (digits := _QUANTITY.fullmatch(value)):
        number = int(value, 16) if digits["hex"] else int(value)
    if not 0 <= number < below:
        raise invalid(f"{what}: {_shown(value)} is no quantity such as 0x1f")
    return number


def read_data(value: Any, what: str = "data") -> bytes:
    """Bytes as 0x and pairs of digits."""
    if isinstance(value, str) and value[:2] in ("0x", "0X"):
        try:
            raw = bytes.fromhex(value[2:])
        except ValueError:
            pass
        else:
            if len(raw) * 2 == len(value) - 2:  # fromhex() passes over blanks
                return raw
    raise invalid(f"{what}: {_shown(value)} is no data such as 0x00ff")


def read_fixed(value: Any, size: int, what: str) -> bytes:
    raw = read_data(value, what)
    if len(raw) != size:
        raise invalid(f"{what}: {size} bytes are expected, there are {len(raw)}")
    return raw


def read_address(value: Any, what: str = "address") -> bytes:
    return read_fixed(value, 20, what)


def read_hash(value: Any, what: str = "hash") -> bytes:
    return read_fixed(value, 32, what)


def read_slot(value: Any, what: str = "slot") -> int:
    """A slot of storage: a number, or 32 bytes."""
    return read_quantity(value, what)


def read_boolean(value: Any, what: str) -> bool:
    if isinstance(value, bool):
        return value
    raise invalid(f"{what}: {_shown(value)} is neither true nor false")


def read_block(value: Any) -> int | str | bytes:
    """A block by number, by one of the `NAMES`, or by hash (EIP-1898)."""
    if value is None:
        return "latest"
    if isinstance(value, dict):
        if "blockHash" in value:
            return read_hash(value["blockHash"], "blockHash")
        return read_quantity(value.get("blockNumber"), "blockNumber")
    if value in NAMES:
        return str(value)
    try:
        return read_quantity(value, "block")
    except RpcError:
        raise invalid(
            f"block: {_shown(value)} is none of {', '.join(NAMES)}, and no number such as 0x1f"
        ) from None


def _shown(value: Any) -> str:
    """What a client sent, in a length that fits a message."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
