"""What broken or hostile clients send: an error or the end of the connection, and no traceback."""

from __future__ import annotations

import json
import signal
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from node.client import Rpc
from node.process import RunningNode
from node.raw_client import connection, head, until_the_end
from node.test_http import CHAIN_ID, REQUEST

BODY = json.dumps(REQUEST).encode()
CHUNKED = head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")


@pytest.fixture(scope="module")
def suffering(engine: str) -> Iterator[RunningNode]:
    """A node that bears all of this, still answers, and has not said a word."""
    node = RunningNode("--engine", engine)
    try:
        yield node
        assert Rpc(node.url)("eth_chainId") == "0x7a69"
        assert node.end(signal.SIGINT) == (0, "")
    finally:
        node.close()


def told_for(node: RunningNode, raw: bytes) -> bytes:
    """All that is answered until the node closes."""
    with connection(node.url) as client:
        client.sendall(raw)
        return until_the_end(client)


def answered(node: RunningNode, body: bytes) -> Any:
    headers = {"Content-Type": "application/json"}
    response = requests.post(node.url, data=body, headers=headers, timeout=30)
    assert response.status_code == 200
    return json.loads(response.content, parse_constant=pytest.fail)


# --- connections ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"P",
        head(10)[:30],
        head(100),
        head(100) + b'{"jsonrpc"',
        CHUNKED + b"5\r\n{",
    ],
)
def test_a_client_that_leaves_in_the_middle_leaves_nothing(
    suffering: RunningNode, raw: bytes
) -> None:
    with connection(suffering.url) as client:
        client.sendall(raw)
        client.shutdown(socket.SHUT_WR)
        assert b"200 OK" not in until_the_end(client)


@pytest.mark.parametrize("raw", [head(100) + b"{", head(len(BODY)) + BODY, b"GET / HTTP/1.1\r\n"])
def test_a_client_that_breaks_the_connection_off_leaves_nothing(
    suffering: RunningNode, raw: bytes
) -> None:
    client = connection(suffering.url)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.sendall(raw)
    client.close()  # with RST
    assert Rpc(suffering.url)("eth_chainId") == "0x7a69"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),  # TLS
        (b"POST / HTTP/1.1\r\nHost localhost\r\n\r\n", 400),
        (head(1, "Content-Length: 2"), 400),
        (head(0).replace(b"Content-Length: 0", b"Content-Length: -5"), 400),
        (head(0).replace(b"Content-Length: 0", b"Content-Length: +5"), 400),
        (head(5, "Transfer-Encoding: chunked") + b"0\r\n\r\n", 400),
        (head(0, "X: " + "a" * 20_000), 431),
        (b"a" * 20_000, 431),
        (head(6 * 2**20), 413),
        (head(10**15), 413),
        (b"PUT / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        (b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (CHUNKED + b"hello\r\n", 400),
        (head(len(BODY), "Expect: a miracle") + BODY, 417),
        (CHUNKED.replace(b"chunked", b"chunked\r\nExpect: a miracle") + b"0\r\n\r\n", 417),
        (head(6 * 2**20, "Expect: 100-continue"), 413),
        (head(5, "Content-Encoding: gzip") + b"hello", 400),
    ],
)
def test_what_is_no_request_of_http_is_refused(
    suffering: RunningNode, raw: bytes, status: int
) -> None:
    assert told_for(suffering, raw).split()[1] == b"%d" % status


@pytest.mark.parametrize(
    "raw",
    [
        head(len(BODY)) + BODY,
        head(len(BODY), "Connection: close") + BODY,
        head(len(BODY), "Expect: 100-continue") + BODY,
        CHUNKED + b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY),
        (head(len(BODY)) + BODY).replace(b"HTTP/1.1", b"HTTP/1.0"),
        (head(len(BODY)) + BODY).replace(b"Content-Type: ", b"content-type:\t"),
        (head(len(BODY)) + BODY).replace(b"/json", b"/json; charset=utf-8"),
        (head(len(BODY)) + BODY).replace(b"POST /", b"POST http://localhost/rpc?a=b"),
    ],
)
def test_what_http_allows_is_answered(suffering: RunningNode, raw: bytes) -> None:
    with connection(suffering.url) as client:
        client.sendall(raw)
        told = b""
        while b"}" not in told:
            told += client.recv(1000)
    assert b" 200 OK\r\n" in told
    assert json.loads(told[told.index(b"{") :].partition(b"\r\n")[0]) == CHAIN_ID


