"""A provider's key, which is part of a node's address, is in nothing that is printed."""

from __future__ import annotations

import pytest
from cli.run_pydemo import only_line
from remote.conftest import free_port

from pydemo import Chain, errors
from pydemo.chain.rpc import shown_url

from .typed import Run

SECRET = "0123456789abcdef0123456789abcdef"
ADDRESSES = [
    "wss://sepolia.infura.io/ws/v3/{key}",
    "ws://user:{key}@sepolia.infura.io",
    "sepolia.infura.io/v3/{key}",
    "//sepolia.infura.io/v3/{key}",
    "https//sepolia.infura.io/v3/{key}",
    "/v3/{key}",
    "http://[::1/{key}",
    "http://user:{key}@[::1",
    "ftp://{key}@host",
    "https:/sepolia.infura.io/v3/{key}",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_is_one_line_without_the_key(
    pydemo: Run, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("SEPOLIA_RPC_URL", address.format(key=SECRET))
    status, out, err = pydemo("deploy", "token", "--network", "sepolia", "--check")
    assert status == 2
    assert "is no address of a node" in only_line(err)
    assert SECRET not in out + err


@pytest.mark.parametrize("form", [" http://{}/v3/{}", "HTTP://{}/v3/{}\n", "\thttp://{}/?k={}"])
def test_a_space_or_capitals_do_not_show_the_key(form: str) -> None:
    address = form.format(f"127.0.0.1:{free_port()}", SECRET)
    with pytest.raises(
        errors.NotConnected, match=r"nothing answers at http://127.*/\.\.\."
    ) as said:
        Chain.connect(address)
    assert SECRET not in str(said.value)


def test_a_space_or_capitals_do_not_matter(anvil_url: str) -> None:
    for form in (f"  {anvil_url}\n", anvil_url.replace("http", "HTTP")):
        assert Chain.connect(form).chain_id == 31337


def test_what_holds_no_key_is_shown_whole() -> None:
    for plain in ("http://127.0.0.1:8545", "/run/geth.ipc", "ws://127.0.0.1:8546", "hello"):
        assert shown_url(plain) == plain
