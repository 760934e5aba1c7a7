"""`pydemo deploy` as one types it, when all is well, and when the chain is not as the plan is."""

from __future__ import annotations

import pytest
from cli.run_pydemo import REPOSITORY, only_line

from pydemo import Chain
from pydemo.chain.broadcast import Broadcaster
from pydemo.deploy import keystores
from pydemo.deploy.deployment import Deployment

from .conftest import Deployer
from .typed import PASSWORD, Run, deploy

ALICE = ("deploy", "token", "--network", "anvil", "--account", "alice", "--yes")


def test_a_keystore_deploys_checks_and_is_not_asked_twice(
    pydemo: Run, remote: Chain, anvil_url: str, main_account: keystores.Keystore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("ANVIL_RPC_URL", anvil_url)
    remote.set_balance(main_account.address, 10**18)
    status, out, _ = deploy(pydemo, "--dry-run")
    assert status == 0
    assert "1,310,792 gas, tried out on a copy of the network" in out
    assert "Nothing was sent." in out
    assert remote.nonce(main_account.address) == 0
    status, out, err = deploy(pydemo, "--yes", "--password-fd", "@fd", secrets=PASSWORD)
    assert status == 0, err
    assert "All roles and links are as they should be." in out
    assert remote.nonce(main_account.address) == 1
    status, out, _ = deploy(pydemo)  # neither a question nor a password
    assert status == 0
    status, out, _ = pydemo("deploy", "token", "--network", "anvil", "--check")
    assert status == 0
    assert f"✓ token.soleMinter: {main_account.address}" in out


def test_a_check_is_of_what_was_asked_for(
    pydemo: Run, deployer: Deployer, main_account: keystores.Keystore
) -> None:
    """The command that has deployed it, with --check: no other settings are called in order."""
    deployer.deploy("token")
    check = ("deploy", "token", "--network", "anvil", "--check")
    for same in ((), ("--set", "cap=1000000"), ("--set", "cap=1e6", "--account", "alice")):
        assert pydemo(*check, *same)[0] == 0
    for other, says in (
        (("--set", "cap=5"), "was begun with other settings (none)"),
        (("--create2", "salt"), "was begun with other settings (none)"),
        (("--account", "main"), f"was begun by {deployer.account.address}"),
    ):
        status, out, err = pydemo(*check, *other)
        assert (status, out) == (2, "")
        assert says in only_line(err)


def test_what_is_printed_fits_eighty_columns(pydemo: Run, deployer: Deployer) -> None:
    """All but the record's place, which is as long as it is."""
    status, out, _ = pydemo(*ALICE, "--set", "minter=0x" + "12" * 20)
    assert status == 0
    assert "  sent      DemoToken" in out
    lines = [line for line in out.splitlines() if not line.startswith(("Record:", "1,310,"))]
    assert max(map(len, lines)) <= 80


def test_ctrl_c_says_where_it_goes_on_and_before_the_first_sending_only_that_it_came(
    pydemo: Run, deployer: Deployer, remote: Chain
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Deployment, "rehearse", interrupt)
        status, _, err = pydemo(*ALICE)
        assert (status, only_line(err)) == (2, "interrupted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Broadcaster, "receipt", interrupt)
        status, _, err = pydemo(*ALICE)
    assert status == 2
    file = deployer.file("token")
    assert only_line(err) == (
        f"interrupted. The same command goes on from there; what was sent is in {file}"
    )
    assert pydemo(*ALICE)[0] == 0
    assert remote.nonce(deployer.account) == 1


def test_a_difference_on_chain_is_status_1(
    pydemo: Run, remote: Chain, anvil_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANVIL_RPC_URL", anvil_url)
    lottery = ("deploy", "lottery", "--network", "anvil", "--account", "alice")
    assert pydemo(*lottery, "--yes")[0] == 0
    alice, bob = remote.accounts.alice, remote.accounts.bob
    from pydemo.chain import networks
    from pydemo.deploy import record

    made = record.load(record.path_of(networks.folder(), 31337, "lottery"))
    assert made is not None
    vault = remote.at("PrizeVault", made.contracts["vault"])
    vault.offerOwnership(bob, sender=alice)
    vault.takeOwnership(sender=bob)
    status, out, _ = pydemo(*lottery, "--check")
    assert status == 1
    assert f"✗ vault.owner: {bob.address} instead of {alice.address}" in out


def test_on_the_embedded_chain_a_plan_is_only_shown(pydemo: Run) -> None:
    status, out, _ = pydemo("deploy", "dao", "--network", "embedded")
    assert status == 0
    assert "gone when this command ends" in out


def test_the_page_on_networks_shows_what_a_dry_run_prints(
    pydemo: Run, apart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANVIL_RPC_URL", apart)
    command = "pydemo deploy token --network anvil --account alice --dry-run"
    page = (REPOSITORY / "docs" / "networks.md").read_text(encoding="utf-8")
    shown = page.partition(f"`{command}`) prints:\n\n")[2].partition("\n\nThen each")[0]
    status, out, _ = pydemo(*command.split()[1:])
    assert status == 0
    assert shown.split() == out.split()
