"""An anvil of our own, from npm's package, for as long as the tests run."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account

ROOT = Path(__file__).parents[2]
PATIENCE = 20
"""Seconds to wait for anvil to answer."""


@dataclass(frozen=True)
class Anvil:
    """A running anvil, and how it is reached."""

    url: str
    ipc: str


def binary() -> Path:
    """npm's anvil itself: the script in node_modules/.bin would outlive being terminated."""
    packages = (ROOT / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil*")
    found = next(packages, None)
    assert found, "these tests need anvil: run `npm ci` in the repository"
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def wait_until_it_answers(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            Chain.connect(url)
        except errors.NotConnected:
            assert process.poll() is None, f"anvil ended at once, with {process.returncode}"
            assert time.monotonic() < deadline, f"anvil does not answer after {PATIENCE} s"
            time.sleep(0.05)
        else:
            return


@contextmanager
def running_anvil(*arguments: str) -> Iterator[str]:
    """An anvil of one's own, fresh, by the embedded chain's rules. Gives its address."""
    port = free_port()
    command = [str(binary()), "--silent", "--port", str(port), "--hardfork", "prague"]
    process = subprocess.Popen([*command, *arguments])
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(process, url)
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="session")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anvil]:
    folder = tmp_path_factory.mktemp("anvil")
    pipe = rf"\\.\pipe\{folder.parent.name}-{folder.name}"
    ipc = pipe if sys.platform == "win32" else str(folder / "a.ipc")
    with running_anvil("--ipc", ipc) as url:
        yield Anvil(url, ipc)


@pytest.fixture(scope="session")
def connection(anvil: Anvil) -> Chain:
    return Chain.connect(anvil.url)


@pytest.fixture
def remote(connection: Chain) -> Iterator[Chain]:
    """A chain on anvil; every test leaves it as it found it."""
    with connection.anchor():
        yield connection


@pytest.fixture
def here() -> Chain:
    """The embedded chain to compare with, fresh as anvil is."""
    return Chain()


@pytest.fixture
def ann(remote: Chain) -> Account:
    """Alice, as the remote chain has her."""
    return remote.accounts.alice


@pytest.fixture
def ben(remote: Chain) -> Account:
    """Bob, as the remote chain has him."""
    return remote.accounts.bob
