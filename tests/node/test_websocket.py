"""Subscriptions, and requests over a WebSocket."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from socket import create_connection
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from node.client import Rpc, result_of
from node.common_script import calldata
from node.people import ALICE, BOB
from node.process import RunningNode
from node.raw_client import serving
from pydemo import Chain
from pydemo.node.guard import Limits


class Socket:
    """A connection that keeps what it is told of apart from what it has asked."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.told: list[dict[str, Any]] = []

    def __call__(self, method: str, *params: Any) -> Any:
        request = {"jsonrpc": "2.0", "id": 7, "method": method, "params": list(params)}
        self._connection.send(json.dumps(request))
        while True:
            message = json.loads(self._connection.recv(10))
            if "id" in message:
                return result_of(message)
            self.told.append(message["params"])

    def wait_for(self, count: int) -> list[Any]:
        """The results of so many notifications, which come in order."""
        while len(self.told) < count:
            self.told.append(json.loads(self._connection.recv(10))["params"])
        return [message["result"] for message in self.told]


@pytest.fixture
def ws(node: RunningNode) -> Iterator[Socket]:
    with connect(node.socket) as connection:
        yield Socket(connection)


@pytest.fixture
def token(node: RunningNode) -> Iterator[str]:
    chain = Chain.connect(node.url)
    alice = chain.accounts.alice
    with chain.anchor():
        yield chain.deploy("DemoToken", 10**6, alice, sender=alice).address.lower()


def mint(rpc: Rpc, token: str, amount: int) -> str:
    sent = {"from": ALICE, "to": token, "data": calldata("mint(address,uint256)", BOB, amount)}
    return str(rpc("eth_sendTransaction", {**sent, "gas": "0x30d40"}))


def test_requests_and_batches_go_over_a_websocket_too(node: RunningNode, ws: Socket) -> None:
    assert ws("eth_chainId") == "0x7a69"
    with connect(node.socket) as connection:
        asked = [{"jsonrpc": "2.0", "id": n, "method": "eth_blockNumber"} for n in (1, 2)]
        connection.send(json.dumps(asked))
        assert [entry["id"] for entry in json.loads(connection.recv(10))] == [1, 2]
        connection.send("{")
        assert json.loads(connection.recv(10))["error"]["code"] == -32700


def test_a_new_head_is_the_block_without_its_transactions(ws: Socket, ours: Rpc) -> None:
    name = ws("eth_subscribe", "newHeads")
    ours("anvil_mine", 3)
    heads = ws.wait_for(3)
    assert {message["subscription"] for message in ws.told} == {name}
    for head in heads:
        block = ours("eth_getBlockByNumber", head["number"])
        left_out = {"transactions", "uncles", "withdrawals"}
        assert head == {field: block[field] for field in block.keys() - left_out}
    assert heads[-1]["number"] == ours("eth_blockNumber")


def test_logs_are_told_as_get_logs_tells_them(ws: Socket, ours: Rpc, token: str) -> None:
    ws("eth_subscribe", "logs", {"address": token})
    ws("eth_subscribe", "logs", {"address": BOB})
    mint(ours, token, 1)
    mint(ours, token, 2)
    told = ws.wait_for(2)
    assert told == ours("eth_getLogs", {"address": token, "fromBlock": "0x0"})
    assert [int(log["data"], 16) for log in told] == [1, 2]


def test_a_log_is_told_only_to_those_it_fits(ws: Socket, ours: Rpc, token: str) -> None:
    wanted = "0x" + "00" * 12 + ALICE[2:]
    ws("eth_subscribe", "logs", {"address": token, "topics": [None, None, wanted]})
    heads = ws("eth_subscribe", "newHeads")
    mint(ours, token, 1)
    ws.wait_for(1)
    ours("evm_mine")
    ws.wait_for(2)
    assert {message["subscription"] for message in ws.told} == {heads}


