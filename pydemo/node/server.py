"""HTTP and WebSocket on one port: what comes in is guarded, answered, and given back in time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMsgType, web

from pydemo.node.dispatch import answer
from pydemo.node.failure import METHOD_NOT_FOUND, RpcError
from pydemo.node.guard import Guard, Limits
from pydemo.node.subscriptions import Subscriptions

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.http_parser import RawRequestMessage
    from aiohttp.streams import StreamReader
    from aiohttp.web_protocol import RequestHandler

    from pydemo.node.served import ServedChain


class RpcServer:
    """Serves a chain.

    Requests are answered one after the other, as the event loop hands them over: the chain is never
    seen in the middle of a change.
    """

    def __init__(self, served: ServedChain, guard: Guard, limits: Limits) -> None:
        self._served, self._guard, self._limits = served, guard, limits
        self._server: web.Server | None = None
        self._runner: web.ServerRunner | None = None
        self._sockets: set[web.WebSocketResponse] = set()

    async def start(self, host: str, port: int) -> int:
        """Listen. Returns the port, which the system chooses for port 0.

        Raises:
            OSError: the port is taken, or the address is not this machine's.
        """
        self._server = web.Server(
            self._handle,
            request_factory=self._request,
            access_log=None,
            keepalive_timeout=self._limits.idle,
        )
        self._runner = web.ServerRunner(self._server, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, backlog=self._limits.connections).start()
        found: int = self._runner.addresses[0][1]
        return found

    async def close(self) -> None:
        for socket in tuple(self._sockets):
            with suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(1):
                    await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the node ends")
        if self._runner is not None:
            await self._runner.cleanup()

    def _request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: RequestHandler,
        writer: AbstractStreamWriter,
        task: asyncio.Task[None],
    ) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        size = self._limits.body
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=size)

    # --- HTTP -------------------------------------------------------------------------------------

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = request.headers
        origin = headers.get("Origin")
        reason = self._guard.objection(headers.get("Host"), origin)
        if reason is not None:
            return _refused(403, reason)
        assert self._server is not None
        if len(self._server.connections) > self._limits.connections:
            return _refused(503, f"{self._limits.connections} connections are the most")
        shared = {} if origin is None else _cross_origin(origin)
        if request.method == "POST":
            return await self._post(request, shared)
        if request.method == "GET" and headers.get("Upgrade", "").lower() == "websocket":
            return await self._socket(request)
        if request.method == "OPTIONS":
            return web.Response(status=204, headers=shared)
        return web.Response(
            status=405,
            headers={"Allow": "POST, OPTIONS", **shared},
            text="JSON-RPC is spoken here: POST a request, or open a WebSocket\n",
        )

    async def _post(self, request: web.BaseRequest, shared: dict[str, str]) -> web.StreamResponse:
        if request.content_type not in ("application/json", "application/json-rpc"):
            # A form needs no leave of the browser's to be sent from any page; JSON does.
            return _refused(415, "the Content-Type must be application/json")
        try:
            async with asyncio.timeout(self._limits.patience):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _refused(413, f"a request has {self._limits.body} bytes at most")
        except TimeoutError:
            return _refused(408, "the request did not come to its end in time")
        told = answer(self._served, body, _NO_SUBSCRIPTIONS)
        response = web.Response(body=told, content_type="application/json", headers=shared)
        try:
            async with asyncio.timeout(self._limits.patience):
                await response.prepare(request)
                await response.write_eof()
        except TimeoutError:  # it does not read its answer
            if request.transport is not None:
                request.transport.abort()
        return response

    # --- WebSocket --------------------------------------------------------------------------------

    async def _socket(self, request: web.BaseRequest) -> web.WebSocketResponse:
        limits = self._limits
        socket = web.WebSocketResponse(heartbeat=limits.idle / 2, max_msg_size=limits.body)
        await socket.prepare(request)
        outbox: asyncio.Queue[str] = asyncio.Queue(limits.backlog)

        def send(message: str) -> None:
            try:
                outbox.put_nowait(message)
            except asyncio.QueueFull:  # it does not read what it has subscribed to
                if request.transport is not None:
                    request.transport.abort()

        subscriptions = Subscriptions(self._served, send)
        extra = {
            "eth_subscribe": subscriptions.subscribe,
            "eth_unsubscribe": subscriptions.unsubscribe,
        }
        writer = asyncio.create_task(self._write(socket, outbox, request))
        self._sockets.add(socket)
        try:
            async for message in socket:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                if told := answer(self._served, message.data, extra):
                    send(told.decode())
        finally:
            subscriptions.close()
            self._sockets.discard(socket)
            writer.cancel()
        return socket

    async def _write(
        self,
        socket: web.WebSocketResponse,
        outbox: asyncio.Queue[str],
        request: web.BaseRequest,
    ) -> None:
        """Send what waits, in order; a client that does not take it in time is dropped."""
        with suppress(ConnectionError):
            while True:
                message = await outbox.get()
                try:
                    async with asyncio.timeout(self._limits.patience):
                        await socket.send_str(message)
                except TimeoutError:
                    if request.transport is not None:
                        request.transport.abort()
                    return


def _no_notifications(_params: list[Any]) -> Any:
    raise RpcError(METHOD_NOT_FOUND, "notifications not supported: subscribe over a WebSocket")


_NO_SUBSCRIPTIONS = dict.fromkeys(("eth_subscribe", "eth_unsubscribe"), _no_notifications)


def _refused(status: int, reason: str) -> web.Response:
    response = web.Response(status=status, text=reason + "\n")
    response.force_close()
    return response


def _cross_origin(origin: str) -> dict[str, str]:
    """What a browser asks before it lets a page of another origin talk to the node."""
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "600",
        "Vary": "Origin",
    }
