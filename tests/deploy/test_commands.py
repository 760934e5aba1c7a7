"""`pydemo deploy` as one types it, when all is well, and when the chain is not as the plan is."""

from __future__ import annotations

import pytest
from cli.run_pydemo import REPOSITORY

from pydemo import Chain
from pydemo.deploy import keystores

from .typed import PASSWORD, Run, deploy


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


def test_a_difference_on_chain_is_status_1(
    pydemo: Run, remote: Chain, anvil_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANVIL_RPC_URL", anvil_url)
    lottery = ("deploy", "lottery", "--network", "anvil", "--account", "alice")
    assert pydemo(*lottery, "--yes")[0] == 0
    alice, bob = remote.accounts.alice, remote.accounts.bob
    from pydemo.deploy import networks, record

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
