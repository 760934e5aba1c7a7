"""The state of all accounts in one piece, in the form of anvil's dumps: JSON, gzipped."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from pydemo.node import terms
from pydemo.node.failure import invalid
from pydemo.node.quantities import data, quantity, read_address, read_data, read_quantity, word

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

_MOST_BYTES = 2**28
"""Of a dump once it is unpacked."""
_GZIP = 16 + zlib.MAX_WBITS


def dump(served: ServedChain) -> bytes:
    engine = served.engine
    accounts = {
        data(address): {
            "nonce": engine.get_nonce(address),
            "balance": quantity(engine.get_balance(address)),
            "code": data(engine.get_code(address)),
            "storage": {word(slot): word(engine.get_storage(address, slot)) for slot in slots},
        }
        for address, slots in sorted(engine.held())
    }
    whole: dict[str, Any] = {
        "block": None,
        "accounts": accounts,
        "best_block_number": None,
        "blocks": [],
    }
    text = json.dumps({**whole, "transactions": []}, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def load(served: ServedChain, dumped: bytes) -> None:
    """Set the accounts of a dump: all of them, or none if one cannot be read.

    Raises:
        RpcError: it is no dump.
    """
    for change in list(_changes(served, _unpacked(dumped))):
        change()
    served.save()


def _unpacked(dumped: bytes) -> dict[str, Any]:
    unpacking = zlib.decompressobj(_GZIP)
    try:
        text = unpacking.decompress(dumped, _MOST_BYTES)
        if unpacking.unconsumed_tail:
            raise invalid(f"state: it has more than {_MOST_BYTES} bytes when unpacked")
        whole = json.loads(text)
        accounts: dict[str, Any] = whole["accounts"]
        entries = [(fields, fields.get("storage") or {}) for fields in accounts.values()]
        if all(isinstance(storage, dict) for _, storage in entries):
            return accounts
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise invalid("state: this is no gzipped dump with accounts, such as anvil_dumpState gives")


def _changes(served: ServedChain, accounts: dict[str, Any]) -> Iterator[Callable[[], None]]:
    engine = served.engine
    for name, fields in accounts.items():
        account = read_address(name)
        balance = read_quantity(fields.get("balance", 0), "balance")
        nonce = read_quantity(fields.get("nonce", 0), "nonce", terms.MOST_NONCE)
        yield partial(engine.set_balance, account, balance)
        yield partial(engine.set_nonce, account, nonce)
        yield partial(engine.set_code, account, read_data(fields.get("code", "0x"), "code"))
        yield partial(engine.clear_storage, account)
        for slot, value in (fields.get("storage") or {}).items():
            place, content = read_quantity(slot, "slot"), read_quantity(value, "slot's value")
            yield partial(engine.set_storage, account, place, content)
