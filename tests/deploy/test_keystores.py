"""Keys in files: made, brought in, unlocked; and nowhere else."""

from __future__ import annotations

import json
import os
import stat
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pydemo import errors
from pydemo.chain.genesis import MNEMONIC
from pydemo.chain.key_derivation import derive_key
from pydemo.deploy import keystores

PASSWORD = "correct horse"
KEY = derive_key(31)
QUICK = 2
"""Scrypt rounds for tests; the standard ones take a second."""


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "keystores"


def test_a_new_account_is_unlocked_by_its_password(where: Path) -> None:
    made = keystores.create("main", PASSWORD, where, rounds=QUICK)
    account = keystores.unlock(made, PASSWORD)
    assert account == made.address
    assert account.name == "main"
    assert len(account.key) == 32
    other = keystores.create("other", PASSWORD, where, rounds=QUICK)
    assert other.address != made.address


def test_a_wrong_password_is_said(where: Path) -> None:
    made = keystores.create("main", PASSWORD, where, rounds=QUICK)
    with pytest.raises(errors.KeystoreError, match="wrong password for keystore 'main'"):
        keystores.unlock(made, "wrong horse")


def test_the_files_are_those_of_other_wallets(where: Path) -> None:
    """The fields of Web3 Secret Storage; eth-account, which is not ours, reads them."""
    from eth_account import Account

    made = keystores.store("main", KEY, PASSWORD, where, rounds=QUICK)
    fields = json.loads(made.file.read_text())
    assert (fields["version"], fields["crypto"]["kdf"]) == (3, "scrypt")
    assert bytes(Account.decrypt(fields, PASSWORD)) == KEY
    foreign = Account.encrypt(KEY, "another one", kdf="pbkdf2", iterations=1)
    (where / "foreign.json").write_text(json.dumps(foreign))
    assert keystores.unlock(keystores.find("foreign", where), "another one").key == KEY


def test_the_standard_rounds_are_geths(where: Path) -> None:
    made = keystores.store("main", KEY, PASSWORD, where)
    assert json.loads(made.file.read_text())["crypto"]["kdfparams"]["n"] == 2**18


def test_only_the_owner_may_read_them(where: Path) -> None:
    before = os.umask(0)
    try:
        made = keystores.create("main", PASSWORD, where, rounds=QUICK)
    finally:
        os.umask(before)
    for_file, for_folder = (0o600, 0o700) if os.name == "posix" else (0o666, 0o777)
    assert stat.S_IMODE(made.file.stat().st_mode) == for_file
    assert stat.S_IMODE(where.stat().st_mode) == for_folder
    assert [path.name for path in where.iterdir()] == ["main.json"]


def test_a_keystore_is_never_written_over(where: Path) -> None:
    made = keystores.create("main", PASSWORD, where, rounds=QUICK)
    before = made.file.read_bytes()
    with pytest.raises(errors.KeystoreError, match="there is a keystore 'main' already"):
        keystores.store("main", KEY, PASSWORD, where, rounds=QUICK)
    with pytest.raises(FileExistsError):  # nor when it appears in between
        keystores._write_new(made.file, "something else")
    assert made.file.read_bytes() == before


@pytest.mark.parametrize("name", ["", ".", "../evil", "a/b", "a b", "-x", "x" * 65, "naïve"])
def test_a_name_that_is_no_files_is_refused(where: Path, name: str) -> None:
    with pytest.raises(errors.KeystoreError, match="a keystore's name is of"):
        keystores.create(name, PASSWORD, where, rounds=QUICK)


def test_a_short_password_is_refused(where: Path) -> None:
    with pytest.raises(errors.KeystoreError, match="8 characters"):
        keystores.create("main", "short", where, rounds=QUICK)
    assert not where.exists()


@pytest.mark.parametrize("form", ["{}", "0x{}", " {}\n", "{upper}"])
def test_a_key_may_be_typed_in_any_form(form: str) -> None:
    typed = form.format(KEY.hex(), upper=KEY.hex().upper())
    assert keystores.key_from_text(typed) == KEY


def test_a_mnemonic_gives_the_key_of_a_path() -> None:
    assert keystores.key_from_text(MNEMONIC) == derive_key(0)
    assert keystores.key_from_text(f"  {MNEMONIC}  ", "m/44'/60'/0'/0/7") == derive_key(7)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0x",
        KEY.hex()[:-2],
        KEY.hex() + "00",
        "00" * 32,
        "ff" * 32,
        "xy" * 32,
        f"{MNEMONIC} test",
        MNEMONIC.replace("junk", "test"),
        "correct horse battery staple",
    ],
)
def test_what_is_no_key_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(errors.KeystoreError) as raised:
        keystores.key_from_text(typed)
    shown = "".join(traceback.format_exception(raised.value))
    assert len(typed) < 8 or typed not in shown


@pytest.mark.parametrize("path", ["", "44'/60'", "m", "m/x", "m/44'/60'/", "m//0"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(errors.KeystoreError, match="is no derivation path"):
        keystores.key_from_text(MNEMONIC, path)


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"version": 3}', "\0", "[" * 10**6])
def test_what_is_no_keystore_is_said_and_not_listed(where: Path, damage: str) -> None:
    made = keystores.create("good", PASSWORD, where, rounds=QUICK)
    (where / "bad.json").write_text(damage)
    assert keystores.keystores(where) == [made]
    with pytest.raises(errors.KeystoreError, match="is no keystore"):
        keystores.find("bad", where)


@pytest.mark.parametrize(
    "damage",
    [
        lambda crypto: crypto["kdfparams"].pop("n"),
        lambda crypto: crypto["kdfparams"].update(n=3),
        lambda crypto: crypto["kdfparams"].update(salt="xy"),
        lambda crypto: crypto["cipherparams"].update(iv="xy"),
        lambda crypto: crypto.update(ciphertext="xy"),
        lambda crypto: crypto.update(mac="xy"),
        lambda crypto: crypto.update(mac=5),
        lambda crypto: crypto.update(kdf="argon2"),
    ],
)
def test_a_damaged_keystore_is_no_wrong_password(
    where: Path, damage: Callable[[dict[str, Any]], Any]
) -> None:
    made = keystores.create("main", PASSWORD, where, rounds=QUICK)
    fields = json.loads(made.file.read_text())
    damage(fields["crypto"])
    made.file.write_text(json.dumps(fields))
    with pytest.raises(errors.KeystoreError, match="is damaged"):
        keystores.unlock(made, PASSWORD)


def test_a_file_that_says_another_address_is_refused(where: Path) -> None:
    made = keystores.create("main", PASSWORD, where, rounds=QUICK)
    fields = json.loads(made.file.read_text())
    made.file.write_text(json.dumps({**fields, "address": "00" * 20}))
    with pytest.raises(errors.KeystoreError, match="holds the key of"):
        keystores.unlock(keystores.find("main", where), PASSWORD)


def test_one_is_found_by_its_file_too(where: Path, tmp_path: Path) -> None:
    made = keystores.create("main", PASSWORD, where, rounds=QUICK)
    moved = tmp_path / "UTC--2026-01-01--abc.json"
    made.file.rename(moved)
    assert keystores.find(str(moved), where).address == made.address


def test_a_key_in_the_place_of_a_name_is_not_repeated(where: Path) -> None:
    for secret in (KEY.hex(), "0x" + KEY.hex(), MNEMONIC):
        with pytest.raises(errors.KeystoreError, match="never given as an argument") as raised:
            keystores.find(secret, where)
        assert secret not in str(raised.value)
