"""Hardhat's node, from npm's package, for as long as a test wants it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .conftest import PATIENCE, ROOT, free_port, wait_until_it_answers

CONFIG = 'module.exports = { networks: { hardhat: { hardfork: "prague" } } };\n'


@contextmanager
def running_hardhat(folder: Path) -> Iterator[str]:
    """The URL of a node of one's own, as `npx hardhat node` starts it; its project is in a folder
    that is made for it."""
    packages = ROOT / "node_modules"
    program = packages / "hardhat" / "internal" / "cli" / "cli.js"
    assert program.exists(), "these tests need Hardhat: run `npm ci` in the repository"
    (folder / "hardhat.config.cjs").write_text(CONFIG)
    (folder / "node_modules").symlink_to(packages, target_is_directory=True)
    port = free_port()
    # Hardhat itself, not its starter: that would outlive being terminated.
    command = ["node", str(folder / "node_modules" / program.relative_to(packages)), "node"]
    process = subprocess.Popen(
        [*command, "--hostname", "127.0.0.1", "--port", str(port)],
        cwd=folder,
        env={**os.environ, "HARDHAT_DISABLE_TELEMETRY_PROMPT": "true"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(process, url)
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE)
