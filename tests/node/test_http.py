"""The server: what is no JSON-RPC, what is too much, and who is not let in."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from node.client import Rpc
from node.process import RunningNode
from pydemo.node.guard import Guard, read_host, read_origin

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
    "body", [1, '"x"', None, {}, {"method": 5}, [], {**REQUEST, "id": {}}, {**REQUEST, "id": True}]
)
def test_what_is_no_request_is_an_invalid_one(node: RunningNode, body: Any) -> None:
    assert code_of(post(node, body)) == -32600


@pytest.mark.parametrize("number", [1, "a", 2.5])
@pytest.mark.parametrize("body", [{}, {"jsonrpc": "2.0", "method": 5}, {"method": "eth_chainId"}])
def test_an_invalid_request_is_told_by_its_id(node: RunningNode, body: Any, number: Any) -> None:
    for asked in ({**body, "id": number}, [{**body, "id": number}]):
        told = post(node, asked).json()
        told = told if isinstance(asked, dict) else told[0]
        assert (told["id"], told["error"]["code"]) == (number, -32600)


@pytest.mark.parametrize("version", ["1.0", 2.0, None, "", "3.0"])
def test_only_the_second_version_of_json_rpc_is_spoken(node: RunningNode, version: Any) -> None:
    height = post(node, {**REQUEST, "method": "eth_blockNumber"}).json()["result"]
    told = post(node, {**REQUEST, "method": "evm_mine", "jsonrpc": version}).json()
    assert (told["id"], told["error"]["code"]) == (1, -32600)
    assert post(node, {**REQUEST, "method": "eth_blockNumber"}).json()["result"] == height
    assert post(node, {**REQUEST, "jsonrpc": "2.0"}).json() == CHAIN_ID


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


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Node.LAN", "node.lan"),
        ("::1", "::1"),
        ("[FE80::1]", "fe80::1"),
        ("10.0.0.1", "10.0.0.1"),
        ("node.lan:8545", None),
        ("http://node.lan", None),
        ("node.lan/", None),
        ("", None),
    ],
)
def test_a_name_is_read_as_requests_will_have_it(said: str, read: str | None) -> None:
    assert read_host(said) == read
    if read is not None:
        shown = f"[{said.strip('[]')}]" if ":" in said else said
        assert Guard(hosts=frozenset({read})).objection(shown, None) is None


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("https://App.example/", "https://app.example"),
        ("https://app.example:443", "https://app.example"),
        ("http://app.example:443", "http://app.example:443"),
        ("http://[::2]:80", "http://[::2]"),
        ("*", "*"),
        ("null", "null"),
        ("app.example", None),
        ("https://app.example/page", None),
        ("https://app.example:port", None),
        ("https://me@app.example", None),
        ("https://", None),
    ],
)
def test_an_origin_is_read_as_browsers_send_it(said: str, read: str | None) -> None:
    assert read_origin(said) == read


PRIVATE = "Access-Control-Allow-Private-Network"


@pytest.mark.parametrize("origin", ["http://localhost:3000", "chrome-extension://abc"])
def test_a_page_that_may_use_the_node_may_do_so_from_another_network(
    node: RunningNode, origin: str
) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    private = {**asked, "Access-Control-Request-Private-Network": "true"}
    assert requests.options(node.url, headers=private, timeout=30).headers[PRIVATE] == "true"
    assert PRIVATE not in requests.options(node.url, headers=asked, timeout=30).headers


def test_other_pages_may_not_come_from_another_network_either(node: RunningNode) -> None:
    private = {"Origin": "https://evil.example", "Access-Control-Request-Private-Network": "true"}
    told = requests.options(node.url, headers=private, timeout=30)
    assert (told.status_code, PRIVATE in told.headers) == (403, False)


# --- limits ---------------------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_not_read(node: RunningNode) -> None:
    large = post(node, " " * (5 * 2**20 + 1) + json.dumps(REQUEST))
    assert large.status_code == 413
    assert post(node, " " * (4 * 2**20) + json.dumps(REQUEST)).json() == CHAIN_ID
