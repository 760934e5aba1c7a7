"""One build from end to end, and what becomes of it on disk."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydemo.build.artifact import Artifact
from pydemo.build.bindings import render
from pydemo.build.compiler import compile_sources
from pydemo.build.project import CONTRACTS, Project
from pydemo.build.reuse import still_right
from pydemo.build.search import find_compiler
from pydemo.build.settings import hash_of
from pydemo.build.solc import Compiler
from pydemo.build.sources import Source, collect
from pydemo.errors import BuildError

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Build:
    """What a build made, all of it still in memory.

    ``files`` are the generated ones with their contents. ``seconds`` is the compiler's time alone.
    """

    project: Project
    compiler: Compiler
    artifacts: tuple[Artifact, ...]
    warnings: tuple[str, ...]
    files: dict[Path, bytes]
    inputs: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that a ``write`` has written anew and removed. The others were already right."""

    written: tuple[Path, ...]
    removed: tuple[Path, ...]


def build(
    project: Project,
    *,
    sources: dict[str, Source] | None = None,
    compiler: Compiler | None = None,
    may_download: bool = False,
    progress: Progress | None = None,
    all_anew: bool = False,
) -> Build:
    """Compile ``project`` in memory. Raises CompileError and CompilerNotFound; writes nothing.

    What was compiled before and has not changed is taken from there, but if ``all_anew``.
    ``sources`` and ``compiler`` spare looking for them again. ``progress`` is called with a few
    words at the beginning of each step.
    """
    tell = progress or (lambda _: None)
    if sources is None:
        sources = collect(project.root, without=project.without)
    if compiler is None:
        tell("looking for solc")
        compiler = find_compiler(project.root, may_download=may_download, progress=progress)
    known = {} if all_anew else still_right(project, sources)
    tell(f"compiling {len(sources)} files with solc {compiler.version}")
    started = time.perf_counter()
    compiled = compile_sources(sources, compiler, keep=CONTRACTS, known=known)
    seconds = time.perf_counter() - started
    tell("generating artifacts and bindings")
    files = {
        artifact_path(project, artifact.source, artifact.name): artifact.to_json().encode()
        for artifact in compiled.artifacts
    }
    files[project.stub] = render(compiled.artifacts, project.generated_by).encode()
    return Build(
        project=project,
        compiler=compiler,
        artifacts=compiled.artifacts,
        warnings=compiled.warnings,
        files=files,
        inputs=inputs_of(sources),
        seconds=seconds,
    )


def artifact_path(project: Project, source: str, name: str) -> Path:
    """Where the artifact lies: contracts/token/X.sol:Y is in token/X.sol/Y.json."""
    parts = PurePosixPath(source.removeprefix(CONTRACTS)).parts
    return project.artifacts.joinpath(*parts, f"{name}.json")


def inputs_of(sources: dict[str, Source]) -> str:
    """A hash over all a build depends on: the sources, the settings and solc's version."""
    return hash_of([(source.name, source.sha256) for source in sources.values()])


def write(made: Build) -> Changes:
    """Bring the build to disk: each file whole or not at all, and unchanged files untouched.

    Files go one by one, not the folder at once: so a process that reads meanwhile always finds an
    artifact, the old or the new, and each carries the hash of the sources it was made of. Raises
    BuildError when the disk does not let us.
    """
    try:
        return _write(made)
    except OSError as error:
        place = error.filename or made.project.artifacts
        raise BuildError(f"cannot write the build: {error.strerror or error} ({place})") from error


def _write(made: Build) -> Changes:
    project = made.project
    # The manifest goes first and returns last: a build cut short in between is a missing build.
    if project.manifest:
        _prepare_hidden_folder(project.manifest.parent)
        project.manifest.unlink(missing_ok=True)
    stale = {path: content for path, content in made.files.items() if _read(path) != content}
    project.artifacts.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=project.artifacts))
    try:
        # First everything onto the disk, so that a full one leaves the old build as it was.
        pairs = []
        for number, (path, content) in enumerate(stale.items()):
            (temporary / str(number)).write_bytes(content)
            pairs.append((temporary / str(number), path))
        for new, path in pairs:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(new, path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    removed = superfluous(made)
    for path in removed:
        path.unlink(missing_ok=True)  # another process may build the same
        _remove_empty_folders(path.parent, project.artifacts)
    if project.manifest:
        manifest = {
            "inputs": made.inputs,
            "files": sorted(path.relative_to(project.root).as_posix() for path in made.files),
        }
        new = project.manifest.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        _replace(new, project.manifest)
    return Changes(tuple(stale), tuple(removed))


def compare(made: Build) -> list[tuple[Path, str]]:
    """(file, what is wrong with it) for every file on disk that is not what the build makes."""
    problems = []
    for path, content in made.files.items():
        found = _read(path)
        if found is None:
            problems.append((path, "is missing"))
        elif found != content:
            problems.append((path, "differs from what its sources give"))
    problems += [(path, "belongs to no contract any more") for path in superfluous(made)]
    return sorted(problems)


def superfluous(made: Build) -> list[Path]:
    """Artifact files of contracts that are gone."""
    found = made.project.artifacts.rglob("*.json")
    return sorted(path for path in found if path not in made.files)


def is_current(project: Project, sources: dict[str, Source]) -> bool:
    """Whether a user's project was built from just these sources, and all its files are there."""
    if project.manifest is None:
        return False
    try:
        manifest = json.loads(project.manifest.read_text(encoding="utf-8"))
        same = manifest["inputs"] == inputs_of(sources)
        return same and all((project.root / file).is_file() for file in manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _read(path: Path) -> bytes | None:
    try:
        # git may have given a Windows checkout other newlines; the build is the same.
        return path.read_bytes().replace(b"\r\n", b"\n")
    except FileNotFoundError:
        return None


def _replace(new: Path, path: Path) -> None:
    for pause in (0.05, 0.2, 0.5):
        try:
            new.replace(path)
        except PermissionError:
            # Windows refuses while another process reads the file.
            time.sleep(pause)
        else:
            return
    new.replace(path)


def _prepare_hidden_folder(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def _remove_empty_folders(folder: Path, top: Path) -> None:
    with contextlib.suppress(OSError):  # not empty, or gone already
        while folder != top:
            folder.rmdir()
            folder = folder.parent
