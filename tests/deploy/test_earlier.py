"""What was deployed before and is in no record, and what a rollup's data cost."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.run_pydemo import only_line

from pydemo import Chain
from pydemo.chain.rpc import rpc
from pydemo.deploy import keystores

from .conftest import Deployer
from .typed import PASSWORD, Run

ORACLE = "0x420000000000000000000000000000000000000F"
ALICE = ("--network", "anvil", "--account", "alice")


class TestWithoutTheRecord:
    def test_a_plan_is_not_deployed_twice_where_it_costs_something(
        self, pydemo: Run, folder: Path, remote: Chain, anvil_url: str,
        main_account: keystores.Keystore, monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setenv("SEPOLIA_RPC_URL", anvil_url)
        networks = (folder / "networks.toml").read_text()
        networks = networks.replace("11155111", "31337").replace(
            "confirmations = 3", "confirmations = 0"
        )
        (folder / "networks.toml").write_text(networks)
        remote.set_balance(main_account.address, 10**18)
        token = ("deploy", "token", "--network", "sepolia", "--account", "main", "--yes")
        status, _, err = pydemo(*token, "--password-fd", "@fd", secrets=PASSWORD)
        assert status == 0, err
        elsewhere = folder.parent / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "networks.toml").write_text(networks)
        monkeypatch.setenv("PYDEMO_DEPLOY", str(elsewhere))
        status, out, err = pydemo(*token)
        assert status == 2
        said = only_line(err)
        assert f"{main_account.address} has deployed token here before: DemoToken is at 0x" in said
        assert "(nonce 0)" in said
        assert "--anew deploys everything once more" in said
        assert remote.nonce(main_account.address) == 1
        status, out, _ = pydemo(*token, "--dry-run")
        assert status == 0
        assert "has deployed token here before" in out
        status, _, err = pydemo(*token, "--anew", "--password-fd", "@fd", secrets=PASSWORD)
        assert status == 0, err
        assert remote.nonce(main_account.address) == 2

    def test_all_or_a_part_of_it_is_told_apart(self, deployer: Deployer, remote: Chain) -> None:
        deployer.deploy("lending")
        deployer.file("lending").unlink()
        found = deployer.prepare("lending").rehearse().earlier
        assert found is not None
        assert found.is_whole
        part = deployer.prepare("lottery").rehearse().earlier  # begins with the same token
        assert part is not None
        assert part.contract == "DemoToken"
        assert not part.is_whole

    def test_what_nobody_deployed_before_is_not_found(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        deployer.deploy("dao")
        assert deployer.prepare("token").rehearse().earlier is None
        deployer.account = remote.accounts.bob
        assert deployer.prepare("collectible").rehearse().earlier is None


class TestDataOnEthereum:
    def test_it_is_part_of_the_cost_and_of_the_most(
        self, deployer: Deployer, remote: Chain
    ) -> None:
        plain = deployer.prepare("token").rehearse()
        assert plain.data_fee == 0
        # Answers the length of what it is asked with, times 2**32.
        rpc(remote.w3, "anvil_setCode", [ORACLE, "0x3660201b5f5260205ff3"])
        dear = deployer.prepare("token").rehearse()
        assert dear.data_fee > 5_000 << 32
        assert dear.cost == plain.cost + dear.data_fee
        assert dear.most == plain.most + 2 * dear.data_fee

    def test_who_cannot_pay_for_it_is_told_before_anything_is_sent(
        self, pydemo: Run, remote: Chain, anvil_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ANVIL_RPC_URL", anvil_url)
        rpc(remote.w3, "anvil_setCode", [ORACLE, "0x67ffffffffffffffff5f5260205ff3"])
        status, out, err = pydemo("deploy", "token", *ALICE, "--yes")
        assert "for the data on Ethereum" in out
        assert status == 0, err
        remote.set_balance(remote.accounts.alice, 10**18)
        status, _, err = pydemo("deploy", "dao", *ALICE, "--yes")
        assert status == 2
        assert "send it some first" in only_line(err)

    def test_an_oracle_that_does_not_answer_is_one_line(
        self, pydemo: Run, remote: Chain, anvil_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ANVIL_RPC_URL", anvil_url)
        rpc(remote.w3, "anvil_setCode", [ORACLE, "0x5f5ffd"])
        status, _, err = pydemo("deploy", "token", *ALICE, "--yes")
        assert status == 2
        assert "does not tell the data's price" in only_line(err)


@pytest.mark.parametrize("option", [("--account", "nonsense"), ("--create2", "x"), ("--check",)])
def test_what_the_embedded_chain_does_not_have_is_refused(
    pydemo: Run, option: tuple[str, ...]
) -> None:
    status, _, err = pydemo("deploy", "token", "--network", "embedded", *option)
    assert status == 2
    assert "are for networks" in only_line(err)
