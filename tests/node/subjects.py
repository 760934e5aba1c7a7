"""Nodes to compare: ours in its forms, and what else people use, each as it comes.

``tester`` is a stock EthereumTesterProvider behind Python's HTTP server.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from cli.run_pydemo import REPOSITORY, pydemo_environment
from remote.conftest import binary, free_port

from node.client import Rpc
from node.process import RunningNode

NAMES = ("fast", "fast+file", "anvil", "hardhat", "tester")
_PATIENCE = 60
"""Seconds to wait for a node."""
_HARDHAT = 'module.exports = { networks: { hardhat: { hardfork: "prague" } } };\n'
"""Its rules are otherwise those of the newest fork."""


@dataclass(frozen=True)
class Subject:
    """A node that runs."""

    name: str
    url: str
    pid: int
    to_first_answer: float
    """Seconds from its command to its first answer."""

    def memory(self) -> float:
        """Megabytes that it holds."""
        command = ["ps", "-o", "rss=", "-p", str(self.pid)]
        told = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(told.stdout) / 1024


@contextmanager
def running(name: str) -> Iterator[Subject]:
    """One of the `NAMES`, on loopback.

    Raises:
        AssertionError: it ended, or does not answer.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if name == "fast":
            yield stack.enter_context(_ours(name))
        elif name == "fast+file":
            yield stack.enter_context(_ours(name, "--state", str(folder / "chain.db")))
        else:
            yield stack.enter_context(_theirs(name, folder))


def time_to_start(*arguments: str, starts: int = 3) -> float:
    """Seconds from our command to the first answer: the median of some starts."""
    taken: list[float] = []
    for _ in range(starts):
        with _ours("", *arguments) as subject:
            taken.append(subject.to_first_answer)
    return median(taken)


@contextmanager
def _ours(name: str, *arguments: str) -> Iterator[Subject]:
    begun = time.perf_counter()
    node = RunningNode("--engine", "fast", *arguments)
    try:
        Rpc(node.url)("eth_chainId")
        yield Subject(name, node.url, node.pid, time.perf_counter() - begun)
    finally:
        node.close()


@contextmanager
def _theirs(name: str, folder: Path) -> Iterator[Subject]:
    port = str(free_port())
    url, variables = f"http://127.0.0.1:{port}", dict(pydemo_environment())
    place = REPOSITORY
    if name == "anvil":
        command = [str(binary()), "--silent", "--port", port, "--hardfork", "prague"]
    elif name == "tester":
        command = [sys.executable, str(Path(__file__).with_name("tester_server.py")), port]
    elif name == "hardhat":
        place, variables["HARDHAT_DISABLE_TELEMETRY_PROMPT"] = _hardhat_project(folder), "true"
        # Not by .bin, so that it is one process; and it listens to all the world by itself.
        script = "node_modules/hardhat/internal/cli/cli.js"
        command = ["node", script, "node", "--hostname", "127.0.0.1", "--port", port]
    else:
        raise AssertionError(f"{name}: the subjects are {', '.join(NAMES)}")
    with _process(command, place, variables) as (process, begun):
        while True:
            try:
                Rpc(url)("eth_chainId")
                break
            except OSError:
                assert process.poll() is None, f"{name} ended at once"
                assert time.perf_counter() < begun + _PATIENCE, f"{name} does not answer"
                time.sleep(0.01)
        yield Subject(name, url, process.pid, time.perf_counter() - begun)


@contextmanager
def _process(
    command: list[str], place: Path, variables: Mapping[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=place, env=variables, stdout=subprocess.DEVNULL)
    try:
        yield process, begun
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _hardhat_project(folder: Path) -> Path:
    """Hardhat runs in a project only, and looks for itself in that project's packages."""
    installed = REPOSITORY / "node_modules"
    assert (installed / "hardhat").is_dir(), "this needs Hardhat: run `npm ci` in the repository"
    (folder / "node_modules").symlink_to(installed.resolve(), target_is_directory=True)
    (folder / "package.json").write_text('{"name": "load"}\n')
    (folder / "hardhat.config.cjs").write_text(_HARDHAT)
    return folder
