"""Sources to solc to artifacts to typed bindings.

``Artifacts.suite()`` answers from the committed build; ``Artifacts.project(path)`` compiles a
user's own contracts. ``pydemo compile`` writes both.
"""

from __future__ import annotations

from pydemo.build.artifact import Artifact
from pydemo.build.artifacts import Artifacts
from pydemo.build.settings import CONTRACT_SIZE_LIMIT, SOLC_VERSION

__all__ = ["CONTRACT_SIZE_LIMIT", "SOLC_VERSION", "Artifact", "Artifacts"]
