"""Artifacts by name, loaded when asked for."""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pydemo.build.artifact import Artifact
from pydemo.build.project import (
    CONTRACTS,
    PACKAGE,
    SUITE_WITHOUT,
    Project,
    in_checkout,
    suite,
    user_project,
)
from pydemo.build.settings import hash_of
from pydemo.build.sources import collect, contract_files, read_source, sha256_of
from pydemo.errors import AmbiguousContract, CorruptArtifact, StaleArtifact, UnknownContract

# Parsed once a process: a test run makes hundreds of chains. The text says whether it still holds.
_PARSED: dict[Path, tuple[str, Artifact]] = {}


class Artifacts(Mapping[str, Artifact]):
    """Artifacts by contract name: "DemoToken", or "contracts/token/DemoToken.sol:DemoToken".

    A lookup raises UnknownContract (a KeyError, with the nearest names), AmbiguousContract when
    several files have a contract of that name, CorruptArtifact, and for the suite in a checkout
    StaleArtifact. What was found once stays: a later edit shows in a new ``Artifacts``.
    """

    def __init__(self, folders: Sequence[Folder]) -> None:
        self._folders = tuple(folders)
        self._found: dict[str, Artifact] = {}
        self._added: dict[str, Artifact] = {}

    @classmethod
    def suite(cls) -> Artifacts:
        """pydemo's own contracts, from the committed build."""
        return cls([_suite_folder()])

    @classmethod
    def project(
        cls,
        path: Path | str,
        *,
        may_download: bool = True,
        progress: Callable[[str], None] | None = None,
    ) -> Artifacts:
        """The contracts in ``path``/contracts, compiled now if they have changed; then the suite's.

        The build is kept in ``path``/.pydemo. ``may_download`` lets py-solc-x fetch a compiler if
        there is none. ``progress`` is called with a few words at each step of a compile. Raises
        CompileError, CompilerNotFound and BuildError.
        """
        from pydemo.build.build import build, is_current, write  # not for a mere lookup

        project = user_project(path)
        sources = collect(project.root)
        if not is_current(project, sources):
            write(build(project, sources=sources, may_download=may_download, progress=progress))
        return cls([Folder(project.artifacts, project.command), _suite_folder()])

    def add(self, artifact: Artifact) -> None:
        """Have one more, made in memory: it goes before any other of its name."""
        self._added[artifact.name] = self._added[artifact.full_name] = artifact

    def __getitem__(self, name: str) -> Artifact:
        artifact = self._added.get(name) or self._found.get(name)
        if artifact is None:
            artifact = self._found[name] = self._load(name)
        return artifact

    def __iter__(self) -> Iterator[str]:
        """Plain names, and full names where a plain one would be ambiguous."""
        seen = {artifact.name for artifact in self._added.values()}
        yield from sorted(seen)
        for folder in self._folders:
            for name, full_names in folder.by_name.items():
                if name not in seen:
                    yield from full_names if len(full_names) > 1 else (name,)
            seen |= folder.by_name.keys()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self._added or any(
            name in folder.by_name or name in folder.files for folder in self._folders
        )

    def readable(self) -> Iterator[Artifact]:
        """Every artifact that can be read, stale and ambiguous ones too, the project's first.

        For putting names to events and errors: one edited file must not take away all the others.
        """
        yield from dict.fromkeys(self._added.values())
        for folder in self._folders:
            for full_name in folder.files:
                with contextlib.suppress(CorruptArtifact):
                    yield folder.load(full_name, check=False)

    def _load(self, name: str) -> Artifact:
        for folder in self._folders:
            full_names = [name] if name in folder.files else folder.by_name.get(name, [])
            if len(full_names) > 1:
                raise AmbiguousContract(name, full_names)
            if full_names:
                return folder.load(full_names[0])
        known = sorted(self)
        close = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
        reasons = (folder.not_compiled(name) for folder in self._folders)
        reason = next((reason for reason in reasons if reason), None)
        raise UnknownContract(name, known, close, reason)


class Folder:
    """A folder of artifact files.

    ``sources`` is where the .sol files stand that the artifacts must still agree with; None when
    there are none (an installed wheel) or when they were compared already (a user's project).
    """

    def __init__(self, path: Path, command: str, sources: Path | None = None) -> None:
        self._path, self._command, self._sources = path, command, sources
        self.files: dict[str, Path] = {}
        self.by_name: dict[str, list[str]] = {}
        for file in sorted(path.rglob("*.json")):
            full_name = f"{CONTRACTS}{file.parent.relative_to(path).as_posix()}:{file.stem}"
            self.files[full_name] = file
            self.by_name.setdefault(file.stem, []).append(full_name)
        self._hashes: dict[str, str | None] = {}

    def load(self, full_name: str, *, check: bool = True) -> Artifact:
        """The artifact. Raises CorruptArtifact and, if it is to be checked, StaleArtifact."""
        file = self.files[full_name]
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CorruptArtifact(str(file), f"cannot be read ({error})", self._command) from None
        known = _PARSED.get(file)
        if known and known[0] == text:
            artifact = known[1]
        else:
            artifact = Artifact.from_json(text, str(file), self._command)
            if artifact.full_name != full_name:
                reason = f"it holds {artifact.full_name}"
                raise CorruptArtifact(str(file), reason, self._command)
            _PARSED[file] = (text, artifact)
        if check and self._sources:
            self._check(artifact, self._sources)
        return artifact

    def _check(self, artifact: Artifact, root: Path) -> None:
        for path, recorded in artifact.sources:
            if path not in self._hashes:
                self._hashes[path] = _hash_of_file(root / path)
            if self._hashes[path] != recorded:
                what = "is gone" if self._hashes[path] is None else "has changed"
                raise StaleArtifact(artifact.name, f"{path} {what}", self._command)
        if artifact.source_hash != hash_of(list(artifact.sources)):
            what = "the compiler's version or settings have changed"
            raise StaleArtifact(artifact.name, what, self._command)

    def not_compiled(self, name: str) -> str | None:
        """Why a contract that stands in the sources has no artifact; None if it does not."""
        if not self._sources or not name.isidentifier():
            return None
        declares = re.compile(
            rf"^\s*(?:abstract\s+)?(?:contract|interface|library)\s+{name}\b", re.M
        )
        for path in contract_files(self._sources):
            if declares.search(path.read_text(encoding="utf-8", errors="replace")):
                source = path.relative_to(self._sources).as_posix()
                if source.startswith(SUITE_WITHOUT):
                    return f"{source} is for tests only: use Chain(project={str(self._sources)!r})"
                return f"{source} has not been compiled: run `{self._command}`"
        return None


def _suite_folder() -> Folder:
    if in_checkout():
        project: Project = suite()
        return Folder(project.artifacts, project.command, project.root)
    # Installed: there is nothing to compile, only to install anew.
    return Folder(PACKAGE / "artifacts", "pip install --force-reinstall pydemo")


def _hash_of_file(path: Path) -> str | None:
    try:
        return sha256_of(read_source(path))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return "unreadable"