def test_logs_that_are_taken_back_are_told_as_removed(ws: Socket, ours: Rpc, token: str) -> None:
    ws("eth_subscribe", "logs", {"address": token})
    ws("eth_subscribe", "logs", {"address": BOB})
    number = ours("eth_newFilter", {"address": token})
    unasked = ours("eth_newFilter", {"address": token})
    mint(ours, token, 1)
    snapshot = ours("evm_snapshot")
    mint(ours, token, 2)
    told = ours("eth_getFilterChanges", number)
    assert [log["removed"] for log in told] == [False, False]
    assert ours("evm_revert", snapshot)
    mint(ours, token, 3)
    kept, gone, removed, new = ws.wait_for(4)
    assert removed == {**gone, "removed": True}
    assert [int(log["data"], 16) for log in (kept, gone, new)] == [1, 2, 3]
    assert gone["blockNumber"] == new["blockNumber"]
    assert ours("eth_getFilterChanges", number) == [removed, new]
    assert ours("eth_getFilterChanges", number) == []
    assert ours("eth_getFilterChanges", unasked) == [kept, new]  # who never heard of it need not


@pytest.mark.parametrize("is_full", [False, True])
def test_what_begins_to_wait_is_told(ws: Socket, ours: Rpc, is_full: bool) -> None:
    ws("eth_subscribe", "newPendingTransactions", *([True] if is_full else []))
    sent = ours("eth_sendTransaction", {"from": ALICE, "to": BOB, "value": "0x1"})
    (told,) = ws.wait_for(1)
    if is_full:
        assert (told["hash"], told["blockHash"], told["from"]) == (sent, None, ALICE)
    else:
        assert told == sent


def test_nothing_is_told_after_unsubscribing(ws: Socket, ours: Rpc) -> None:
    name, other = ws("eth_subscribe", "newHeads"), ws("eth_subscribe", "newHeads")
    assert ws("eth_unsubscribe", name) is True
    assert ws("eth_unsubscribe", name) is False
    ours("evm_mine")
    ws.wait_for(1)
    assert ws("eth_chainId") == "0x7a69"
    assert [message["subscription"] for message in ws.told] == [other]


@pytest.mark.parametrize("params", [[], ["nothing"], [5], ["logs", {"address": "0x12"}]])
def test_what_cannot_be_subscribed_to_is_told(ws: Socket, params: list[Any]) -> None:
    with pytest.raises(Exception, match="-32602"):
        ws("eth_subscribe", *params)
    assert ws("eth_chainId") == "0x7a69"


def test_a_connection_has_a_hundred_subscriptions_at_most(ws: Socket) -> None:
    names = {ws("eth_subscribe", "newHeads") for _ in range(100)}
    assert len(names) == 100
    with pytest.raises(Exception, match="-32005"):
        ws("eth_subscribe", "newHeads")


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
def test_other_pages_get_no_websocket(node: RunningNode, headers: dict[str, str]) -> None:
    origin: Any = headers.get("Origin")
    if "Host" in headers:
        url = node.socket.replace("127.0.0.1", headers["Host"])
        port = int(node.socket.rpartition(":")[2])
        with pytest.raises(InvalidStatus, match="403"):
            connect(url, sock=create_connection(("127.0.0.1", port)))
    else:
        with pytest.raises(InvalidStatus, match="403"):
            connect(node.socket, origin=origin)


