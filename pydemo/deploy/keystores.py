"""Accounts on this machine: private keys in encrypted files that other wallets read too.

The format is Web3 Secret Storage, version 3, with scrypt, as geth has it. A key is held in memory
only, in an `Account`, which never shows it; errors raised here never carry one, nor a password.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydemo.chain.accounts import Account
from pydemo.chain.shallow_json import loads
from pydemo.deploy.record import sync_folder
from pydemo.errors import KeystoreError

FOLDER = Path("~/.pydemo/keystores")
DERIVATION_PATH = "m/44'/60'/0'/0/0"
LEAST_PASSWORD = 8
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LIKE_A_KEY = re.compile(r"(0x)?[0-9a-fA-F]{40,}")
_PATH = re.compile(r"m(/\d+'?)+")
_SCRYPT_ROUNDS = 2**18
"""What geth calls standard: a guess at the password costs a second and 256 MB."""


_WRONG_PASSWORD = "MAC mismatch"
"""What eth-keyfile says of it. A damaged field is a ValueError too, of other words."""


@dataclass(frozen=True, slots=True)
class Keystore:
    """A key in a file, locked."""

    name: str
    file: Path
    address: str
    """With checksum; as the file says it, which unlocking compares with the key."""


def folder() -> Path:
    """``$PYDEMO_KEYSTORES``, or ``~/.pydemo/keystores``."""
    return Path(os.environ.get("PYDEMO_KEYSTORES", "") or FOLDER).expanduser()


def create(name: str, password: str, where: Path, *, rounds: int = _SCRYPT_ROUNDS) -> Keystore:
    """Make a new key from the system's randomness.

    Raises:
        errors.KeystoreError: the name cannot be, or is taken; the password is too short.
    """
    return store(name, secrets.token_bytes(32), password, where, rounds=rounds)


def store(
    name: str, key: bytes, password: str, where: Path, *, rounds: int = _SCRYPT_ROUNDS
) -> Keystore:
    """Keep a key in a file that only its owner may read.

    Raises:
        errors.KeystoreError: the name cannot be, or is taken; the password is too short; the folder
            cannot be written to.
    """
    check_name(name, where)
    if len(password) < LEAST_PASSWORD:
        raise KeystoreError(f"a password of {LEAST_PASSWORD} characters at least is needed")
    from eth_account import Account as EthAccount

    account = Account.from_key(key)
    fields = EthAccount.encrypt(key, password, kdf="scrypt", iterations=rounds)
    file = where / f"{name}.json"
    try:
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_new(file, json.dumps(fields, indent=1) + "\n")
    except FileExistsError:
        raise KeystoreError(f"there is a keystore {name!r} already: {file}") from None
    except OSError as problem:
        raise KeystoreError(f"cannot write {file}: {problem.strerror or problem}") from None
    return Keystore(name, file, account.address)


def check_name(name: str, where: Path) -> None:
    """Raises errors.KeystoreError for a name that cannot be, or is taken."""
    # Never quoted: somebody may have put a key, a mnemonic or a password here.
    if not _NAME.fullmatch(name) or _LIKE_A_KEY.fullmatch(name):
        raise KeystoreError(
            "a keystore's name is of letters, digits, - and _, up to 64, and no key or address: "
            "what was given is not"
        )
    if (where / f"{name}.json").exists():
        raise KeystoreError(f"there is a keystore {name!r} already: {where / f'{name}.json'}")


def _write_new(file: Path, text: str) -> None:
    """Whole or not at all, never over something, and never readable by others, not for a moment."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.link(temporary, file)  # unlike a rename, this does not replace
        sync_folder(file.parent)
    finally:
        temporary.unlink(missing_ok=True)


def keystores(where: Path) -> list[Keystore]:
    """All of a folder by name; files that are something else are passed over."""
    found = []
    for file in sorted(where.glob("*.json")) if where.is_dir() else ():
        try:
            found.append(_read(file.stem, file)[0])
        except KeystoreError:
            continue
    return found