@pytest.mark.parametrize(
    ("start", "rest"),
    [
        (head(len(BODY), "Expect: 100-continue"), BODY),
        (
            CHUNKED.replace(b"chunked", b"chunked\r\nExpect: 100-Continue"),
            b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY),
        ),
    ],
)
def test_a_client_that_waits_to_be_told_to_go_on_is_told(
    suffering: RunningNode, start: bytes, rest: bytes
) -> None:
    """curl does with larger bodies, and sends nothing until then, for a second."""
    with connection(suffering.url) as client:
        client.sendall(start)
        assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(rest)
        assert client.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_connection_that_was_used_otherwise_is_not_kept(suffering: RunningNode) -> None:
    asked = b"OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert told_for(suffering, asked + asked).count(b"HTTP/1.1 204") == 1


# --- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace(b"[]", b"[NaN]"),
        BODY.replace(b"[]", b"[-Infinity]"),
        BODY.replace(b"[]", b"[%b]" % (b"9" * 5_000)),
        BODY.replace(b"[]", b"[" * 600 + b"]" * 600),
        BODY.replace(b"[]", b"[" * 10**6),
        BODY.replace(b"eth_chainId", b"eth_\xff\xfe"),
        BODY.replace(b"eth_chainId", b"eth_\xed\xa0\x80"),
        BODY.decode().encode("utf-16"),
        b"\xef\xbb\xbf" + BODY,
        BODY + BODY,
        b"\x00",
    ],
)
def test_what_is_no_json_or_cannot_be_held_is_a_parse_error(
    suffering: RunningNode, body: bytes
) -> None:
    told = answered(suffering, body)
    assert (told["id"], told["error"]["code"]) == (None, -32700)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"jsonrpc": "2.0", "id": 1e999, "method": "eth_chainId"}', -32600),
        (b'{"jsonrpc": "2.0", "id": -1e999, "method": "eth_chainId"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "\\ud800"}', -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "%b"}' % (b"a" * 10**6), -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "eth_getBalance", "params": [1e999]}', -32602),
        (
            b'{"jsonrpc": "2.0", "id": 1, "method": "eth_getBalance", "params": [%b]}'
            % (b"9" * 4_000),
            -32602,
        ),
        (
            b'{"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", '
            b'"params": ["\\ud800", true]}',
            -32602,
        ),
        (
            b'{"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [%b]}'
            % (b"[" * 400 + b"]" * 400),
            -32602,
        ),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "anvil_reset", "params": [1]}', -32602),
    ],
)
def test_values_out_of_the_ordinary_have_an_error_of_the_standard(
    suffering: RunningNode, body: bytes, code: int
) -> None:
    told = answered(suffering, body)
    assert told["error"]["code"] == code
    assert len(told["error"]["message"]) < 300


def test_of_keys_that_come_twice_the_last_one_counts(suffering: RunningNode) -> None:
    body = (
        b'{"jsonrpc": "2.0", "id": 5, "method": "nothing", "params": [], '
        b'"method": "eth_chainId", "id": 1}'
    )
    assert answered(suffering, body) == CHAIN_ID


# --- WebSocket ------------------------------------------------------------------------------------


def test_a_binary_frame_is_read_as_a_text_is(suffering: RunningNode) -> None:
    with connect(suffering.socket) as client:
        client.send(BODY)
        assert json.loads(client.recv(10)) == CHAIN_ID
        client.send(b"\xff\xfe")
        assert json.loads(client.recv(10))["error"]["code"] == -32700


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([Frame(Opcode.TEXT, b" " * (5 * 2**20 + 1))], 1009),
        (
            [Frame(Opcode.TEXT, b" " * 2**20, fin=False)]
            + [Frame(Opcode.CONT, b" " * 2**20, fin=False)] * 5,
            1009,
        ),
        ([Frame(Opcode.TEXT, b"\xff\xfe")], 1007),
        ([Frame(Opcode.CONT, b"of nothing")], 1002),
    ],
)
def test_a_frame_that_must_not_be_ends_the_connection(
    suffering: RunningNode, frames: list[Frame], code: int
) -> None:
    with connect(suffering.socket, compression=None) as client:
        with suppress(OSError):  # it may be told before it has sent all
            client.socket.sendall(b"".join(frame.serialize(mask=True) for frame in frames))
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


def test_a_websocket_that_is_broken_off_leaves_nothing(suffering: RunningNode) -> None:
    with connect(suffering.socket) as client:
        client.send(json.dumps({**REQUEST, "method": "eth_subscribe", "params": ["newHeads"]}))
        client.recv(10)
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.socket.shutdown(socket.SHUT_RDWR)
    Rpc(suffering.url)("evm_mine")
    assert Rpc(suffering.url)("eth_chainId") == "0x7a69"
