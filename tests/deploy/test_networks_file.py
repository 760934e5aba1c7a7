"""networks.toml: a mistake in it is one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.run_pydemo import REPOSITORY, only_line

from .typed import Run


class TestNetworksFile:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("[x", "cannot be read"),
            ("x = 1", "network 'x': a table is expected"),
            ("[x]\nchain_id = 5", "chain_id and kind"),
            ('[x]\nchain_id = 5\nkind = "test"', "chain_id and kind"),
            ('[x]\nchain_id = "5"\nkind = "testnet"', "chain_id = '5' is no int"),
            ('[x]\nchain_id = 5\nkind = "testnet"', "rpc is missing"),
            ('[x]\nchain_id = 5\nkind = "testnet"\nurl = ""', "there is no setting 'url'"),
            ('[x]\nchain_id = 1\nkind = "testnet"\nrpc = "X"', "chain 1 is Ethereum, where money"),
            ('[x]\nchain_id = 0\nkind = "testnet"\nrpc = "X"', "chain_id is 1 at least"),
            (
                '[x]\nchain_id = 5\nkind = "testnet"\nrpc = "X"\nconfirmations = -1',
                "confirmations 0 at least",
            ),
            (
                '[x]\nchain_id = 5\nkind = "testnet"\nrpc = "X"\ndefault = "https://rpc.io/KEY"',
                "default is for nodes on this machine",
            ),
            ('[x]\nchain_id = 8453\nkind = "development"\nrpc = "X"', "chain 8453 is Base"),
        ],
    )
    def test_a_mistake_in_it_is_one_line(
        self, pydemo: Run, folder: Path, text: str, says: str
    ) -> None:
        (folder / "networks.toml").write_text(text)
        status, _, err = pydemo("deploy", "token", "--network", "x", "--account", "alice")
        assert status == 2
        assert says in only_line(err)

    def test_ours_has_no_mainnet_and_no_secret(self) -> None:
        from pydemo.chain.networks import MAINNETS, networks

        known = networks(REPOSITORY / "deploy" / "networks.toml")
        assert list(known) == [
            "embedded", "anvil", "hardhat", "geth-dev", "sepolia", "base-sepolia",
        ]  # fmt: skip
        assert not MAINNETS.keys() & {one.chain_id for one in known.values()}
        for one in known.values():
            assert one.default in ("", "http://127.0.0.1:8545")
