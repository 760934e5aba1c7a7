"""Bytes to a server and back, as no library for HTTP would send them; and servers to bear it."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import urlsplit

from pydemo.chain.local import LocalNode
from pydemo.node.clock import Clock
from pydemo.node.guard import Guard, Limits
from pydemo.node.served import ServedChain
from pydemo.node.server import RpcServer


@contextmanager
def serving(limits: Limits) -> Iterator[str]:
    """A server with limits so low that a test can reach them. Gives its URL."""
    with seen(limits) as (url, _):
        yield url


@contextmanager
def seen(limits: Limits) -> Iterator[tuple[str, RpcServer]]:
    """The same, and the server to look into."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    server = RpcServer(ServedChain(LocalNode(), Clock(step=1)), Guard(), limits)
    try:
        port = asyncio.run_coroutine_threadsafe(server.start("127.0.0.1", 0), loop).result(10)
        yield f"http://127.0.0.1:{port}", server
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: RpcServer) -> None:
    """As asyncio.run() does at its end: nothing is left waiting."""
    await server.close()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def connection(url: str) -> socket.socket:
    parts = urlsplit(url)
    assert parts.hostname is not None
    return socket.create_connection((parts.hostname, parts.port or 80), timeout=10)


def head(length: int, *lines: str) -> bytes:
    """Of a request with a body of so many bytes."""
    more = "".join(f"{line}\r\n" for line in lines)
    return (
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"{more}Content-Length: {length}\r\n\r\n"
    ).encode()


def wait_for(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Wait as long as it takes, on a machine that is busy too. Fails if it never is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def until_the_end(client: socket.socket) -> bytes:
    """All that still comes before the other side closes. Fails if it stays."""
    told = b""
    try:
        while part := client.recv(2**20):
            told += part
    except ConnectionResetError:
        pass
    return told
