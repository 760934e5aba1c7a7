"""`pydemo deploy` and `pydemo accounts` as one types them; every mistake is one clear line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.run_pydemo import REPOSITORY, only_line, pydemo_environment
from remote.conftest import free_port

from pydemo import Chain
from pydemo.chain.accounts import derive_key
from pydemo.chain.genesis import MNEMONIC
from pydemo.cli.main import run
from pydemo.deploy import keystores

PASSWORD = "correct horse"
KEY = derive_key(31)


@pytest.fixture
def pydemo(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process; secrets go in by a pipe. Returns status and both outputs."""
    monkeypatch.setenv("LC_ALL", "C")

    def call(*arguments: str, secrets: str = "") -> tuple[int, str, str]:
        reading, writing = os.pipe()
        os.write(writing, secrets.encode())
        os.close(writing)
        try:
            status = run([argument.replace("@fd", str(reading)) for argument in arguments])
        finally:
            os.close(reading)
        out, err = capfd.readouterr()
        return status, out, err

    return call


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def main_account(folder: Path) -> keystores.Keystore:
    """A keystore with no ether behind it."""
    return keystores.store("main", KEY, PASSWORD, keystores.folder(), rounds=2)


def deploy(run_command: Run, *options: str, secrets: str = "") -> tuple[int, str, str]:
    return run_command(
        "deploy", "token", "--network", "anvil", "--account", "main", *options, secrets=secrets
    )


def test_accounts_are_made_brought_in_and_listed(
    pydemo: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keystores, "_SCRYPT_ROUNDS", 2)
    status, out, _ = pydemo("accounts", "new", "one", "--password-fd", "@fd", secrets="password1\n")
    assert status == 0
    assert "one is 0x" in out
    status, out, _ = pydemo(
        "accounts", "import", "two", "--fd", "@fd", "--password-fd", "@fd",
        "--derivation-path", "m/44'/60'/0'/0/3", secrets=f"{MNEMONIC}\npassword2\n",
    )  # fmt: skip
    assert status == 0
    dave = "0x90F79bf6EB2c4f870365E785982E1f101E93b906"
    assert f"two is {dave}" in out
    status, out, _ = pydemo("accounts", "list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == ["name", "one", "two"]
    assert dave in out
    unlocked = keystores.unlock(keystores.find("two", keystores.folder()), "password2")
    assert unlocked.key == derive_key(3)


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

    def test_what_a_real_network_needs_must_be_said(
        self, pydemo: Run, folder: Path, main_account: keystores.Keystore
    ) -> None:
        file = folder / "networks.toml"
        file.write_text(file.read_text().replace("11155111", "31337"))
        arguments = ("deploy", "lottery", "--network", "sepolia", "--account", "main")
        status, _, err = pydemo(*arguments, "--set", "rng=future-block")
        assert status == 2
        assert only_line(err) == (
            "the plan lottery needs asset, owner on this network: --set asset=... --set owner=..."
        )
        status, _, err = pydemo("deploy", "lottery", "--network", "sepolia", "--account", "alice")
        assert "there is no keystore 'alice'" in only_line(err)  # whose key everybody has


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
        from pydemo.deploy.networks import MAINNETS, networks

        known = networks(REPOSITORY / "deploy" / "networks.toml")
        assert list(known) == [
            "embedded", "anvil", "hardhat", "geth-dev", "sepolia", "base-sepolia",
        ]  # fmt: skip
        assert not MAINNETS.keys() & {one.chain_id for one in known.values()}
        for one in known.values():
            assert one.default in ("", "http://127.0.0.1:8545")


class TestSecrets:
    """A key given where none belongs, or in use while something fails, is in no output at all."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ("accounts", "import", "x", "@key"),
            ("accounts", "import", "@key"),
            ("accounts", "new", "@key"),
            ("accounts", "@key"),
            ("accounts", "new", "x", "@key"),
            ("deploy", "token", "@key", "--network", "anvil"),
            ("deploy", "token", "--network", "anvil", "--account", "@key"),
            ("deploy", "token", "--network", "@key", "--account", "main"),
            ("accounts", "import", "x", "--private-key", "@key"),
            ("accounts", "import", "x", "--fd", "@key"),
            ("deploy", "token", "--network", "embedded", "--set", "minter=@key"),
            ("verify-bundle", "@key"),
        ],
    )
    def test_a_key_as_an_argument_is_not_repeated(
        self, pydemo: Run, arguments: tuple[str, ...]
    ) -> None:
        for secret in (KEY.hex(), "0x" + KEY.hex()):
            given = [argument.replace("@key", secret) for argument in arguments]
            status, out, err = pydemo(*given)
            assert status == 2
            assert KEY.hex() not in out + err

    def test_nothing_that_goes_wrong_shows_a_key(
        self, folder: Path, remote: Chain, anvil_url: str, main_account: keystores.Keystore
    ) -> None:
        """Even a bug: the deployer's own code is broken, and Python prints a traceback."""
        remote.set_balance(main_account.address, 10**18)
        program = """
import sys
from pydemo.deploy import sender
def broken(self, *_):
    raise RuntimeError("a bug")
sender.Sender._hand_in = broken
from pydemo.cli.main import run
sys.exit(run(["deploy", "token", "--network", "anvil", "--account", "main", "--yes",
              "--password-fd", "0"]))
"""
        environment = pydemo_environment(ANVIL_RPC_URL=anvil_url)
        result = subprocess.run(
            [sys.executable, "-X", "dev", "-c", program],
            input=PASSWORD, capture_output=True, text=True, env=environment, check=False,
            cwd=REPOSITORY,
        )  # fmt: skip
        printed = result.stdout + result.stderr
        assert "RuntimeError: a bug" in printed
        assert KEY.hex() not in printed
        assert PASSWORD not in printed
        for file in folder.rglob("*"):
            assert not file.is_file() or KEY.hex() not in file.read_text()


def test_the_readme_shows_what_a_dry_run_prints(
    pydemo: Run, apart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANVIL_RPC_URL", apart)
    command = "pydemo deploy token --network anvil --account alice --dry-run"
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    shown = readme.partition(f"`{command}`) prints:\n\n")[2].partition("\n\nThen each")[0]
    status, out, _ = pydemo(*command.split()[1:])
    assert status == 0
    assert shown.split() == out.split()
