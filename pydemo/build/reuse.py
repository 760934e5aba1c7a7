"""Artifacts of an earlier build that solc would make just the same: they need not be made again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pydemo.build.artifact import Artifact
from pydemo.build.project import Project
from pydemo.build.settings import hash_of
from pydemo.build.sources import Source, closure
from pydemo.errors import CorruptArtifact

Known = Mapping[str, tuple[Artifact, ...]]
"""By source file: all artifacts of its contracts."""


def still_right(project: Project, sources: Mapping[str, Source]) -> Known:
    """What lies in the project's folders and was made of just these sources, by this compiler.

    What cannot be read is left out, and so made again.
    """
    hashes = {
        name: hash_of([(file, sources[file].sha256) for file in closure(sources, name)])
        for name in sources
    }
    found: dict[str, dict[str, Artifact]] = defaultdict(dict)
    for folder in (*project.earlier, project.artifacts):
        for path in folder.rglob("*.json"):
            try:
                artifact = Artifact.from_json(path.read_text(encoding="utf-8"), str(path))
            except (OSError, UnicodeDecodeError, CorruptArtifact):
                continue
            if hashes.get(artifact.source) == artifact.source_hash:
                found[artifact.source][artifact.name] = artifact
    return {source: tuple(artifacts.values()) for source, artifacts in found.items()}
