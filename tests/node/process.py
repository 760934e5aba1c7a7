"""A node in a process of its own, as `pydemo node` starts it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cli.run_pydemo import REPOSITORY, pydemo_environment

PATIENCE = 30
"""Seconds to wait for a node to listen, or to end."""


class RunningNode:
    """A node that listens.

    Raises:
        AssertionError: it ended instead, or took too long; with what it printed.
    """

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "pydemo", "node", "--port", "0", *arguments]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            cwd=REPOSITORY,
            env=pydemo_environment(),
        )
        self.printed = ""
        deadline = time.monotonic() + PATIENCE
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.printed += line
            if found := re.search(r"listening on (http\S+) and (ws\S+)", line):
                self.url, self.socket = found.groups()
                return
            assert time.monotonic() < deadline, self.printed
        raise AssertionError(f"the node ended: {self.printed}")

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL: there is no chance to write anything."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal. Returns the exit status, and what was printed since it listened."""
        self._process.send_signal(number)
        return self.wait()

    def wait(self) -> tuple[int, str]:
        """The same for a node that ends by itself."""
        rest, _ = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, rest

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.communicate(timeout=PATIENCE)


@contextmanager
def running_node(*arguments: str) -> Iterator[RunningNode]:
    node = RunningNode(*arguments)
    try:
        yield node
    finally:
        node.close()
