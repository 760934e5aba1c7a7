"""Reaching a node, and not reaching one."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from pydemo import Chain, errors
from remote.conftest import Anvil, free_port


def test_a_node_is_reached_by_http(anvil: Anvil) -> None:
    assert Chain.connect(anvil.url).chain_id == 31337


def test_a_node_is_reached_by_its_ipc_socket(anvil: Anvil, remote: Chain) -> None:
    chain = Chain.connect(anvil.ipc)
    alice = chain.accounts.alice
    token = chain.deploy("DemoToken", 5, alice, sender=alice)
    token.mint(alice, 3, sender=alice)
    assert token.balanceOf(alice) == 3
    with errors.reverts("CapExceeded"):
        token.mint(alice, 3, sender=alice)
    assert remote.at("DemoToken", token.address).balanceOf(alice) == 3


class TestByName:
    """Networks of networks.toml."""

    def test_a_network_is_reached_by_its_name(
        self, anvil: Anvil, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ANVIL_RPC_URL", anvil.url)
        assert Chain.connect("anvil").engine_name == anvil.url

    def test_a_node_of_another_chain_is_refused(
        self, anvil: Anvil, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SEPOLIA_RPC_URL", anvil.url)
        with pytest.raises(errors.DeploymentError, match="chain 31337, and sepolia is 11155111"):
            Chain.connect("sepolia")

    def test_a_variable_that_is_not_set_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SEPOLIA_RPC_URL", raising=False)
        with pytest.raises(errors.DeploymentError, match=r"set \$SEPOLIA_RPC_URL"):
            Chain.connect("sepolia")

    def test_what_is_in_this_process_has_no_node(self) -> None:
        with pytest.raises(errors.DeploymentError, match="there is no node to connect to"):
            Chain.connect("embedded")

    def test_where_there_are_no_networks_a_name_is_no_address(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PYDEMO_DEPLOY", str(tmp_path))
        with pytest.raises(errors.NotConnected, match="'anvil' is no address of a node"):
            Chain.connect("anvil")


@pytest.mark.parametrize("timeout", [0, -1, math.nan, math.inf, "5", True, None])
def test_a_time_limit_that_is_none_is_refused(anvil: Anvil, timeout: Any) -> None:
    with pytest.raises(errors.ArgumentError, match=f"timeout = {timeout!r}: a number of seconds"):
        Chain.connect(anvil.url, timeout=timeout)


def test_where_nothing_answers_one_line_says_so() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(errors.NotConnected) as raised:
        Chain.connect(url)
    assert str(raised.value) == f"nothing answers at {url}: is the node running?"


def test_a_host_that_does_not_exist_does_not_answer() -> None:
    with pytest.raises(errors.NotConnected, match="nothing answers at http://127"):
        Chain.connect("http://127.0.0.1:99999")
    with pytest.raises(errors.NotConnected, match="nothing answers at http://"):
        Chain.connect("http://")


def test_a_file_that_is_no_socket_does_not_answer(tmp_path: Path) -> None:
    plain = tmp_path / "plain.ipc"
    plain.write_text("hello")
    with pytest.raises(errors.NotConnected, match="nothing answers at"):
        Chain.connect(str(plain))


@pytest.mark.parametrize(
    "wrong",
    ["", "hello", "localhost:8545", "ftp://127.0.0.1", "ws://127.0.0.1:1", "/", None, 8545, "a\0b"],
)
def test_what_is_no_address_of_a_node_is_refused(wrong: Any) -> None:
    with pytest.raises(errors.NotConnected, match="is no address of a node") as raised:
        Chain.connect(wrong)
    assert "\n" not in str(raised.value)


def test_a_path_too_long_to_exist_is_refused() -> None:
    with pytest.raises(errors.NotConnected, match="is no address of a node"):
        Chain.connect("x" * 100_000)


@pytest.mark.parametrize("key", ["0x1234", b"", "secret"])
def test_a_wrong_key_is_refused_without_quoting_it(anvil: Anvil, key: Any) -> None:
    with pytest.raises(errors.ArgumentError, match="no private key") as raised:
        Chain.connect(anvil.url, account=key)
    assert not key or str(key) not in str(raised.value)
