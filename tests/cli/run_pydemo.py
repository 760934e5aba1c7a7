"""Running the `pydemo` command as a user does: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def pydemo_environment(**changes: str) -> dict[str, str]:
    """An environment without the things that would change what is printed."""
    unwanted = ("LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "PYTHONUTF8": "1", **changes}


def run_pydemo(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path = REPOSITORY
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pydemo", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=dict(env or pydemo_environment()),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


def only_line(stderr: str) -> str:
    """The one line an error is. Fails if there are more, or a traceback."""
    lines = stderr.strip().splitlines()
    assert len(lines) == 1, stderr
    assert lines[0].startswith("pydemo: "), stderr
    return lines[0].removeprefix("pydemo: ")
