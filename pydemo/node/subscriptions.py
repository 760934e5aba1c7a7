"""What a WebSocket has subscribed to: new heads, logs, transactions that begin to wait."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pydemo.node import wire
from pydemo.node.failure import LIMIT_EXCEEDED, RpcError, invalid
from pydemo.node.log_filter import LogFilter, matching_logs, read_log_filter, removed_logs
from pydemo.node.quantities import data

if TYPE_CHECKING:
    from pydemo.node.pool import Waiting
    from pydemo.node.served import ServedChain

MOST = 100
"""Of one connection."""


class Subscriptions:
    """Those of one connection.

    Args:
        send: takes a message for the client, and does not wait. False: the client is gone.
    """

    def __init__(self, served: ServedChain, send: Callable[[str], bool]) -> None:
        self._served, self._send = served, send
        self._heads: set[str] = set()
        self._logs: dict[str, LogFilter] = {}
        self._waiting: dict[str, bool] = {}
        """Whether the whole transaction is wanted, or its hash."""
        served.on_blocks.append(self._tell_blocks)
        served.on_undone.append(self._tell_undone)
        served.on_waiting.append(self._tell_waiting)

    def close(self) -> None:
        self._served.on_blocks.remove(self._tell_blocks)
        self._served.on_undone.remove(self._tell_undone)
        self._served.on_waiting.remove(self._tell_waiting)

    def subscribe(self, params: list[Any]) -> str:
        """``eth_subscribe``. Returns the subscription's id."""
        if not 1 <= len(params) <= 2:
            raise invalid("eth_subscribe takes the name of a subscription, and its options")
        kind, options = params[0], params[1] if len(params) == 2 else None
        if len(self._heads) + len(self._logs) + len(self._waiting) >= MOST:
            raise RpcError(LIMIT_EXCEEDED, f"{MOST} subscriptions are the most of a connection")
        name = f"0x{secrets.token_hex(16)}"
        if kind == "newHeads":
            self._heads.add(name)
        elif kind == "logs":
            self._logs[name] = read_log_filter(options or {})
        elif kind == "newPendingTransactions":
            self._waiting[name] = options is True
        else:
            raise invalid(
                f"there is no subscription {kind!r}: newHeads, logs and newPendingTransactions are"
            )
        return name

    def unsubscribe(self, params: list[Any]) -> bool:
        """``eth_unsubscribe``. Whether there was such a subscription."""
        if len(params) != 1 or not isinstance(params[0], str):
            raise invalid("eth_unsubscribe takes the id of a subscription")
        known = params[0] in self._heads or params[0] in self._logs or params[0] in self._waiting
        self._heads.discard(params[0])
        self._logs.pop(params[0], None)
        self._waiting.pop(params[0], None)
        return known

    def _tell_blocks(self, first: int) -> None:
        served = self._served
        numbers = range(first, served.height + 1)
        if self._heads:
            for number in numbers:
                head = wire.header(served.engine.get_block_by_number(number, False))
                if not all(self._tell(name, head) for name in self._heads):
                    return
        for name, wanted in self._logs.items():
            # One after the other, however many there are: the client's backlog is what ends it.
            mined = matching_logs(wanted, served.engine.blocks[first:])
            if not all(self._tell(name, log) for log in mined):
                return

    def _tell_undone(self, gone: Sequence[Any]) -> None:
        for name, wanted in self._logs.items():
            if not all(self._tell(name, log) for log in removed_logs(wanted, gone)):
                return

    def _tell_waiting(self, waiting: Waiting) -> None:
        for name, is_full in self._waiting.items():
            chain_id = self._served.engine.chain_id
            whole = wire.pending_transaction(waiting, chain_id) if is_full else data(waiting.hash)
            self._tell(name, whole)

    def _tell(self, name: str, result: Any) -> bool:
        params = {"subscription": name, "result": result}
        message = {"jsonrpc": "2.0", "method": "eth_subscription", "params": params}
        return self._send(json.dumps(message, separators=(",", ":")))
