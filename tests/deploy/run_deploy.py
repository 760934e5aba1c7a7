"""`pydemo deploy` in a process of its own, which the tests may kill."""

from __future__ import annotations

import subprocess
import sys

from cli.run_pydemo import REPOSITORY, pydemo_environment


def start_deploy(plan: str, *options: str, **environment: str) -> subprocess.Popen[str]:
    """Start deploying as alice to the network anvil, without questions."""
    command = [sys.executable, "-m", "pydemo", "deploy", plan, "--network", "anvil"]
    return subprocess.Popen(
        [*command, "--account", "alice", "--yes", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=pydemo_environment(**environment),
        cwd=REPOSITORY,
    )
