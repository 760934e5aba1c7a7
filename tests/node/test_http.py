"""The server: what is no JSON-RPC, what is too much, and who is not let in."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from node.client import Rpc
from node.process import RunningNode
from pydemo.chain.local import LocalNode
from pydemo.node.clock import Clock
from pydemo.node.guard import Guard, Limits
from pydemo.node.served import ServedChain
from pydemo.node.server import RpcServer

JSON = {"Content-Type": "application/json"}
REQUEST: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
CHAIN_ID = {"jsonrpc": "2.0", "id": 1, "result": "0x7a69"}


def post(node: RunningNode, body: Any, **headers: str) -> requests.Response:
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    return requests.post(node.url, data=raw, headers={**JSON, **headers}, timeout=30)


def code_of(response: requests.Response) -> int:
    assert response.status_code == 200
    told = response.json()
    assert told["id"] is None
    return int(told["error"]["code"])


# --- what is no request ---------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "{", "hello", b"\xff\xfe", "[" * 100_000, '{"a":'])
def test_what_is_no_json_is_a_parse_error(node: RunningNode, body: Any) -> None:
    assert code_of(post(node, body)) == -32700


@pytest.mark.parametrize(
    "body", [1, '"x"', None, {}, {"id": 1}, {"method": 5, "id": 1}, [], {"method": "a", "id": {}}]
)
def test_what_is_no_request_is_an_invalid_one(node: RunningNode, body: Any) -> None:
    assert code_of(post(node, body)) == -32600


@pytest.mark.parametrize("params", [{"a": 1}, 5, "x", [1], ["0x1", "0x2", "0x3", "0x4"]])
def test_parameters_that_do_not_fit_are_told(node: RunningNode, params: Any) -> None:
    told = post(node, {**REQUEST, "method": "eth_getCode", "params": params}).json()
    assert (told["id"], told["error"]["code"]) == (1, -32602)


def test_an_unknown_method_does_not_exist(node: RunningNode) -> None:
    told = post(node, {**REQUEST, "method": "eth_noSuchThing"}).json()
    assert told["error"] == {"code": -32601, "message": "the method eth_noSuchThing does not exist"}


def test_subscribing_takes_a_websocket(node: RunningNode) -> None:
    told = post(node, {**REQUEST, "method": "eth_subscribe", "params": ["newHeads"]}).json()
    assert told["error"]["code"] == -32601
    assert "WebSocket" in told["error"]["message"]


@pytest.mark.parametrize("identifier", [1, "a", None, 1.5])
def test_an_answer_has_the_id_of_its_request(node: RunningNode, identifier: Any) -> None:
    assert post(node, {**REQUEST, "id": identifier}).json() == {**CHAIN_ID, "id": identifier}


def test_parameters_may_be_left_out(node: RunningNode) -> None:
    bare = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"}
    assert post(node, bare).json() == CHAIN_ID


# --- batches --------------------------------------------------------------------------------------


def test_a_batch_is_answered_in_order_with_its_failures(node: RunningNode) -> None:
    batch = [REQUEST, {**REQUEST, "id": 2, "method": "nothing"}, 5, {**REQUEST, "id": 3}]
    told = post(node, batch).json()
    assert [entry.get("id") for entry in told] == [1, 2, None, 3]
    assert [entry["error"]["code"] for entry in told if "error" in entry] == [-32601, -32600]


def test_a_notification_is_done_and_not_answered(node: RunningNode, ours: Rpc) -> None:
    before = ours("eth_blockNumber")
    silent = {"jsonrpc": "2.0", "method": "evm_mine", "params": []}
    assert post(node, silent).content == b""
    assert int(ours("eth_blockNumber"), 16) == int(before, 16) + 1
    assert post(node, [silent, REQUEST]).json() == [CHAIN_ID]


def test_a_batch_has_a_thousand_requests_at_most(node: RunningNode) -> None:
    assert len(post(node, [REQUEST] * 1_000).json()) == 1_000
    assert code_of(post(node, [REQUEST] * 1_001)) == -32600


# --- who is let in --------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost:8545", "127.0.0.1", "[::1]:80", "app.localhost"])
def test_loopback_names_are_the_nodes_own(node: RunningNode, host: str) -> None:
    assert post(node, REQUEST, Host=host).json() == CHAIN_ID


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::1", "@"]
)
def test_a_name_that_was_pointed_here_is_not_let_in(node: RunningNode, host: str) -> None:
    refused = post(node, REQUEST, Host=host)
    assert refused.status_code == 403
    assert "--allow-host" in refused.text


@pytest.mark.parametrize("origin", ["http://localhost:3000", "chrome-extension://abc"])
def test_pages_on_this_machine_and_wallets_are_let_in(node: RunningNode, origin: str) -> None:
    answered = post(node, REQUEST, Origin=origin)
    assert answered.json() == CHAIN_ID
    assert answered.headers["Access-Control-Allow-Origin"] == origin
    asked = requests.options(node.url, headers={"Origin": origin}, timeout=30)
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Headers"] == "Content-Type"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example"]
)
def test_other_pages_are_not_let_in(node: RunningNode, ours: Rpc, origin: str) -> None:
    before = ours("eth_blockNumber")
    refused = post(node, {**REQUEST, "method": "evm_mine"}, Origin=origin)
    assert refused.status_code == 403
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert ours("eth_blockNumber") == before


def test_what_a_form_could_send_is_not_taken(node: RunningNode) -> None:
    """A browser asks nobody before it posts text/plain to another origin."""
    refused = post(node, REQUEST, **{"Content-Type": "text/plain"})
    assert refused.status_code == 415


def test_other_ways_to_ask_are_told_what_is_spoken(node: RunningNode) -> None:
    told = requests.get(node.url, timeout=30)
    assert (told.status_code, told.headers["Allow"]) == (405, "POST, OPTIONS")


def test_remote_machines_come_by_address_and_named_hosts_by_name() -> None:
    guard = Guard(is_remote=True, hosts=frozenset({"node.lan"}), origins=frozenset({"https://a.b"}))
    assert guard.objection("192.168.1.5:8545", None) is None
    assert guard.objection("node.lan", "https://a.b") is None
    assert guard.objection("other.lan", None)
    assert guard.objection(None, None)
    assert guard.objection("node.lan", "https://a.b.evil")
    assert Guard(origins=frozenset("*")).objection("localhost", "https://any.example") is None


# --- limits ---------------------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_not_read(node: RunningNode) -> None:
    large = post(node, " " * (5 * 2**20 + 1) + json.dumps(REQUEST))
    assert large.status_code == 413
    assert post(node, " " * (4 * 2**20) + json.dumps(REQUEST)).json() == CHAIN_ID


@contextmanager
def serving(limits: Limits) -> Iterator[str]:
    """A server with limits so low that a test can reach them."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    server = RpcServer(ServedChain(LocalNode(), Clock(step=1)), Guard(), limits)
    try:
        port = asyncio.run_coroutine_threadsafe(server.start("127.0.0.1", 0), loop).result(10)
        yield f"http://127.0.0.1:{port}"
    finally:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def connection(url: str) -> socket.socket:
    parts = urlsplit(url)
    assert parts.hostname is not None
    return socket.create_connection((parts.hostname, parts.port or 80), timeout=10)


