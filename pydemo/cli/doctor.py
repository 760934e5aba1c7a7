"""`pydemo doctor`: what is here, what is missing, and what to do about it."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import click

from pydemo.cli.main import language_option
from pydemo.messages import text

PACKAGES = (
    "web3",
    "eth-tester",
    "py-evm",
    "eth-account",
    "py-solc-x",
    "coincurve",
    "rich",
    "resvg-py",
)
OLDEST_PYTHON = (3, 11)


@click.command("doctor", help=text("cli.doctor.help"), short_help=text("cli.doctor.short"))
@language_option
def command() -> None:
    import shutil

    from pydemo.build.search import survey
    from pydemo.build.settings import SOLC_VERSION
    from pydemo.display.terminal import make_console

    console = make_console()

    def say(subject: str, found: bool, detail: str) -> None:
        mark = ("✓", "green") if found else ("✗", "red")
        console.print(f"{mark[0]} {subject:<12} {detail}", style=mark[1], soft_wrap=True)

    python_fits = sys.version_info[:2] >= OLDEST_PYTHON
    say("Python", python_fits, f"{platform.python_version()} ({platform.machine()})")
    for package in PACKAGES:
        installed = _version(package)
        say(package, installed is not None, installed or text("cli.doctor.install", name=package))
    for engine, problem in _engines():
        say(text("cli.doctor.engine"), not problem, f"{engine}: {problem or 'ok'}")
    say("artifacts", *_artifacts())
    node, npm = shutil.which("node"), shutil.which("npm")
    say("node", node is not None, node or text("cli.doctor.no_node"))
    say("npm", npm is not None, npm or text("cli.doctor.no_npm"))
    places = survey()
    chosen = next((place for place in places if place.compiler is not None), None)
    for place in places:
        detail = place.reason if place.compiler is None else place.compiler.version
        mark = "-" if place.compiler is None else "✓"
        console.print(f"  {mark} {place.name}: {detail}", style="dim", soft_wrap=True)
    say(
        "solc",
        chosen is not None,
        chosen.name if chosen else text("cli.doctor.no_solc", version=SOLC_VERSION),
    )
    console.print()
    complete = chosen is not None and npm is not None
    console.print(text("cli.doctor.all_well" if complete else "cli.doctor.demos_work"))


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _engines() -> list[tuple[str, str]]:
    """Each engine, and what is wrong with it (nothing: an empty string), by running it."""
    from pydemo.chain.genesis import ENGINES

    found = []
    for name in ENGINES:
        try:
            from pydemo.contract.chain import Chain

            Chain(engine=name).mine()
        except Exception as problem:  # whatever it is, this is the place to say it
            found.append((name, f"{type(problem).__name__}: {problem}"))
        else:
            found.append((name, ""))
    return found


def _artifacts() -> tuple[bool, str]:
    from pydemo.build.artifacts import Artifacts
    from pydemo.errors import BuildError

    artifacts = Artifacts.suite()
    try:
        names = [artifacts[name].name for name in artifacts]
    except BuildError as problem:
        return False, str(problem)
    return True, text("cli.doctor.artifacts", count=len(names))
