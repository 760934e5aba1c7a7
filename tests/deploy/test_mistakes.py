"""Every mistake at `pydemo deploy` and its neighbours is one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.run_pydemo import only_line
from remote.conftest import free_port

from pydemo import Chain
from pydemo.deploy import keystores

from .typed import PASSWORD, Run, deploy


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("deploy", "tokn", "--network", "anvil"), "there is no plan 'tokn'; did you mean token?"),
        (
            ("deploy", "token", "--network", "sepola"),
            "there is no network 'sepola'; did you mean s",
        ),
        (("deploy", "token"), "--network"),
        (("deploy", "token", "--network", "anvil"), "who deploys? --account KEYSTORE"),
        (("deploy", "token", "--network", "anvil", "--account", "x"), "there is no keystore 'x'"),
        (
            ("deploy", "token", "--network", "anvil", "--account", "main", "--set", "x"),
            "NAME=VALUE",
        ),
        (("deploy", "token", "--network", "sepolia", "--account", "main"), "$SEPOLIA_RPC_URL"),
        (("deploy", "token", "--network", "anvil", "--check"), "nothing answers at"),
        (("deploy", "token", "--network", "anvil", "--account", "alice"), "nothing answers at"),
        (("deploy", "token", "--network", "anvil", "--patience", "0"), "0 is not in the range"),
        (("deploy", "token", "--network", "anvil", "--patience", "nan"), "not a finite number"),
        (("deploy", "token", "--network", "anvil", "--timeout", "inf"), "inf is not in the range"),
        (("deploy", "token", "--network", "anvil", "--max-fee", "nan"), "not a finite number"),
        (("deploy", "token", "--network", "anvil", "--max-fee", "1e300"), "is not in the range"),
        (("accounts", "new", "../x", "--password-fd", "3"), "a keystore's name is of"),
        (("accounts", "new", "main"), "there is a keystore 'main' already"),
        (("accounts", "new", "x"), "there is no terminal to ask on: use --password-fd N"),
        (("accounts", "new", "x", "--password-fd", "99"), "is not open for reading"),
        (("accounts", "new", "x", "--password-fd", "@fd"), "gives nothing"),
        (
            ("accounts", "import", "x", "--fd", "@fd", "--derivation-path", "m"),
            "no derivation path",
        ),
        (("accounts", "lst"), "there is no such command; choose from: new, import, list"),
        (("verify-bundle", "Tokn"), "Tokn"),
        (("verify-bundle", "IRng"), "is never deployed"),
        (("verify-bundle", "token", "--network", "embedded"), "embedded is in this process"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(
    pydemo: Run, main_account: keystores.Keystore, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], says: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("ANVIL_RPC_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("SEPOLIA_RPC_URL", raising=False)
    status, out, err = pydemo(*arguments)
    assert status == 2
    assert says in only_line(err)
    assert out == ""


class TestOnANode:
    @pytest.fixture(autouse=True)
    def node(self, anvil_url: str, remote: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
        for variable in ("ANVIL_RPC_URL", "SEPOLIA_RPC_URL"):
            monkeypatch.setenv(variable, anvil_url)

    def test_a_wrong_chain_is_refused(self, pydemo: Run, main_account: keystores.Keystore) -> None:
        arguments = ("deploy", "token", "--network", "sepolia", "--account", "main")
        status, _, err = pydemo(*arguments)
        assert status == 2
        assert "is of chain 31337, and sepolia is 11155111: look at $SEPOLIA_RPC_URL" in err

    def test_too_little_ether_is_found_before_the_first_transaction(
        self, pydemo: Run, remote: Chain, main_account: keystores.Keystore
    ) -> None:
        remote.set_balance(main_account.address, 10**14)
        status, _, err = deploy(pydemo, "--yes", "--password-fd", "@fd", secrets=PASSWORD)
        assert status == 2
        line = only_line(err)
        assert "has 0.000100 ETH on anvil and this may cost" in line
        assert line.endswith("Nothing was sent")
        assert remote.nonce(main_account.address) == 0

    def test_a_wrong_password_is_one_line(
        self, pydemo: Run, remote: Chain, main_account: keystores.Keystore
    ) -> None:
        remote.set_balance(main_account.address, 10**18)
        status, _, err = deploy(pydemo, "--yes", "--password-fd", "@fd", secrets="wrong horse")
        assert status == 2
        assert only_line(err) == "wrong password for keystore 'main'"
        assert remote.nonce(main_account.address) == 0

    def test_without_a_terminal_and_yes_nothing_is_sent(
        self, pydemo: Run, remote: Chain, main_account: keystores.Keystore
    ) -> None:
        remote.set_balance(main_account.address, 10**18)
        status, _, err = deploy(pydemo, "--password-fd", "@fd", secrets=PASSWORD)
        assert status == 2
        assert "no terminal to ask on: --yes deploys without asking" in only_line(err)
        assert remote.nonce(main_account.address) == 0

    @pytest.mark.parametrize(
        ("setting", "says"),
        [
            ("minter=0x12", "--set minter=0x12: '0x12' is no address"),
            ("minter=", "NAME=VALUE is expected"),
            ("cap=much", "a number is expected"),
            ("cap=-1", "an amount is not negative"),
            ("color=red", "the plan token has no parameter 'color'; there are: minter, cap"),
        ],
    )
    def test_a_parameter_that_cannot_be_is_one_line(
        self, pydemo: Run, setting: str, says: str
    ) -> None:
        arguments = ("deploy", "token", "--network", "anvil", "--account", "alice")
        status, _, err = pydemo(*arguments, "--set", setting)
        assert status == 2
        assert says in only_line(err)

    def test_a_source_of_randomness_that_is_none_is_one_line_with_those_there_are(
        self, pydemo: Run
    ) -> None:
        arguments = ("deploy", "lottery", "--network", "anvil", "--account", "alice")
        status, _, err = pydemo(*arguments, "--set", "rng=future-blok")
        assert status == 2
        assert only_line(err) == (
            "--set rng=future-blok: did you mean future-block? future-block, commit-reveal or an "
            "address is expected"
        )

    def test_what_a_real_network_needs_must_be_said(
        self, pydemo: Run, folder: Path, main_account: keystores.Keystore
    ) -> None:
        file = folder / "networks.toml"
        file.write_text(file.read_text().replace("11155111", "31337"))
        arguments = ("deploy", "lottery", "--network", "sepolia", "--account", "main")
        status, _, err = pydemo(*arguments, "--set", "rng=future-block")
        assert status == 2
        assert only_line(err) == (
            "the plan lottery needs asset, owner on this network: --set asset=... --set owner=... "
            "(or pool_supply=...)"
        )
        status, _, err = pydemo("deploy", "lottery", "--network", "sepolia", "--account", "alice")
        assert "there is no keystore 'alice'" in only_line(err)  # whose key everybody has
