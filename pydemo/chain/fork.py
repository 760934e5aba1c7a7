"""A copy of a network's newest state in this process: what is touched is fetched, nothing is sent.

For trying out transactions before they cost something: their gas, their addresses, their failures.
The EVM is the fast engine's; only where its dictionaries of accounts and slots have nothing, the
network is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from pydemo.chain.address import checksum
from pydemo.chain.fast import FastEngine
from pydemo.chain.fast_block import Block
from pydemo.chain.local import LocalNode
from pydemo.chain.node import Node


class _Fetched(dict[int, Any]):
    """A dictionary that asks for what it does not have, once. What is zero is absent, as in
    `evm.state.State`; so it must be remembered that something was removed here."""

    __slots__ = ("_fetch",)

    def __init__(self, fetch: Callable[[int], Any]) -> None:
        super().__init__()
        self._fetch = fetch

    def _find(self, key: int) -> Any:
        if not super().__contains__(key):
            super().__setitem__(key, self._fetch(key))
        return super().__getitem__(key)

    def get(self, key: int, default: Any = None) -> Any:
        return self._find(key) or default

    def __getitem__(self, key: int) -> Any:
        if found := self._find(key):
            return found
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return bool(self._find(key))  # type: ignore[arg-type]

    def __delitem__(self, key: int) -> None:
        super().__setitem__(key, 0)

    def pop(self, key: int, *default: Any) -> Any:
        before = self.get(key, *default)
        super().__setitem__(key, 0)
        return before


class ForkedEngine(FastEngine):
    """The fast engine on top of another node's state.

    Args:
        node: whose newest state is copied, as far as it is touched.
    """

    def __init__(self, node: Node) -> None:
        self._node, self.origin = node, node.head()
        self.chain_id = node.chain_id
        super().__init__(private_keys=())

    def reset_to_genesis(self) -> None:
        super().reset_to_genesis()
        state, w3, block = self.state, self._node.w3, self.origin.number

        def place(number: int) -> Any:
            return checksum(number.to_bytes(20))

        @cache
        def code(number: int) -> bytes:
            return bytes(w3.eth.get_code(place(number), block))

        def slots(number: int) -> dict[int, int]:
            if not code(number):
                return {}  # made here, so the network has no slots of it
            return _Fetched(
                lambda slot: int.from_bytes(w3.eth.get_storage_at(place(number), slot, block))
            )

        # The system's contracts are the engine's own, as each block writes to them.
        nonces, codes = state.nonce, state.code
        state.balance = _Fetched(lambda number: w3.eth.get_balance(place(number), block))
        state.nonce = _Fetched(lambda number: w3.eth.get_transaction_count(place(number), block))
        state.code = _Fetched(code)
        state.storage = _Storage(slots)
        state.nonce.update(nonces)
        state.code.update(codes)
        state.storage.update({number: {} for number in codes})
        head = self.origin
        first = Block(0, head.timestamp, max(head.base_fee, 7), self.seed.to_bytes(32))
        first.seal()
        first.parent_hash = bytes(32)
        self.blocks = [first]
        self._open_block()

    def begin_again(self, sender: bytes, nonce: int, places: Iterable[bytes]) -> None:
        """As if the sender's transaction of this nonce had not been sent, and nothing were at the
        places where it makes contracts."""
        state = self.state
        state.nonce[int.from_bytes(sender)] = nonce
        for number in map(int.from_bytes, places):
            state.code[number], state.nonce[number], state.storage[number] = b"", 0, {}


class _Storage(dict[int, dict[int, int]]):
    """Slots by account, each account's fetched as they are read."""

    __slots__ = ("_fetch",)

    def __init__(self, fetch: Callable[[int], dict[int, int]]) -> None:
        super().__init__()
        self._fetch = fetch

    def get(self, key: int, default: Any = None) -> Any:
        if not super().__contains__(key):
            super().__setitem__(key, self._fetch(key))
        return super().__getitem__(key)


class ForkedNode(LocalNode):
    """A node in this process that begins where another one is.

    ``origin`` is the number of that one's block which was its newest.
    """

    def __init__(self, node: Node) -> None:
        self.accounts = node.accounts
        self.engine: ForkedEngine = ForkedEngine(node)
        self.origin = self.engine.origin.number
        self.name, self.chain_id, self.seed = "fast, forked", node.chain_id, self.engine.seed
        self._bulk = None
