"""Limits: clients that are too slow, too many, or do not listen are dropped; others are served."""

from __future__ import annotations

import json
import socket
import time
from contextlib import suppress

import pytest
import requests

from node.client import Rpc
from node.people import BOB
from node.raw_client import connection, head, seen, serving, until_the_end, wait_for
from node.test_http import CHAIN_ID, REQUEST
from pydemo.node.guard import Limits
from pydemo.node.turns import Turns

BODY = json.dumps(REQUEST).encode()
CHUNKED = head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")


def test_a_client_that_does_not_end_its_request_is_dropped() -> None:
    with serving(Limits(patience=0.3)) as url, connection(url) as slow:
        slow.sendall(head(100) + b"{")
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
    with seen(Limits(patience=0.5)) as (url, server), connection(url) as slow:
        rpc = Rpc(url)
        rpc("anvil_setCode", BOB, "0x" + "00" * 50_000)
        code = {**REQUEST, "method": "eth_getCode", "params": [BOB]}
        body = json.dumps([code] * 100).encode()  # 10 MB an answer: sockets hold less
        slow.sendall(head(len(body)) + body)
        wait_for(lambda: server.connections == 0)
        assert len(until_the_end(slow)) < 10 * 10**6
        assert rpc("eth_chainId") == "0x7a69"


def test_more_connections_than_there_may_be_are_turned_away() -> None:
    with seen(Limits(connections=3)) as (url, server):
        others = [connection(url) for _ in range(3)]
        try:
            for other in others:
                other.sendall(head(10, "Expect: 100-continue"))
                assert b" 100 Continue" in other.recv(1000)  # so it is busy: its body is to come
            assert requests.post(url, json=REQUEST, timeout=10).status_code == 503
        finally:
            for other in others:
                other.close()
        wait_for(lambda: server.connections == 0)
        assert requests.post(url, json=REQUEST, timeout=10).json() == CHAIN_ID


def test_whoever_says_nothing_at_first_has_less_time_than_who_has_asked() -> None:
    limits = Limits(first=0.3, idle=60)
    with serving(limits) as url, connection(url) as silent, connection(url) as asking:
        asking.sendall(head(len(BODY)) + BODY)
        assert asking.recv(1000).startswith(b"HTTP/1.1 200 OK")
        started = time.monotonic()
        assert silent.recv(1000) == b""
        assert time.monotonic() - started < 5
        time.sleep(0.6)
        asking.sendall(head(len(BODY)) + BODY)
        assert asking.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_a_first_head_that_comes_in_drops_has_no_more_time_than_one_that_stays_away() -> None:
    with serving(Limits(first=0.3, patience=60)) as url, connection(url) as slow:
        slow.sendall(head(10)[:40])
        started = time.monotonic()
        assert slow.recv(1000).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - started < 5


def test_silent_connections_give_way_to_new_ones_and_the_oldest_goes_first() -> None:
    with seen(Limits(connections=3)) as (url, server):
        silent: list[socket.socket] = []
        try:
            for _ in range(3):
                silent.append(connection(url))
                wait_for(lambda: server.connections == len(silent))
            assert requests.post(url, json=REQUEST, timeout=10).json() == CHAIN_ID
            assert silent[0].recv(1000) == b""
            for other in silent[1:]:  # these are still there
                other.sendall(head(len(BODY)) + BODY)
                assert other.recv(1000).startswith(b"HTTP/1.1 200 OK")
        finally:
            for other in silent:
                other.close()


def test_who_has_asked_before_gives_way_after_those_who_never_have() -> None:
    limits = Limits(connections=2)
    with serving(limits) as url, connection(url) as asking, connection(url) as silent:
        asking.sendall(head(len(BODY)) + BODY)
        assert asking.recv(1000).startswith(b"HTTP/1.1 200 OK")
        assert requests.post(url, json=REQUEST, timeout=10).json() == CHAIN_ID
        assert silent.recv(1000) == b""
        asking.sendall(head(len(BODY)) + BODY)
        assert asking.recv(1000).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("start", [head(10)[:40], head(10) + b"{", CHUNKED + b"9\r\n{"])
def test_a_request_that_comes_in_drops_has_the_time_of_one_that_stays_away(start: bytes) -> None:
    """Slowloris: each byte comes in time, the whole never does."""
    with serving(Limits(patience=0.4)) as url, connection(url) as slow:
        slow.sendall(start)
        started = time.monotonic()
        slow.settimeout(0.1)
        told = b""
        while not told and time.monotonic() < started + 5:
            slow.sendall(b" ")
            with suppress(TimeoutError):
                told = slow.recv(1000)
        assert told.startswith(b"HTTP/1.1 408")
        assert Rpc(url)("eth_chainId") == "0x7a69"


@pytest.mark.parametrize("blank", [b"\r\n\r\n", b"\r\n\r\n\r\n\r\n"])
def test_a_client_that_sends_blank_lines_is_dropped_too(blank: bytes) -> None:
    with serving(Limits(patience=0.3, idle=0.3)) as url, connection(url) as silent:
        silent.sendall(blank)
        started = time.monotonic()
        until_the_end(silent)
        assert time.monotonic() - started < 5


def test_a_connection_that_is_used_now_and_then_stays() -> None:
    with serving(Limits(idle=1.2, patience=0.3)) as url, connection(url) as client:
        for _ in range(4):
            time.sleep(0.4)
            client.sendall(head(len(BODY)) + BODY)
            assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_a_refused_client_that_goes_on_sending_is_dropped() -> None:
    with serving(Limits(body=1_000, patience=0.4)) as url, connection(url) as client:
        client.sendall(head(10**9))
        assert client.recv(1000).startswith(b"HTTP/1.1 413")
        with pytest.raises(ConnectionError):
            send_for(client, 5)


def send_for(client: socket.socket, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        client.sendall(bytes(10_000))


def test_requests_that_come_all_at_once_are_answered_in_order() -> None:
    with serving(Limits()) as url, connection(url) as client:
        bodies = [json.dumps({**REQUEST, "id": number}).encode() for number in range(300)]
        client.sendall(b"".join(head(len(body)) + body for body in bodies))
        client.sendall(head(len(BODY), "Connection: close") + BODY)
        told = until_the_end(client).decode().split("HTTP/1.1 200 OK")[1:]
        answers = [json.loads(one.partition("\r\n\r\n")[2])["id"] for one in told]
        assert answers == [*range(300), 1]


def test_a_client_that_asks_without_pause_leaves_others_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with seen(Limits()) as (url, server):
        answered, begun = server.answer, list[bytes]()

        def noting(body: bytes) -> Turns[bytes]:
            if not begun:  # as the first of many is about to be answered, another comes
                other.sendall(head(len(BODY)) + BODY)
            begun.append(body)
            return answered(body)

        monkeypatch.setattr(server, "answer", noting)
        batch = json.dumps([REQUEST] * 200).encode()
        with connection(url) as greedy, connection(url) as other:
            wait_for(lambda: server.connections == 2)
            greedy.sendall((head(len(batch)) + batch) * 20)
            assert other.recv(1000).startswith(b"HTTP/1.1 200 OK")
            wait_for(lambda: len(begun) == 21)
        assert begun.index(BODY) < 4