def test_a_message_that_is_too_large_ends_the_connection(node: RunningNode) -> None:
    with connect(node.socket) as connection:
        connection.send(" " * (5 * 2**20 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


def read_all(connection: ClientConnection) -> None:
    """Until it is closed, or for ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        connection.recv(10)


def test_a_subscriber_that_does_not_read_is_dropped_and_the_others_are_served() -> None:
    with serving(Limits(backlog=20, patience=2)) as url:
        address = url.replace("http", "ws")
        # With no queue of its own, the client stops reading its socket.
        with connect(address, max_queue=1) as slow, connect(address) as connection:
            lazy, keen, rpc = Socket(slow), Socket(connection), Rpc(url)
            for _ in range(100):
                lazy("eth_subscribe", "newHeads")
            keen("eth_subscribe", "newHeads")
            for _ in range(100):  # 20 MB for the one, a hundred messages for the other
                rpc("evm_mine")
            assert len(keen.wait_for(100)) == 100
            with pytest.raises(ConnectionClosed):
                read_all(slow)


def many_logs(rpc: Rpc, blocks: int) -> str:
    """A contract that writes five thousand logs at each call; so many calls of it wait."""
    #      PUSH2 5000  JUMPDEST  PUSH0 PUSH0 LOG0  PUSH1 1 SWAP1 SUB  DUP1 PUSH1 3 JUMPI  STOP
    code = "611388" + "5b" + "5f5fa0" + "60019003" + "80600357" + "00"
    address = "0x" + "c0de" * 10
    rpc("anvil_setCode", address, "0x" + code)
    rpc("evm_setAutomine", False)
    for _ in range(blocks):
        rpc("eth_sendTransaction", {"from": ALICE, "to": address, "gas": hex(4_000_000)})
    return address


def test_a_sender_is_answered_however_many_logs_a_subscriber_wanted() -> None:
    with serving(Limits()) as url, connect(url.replace("http", "ws"), max_queue=1) as connection:
        rpc = Rpc(url)
        address = many_logs(rpc, 21)
        Socket(connection)("eth_subscribe", "logs", {"address": address})
        assert rpc("evm_mine") == "0x0"
        rpc("evm_mine")
        rpc("evm_mine")
        assert rpc("evm_setAutomine", True) is True
        sent = rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, "value": "0x1"})
        assert rpc("eth_getTransactionReceipt", sent)["status"] == "0x1"
        with pytest.raises(Exception, match="-32005"):
            rpc("eth_getLogs", {"address": address, "fromBlock": "0x0"})


def test_a_sender_is_answered_when_more_logs_come_at_once_than_an_answer_holds() -> None:
    with serving(Limits()) as url, connect(url.replace("http", "ws"), max_queue=1) as connection:
        rpc = Rpc(url)
        address = many_logs(rpc, 21)
        lazy = Socket(connection)
        lazy("eth_subscribe", "logs", {"address": address})
        assert rpc("evm_setAutomine", True) is True  # all blocks of them, and one telling
        assert rpc("txpool_status") == {"pending": "0x0", "queued": "0x0"}
        with pytest.raises(ConnectionClosed):
            read_all(connection)


def test_a_subscriber_that_reads_gets_all_logs_of_a_large_block() -> None:
    with serving(Limits()) as url, connect(url.replace("http", "ws")) as connection:
        rpc, keen = Rpc(url), Socket(connection)
        address = many_logs(rpc, 1)
        keen("eth_subscribe", "logs", {"address": address})
        rpc("evm_mine")
        assert len(keen.wait_for(5_000)) == 5_000


def test_a_subscriber_is_dropped_for_the_size_of_what_it_does_not_read() -> None:
    address, large = {"from": ALICE, "to": BOB}, {"data": "0x" + "00" * 20_000}
    limits = Limits(backlog_size=2**20, patience=30)
    with serving(limits) as url, connect(url.replace("http", "ws"), max_queue=1) as slow:
        lazy, rpc = Socket(slow), Rpc(url)
        for _ in range(100):
            lazy("eth_subscribe", "newPendingTransactions", True)
        for _ in range(8):  # 32 MB, in fewer messages than may wait
            rpc("eth_sendTransaction", {**address, **large, "gas": hex(1_000_000)})
        with pytest.raises(ConnectionClosed):
            read_all(slow)


def test_answers_larger_than_the_backlog_wait_for_who_reads_them() -> None:
    """Asked one after the other without reading; then all of them come."""
    with serving(Limits(backlog=2, backlog_size=2**16)) as url:
        Rpc(url)("anvil_setCode", BOB, "0x" + "00" * 30_000)
        with connect(url.replace("http", "ws")) as connection:
            for number in range(40):
                request = {
                    "jsonrpc": "2.0",
                    "id": number,
                    "method": "eth_getCode",
                    "params": [BOB, "latest"],
                }
                connection.send(json.dumps({"jsonrpc": "2.0", **request}))
            answers = [json.loads(connection.recv(10)) for _ in range(40)]
        assert [entry["id"] for entry in answers] == list(range(40))
        assert {len(entry["result"]) for entry in answers} == {60_002}
