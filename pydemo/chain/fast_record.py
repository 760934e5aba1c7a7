"""The fast engine's chain as lines of JSON: each block with what it changed, and the way back.

Values are plain numbers, bytes are hex digits. A change is told with the value after it; taken up
in order, they give both the state and the record of how it came about: past states are there too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydemo.chain.envelope import Signature
from pydemo.chain.fast import FastEngine
from pydemo.chain.fast_block import Block, Mined
from pydemo.chain.header import Header
from pydemo.evm.delegation import Authorization
from pydemo.evm.state import State
from pydemo.evm.transaction import Message

_BALANCE, _NONCE, _CODE, _IMPERSONATED, _STORAGE = range(5)
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Entry(NamedTuple):
    """A block, or changes made between two blocks."""

    number: int | None
    """The block's; None for changes without one."""
    changes: int
    """How many the record holds after it."""
    text: str


class Mark(NamedTuple):
    """How much of a chain there is, or has been told."""

    changes: int
    """In its record."""
    blocks: int
    """With the genesis block."""


GENESIS = Mark(0, 1)
"""A chain that has just begun."""


class Recorder:
    """Tells what an engine has beyond a mark. It keeps none itself: only its user knows what has
    arrived where it belongs."""

    def __init__(self, engine: FastEngine) -> None:
        self._engine = engine
        self._state: State | None = None
        self._tables: dict[int, tuple[int, int]] = {}

    def now(self) -> Mark:
        """The whole of the chain."""
        return Mark(len(self._engine.changes), len(self._engine.blocks))

    def new(self, told: Mark) -> Iterator[Entry]:
        """What there is beyond a mark, which the chain must not have gone back before."""
        engine, now = self._engine, self.now()
        if now == told:
            return
        start, changes = told.changes, self._told(told.changes, now.changes)
        for block in engine.blocks[told.blocks :]:
            part = changes[: block.changes - start]
            del changes[: block.changes - start]
            start = block.changes
            yield Entry(block.number, start, _encode([_block_fields(block), part]))
        if changes:
            yield Entry(None, now.changes, _encode([None, changes]))

    def _told(self, start: int, end: int) -> list[list[Any]]:
        """Changes with the values after them: those before the next change, or the present ones."""
        told: list[list[Any]] = []
        later: dict[tuple[int, Any], Any] = {}
        for table, key, before in reversed(list(self._engine.changes.between(start, end))):
            place = (id(table), key)
            after = later[place] if place in later else table.get(key)
            later[place] = before
            kind, address = self._name_of(table)
            if kind == _STORAGE:
                told.append([kind, address, key, after])
            else:
                told.append([kind, key, after.hex() if isinstance(after, bytes) else after])
        told.reverse()
        return told

    def _name_of(self, table: dict[Any, Any]) -> tuple[int, int]:
        """What a table holds, and of whom where it is an account's storage."""
        found = self._tables.get(id(table))
        if found is None or self._state is not self._engine.state:
            self._name_tables()
            found = self._tables[id(table)]
        return found

    def _name_tables(self) -> None:
        state, tables = self._engine.state, self._tables
        if self._state is not state:
            self._state = state
            tables.clear()
            fixed = (state.balance, state.nonce, state.code, self._engine.impersonated)
            tables.update({id(table): (kind, 0) for kind, table in enumerate(fixed)})
        for address in reversed(state.storage):  # the newest are last
            slots = state.storage[address]
            if id(slots) in tables:
                break
            tables[id(slots)] = (_STORAGE, address)


def take_up(engine: FastEngine, texts: Iterator[str]) -> None:
    """Let a fresh engine have the chain that was told.

    Raises:
        ValueError, TypeError, KeyError, IndexError: it was changed since.
    """
    engine.take_up(_blocks(engine, texts))


