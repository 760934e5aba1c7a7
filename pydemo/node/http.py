"""HTTP as clients of JSON-RPC speak it: POST requests that say how long they are.

Nearly all that a node is asked comes like this, several times for one call through web3.py. So it
is read here, without a task, a stream and a dictionary of headers for each request. All else
(WebSockets, OPTIONS, chunked or compressed bodies, what is no HTTP) is handed over to whoever knows
HTTP in full, with the connection and what came by it.
Measured (CPU of the server for an eth_call under load): 217 us here, 428 us by aiohttp's server.
225 us with httptools' parser in place of this one: a further binary dependency, and turns, limits
and handing over would be ours all the same. aiohttp's parser takes 190 ms to import at the start.
Source: RFC 9112.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import cast

from pydemo.node.guard import Limits
from pydemo.node.http_head import CONTINUE, MOST_HEAD, TOO_SLOW, Head, HeadReader, too_many
from pydemo.node.turns import Turns


class Connection(asyncio.Protocol):
    """A client's connection: one request after the other.

    Args:
        reader: of the heads.
        limits: how much a client may ask for.
        answer: gives the answer to a body, in turns.
        others: makes the protocol that takes over what is not read here.
        present: all connections that are open here; this one puts itself among them.
        is_surplus: whether there are more connections than there may be.
        make_room: ends another, if there is one to be ended for this.
    """

    due: float
    """When it is ended, by the loop's clock, if nothing happens on it until then."""
    has_asked: bool
    """Whether a request's head has come."""

    def __init__(
        self,
        reader: HeadReader,
        limits: Limits,
        answer: Callable[[bytes], Turns[bytes]],
        others: Callable[[], asyncio.Protocol],
        present: set[Connection],
        is_surplus: Callable[[], bool],
        make_room: Callable[[], None],
    ) -> None:
        self._reader, self._limits, self._answer = reader, limits, answer
        self._others, self._present, self._is_surplus = others, present, is_surplus
        self._make_room = make_room
        self._buffer = bytearray()
        self._head: Head | None = None
        self._turns: Turns[bytes] | None = None
        self._is_blocked = self._is_ending = self._is_timed = self.has_asked = False
        self._loop = asyncio.get_running_loop()
        self._wait(min(limits.first, limits.idle))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._make_room()  # before it is one of them itself
        self._present.add(self)

    def connection_lost(self, _problem: Exception | None) -> None:
        self._present.discard(self)

    def close(self) -> None:
        self._transport.close()

    def drop(self) -> None:
        """End it without a word."""
        self._present.discard(self)
        self._transport.abort()

    @property
    def is_idle(self) -> bool:
        """Whether nothing of a request is here, and nothing of an answer has yet to go."""
        is_busy = self._is_blocked or self._is_ending or self._turns is not None
        return not (is_busy or self._buffer or self._head or self._transport.is_closing())

    def drop_if_overdue(self, now: float) -> None:
        """End it if the client has taken too long over what it does, or does nothing."""
        if now <= self.due or self._turns is not None:
            return
        if self._is_timed and not (self._is_ending or self._is_blocked):
            self._refuse(*TOO_SLOW)
        else:
            self.drop()

    def _wait(self, seconds: float) -> None:
        """For whatever comes next."""
        self.due, self._is_timed = self._loop.time() + seconds, False

    # --- reading ----------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if not self._is_ending:  # else it is read only so that the client comes to read too
            self._buffer += data
            self._go_on()

    def _go_on(self) -> None:
        """Answer the first request if all of it is here. Others wait until clients had a turn."""
        transport, buffer = self._transport, self._buffer
        if transport.is_closing() or self._is_ending:
            return
        if self._is_blocked or self._turns is not None:
            transport.pause_reading()
            return
        transport.resume_reading()
        if self._head is None and not self._read_head():
            return
        head = self._head
        assert head is not None
        if len(buffer) < head.length:
            self._wait_for_rest()
            return
        body = bytes(buffer[: head.length])
        del buffer[: head.length]
        self._head = None
        self._turns = self._answer(body)
        self._take_turn(head)

    def _take_turn(self, head: Head) -> None:
        """Go on with the answer to a request, which has this head."""
        transport, turns = self._transport, self._turns
        assert turns is not None
        if transport.is_closing():  # then nobody would read it
            turns.close()
            return
        try:
            next(turns)
        except StopIteration as done:
            told = bytes(done.value)
        else:
            transport.pause_reading()
            self._loop.call_soon(self._take_turn, head)
            return
        self._turns = None
        self._wait(self._limits.idle)
        transport.write(_response_head(200, len(told), "application/json", head.shared) + told)
        if head.is_last:
            transport.close()
        elif self._buffer:
            transport.pause_reading()
            self._loop.call_soon(self._go_on)
        else:
            transport.resume_reading()

    def _read_head(self) -> bool:
        """Returns whether there is a head, and one to go on with."""
        while self._buffer.startswith(b"\r\n"):  # some clients end a body with it
            del self._buffer[:2]
        end = self._buffer.find(b"\r\n\r\n", 0, MOST_HEAD) + 4
        if end < 4:
            if len(self._buffer) >= MOST_HEAD:
                self._refuse(431, f"a request's head has {MOST_HEAD} bytes at most")
            elif self._buffer:
                self._wait_for_rest()
            return False
        head = self._reader.read(bytes(self._buffer[:end]))
        if head is None:
            self._hand_over()
        elif self._is_surplus():
            self._refuse(*too_many(self._limits))
        elif head.refusal is not None:
            self._refuse(*head.refusal)
        else:
            del self._buffer[:end]
            self._head = head
            if head.is_awaited and len(self._buffer) < head.length:
                self._transport.write(CONTINUE)
            if not self.has_asked:  # the time for the first head is over
                self.has_asked = True
                self._wait(self._limits.idle)
            return True
        return False

    def _wait_for_rest(self) -> None:
        if self._is_timed:  # its time runs from its first byte on
            return
        rest = self._loop.time() + self._limits.patience
        self.due = rest if self.has_asked else min(rest, self.due)
        self._is_timed = True

    def _hand_over(self) -> None:
        self._present.discard(self)
        other = self._others()
        self._transport.set_protocol(other)
        other.connection_made(self._transport)
        other.data_received(bytes(self._buffer))

    # --- writing ----------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        self._is_blocked = True
        self._wait(self._limits.patience)

    def resume_writing(self) -> None:
        self._is_blocked = False
        self._wait(self._limits.idle)
        self._loop.call_soon(self._go_on)

    def _refuse(self, status: int, reason: str) -> None:
        """Say why, and end. What still comes is read, or else the client would not see why."""
        self._is_ending = True
        self._buffer.clear()
        self._wait(self._limits.patience)
        told = f"{reason}\n".encode()
        head = _response_head(
            status, len(told), "text/plain; charset=utf-8", "Connection: close\r\n"
        )
        self._transport.write(head + told)
        self._transport.write_eof()


def _response_head(status: int, length: int, kind: str, more: str) -> bytes:
    return (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {kind}\r\n"
        f"Date: {_date(int(time.time()))}\r\n{more}Content-Length: {length}\r\n\r\n"
    ).encode("latin-1")


@lru_cache(1)
def _date(now: int) -> str:
    return formatdate(now, usegmt=True)