def bytes_until_the_end(client: socket.socket) -> int:
    """How much still comes before the other side is gone. Fails if it stays."""
    count = 0
    try:
        while part := client.recv(2**20):
            count += len(part)
    except ConnectionResetError:
        pass
    return count


def test_a_client_that_does_not_end_its_request_is_dropped() -> None:
    with serving(Limits(patience=0.3)) as url, connection(url) as slow:
        head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        slow.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        started = time.monotonic()
        assert slow.recv(1000).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - started < 5
        assert Rpc(url)("eth_chainId") == "0x7a69"


def test_a_client_that_says_nothing_is_dropped() -> None:
    with serving(Limits(idle=0.3)) as url, connection(url) as silent:
        started = time.monotonic()
        assert silent.recv(1000) == b""
        assert time.monotonic() - started < 5


def test_a_client_that_does_not_take_its_answer_is_dropped() -> None:
    batch = [{**REQUEST, "method": "eth_getBlockByNumber", "params": ["0x0", True]}] * 1_000
    body = json.dumps(batch).encode()
    head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    whole = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    with serving(Limits(patience=0.5)) as url, connection(url) as slow:
        for _ in range(8):  # 2 MB an answer: more than any socket's buffer
            try:
                slow.sendall(whole)
            except ConnectionError:
                break
        time.sleep(2)
        assert bytes_until_the_end(slow) < len(whole) * 100  # all answers are more
        assert Rpc(url)("eth_chainId") == "0x7a69"


def test_more_connections_than_there_may_be_are_turned_away() -> None:
    with serving(Limits(connections=3)) as url:
        others = [connection(url) for _ in range(3)]
        try:
            time.sleep(0.1)
            assert requests.post(url, json=REQUEST, timeout=10).status_code == 503
        finally:
            for other in others:
                other.close()
        time.sleep(0.2)
        assert requests.post(url, json=REQUEST, timeout=10).json() == CHAIN_ID
