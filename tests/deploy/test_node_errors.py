"""What providers answer instead of a result: one line with their words, and a way on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cli.run_pydemo import only_line

from pydemo import Chain, errors
from pydemo.chain.http import _READS
from pydemo.chain.rpc import client_for
from pydemo.chain.rpc_errors import is_busy

from .proxy import SEND, Fault, Proxy, proxy_to
from .typed import Run

SECRET = "0123456789abcdef0123456789abcdef"
TOKEN = ("deploy", "token", "--network", "anvil", "--account", "alice", "--yes")


def error(code: int, message: str) -> bytes:
    return json.dumps(
        {"jsonrpc": "2.0", "id": 0, "error": {"code": code, "message": message}}
    ).encode()


def always(method: str, answer: bytes) -> Callable[[str, int, list[Any]], Fault]:
    return lambda asked, _time, _params: answer if asked == method else None


def once(method: str, answer: bytes) -> Callable[[str, int, list[Any]], Fault]:
    return lambda asked, time, _params: answer if asked == method and time == 1 else None


@pytest.fixture
def proxy(
    anvil_url: str, remote: Chain, folder: object, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Proxy]:
    """In front of anvil, with a provider's key in its address."""
    monkeypatch.setattr("pydemo.chain.http.PAUSES", (0.001, 0.001))
    with proxy_to(anvil_url) as running:
        monkeypatch.setenv("ANVIL_RPC_URL", f"{running.url}/v3/{SECRET}")
        yield running


REFUSALS = [
    ("eth_chainId", -32600, f"invalid project id {SECRET}"),
    ("eth_getTransactionCount", -32005, "daily request count exceeded, request rate limited"),
    ("eth_getBlockByNumber", -32000, "header not found"),
    ("eth_getCode", -32000, "missing trie node 8a5b (path ) state is not available"),
    ("eth_getBalance", -32000, "execution timeout"),
]


class TestRefusals:
    def test_a_nodes_error_is_one_line_with_its_words_and_never_the_key(
        self, pydemo: Run, proxy: Proxy, remote: Chain
    ) -> None:
        for method, code, words in REFUSALS:
            proxy.script = always(method, error(code, words))
            status, _, err = pydemo(*TOKEN)
            assert status == 2, method
            assert words.replace(SECRET, "...") in only_line(err)
            assert SECRET not in err
        assert remote.nonce(remote.accounts.alice) == 0
        proxy.script = lambda *_: None
        assert pydemo(*TOKEN)[0] == 0  # and when it is put right, the same command goes on

    @pytest.mark.parametrize(
        ("method", "code", "words"),
        [
            ("eth_getTransactionReceipt", -32000, "transaction indexing is in progress"),
            ("eth_getTransactionReceipt", -32005, "limit exceeded"),
            ("eth_getBlockByNumber", -32000, "header not found"),
            ("eth_getCode", -32000, "missing trie node 8a5b"),
        ],
    )
    def test_in_the_middle_it_says_that_the_same_command_goes_on_and_it_does(
        self, pydemo: Run, proxy: Proxy, remote: Chain, method: str, code: int, words: str
    ) -> None:
        def once_sent(asked: str, _time: int, _params: list[Any]) -> Fault:
            return error(code, words) if asked == method and proxy.asked[SEND] else None

        proxy.script = once_sent
        status, _, err = pydemo(*TOKEN)
        assert status == 2
        assert words in err
        assert "The same command goes on from there; what was sent is in" in err
        assert "Traceback" not in err
        proxy.script = lambda *_: None
        status, out, _ = pydemo(*TOKEN)
        assert status == 0
        assert "All roles and links are as they should be." in out
        assert remote.nonce(remote.accounts.alice) == 1

    def test_a_chain_without_its_first_block_is_one_line(self, pydemo: Run, proxy: Proxy) -> None:
        null = b'{"jsonrpc": "2.0", "id": 0, "result": null}'

        def pruned(method: str, _time: int, params: list[Any]) -> Fault:
            return null if method == "eth_getBlockByNumber" and params[0] == "0x0" else None

        proxy.script = pruned
        status, _, err = pydemo(*TOKEN)
        assert status == 2
        assert "does not have the chain's first block" in only_line(err)


