"""No key and no password in anything that is printed or written."""

from __future__ import annotations

import copy
import json
import os
import pickle
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cli.run_pydemo import REPOSITORY, pydemo_environment

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.chain.broadcast import Broadcaster
from pydemo.deploy import keystores

from .conftest import Deployer
from .typed import KEY, PASSWORD, Run


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


def test_an_account_is_not_pickled_with_its_key_and_a_copy_is_itself() -> None:
    account = Account.from_key(KEY, "main")
    for thing in (account, [account], {"who": Account(account.address)}):
        with pytest.raises(TypeError, match="is not pickled"):
            pickle.dumps(thing)
    assert copy.deepcopy([account])[0] is copy.copy(account) is account


def test_a_transaction_that_the_record_does_not_know_is_not_handed_in(
    deployer: Deployer, remote: Chain
) -> None:
    """Somebody has changed the record, so what is signed again is another transaction."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Broadcaster, "hand_in", _die)
        with pytest.raises(_Death):
            deployer.deploy("token")
    file = deployer.file("token")
    record = json.loads(file.read_text())
    right = record["steps"][0]["gas"]
    record["steps"][0]["gas"] = right + 1
    file.write_text(json.dumps(record))
    with pytest.raises(errors.DeploymentError, match="signed again is not transaction 0x"):
        deployer.deploy("token")
    assert remote.nonce(deployer.account) == 0
    record["steps"][0]["gas"] = right
    file.write_text(json.dumps(record))
    deployer.deploy("token")
    assert remote.nonce(deployer.account) == 1


class _Death(BaseException):
    pass


def _die(*_: object) -> None:
    raise _Death


def test_a_keystores_folder_is_on_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a power cut could take the new name, and the key with it."""
    synced: list[bool] = []
    original = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        original(descriptor)

    monkeypatch.setattr("os.fsync", fsync)
    keystores.store("main", KEY, PASSWORD, tmp_path, rounds=2)
    assert synced == [False, True]
