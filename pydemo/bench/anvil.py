"""An anvil of our own: found, started on a temporary IPC path, and ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydemo.bench import BenchError, MissingSubject
from pydemo.build.node import CHECKOUT

PATIENCE = 20
"""Seconds to wait for anvil to answer, and to end."""


def binary() -> Path | None:
    """npm's anvil in this checkout, or that on PATH."""
    packages = (CHECKOUT / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil*")
    found = next(packages, None)
    on_path = shutil.which("anvil")
    return found or (Path(on_path) if on_path else None)


class Anvil:
    """A running anvil with the rules of the embedded chain.

    Raises:
        MissingSubject: there is none on this machine.
        BenchError: it does not start.
    """

    def __init__(self) -> None:
        found = binary()
        if found is None:
            raise MissingSubject("anvil", "npm ci in a checkout, or install Foundry")
        told = subprocess.run(
            [str(found), "--version"], capture_output=True, text=True, check=False
        )
        self.version = told.stdout.partition("\n")[0].removeprefix("anvil Version: ")
        self._folder = Path(tempfile.mkdtemp(prefix="anvil-"))
        pipe = rf"\\.\pipe\{self._folder.name}"
        self._ipc = pipe if sys.platform == "win32" else str(self._folder / "ipc")
        command = [str(found), "--silent", "--port", "0", "--ipc", self._ipc]
        # A group of its own, because npm's script on PATH would outlive being ended alone.
        self._process = subprocess.Popen(
            [*command, "--hardfork", "prague"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
        )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def connect(self) -> Any:
        """A Web3 on it."""
        from web3 import IPCProvider, Web3

        return Web3(IPCProvider(self._ipc))

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.connect().is_connected():
            if self._process.poll() is not None:
                raise BenchError(f"anvil ended at once, with status {self._process.returncode}")
            if time.monotonic() > deadline:
                raise BenchError(f"anvil does not answer after {PATIENCE} s")
            time.sleep(0.05)

    def close(self) -> None:
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                if sys.platform == "win32":
                    self._process.terminate()
                else:
                    os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait(PATIENCE)
        shutil.rmtree(self._folder, ignore_errors=True)
