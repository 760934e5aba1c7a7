"""HTTP and WebSocket on one port: what comes in is guarded, answered, and given back in time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pydemo.node.dispatch import answering
from pydemo.node.failure import METHOD_NOT_FOUND, RpcError
from pydemo.node.guard import Guard, Limits
from pydemo.node.http import Connection
from pydemo.node.http_head import HeadReader
from pydemo.node.turns import Turns

if TYPE_CHECKING:
    from pydemo.node.full_http import FullHttp
    from pydemo.node.served import ServedChain


class RpcServer:
    """Serves a chain.

    Requests are answered one after the other, as the event loop hands them over, and what takes
    long has its turns among them: the chain is never seen in the middle of a change.
    """

    def __init__(self, served: ServedChain, guard: Guard, limits: Limits) -> None:
        self.served, self.guard, self.limits = served, guard, limits
        self._own: set[Connection] = set()
        self._heads = HeadReader(guard, limits)
        self._listener: asyncio.Server | None = None
        self._others: FullHttp | None = None
        self._sweep: asyncio.TimerHandle | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen. Returns the port, which the system chooses for port 0.

        Raises:
            OSError: the port is taken, or the address is not this machine's.
        """
        self._listener = await asyncio.get_running_loop().create_server(
            self._connection, host, port, backlog=self.limits.connections
        )
        self._sweep_later()
        found: int = self._listener.sockets[0].getsockname()[1]
        return found

    def _connection(self) -> Connection:
        return Connection(
            self._heads,
            self.limits,
            self.answer,
            lambda: self._full_http().protocol(),
            self._own,
            self.is_surplus,
            self.make_room,
        )

    def _full_http(self) -> FullHttp:
        """Made when it is first needed: most nodes never do, and aiohttp takes long to import."""
        if self._others is None:
            from pydemo.node.full_http import FullHttp

            self._others = FullHttp(self)
        return self._others

    async def close(self) -> None:
        if self._listener is not None:
            self._listener.close()
        if self._sweep is not None:
            self._sweep.cancel()
        for connection in tuple(self._own):
            connection.close()
        if self._others is not None:
            await self._others.close()

    def _sweep_later(self) -> None:
        """Look now and then for who takes too long: a timer for each would cost each request."""

        def sweep() -> None:
            for connection in tuple(self._own):
                connection.drop_if_overdue(loop.time())
            self._sweep_later()

        loop = asyncio.get_running_loop()
        often = min(self.limits.first, self.limits.patience, self.limits.idle) / 4
        self._sweep = loop.call_later(often, sweep)

    def is_surplus(self) -> bool:
        """Whether there are more connections than there may be."""
        return self.connections > self.limits.connections

    @property
    def connections(self) -> int:
        """How many are open."""
        others = 0 if self._others is None else self._others.connections
        return len(self._own) + others

    def make_room(self) -> None:
        """Before one more comes: end the one that was idle for longest if there are too many.

        Those on which nothing was ever asked go first: a client that keeps one means to ask again.
        """
        if self.connections < self.limits.connections:
            return
        idle = [connection for connection in self._own if connection.is_idle]
        if idle:
            min(idle, key=lambda connection: (connection.has_asked, connection.due)).drop()

    def answer(self, body: bytes) -> Turns[bytes]:
        """To what came by HTTP, where nobody can be told of anything later."""
        return answering(self.served, body, _NO_SUBSCRIPTIONS)


def _no_notifications(_params: list[Any]) -> Any:
    raise RpcError(METHOD_NOT_FOUND, "notifications not supported: subscribe over a WebSocket")


_NO_SUBSCRIPTIONS = dict.fromkeys(("eth_subscribe", "eth_unsubscribe"), _no_notifications)
