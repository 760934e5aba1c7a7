"""A node's worse self: passes requests on to a real node, and fails when it is told to."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Fault = str | bytes | tuple[int, dict[str, str], bytes] | None
"""What happens to a request: None passes it on; "drop" loses the request and "lose" the answer,
both by closing the connection; "hang" never answers; bytes are the answer; a tuple is one with a
status and headers."""
Script = Callable[[str, int, list[Any]], Fault]
"""Decides by method, by how often it has been called (from 1), and by its parameters."""

SEND = "eth_sendRawTransaction"


def no_fault(_method: str, _time: int, _params: list[Any]) -> Fault:
    return None


class Proxy:
    """A running proxy.

    Attributes:
        script: what goes wrong; may be exchanged at any time.
        asked: how often each method was asked for, and ``passed`` how often that was passed on.
        connections: how many were opened.
    """

    def __init__(self, target: str) -> None:
        self.script: Script = no_fault
        self.asked: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.connections = 0
        self._address = urlsplit(target).netloc
        self._closing = threading.Event()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # One segment an answer: else Nagle's algorithm makes each 40 ms late.
            disable_nagle_algorithm = True
            wbufsize = -1

            def setup(self) -> None:
                proxy.connections += 1
                super().setup()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                proxy.answer(self, body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        request = json.loads(body)
        method = request["method"]
        self.asked[method] += 1
        fault = self.script(method, self.asked[method], request.get("params", []))
        if fault == "hang":
            self._closing.wait(30)
        if fault in ("drop", "hang"):
            return self._close(handler)
        if isinstance(fault, bytes):
            return self._write(handler, 200, {}, fault)
        if isinstance(fault, tuple):
            return self._write(handler, *fault)
        answer = self._forward(body)
        self.passed[method] += 1
        if fault == "lose":
            return self._close(handler)
        return self._write(handler, 200, {}, answer)

    def _forward(self, body: bytes) -> bytes:
        node = http.client.HTTPConnection(self._address)
        node.request("POST", "/", body, {"Content-Type": "application/json"})
        with node.getresponse() as response:
            return response.read()

    @staticmethod
    def _write(
        handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes
    ) -> None:
        handler.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    @staticmethod
    def _close(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy_to(target: str) -> Iterator[Proxy]:
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that another process does, however loaded the machine is. Fails if it does
    not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
