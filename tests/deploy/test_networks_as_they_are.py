"""Stuck transactions, blocks taken back, nodes that fail: what networks do to a deployment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from remote.conftest import running_anvil

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.chain.rpc import rpc

from .conftest import Deployer
from .proxy import SEND, Fault, Proxy, proxy_to, until

DeployerAt = Callable[[str], Deployer]


@pytest.fixture
def proxy(anvil_url: str) -> Iterator[Proxy]:
    with proxy_to(anvil_url) as running:
        yield running


@pytest.fixture
def through(deployer_at: DeployerAt, proxy: Proxy, remote: Chain) -> Deployer:
    """A deployer who has the proxy in between."""
    return deployer_at(proxy.url)


def assert_sent_once(deployer: Deployer, remote: Chain, plan: str) -> None:
    record = json.loads(deployer.file(plan).read_text())
    assert remote.nonce(deployer.account) == len(record["steps"])
    hashes = {step["tx_hash"] for step in record["steps"]}
    assert len(hashes) == len(record["steps"])
    assert [row for row in deployer.prepare(plan).check() if not row.holds] == []


@pytest.fixture
def idle() -> Iterator[str]:
    """An anvil that mines nothing by itself."""
    with running_anvil("--no-mining") as url:
        yield url


class TestStuck:
    def test_a_stuck_transaction_is_replaced_by_a_dearer_one_of_the_same_nonce(
        self, deployer_at: DeployerAt, idle: str, alice: Account
    ) -> None:
        chain = Chain.connect(idle)
        deployer = deployer_at(idle)
        deployer.patience, deployer.timeout = 0.3, 60
        node = deployer.network.node(timeout=60).broadcaster

        def is_waiting() -> bool:
            """The newest attempt is with the node: the record has it a moment before."""
            (step,) = json.loads(deployer.file("token").read_text())["steps"]
            return node.knows(bytes.fromhex(step["attempts"][-1]["tx_hash"][2:]))

        with ThreadPoolExecutor(1) as aside:
            deployed = aside.submit(deployer.deploy, "token")
            until(lambda: deployed.done() or ("sent", "DemoToken") in deployer.told)
            until(lambda: deployed.done() or is_waiting())
            # A block too dear for it: where none is made, no fee is raised.
            rpc(chain.w3, "anvil_setNextBlockBaseFeePerGas", [hex(10**13)])
            chain.mine()
            rpc(chain.w3, "anvil_setNextBlockBaseFeePerGas", [hex(10**9)])
            until(lambda: deployed.done() or ("replaced", "DemoToken") in deployer.told)
            until(lambda: deployed.done() or is_waiting())
            chain.mine()
            made = deployed.result(60)
        (step,) = json.loads(deployer.file("token").read_text())["steps"]
        attempts = step["attempts"]
        assert len(attempts) >= 2
        for before, after in pairwise(attempts):
            assert 100 * after["max_fee"] >= 110 * before["max_fee"]
            assert 100 * after["tip"] >= 110 * before["tip"]
        assert step["tx_hash"] in [attempt["tx_hash"] for attempt in attempts]
        assert chain.nonce(alice) == 1
        assert made["token"].soleMinter() == alice

    def test_what_is_not_mined_in_time_is_said_and_found_again(
        self, deployer_at: DeployerAt, idle: str, alice: Account
    ) -> None:
        chain = Chain.connect(idle)
        deployer = deployer_at(idle)
        deployer.timeout, before = 0.5, chain.nonce(alice)
        with pytest.raises(errors.NotMined, match=r"is not mined after 0\.5 s"):
            deployer.deploy("token")
        (sent,) = json.loads(deployer.file("token").read_text())["steps"][0]["attempts"]
        chain.mine()
        deployer.deploy("token")
        (step,) = json.loads(deployer.file("token").read_text())["steps"]
        assert step["tx_hash"] == sent["tx_hash"]
        assert chain.nonce(alice) == before + 1

    def test_an_account_with_transactions_waiting_is_not_used(
        self, deployer_at: DeployerAt, idle: str, alice: Account
    ) -> None:
        chain = Chain.connect(idle)
        chain.w3.eth.send_transaction({"from": alice.address, "to": alice.address, "value": 0})  # type: ignore[typeddict-item]
        with pytest.raises(errors.DeploymentError, match="has 1 transactions waiting"):
            deployer_at(idle).deploy("token")
        chain.mine()


class TestReorganisations:
    def test_a_contract_that_a_reorganisation_has_removed_is_deployed_again(
        self, deployer_at: DeployerAt, apart: str, alice: Account
    ) -> None:
        chain, deployer = Chain.connect(apart), deployer_at(apart)
        chain.mine(3)
        first = deployer.deploy("lottery")
        took_back(chain, 4)  # of nine blocks
        with pytest.raises(errors.DeploymentError, match="a reorganisation has removed it"):
            deployer.prepare("lottery").check()
        again = deployer.deploy("lottery")
        assert [what for what, _ in deployer.told].count("gone") == 4
        assert again == first
        assert_sent_once(deployer, chain, "lottery")

    def test_one_that_happens_while_waiting_for_confirmations_is_noticed(
        self, deployer_at: DeployerAt, apart: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from pydemo.deploy.deployment import Deployment

        chain, deployer = Chain.connect(apart), deployer_at(apart)
        chain.mine(3)
        confirmed, rounds = Deployment._confirmed, []

        def take_back_once(self: Deployment) -> bool:
            rounds.append(1)
            if len(rounds) == 1:
                took_back(chain, 1)
            return confirmed(self)

        monkeypatch.setattr(Deployment, "_confirmed", take_back_once)
        deployer.deploy("dao")
        assert len(rounds) == 2
        assert [what for what, _ in deployer.told].count("gone") == 1
        assert_sent_once(deployer, chain, "dao")

    def test_confirmations_are_waited_for(self, deployer_at: DeployerAt, apart: str) -> None:
        from dataclasses import replace

        chain, deployer = Chain.connect(apart), deployer_at(apart)
        deployer.network = replace(deployer.network, confirmations=2)
        waited: list[tuple[int, int]] = []

        def progress(what: str, done: int, total: int) -> None:
            if what == "confirmations":
                waited.append((done, total))

        deployer.progress = progress
        with ThreadPoolExecutor(1) as aside:
            deployed = aside.submit(deployer.deploy, "token")
            until(lambda: deployed.done() or len(waited) >= 3)
            assert not deployed.done()
            assert all(done < total for done, total in waited)  # shown as under way
            chain.mine(2)
            assert deployed.result(60)
        assert waited[-1] == (20, 20)

    def test_a_contract_that_is_another_one_now_is_noticed(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        token = deployer.deploy("token")["token"]
        remote.w3.provider.make_request("anvil_setCode", [token.address, "0x00"])  # type: ignore[arg-type]
        with pytest.raises(errors.DeploymentError, match="has other code than when it was"):
            deployer.deploy("token")


def took_back(chain: Chain, blocks: int) -> None:
    """The newest blocks are exchanged for empty ones, and nobody remembers their transactions."""
    rpc(chain.w3, "anvil_reorg", [blocks, []])
    rpc(chain.w3, "anvil_dropAllTransactions", [])


class TestFaults:
    @pytest.mark.parametrize("fault", ["drop", "lose", b"<html>502</html>", (503, {}, b"busy")])
    def test_a_sending_that_goes_wrong_is_looked_up_and_never_doubled(
        self, through: Deployer, proxy: Proxy, remote: Chain, fault: Any
    ) -> None:
        def first_time(method: str, time: int, _: list[Any]) -> Fault:
            return fault if method == SEND and time % 2 == 1 else None

        proxy.script = first_time
        through.deploy("dao")
        proxy.script = lambda *_: None
        assert_sent_once(through, remote, "dao")
        assert proxy.asked[SEND] == (2 if fault == "lose" else 4)

    def test_every_second_read_may_fail(
        self, through: Deployer, proxy: Proxy, remote: Chain, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pydemo.chain.http.PAUSES", (0.001, 0.001))
        faults: list[Fault] = ["drop", b"", b"[]", (429, {"Retry-After": "0"}, b""), (504, {}, b"")]
        asked = 0

        def flaky(method: str, _: int, __: list[Any]) -> Fault:
            nonlocal asked
            asked += 1
            usable = method not in ("web3_clientVersion", SEND)
            return faults[asked // 2 % len(faults)] if usable and asked % 2 else None

        proxy.script = flaky
        through.deploy("dao")
        proxy.script = lambda *_: None
        assert_sent_once(through, remote, "dao")

    def test_a_node_that_goes_away_is_one_line_and_nothing_is_lost(
        self, through: Deployer, proxy: Proxy, remote: Chain, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pydemo.chain.http.PAUSES", (0.001,))

        def gone_at_the_second(method: str, time: int, _: list[Any]) -> Fault:
            return "drop" if proxy.asked[SEND] >= 2 else None

        proxy.script = gone_at_the_second
        with pytest.raises(errors.NotConnected, match="whether transaction 0x") as lost:
            through.deploy("dao")
        assert "\n" not in str(lost.value)
        proxy.script = lambda *_: None
        through.deploy("dao")
        assert_sent_once(through, remote, "dao")

    def test_a_transaction_that_is_mined_and_fails_uses_its_nonce_and_is_tried_anew(
        self, deployer: Deployer, remote: Chain, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from pydemo.deploy.sender import Sender

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Sender, "_gas_limit", lambda *_: 600_000)
            with pytest.raises(errors.OutOfGas):
                deployer.deploy("token")
        deployer.deploy("token")
        record = json.loads(deployer.file("token").read_text())
        assert [step["nonce"] for step in record["failed"]] == [0]
        assert [step["nonce"] for step in record["steps"]] == [1]
        assert [row for row in deployer.prepare("token").check() if not row.holds] == []
        deployer.deploy("token")
        assert remote.nonce(deployer.account) == 2
