"""`pydemo accounts` as one types it."""

from __future__ import annotations

import pytest

from pydemo.chain.genesis import MNEMONIC
from pydemo.chain.key_derivation import derive_key
from pydemo.deploy import keystores

from .typed import Run


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