def _blocks(engine: FastEngine, texts: Iterator[str]) -> Iterator[Block]:
    state, changes = engine.state, engine.changes
    fixed: list[dict[Any, Any]] = [state.balance, state.nonce, state.code, engine.impersonated]
    for text in texts:
        block_fields, told = json.loads(text)
        for change in told:
            kind = change[0]
            if kind == _STORAGE:
                changes.put(state.slots(change[1]), change[2], change[3])
            elif kind == _CODE:
                code = change[2]
                changes.put(state.code, change[1], None if code is None else bytes.fromhex(code))
            else:
                changes.put(fixed[kind], change[1], change[2])
        if block_fields is not None:
            block = _read_block(block_fields, engine)
            if block.changes != len(changes):
                raise ValueError(f"block {block.number} lacks some of its changes")
            yield block


def _block_fields(block: Block) -> list[Any]:
    return [
        block.number,
        block.timestamp,
        block.base_fee,
        block.coinbase,
        block.gas_used,
        block.hash.hex(),
        block.changes,
        block.excess_blob_gas,
        [_mined_fields(mined) for mined in block.transactions],
        *_seen_fields(block.seen),
    ]


def _seen_fields(seen: Header | None) -> list[list[Any]]:
    """What code saw otherwise; most blocks have nothing."""
    if seen is None or seen == Header():
        return []
    coinbase = None if seen.coinbase is None else seen.coinbase.hex()
    return [[coinbase, seen.gas_limit, seen.prevrandao]]


def _read_seen(fields: list[Any]) -> Header:
    coinbase, gas_limit, prevrandao = fields
    return Header(
        coinbase=None if coinbase is None else bytes.fromhex(coinbase),
        gas_limit=gas_limit,
        prevrandao=prevrandao,
    )


def _read_block(fields: list[Any], engine: FastEngine) -> Block:
    number, timestamp, base_fee, coinbase, gas_used, digest, changes, blobs, mined, *rest = fields
    parent = engine.blocks[-1]
    if number != parent.number + 1:
        raise ValueError(f"block {number} does not follow block {parent.number}")
    block = Block(
        number, timestamp, base_fee, parent.hash, coinbase, gas_used, bytes.fromhex(digest), changes
    )
    block.is_begun, block.excess_blob_gas, block.chain_id = True, blobs, engine.chain_id
    block.seen = _read_seen(rest[0]) if rest else None
    found: list[Mined] = []
    block.transactions = found
    for entry in mined:
        found.append(_read_mined(entry, block))
    block.transactions = tuple(found)
    return block


def _mined_fields(mined: Mined) -> list[Any]:
    succeeded, gas_used, created, logs, changes = mined.facts
    return [
        message_fields(mined.message, mined.signature),
        mined.tx_hash.hex(),
        [succeeded, gas_used, created, logs.hex(), changes],
    ]


def _read_mined(fields: list[Any], block: Block) -> Mined:
    sent, tx_hash, (succeeded, gas_used, created, logs, changes) = fields
    message, signature = read_message(sent)
    facts = (succeeded, gas_used, created, bytes.fromhex(logs), changes)
    return Mined.of_record(block, message, signature, bytes.fromhex(tx_hash), facts)


def message_fields(message: Message, signature: Signature) -> list[Any]:
    """A transaction as JSON has it."""
    plain = [*message[:5], message.data.hex(), *message[6:9]]
    rest = [
        message.access_list,
        message.blob_hashes,
        message.max_blob_fee,
        [[e.chain_id, e.address, e.nonce, e.y_parity, e.r, e.s] for e in message.authorizations],
    ]
    # Most have none of these.
    return [[signature.v, signature.r, signature.s], plain, *([rest] if any(rest) else [])]


def read_message(fields: list[Any]) -> tuple[Message, Signature]:
    """`message_fields` read back."""
    (v, r, s), plain, *rest = fields
    plain[5] = bytes.fromhex(plain[5])
    message = Message(*plain)
    if rest:
        listed, blobs, blob_fee, permissions = rest[0]
        message = message._replace(
            access_list=tuple((address, tuple(slots)) for address, slots in listed),
            blob_hashes=tuple(blobs),
            max_blob_fee=blob_fee,
            authorizations=tuple(Authorization(*entry) for entry in permissions),
        )
    return message, Signature(v, r, s)
