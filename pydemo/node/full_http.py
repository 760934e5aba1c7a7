"""HTTP in full, and WebSockets, by aiohttp: for what is no common request (`pydemo.node.http`)."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import ClientError, HttpVersion11, WSCloseCode, WSMsgType, web
from aiohttp.http import HttpProcessingError

from pydemo.node.dispatch import answering
from pydemo.node.http_head import (
    CONTINUE,
    CONTINUE_EXPECTED,
    JSON_TYPES,
    NO_JSON,
    TOO_SLOW,
    UNEXPECTED,
    cross_origin,
    too_large,
    too_many,
)
from pydemo.node.outbox import Outbox
from pydemo.node.subscriptions import Subscriptions
from pydemo.node.turns import with_others

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.http_parser import RawRequestMessage
    from aiohttp.streams import StreamReader
    from aiohttp.web_protocol import RequestHandler

    from pydemo.node.server import RpcServer


_CLIENTS_FAULTS = (ConnectionError, ClientError, HttpProcessingError, web.RequestPayloadError)


def _is_no_clients_fault(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], _CLIENTS_FAULTS))


_ASKS_FOR_PRIVATE = "Access-Control-Request-Private-Network"
"""What a browser sends before it lets a public page reach a machine on its own network."""
_log = logging.getLogger("pydemo.node.full_http")
_log.addFilter(_is_no_clients_fault)  # aiohttp would print a traceback for each


class FullHttp:
    """Takes connections over from a server, for one request or as a WebSocket."""

    def __init__(self, server: RpcServer) -> None:
        self._server, self._limits = server, server.limits
        self._http = web.Server(
            self._handle, request_factory=self._request, access_log=None, logger=_log
        )
        self._sockets: set[web.WebSocketResponse] = set()

    def protocol(self) -> asyncio.Protocol:
        """For a connection that is open."""
        return self._http()

    @property
    def connections(self) -> int:
        """How many have been taken over and are open."""
        return len(self._http.connections)

    async def close(self) -> None:
        for socket in tuple(self._sockets):
            with suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(1):
                    await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the node ends")
        await self._http.shutdown(1)

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
        try:
            return await self._respond(request)
        except _CLIENTS_FAULTS:
            return _refused(400, "the request is broken, or broken off")

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        is_socket = (
            request.method == "GET" and request.headers.get("Upgrade", "").lower() == "websocket"
        )
        response = self._refusal(request)
        if response is None and is_socket:
            return await self._socket(request)
        if response is None:
            response = await self._answer(request)
        response.force_close()  # so that what comes next is read the common way
        try:
            async with asyncio.timeout(self._limits.patience):
                await response.prepare(request)
                await response.write_eof()
        except TimeoutError:  # it does not read its answer
            if request.transport is not None:
                request.transport.abort()
        return response

    def _refusal(self, request: web.BaseRequest) -> web.Response | None:
        reason = self._server.guard.objection(
            request.headers.get("Host"), request.headers.get("Origin")
        )
        if reason is not None:
            return _refused(403, reason)
        return _refused(*too_many(self._limits)) if self._server.is_surplus() else None

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        origin = request.headers.get("Origin")
        shared = {} if origin is None else cross_origin(origin)
        if request.method == "POST":
            return await self._post(request, shared)
        if request.method == "OPTIONS":
            if shared and request.headers.get(_ASKS_FOR_PRIVATE) == "true":
                shared["Access-Control-Allow-Private-Network"] = "true"
            return web.Response(status=204, headers=shared)
        return web.Response(
            status=405,
            headers={"Allow": "POST, OPTIONS", **shared},
            text="JSON-RPC is spoken here: POST a request, or open a WebSocket\n",
        )

    async def _post(self, request: web.BaseRequest, shared: dict[str, str]) -> web.Response:
        if request.content_type not in JSON_TYPES:
            return _refused(*NO_JSON)
        expected = request.headers.get("Expect", "").lower()
        if expected and request.version >= HttpVersion11:  # one of HTTP/1.0 means nothing by it
            if expected != CONTINUE_EXPECTED:
                return _refused(*UNEXPECTED)
            if request.transport is not None:
                request.transport.write(CONTINUE)
        try:
            async with asyncio.timeout(self._limits.patience):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _refused(*too_large(self._limits))
        except TimeoutError:
            return _refused(*TOO_SLOW)
        told = await with_others(self._server.answer(body))
        return web.Response(body=told, content_type="application/json", headers=shared)

    # --- WebSocket --------------------------------------------------------------------------------

    async def _socket(self, request: web.BaseRequest) -> web.WebSocketResponse:
        limits = self._limits
        socket = web.WebSocketResponse(heartbeat=limits.idle / 2, max_msg_size=limits.body)
        await socket.prepare(request)

        def drop() -> None:  # it does not read what it has subscribed to
            if request.transport is not None:
                request.transport.abort()

        outbox = Outbox(limits.backlog, limits.backlog_size, drop)
        subscriptions = Subscriptions(self._server.served, outbox.tell)
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
                turns = answering(self._server.served, message.data, extra)
                if told := await with_others(turns):
                    await outbox.answer(told.decode())
        finally:
            subscriptions.close()
            self._sockets.discard(socket)
            writer.cancel()
        return socket

    async def _write(
        self,
        socket: web.WebSocketResponse,
        outbox: Outbox,
        request: web.BaseRequest,
    ) -> None:
        """Send what waits, in order; a client that does not take it in time is dropped."""
        try:
            while True:
                message = await outbox.take()
                async with asyncio.timeout(self._limits.patience):
                    await socket.send_str(message)
        except ConnectionError:
            pass
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()
        finally:
            outbox.close()  # or else an answer would wait for room for ever


def _refused(status: int, reason: str) -> web.Response:
    response = web.Response(status=status, text=reason + "\n")
    response.force_close()
    return response
