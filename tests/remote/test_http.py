"""A node that fails in every way HTTP allows: what only reads is asked again, nothing else is."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterator
from typing import Any

import pytest
from deploy.proxy import SEND, Fault, Proxy, proxy_to

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical
from pydemo.chain.frames import Transaction
from pydemo.chain.http import shown
from remote.conftest import Anvil


@pytest.fixture
def proxy(anvil: Anvil, remote: Chain) -> Iterator[Proxy]:
    with proxy_to(anvil.url) as running:
        yield running


@pytest.fixture
def chain(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Chain:
    monkeypatch.setattr("pydemo.chain.http.PAUSES", (0.001, 0.002))
    return Chain.connect(proxy.url)


def once(method: str, fault: Fault) -> Any:
    """The fault for the next call of a method only."""
    left = [fault]
    return lambda asked, *_: left.pop() if asked == method and left else None


def rpc(fields: str) -> bytes:
    """An answer with these fields."""
    return f'{{"jsonrpc": "2.0", "id": 0, {fields}}}'.encode()


FAULTS: list[Any] = [
    "drop",
    "lose",
    b"<html>",
    b"",
    b"[]",
    b"{}",
    b'{"result": {}}',
    rpc('"error": 5'),
    rpc('"error": {"code": "5"}'),
    (503, {}, b""),
    (429, {}, b""),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_read_is_asked_again(chain: Chain, proxy: Proxy, fault: Fault) -> None:
    proxy.script = once("eth_getBlockByNumber", fault)
    before = proxy.asked["eth_getBlockByNumber"]
    assert chain.block_number >= 0
    assert proxy.asked["eth_getBlockByNumber"] == before + 2


@pytest.mark.parametrize("result", ['"banana"', "7", "null", '"0x"', "{}"])
def test_a_result_that_cannot_be_is_asked_for_again(
    chain: Chain, proxy: Proxy, result: str, ann: Account
) -> None:
    proxy.script = once("eth_getBalance", rpc(f'"result": {result}'))
    assert chain.balance(ann) > 0


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("drop", "does not answer: connection closed"),
        (b"<html>hello", "answers eth_getBalance with something that is no JSON-RPC: '<html>hello"),
        (rpc('"result": "banana"'), "answers eth_getBalance with nonsense: '\"banana\"'"),
        ((502, {}, b"bad gateway"), "answers HTTP 502"),
        ((429, {}, b""), r"too many requests \(429\)"),
        (
            rpc('"error": {"code": 429, "message": "slow down"}'),
            "is busy: slow down",
        ),
    ],
)
def test_a_node_that_keeps_failing_is_one_line(
    chain: Chain, proxy: Proxy, ann: Account, fault: Fault, says: str
) -> None:
    proxy.script = lambda method, *_: fault if method == "eth_getBalance" else None
    with pytest.raises(errors.NotConnected, match=says) as raised:
        chain.balance(ann)
    assert "\n" not in str(raised.value)
    assert proxy.asked["eth_getBalance"] == 3


def test_an_error_of_the_nodes_is_no_fault_and_not_asked_again(
    chain: Chain, proxy: Proxy, ann: Account
) -> None:
    with pytest.raises(errors.ArgumentError, match="no state of block"):
        chain.balance(ann, 10**6)
    assert proxy.asked["eth_getBalance"] == 1


def test_a_node_that_does_not_answer_in_time_is_given_up(proxy: Proxy) -> None:
    from pydemo.chain.rpc import client_for

    w3 = client_for(proxy.url, timeout=0.1)
    w3.provider.pauses = (0.001,)  # type: ignore[attr-defined]
    proxy.script = lambda *_: "hang"
    with pytest.raises(errors.NotConnected, match=r"did not answer within 0\.1 s"):
        _ = w3.eth.block_number


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_honoured(
    chain: Chain, proxy: Proxy, ann: Account, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    after = "7" if form == "seconds" else email.utils.formatdate(time.time() + 7, usegmt=True)
    proxy.script = once("eth_getBalance", (429, {"Retry-After": after}, b""))
    chain.balance(ann)
    (pause,) = slept
    assert 5 <= pause <= 7


def test_a_node_that_asks_for_an_hour_is_not_waited_for(
    chain: Chain, proxy: Proxy, ann: Account
) -> None:
    proxy.script = once("eth_getBalance", (429, {"Retry-After": "3600"}, b""))
    with pytest.raises(errors.NotConnected, match="429"):
        chain.balance(ann)


class TestSending:
    @pytest.fixture
    def zoe(self, chain: Chain, remote: Chain) -> Account:
        """Somebody whose key is here, not in the node."""
        from pydemo.chain.key_derivation import derive_key

        account = chain.add_account(derive_key(20), "zoe")
        remote.set_balance(account, 10**18)
        return account

    @pytest.mark.parametrize("fault", ["drop", "lose", b"<html>", (503, {}, b"")], ids=str)
    def test_a_signed_transaction_is_looked_up_and_arrives_once(
        self, chain: Chain, proxy: Proxy, zoe: Account, ben: Account, fault: Fault
    ) -> None:
        proxy.script = once(SEND, fault)
        before = chain.balance(ben)
        receipt = chain.transfer(ben, 5, sender=zoe)
        assert receipt.succeeded
        assert chain.balance(ben) == before + 5
        assert chain.nonce(zoe) == 1
        assert proxy.asked[SEND] == (1 if fault == "lose" else 2)

    @pytest.mark.parametrize(("fault", "arrived"), [("drop", 0), ("lose", 1)])
    def test_one_that_the_node_signs_is_not_sent_again(
        self, chain: Chain, proxy: Proxy, ann: Account, ben: Account, fault: Fault, arrived: int
    ) -> None:
        before = chain.nonce(ann)
        proxy.script = once("eth_sendTransaction", fault)
        with pytest.raises(errors.NotConnected, match="may have arrived all the same"):
            chain.transfer(ben, 5, sender=ann)
        assert chain.nonce(ann) == before + arrived
        assert proxy.asked["eth_sendTransaction"] == 1

    def test_what_a_busy_node_has_refused_is_sent_again(
        self, chain: Chain, proxy: Proxy, ann: Account, ben: Account
    ) -> None:
        proxy.script = once("eth_sendTransaction", (429, {}, b""))
        assert chain.transfer(ben, 5, sender=ann).succeeded

    def test_a_node_that_moves_time_is_not_told_twice(self, chain: Chain, proxy: Proxy) -> None:
        before = chain.block_number
        proxy.script = once("evm_mine", "lose")
        with pytest.raises(errors.NotConnected):
            chain.advance(5)
        assert chain.block_number == before + 1

    def test_what_is_not_mined_in_time_is_told_with_its_hash(
        self, proxy: Proxy, ben: Account, ann: Account
    ) -> None:
        waited: list[tuple[str, int, int]] = []

        def told(what: str, done: int, total: int) -> None:
            waited.append((what, done, total))

        chain = Chain.connect(proxy.url, timeout=0.1, progress=told)
        proxy.script = lambda method, *_: (
            rpc('"result": null') if method == "eth_getTransactionReceipt" else None
        )
        with pytest.raises(errors.NotMined, match=r"0x[0-9a-f]{64} is not mined after 0\.1 s"):
            chain.transfer(ben, 5, sender=ann)
        assert waited
        assert waited[0][0].startswith("0x")


def test_connections_are_kept(chain: Chain, proxy: Proxy, ann: Account) -> None:
    before = proxy.connections
    for _ in range(20):
        chain.balance(ann)
    assert proxy.connections == before


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("http://127.0.0.1:8545", "http://127.0.0.1:8545"),
        ("https://sepolia.example.com/v3/0123456789abcdef", "https://sepolia.example.com/..."),
        ("https://user:password@example.com", "https://example.com/..."),
        ("https://example.com/?apikey=secret", "https://example.com/..."),
    ],
)
def test_a_key_in_a_nodes_address_is_not_printed(url: str, printed: str) -> None:
    assert shown(url) == printed


def test_a_key_in_the_address_is_in_no_error(
    proxy: Proxy, ann: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pydemo.chain.http.PAUSES", (0.001,))
    url = f"{proxy.url}/v3/verysecretkey"
    chain = Chain.connect(url)
    assert "secret" not in chain.engine_name
    proxy.script = lambda *_: "drop"
    with pytest.raises(errors.NotConnected) as raised:
        chain.balance(ann)
    assert "secret" not in str(raised.value)


def test_somebody_else_behind_the_address_is_told_apart(proxy: Proxy) -> None:
    proxy.script = lambda *_: (404, {}, b"not here")
    with pytest.raises(errors.NotConnected, match="answers HTTP 404"):
        Chain.connect(proxy.url)
    proxy.script = lambda *_: b"<html>Welcome</html>"
    with pytest.raises(errors.NotConnected, match="something that is no JSON-RPC"):
        Chain.connect(proxy.url)


def test_a_view_that_fails_through_a_fault_is_no_revert(
    chain: Chain, proxy: Proxy, ann: Account
) -> None:
    proxy.script = lambda method, *_: "drop" if method == "eth_call" else None
    with pytest.raises(errors.NotConnected):
        chain._node.call(Transaction(canonical(ann), canonical(ann)))


def test_the_chain_id_is_asked_for_once(proxy: Proxy, ann: Account) -> None:
    """web3.py wants it before each call; an answer that was an error is not kept."""
    error = rpc('"error": {"code": -32000, "message": "starting"}')
    proxy.script = once("eth_chainId", error)
    with pytest.raises(errors.NodeError, match="starting"):
        Chain.connect(proxy.url)
    before = proxy.asked["eth_chainId"]
    chain = Chain.connect(proxy.url)
    for _ in range(3):
        chain.transfer(ann, 1, sender=ann)
    assert chain.chain_id == chain.w3.eth.chain_id == 31337
    assert proxy.asked["eth_chainId"] == before + 1