class TestPatience:
    def test_what_passes_is_asked_again(self, pydemo: Run, proxy: Proxy, remote: Chain) -> None:
        passing = {
            "eth_getTransactionCount": error(-32005, "limit exceeded"),
            "eth_chainId": error(-32005, "project rate limit exceeded"),
            "eth_getBlockByNumber": error(-32000, "header not found"),
            "eth_getTransactionReceipt": error(-32000, "transaction indexing is in progress"),
            SEND: error(-32005, "project rate limit exceeded"),
        }
        proxy.script = lambda method, time, _: passing.get(method) if time == 1 else None
        status, _, err = pydemo(*TOKEN)
        assert status == 0, err
        for method in passing:
            assert proxy.asked[method] >= 2, method
        assert remote.nonce(remote.accounts.alice) == 1

    def test_what_does_not_pass_is_not_asked_again(self, pydemo: Run, proxy: Proxy) -> None:
        proxy.script = always("eth_getCode", error(-32000, "missing trie node"))
        pydemo(*TOKEN)
        assert proxy.asked["eth_getCode"] == 1

    def test_a_transaction_that_the_node_would_sign_is_never_offered_twice(
        self, proxy: Proxy, remote: Chain
    ) -> None:
        proxy.script = once("eth_sendTransaction", error(-32005, "limit exceeded"))
        alice = remote.accounts.alice
        w3 = client_for(proxy.url)
        with pytest.raises(errors.NodeError, match="limit exceeded"):
            w3.eth.send_transaction({"from": alice.address, "to": alice.address})
        assert proxy.asked["eth_sendTransaction"] == 1

    @pytest.mark.parametrize("method", ["eth_getFilterChanges", "eth_getFilterLogs"])
    def test_a_read_that_uses_up_what_it_reads_is_asked_once(self, method: str) -> None:
        assert not _READS.fullmatch(method)
        assert _READS.fullmatch("eth_getTransactionReceipt")

    def test_too_many_logs_is_no_busy_node(self) -> None:
        """So the range is made smaller, which waiting would not do."""
        wide = {"code": -32005, "message": "query returned more than 10000 results"}
        busy = {"code": -32005, "message": "project ID request rate exceeded"}
        assert not is_busy("eth_getLogs", wide)
        assert is_busy("eth_getLogs", busy)
        assert is_busy("eth_call", {"code": -32005, "message": "limit exceeded"})
        assert not is_busy("eth_call", {"code": -32000, "message": "execution reverted"})


class TestMethodsThatProvidersDoNotHave:
    @pytest.mark.filterwarnings("error::UserWarning")
    @pytest.mark.parametrize("code", [-32601, -32004])
    def test_a_deployment_does_without_them(
        self, pydemo: Run, proxy: Proxy, remote: Chain, code: int
    ) -> None:
        absent = {"eth_accounts", "web3_clientVersion", "eth_maxPriorityFeePerGas"}

        def has_not(method: str, _time: int, _params: list[Any]) -> Fault:
            told = error(code, f"the method {method} is not available")
            return told if method in absent else None

        proxy.script = has_not
        status, _, err = pydemo(*TOKEN)
        assert (status, err) == (0, "")
        assert remote.nonce(remote.accounts.alice) == 1
        assert {method for method in absent if proxy.asked[method]} == absent

    def test_somebody_who_is_no_node_is_still_told_apart(self, proxy: Proxy) -> None:
        proxy.script = lambda *_: b"<html>hello</html>"
        with pytest.raises(errors.NotConnected, match="no JSON-RPC"):
            Chain.connect(proxy.url)
