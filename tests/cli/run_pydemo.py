"""Running the `pydemo` command as a user does: a process of its own."""

from __future__ import annotations

import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
_LONGEST = 120  # seconds
# What most commands import first: the fork server has it when it forks them. None of pydemo.cli,
# whose texts are of the language that they were imported in.
_IMPORTED = ["pydemo.stories", "pydemo.contract", "pydemo.chain.local", "pydemo.evm", "eth_account"]


def pydemo_environment(**changes: str) -> dict[str, str]:
    """An environment without the things that would change what is printed."""
    unwanted = ("LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "PYTHONUTF8": "1", **changes}


def run_pydemo(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path = REPOSITORY
) -> subprocess.CompletedProcess[str]:
    """What `pydemo` prints and its exit status. Forked, unless Python itself is to start otherwise.

    Starting Python and importing takes most commands longer than what they are for.
    """
    environment = dict(env or pydemo_environment())
    usual = pydemo_environment()
    python_asks = any(
        environment.get(name) != usual.get(name)
        for name in {*environment, *usual}
        if name.startswith("PYTHON")
    )
    forkable = "forkserver" in multiprocessing.get_all_start_methods()
    if forkable and cwd == REPOSITORY and not python_asks:
        return _forked(arguments, environment)
    return subprocess.run(
        [sys.executable, "-m", "pydemo", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        timeout=_LONGEST,
        check=False,
    )


def _forked(
    arguments: tuple[str, ...], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = context.Process(target=_be_pydemo, args=(arguments, environment, out, err))
        process.start()
        process.join(_LONGEST)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(["pydemo", *arguments], _LONGEST)
        printed, told = out.read_text("utf-8"), err.read_text("utf-8")
        return subprocess.CompletedProcess(arguments, process.exitcode, printed, told)


def _be_pydemo(
    arguments: tuple[str, ...], environment: dict[str, str], out: Path, err: Path
) -> None:
    """Become `pydemo` in a process that has just been forked."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(REPOSITORY)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, place in ((1, out), (2, err)):
        os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115
    sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False), "utf-8")  # noqa: SIM115
    sys.stderr = io.TextIOWrapper(
        open(2, "wb", 0, closefd=False),  # noqa: SIM115
        "utf-8",
        write_through=True,
    )
    sys.argv = ["pydemo", *arguments]
    from pydemo.cli import main

    main()


def only_line(stderr: str) -> str:
    """The one line an error is. Fails if there are more, or a traceback."""
    lines = stderr.strip().splitlines()
    assert len(lines) == 1, stderr
    assert lines[0].startswith("pydemo: "), stderr
    return lines[0].removeprefix("pydemo: ")
