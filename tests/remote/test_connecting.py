"""Reaching a node, and not reaching one."""

from __future__ import annotations

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
