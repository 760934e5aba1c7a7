"""Finds a solc of exactly the pinned version.

The order: $PYDEMO_SOLC; ``solc`` on PATH; what py-solc-x has installed; py-solc-x's download, if
allowed; npm's ``solc`` run by node. Native binaries come first because they are several times
faster.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydemo.build.download import download
from pydemo.build.node import nodes, packages
from pydemo.build.settings import SOLC_VERSION
from pydemo.build.solc import Compiler, NotACompiler, native, soljson
from pydemo.errors import ChosenCompilerUnusable, CompilerNotFound

ON_PATH = "`solc` on PATH"
INSTALLED = "py-solc-x, installed"
DOWNLOAD = "py-solc-x, download"
NPM = "npm's solc"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """One place that was looked at: what was found there, or why nothing was."""

    name: str
    compiler: Compiler | None
    reason: str


def find_compiler(
    project: Path | None = None, *, may_download: bool = False, progress: Progress | None = None
) -> Compiler:
    """The first solc of the pinned version.

    ``project`` is a folder whose node_modules are looked at too. Raises CompilerNotFound with all
    that was tried, or ChosenCompilerUnusable when $PYDEMO_SOLC names something else.
    """
    tried: list[tuple[str, str]] = []
    for place in _places(project, may_download, progress):
        if place.compiler:
            return place.compiler
        tried.append((place.name, place.reason))
    raise CompilerNotFound(SOLC_VERSION, tried)


def survey(project: Path | None = None) -> list[Place]:
    """Every place and what is there, in order, for ``pydemo doctor``. Downloads nothing."""
    try:
        return list(_places(project, may_download=False, progress=None))
    except ChosenCompilerUnusable as error:
        return [Place("$PYDEMO_SOLC", None, f"{error.chosen}: {error.tried[0][1]}")]


def _places(project: Path | None, may_download: bool, progress: Progress | None) -> Iterator[Place]:
    yield _chosen()
    yield from _on_path()
    yield _installed()
    yield _downloaded(may_download, progress)
    yield from _npm(project)


def _checked(name: str, make: Callable[[], Compiler], subject: object) -> Place:
    """The place with its compiler if that has the pinned version; else with the reason."""
    try:
        compiler = make()
    except NotACompiler as why:
        return Place(name, None, f"{subject} {why}")
    if compiler.version.partition("+")[0] != SOLC_VERSION:
        return Place(name, None, f"{subject} is {compiler.version}")
    return Place(name, compiler, "")


def _chosen() -> Place:
    name = "$PYDEMO_SOLC"
    value = os.environ.get("PYDEMO_SOLC", "")
    if not value:
        return Place(name, None, "not set")
    path = Path(value).expanduser()
    if not path.is_file():
        raise ChosenCompilerUnusable(SOLC_VERSION, value, "no such file")
    if path.suffix != ".js":
        place = _checked(name, partial(native, path, name), "it")
    else:
        # npm's package has the wrapper solc.js and the compiler soljson.js side by side.
        script = path.with_name("soljson.js") if path.name == "solc.js" else path
        place = Place(name, None, "it is JavaScript, and there is no node to run it")
        for node in nodes():
            place = _checked(name, partial(soljson, script, node, name), "it")
            if place.compiler:
                break
    if not place.compiler:
        raise ChosenCompilerUnusable(SOLC_VERSION, value, place.reason)
    return place


def _on_path() -> Iterator[Place]:
    # Each one on PATH, not only the first: a venv's shim must not hide the system's compiler.
    seen: set[Path] = set()
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        found = shutil.which("solc", path=folder) if folder else None
        if found and (path := Path(found)).resolve() not in seen:
            seen.add(path.resolve())
            yield _checked(ON_PATH, partial(native, path, ON_PATH), path)
    if not seen:
        yield Place(ON_PATH, None, "none")


def _installed() -> Place:
    folder = solcx_folder()
    path = binary_in(folder)
    if path.is_file():
        return _checked(INSTALLED, partial(native, path, INSTALLED), path)
    others = sorted(entry.name.removeprefix("solc-v") for entry in folder.glob("solc-v*"))
    return Place(INSTALLED, None, f"{folder} has only {', '.join(others)}" if others else "none")


def solcx_folder() -> Path:
    """Where py-solc-x keeps its compilers. (Its own function would create the folder.)"""
    return Path(os.environ.get("SOLCX_BINARY_PATH") or Path.home() / ".solcx")


def binary_in(folder: Path) -> Path:
    """Where py-solc-x would have put the pinned version in ``folder``."""
    path = folder / f"solc-v{SOLC_VERSION}"
    return path / "solc.exe" if sys.platform == "win32" else path


def _downloaded(allowed: bool, progress: Progress | None) -> Place:
    if sys.platform == "linux" and platform.machine().lower() not in ("x86_64", "amd64"):
        return Place(DOWNLOAD, None, f"has no build for {platform.machine()} on Linux")
    if not allowed:
        return Place(DOWNLOAD, None, "not tried: only a compile downloads")
    if progress:
        progress(f"downloading solc {SOLC_VERSION}")
    try:
        download(solcx_folder())
    except NotACompiler as why:
        return Place(DOWNLOAD, None, str(why))
    path = binary_in(solcx_folder())
    return _checked(DOWNLOAD, partial(native, path, DOWNLOAD), path)


def _npm(project: Path | None) -> Iterator[Place]:
    any_node = list(nodes())
    some_package = False
    for package in packages(project):
        some_package = True
        if package.version != SOLC_VERSION:
            yield Place(NPM, None, f"{package.folder} is {package.version}")
            continue
        if not any_node:
            yield Place(NPM, None, f"{package.folder} is there, but no node to run it")
            continue
        for node in any_node:
            script = package.folder / "soljson.js"
            place = _checked(NPM, partial(soljson, script, node, NPM), f"{script} run by {node}")
            yield place
            if place.compiler:
                return
    if not some_package:
        have = f"node is {any_node[0]}" if any_node else "and no node either"
        yield Place(NPM, None, f"no `solc` in a node_modules here, above or global; {have}")