def find(name_or_file: str, where: Path) -> Keystore:
    """A keystore by its name, or by the path of its file. Raises errors.KeystoreError."""
    named = where / f"{name_or_file}.json"
    if _NAME.fullmatch(name_or_file) and named.is_file():
        return _read(name_or_file, named)[0]
    if ("/" in name_or_file or os.sep in name_or_file or name_or_file.endswith(".json")) and (
        Path(name_or_file).expanduser().is_file()
    ):
        file = Path(name_or_file).expanduser()
        return _read(file.stem, file)[0]
    known = ", ".join(found.name for found in keystores(where)) or "none"
    raise KeystoreError(
        f"there is no keystore {_unless_a_key(name_or_file)}; {where} has: {known}. Make one with "
        "pydemo accounts new NAME"
    )


def _unless_a_key(text: str) -> str:
    """Somebody may give a key where a name is meant: that is not repeated."""
    looks_secret = _LIKE_A_KEY.fullmatch(text) or len(text.split()) > 2
    return "of that name (a key is never given as an argument)" if looks_secret else repr(text)


def unlock(keystore: Keystore, password: str) -> Account:
    """The account, with its key. Raises errors.KeystoreError: wrong password, damaged file."""
    from eth_account import Account as EthAccount

    _, fields = _read(keystore.name, keystore.file)
    try:
        key = bytes(EthAccount.decrypt(fields, password))
    except Exception as problem:  # whatever eth-keyfile meets in fields that make no sense
        if isinstance(problem, ValueError) and str(problem) == _WRONG_PASSWORD:
            raise KeystoreError(f"wrong password for keystore {keystore.name!r}") from None
        raise KeystoreError(f"{keystore.file} is damaged: it cannot be decrypted") from None
    account = Account.from_key(key, keystore.name)
    if account != keystore.address:
        raise KeystoreError(
            f"{keystore.file} says {keystore.address} and holds the key of {account.address}"
        )
    return account


def _read(name: str, file: Path) -> tuple[Keystore, dict[str, Any]]:
    from pydemo.chain.address import checksum

    try:
        fields = loads(file.read_bytes())
        raw = bytes.fromhex(str(fields["address"]).removeprefix("0x"))
        is_one = fields["version"] == 3 and len(raw) == 20 and isinstance(fields["crypto"], dict)
    except OSError as problem:
        raise KeystoreError(f"cannot read {file}: {problem.strerror or problem}") from None
    except (ValueError, KeyError, TypeError):
        is_one = False
    if not is_one:
        raise KeystoreError(f"{file} is no keystore (Web3 Secret Storage, version 3)")
    return Keystore(name, file, checksum(raw)), fields


def key_from_text(text: str, path: str = DERIVATION_PATH) -> bytes:
    """A private key from what somebody typed: 64 hex digits, or a mnemonic (BIP-39, BIP-32).

    Raises errors.KeystoreError, which does not repeat it.
    """
    words = text.split()
    if len(words) > 1:
        return _key_from_mnemonic(" ".join(words), path)
    try:
        key = bytes.fromhex(text.strip().removeprefix("0x"))
        Account.from_key(key)
    except ValueError:  # ArgumentError is one too
        raise KeystoreError(
            "that is neither a private key (64 hex digits) nor a mnemonic of 12 to 24 words"
        ) from None
    return key


def check_path(path: str) -> None:
    """Raises errors.KeystoreError for what is no derivation path."""
    if not _PATH.fullmatch(path):
        raise KeystoreError(
            f"what was given is no derivation path, such as {DERIVATION_PATH} (it is not repeated)"
        )


def _key_from_mnemonic(mnemonic: str, path: str) -> bytes:
    from eth_account.hdaccount import key_from_seed, seed_from_mnemonic

    check_path(path)
    try:
        return bytes(key_from_seed(seed_from_mnemonic(mnemonic, ""), path))
    except Exception:  # their messages quote the words
        raise KeystoreError(
            "that is no mnemonic: a word is not on the list, or the last one does not fit"
        ) from None
