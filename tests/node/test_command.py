"""`pydemo node` as it is typed: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Callable, Iterator

import pytest
from cli.run_pydemo import REPOSITORY, only_line, run_pydemo

from node.client import Direct, Rpc
from node.people import ALICE, BOB
from node.process import RunningNode, running_node
from pydemo import messages
from pydemo.cli.main import run
from pydemo.errors import ArgumentError
from pydemo.node.real_chains import real_chain, real_chains
from pydemo.node.serve import Settings, open_chain

Refused = Callable[..., str]
"""The one line that a command ends with."""


@pytest.fixture
def refused(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Refused]:
    """Run the command in this process, and leave its language as it was."""
    monkeypatch.setenv("LC_ALL", "C")

    def call(*arguments: str) -> str:
        status = run(["node", "--port", "0", *arguments])
        out, err = capfd.readouterr()
        assert (status, out) == (2, "")
        return only_line(err)

    with messages.speaking("en"):
        yield call


def test_it_says_where_it_listens_and_that_its_keys_are_known_to_all(node: RunningNode) -> None:
    assert "alice  0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 0xac0974bec39a17e3" in node.printed
    assert node.printed.count("0x") == 20
    assert "public test keys" in node.printed
    assert "chain id 31337, block 0" in node.printed


def test_it_speaks_chinese() -> None:
    result = run_pydemo("node", "--lang", "zh", "--help")
    assert "JSON-RPC" in result.stdout
    assert "链" in result.stdout


def test_it_refuses_in_the_language_that_was_asked_for(refused: Refused) -> None:
    english, chinese = refused("--chain-id", "1"), refused("--chain-id", "1", "--lang", "zh")
    assert "chain id 1 is Ethereum's" in english
    assert "链 ID 1 属于 Ethereum" in chinese
    kept = ("--engine", "py-evm", "--state", "chain.db")
    assert "fast engine only" in refused(*kept)
    assert "只有 fast 引擎" in refused(*kept, "--lang", "zh")


def test_the_suite_is_deployed_its_addresses_are_printed_and_ctrl_c_ends_it() -> None:
    with running_node("--suite", "--engine", "fast") as node:
        rpc = Rpc(node.url)
        listed = re.findall(r"^(\w+) +(0x[0-9a-fA-F]{40})$", node.printed, re.MULTILINE)
        assert [name for name, _ in listed] == [
            "DemoToken",
            "CollectibleArt",
            "Collectible",
            "KinkedRateModel",
            "SettablePriceOracle",
            "LendingPool",
            "FutureBlockRng",
            "PrizeVault",
            "AuctionHouse",
            "Crowdfund",
            "PeopleToken",
            "Governor",
            "Timelock",
        ]
        for name, address in listed:
            assert len(rpc("eth_getCode", address)) > 1_000, name
        token = dict(listed)["DemoToken"]
        held = rpc("eth_call", {"to": token, "data": "0x70a08231" + "00" * 12 + BOB[2:]})
        assert int(held, 16) > 0
        assert node.end(signal.SIGINT) == (0, "")  # without a word


def test_a_port_that_is_taken_is_told_in_a_line(refused: Refused) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = refused("--port", str(port))
    assert told == (
        f"port {port} of 127.0.0.1 is in use: end what uses it, or choose another with --port"
    )


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--block-time", "nan", "nan is no number"),
        ("--block-time", "0", "not in the range"),
        ("--allow-host", "node.lan:80", "leave out scheme and port"),
        ("--allow-origin", "app.example", "no origin such as https://app.example"),
    ],
)
def test_a_value_that_would_never_do_anything_is_refused(
    option: str, value: str, words: str, refused: Refused
) -> None:
    assert words in refused(option, value)


def test_an_address_of_another_machine_is_told_in_a_line(refused: Refused) -> None:
    told = refused("--host", "192.0.2.1", "--allow-remote")
    assert told.startswith("cannot listen on 192.0.2.1:0: ")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_other_machines_are_let_in_only_where_that_is_said_twice(
    host: str, refused: Refused
) -> None:
    told = refused("--host", host)
    assert "--allow-remote" in told
    assert "whoever reaches the port" in told


def test_where_other_machines_are_let_in_it_says_what_that_means_and_ends_when_told() -> None:
    with running_node("--host", "0.0.0.0", "--allow-remote") as node:
        url = node.url.replace("0.0.0.0", "127.0.0.1")
        assert Rpc(url)("eth_chainId") == "0x7a69"
        assert "every machine that reaches this port" in node.printed
        assert node.end(signal.SIGTERM) == (0, "")  # without a word


@pytest.mark.parametrize(
    ("chain_id", "name"),
    [(1, "Ethereum"), (61, "Ethereum Classic"), (369, "PulseChain"), (1101, "Polygon zkEVM")],
)
def test_the_id_of_a_chain_with_money_on_it_is_refused(
    chain_id: int, name: str, refused: Refused
) -> None:
    told = refused("--chain-id", str(chain_id))
    assert f"chain id {chain_id} is {name}'s" in told


@pytest.mark.parametrize("chain_id", sorted(real_chains()))
def test_the_id_of_each_chain_that_is_listed_is_refused(chain_id: int) -> None:
    with pytest.raises(ArgumentError, match=f"chain id {chain_id} is "):
        open_chain(Settings(chain_id=chain_id))


@pytest.mark.parametrize("chain_id", [1337, 31337, 11155111, 17000, 84532])
def test_the_ids_of_development_and_test_chains_are_free(chain_id: int) -> None:
    assert real_chain(chain_id) is None


def test_no_chain_that_is_refused_is_one_for_tests_to_viem() -> None:
    """A second source for the ids: what viem calls a test network holds no money."""
    folder = REPOSITORY / "node_modules" / "viem" / "chains" / "definitions"
    real, tests = set[int](), set[int]()
    for file in folder.glob("*.ts"):
        text = file.read_text("utf-8")
        if found := re.search(r"^  id: ([\d_]+),", text, re.MULTILINE):
            (tests if "testnet: true" in text else real).add(int(found[1]))
    assert len(real) > 100
    known = real_chains().keys()
    assert not known & (tests - real)
    assert known - real == {10001, 42262}  # which viem does not have


def test_a_chain_id_of_ones_own_is_what_transactions_are_signed_for(engine: str) -> None:
    served, _ = open_chain(Settings(chain_id=4242, engine=engine))
    rpc = Direct(served)
    assert (rpc("eth_chainId"), rpc("net_version")) == (hex(4242), "4242")
    sent = rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, "value": "0x1"})
    assert rpc("eth_getTransactionByHash", sent)["chainId"] == hex(4242)
    assert rpc("eth_getTransactionReceipt", sent)["status"] == "0x1"
