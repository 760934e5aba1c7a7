"""Collects Solidity sources and everything they import.

A source's name is its path from the project's root with forward slashes ("contracts/token/X.sol"),
or for a package its import path ("@openzeppelin/contracts/..."). These names are what solc sees,
so nothing in its output depends on where the project lies or on the platform.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydemo.build.node import node_modules
from pydemo.errors import CompileError

# Comments and strings are matched so that an import inside one is passed over, not found.
_TOKENS = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | \bimport\b (?: [^;"'/] | //[^\n]* | /\*.*?\*/ )*?
        (?P<quote>["']) (?P<path>[^"'\n]+) (?P=quote)
      | "(?:\\.|[^"\\\n])*"
      | '(?:\\.|[^'\\\n])*'
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file. ``imports`` are the names of the sources it imports, not what it wrote."""

    name: str
    text: str
    sha256: str
    imports: tuple[str, ...]


def read_source(path: Path) -> str:
    """The text of a .sol file as solc is given it: newlines are "\\n" whatever git made of them.

    Offsets in source maps count the UTF-8 bytes of this text. Raises OSError and
    UnicodeDecodeError.
    """
    return path.read_text(encoding="utf-8-sig")


def sha256_of(text: str) -> str:
    """SHA-256 of a source's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def contract_files(root: Path) -> list[Path]:
    """Every ``contracts/**/*.sol`` below ``root``, sorted."""
    found = (root / "contracts").rglob("*.sol")
    return sorted(
        (
            path
            for path in found
            if path.is_file() and "node_modules" not in path.relative_to(root).parts
        ),
        key=lambda path: path.as_posix(),
    )


def collect(root: Path, *, without: str = "") -> dict[str, Source]:
    """The project's sources and all they import, by name, sorted.

    ``without`` is the beginning of names to leave out ("contracts/test/") unless something imports
    them. Raises CompileError for an import that cannot be found, naming the file and line.
    """
    names = [path.relative_to(root).as_posix() for path in contract_files(root)]
    waiting = [(name, "") for name in names if not (without and name.startswith(without))]
    return _gather({}, waiting, root)


def with_imports(name: str, text: str, root: Path) -> dict[str, Source]:
    """A source that is in no file, and all it imports from the project at ``root``, by name.

    Raises CompileError for an import that cannot be found, naming the line.
    """
    imports = list(imports_of(name, text))
    targets = tuple(dict.fromkeys(target for target, _ in imports))
    own = {name: Source(name, text, sha256_of(text), targets)}
    return _gather(own, [(target, f"{name}:{line}") for target, line in imports], root)


def _gather(
    sources: dict[str, Source], waiting: list[tuple[str, str]], root: Path
) -> dict[str, Source]:
    """The sources, those that wait to be read, and all they import."""
    problems: list[str] = []
    folders = node_modules(root)
    while waiting:
        name, wanted_by = waiting.pop()
        if name in sources:
            continue
        try:
            sources[name], positions = _load(name, root, folders)
        except _Unusable as why:
            problems.append(f"{wanted_by or name}: {why}")
            continue
        waiting += positions
    if problems:
        raise CompileError(sorted(problems))
    return dict(sorted(sources.items()))


def closure(sources: Mapping[str, Source], name: str) -> list[str]:
    """The names of ``name`` and all it imports, directly or not, sorted as solc numbers them."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += sources[current].imports
    return sorted(seen)


class _Unusable(Exception):
    """A source cannot be read; the text says why."""


def _load(name: str, root: Path, folders: list[Path]) -> tuple[Source, list[tuple[str, str]]]:
    """The source, and for each import its name and the "file:line" that asks for it."""
    path = _locate(name, root, folders)
    if path is None:
        package = "" if name.startswith("contracts/") else ", nor in any node_modules"
        raise _Unusable(f"cannot find the import {name!r} in this project{package}")
    try:
        text = read_source(path)
    except UnicodeDecodeError as error:
        raise _Unusable(f"{name} is not UTF-8 text (byte {error.start})") from None
    except OSError as error:
        raise _Unusable(f"{name} cannot be read ({error.strerror})") from None
    positions = [(target, f"{name}:{line}") for target, line in imports_of(name, text)]
    targets = tuple(dict.fromkeys(target for target, _ in positions))
    return Source(name, text, sha256_of(text), targets), positions


def imports_of(name: str, text: str) -> Iterator[tuple[str, int]]:
    """The name and the line (from 1) of each import in the source ``name``."""
    for match in _TOKENS.finditer(text):
        written = match["path"]
        if written is None:
            continue
        # solc resolves "./" and "../" against the importing file's name, and nothing else.
        relative = written.startswith(("./", "../"))
        target = posixpath.join(posixpath.dirname(name), written) if relative else written
        line = text.count("\n", 0, match.start("path")) + 1
        yield (posixpath.normpath(target) if relative else written), line


def _locate(name: str, root: Path, folders: list[Path]) -> Path | None:
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith("/"):
        return None
    for folder in (root, *folders):
        path = folder.joinpath(*parts)
        if path.is_file():
            return path
    return None
