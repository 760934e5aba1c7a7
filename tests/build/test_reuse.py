"""What was compiled before and has not changed is not compiled again, and comes out the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pydemo.build.build import Build, build, compare, write
from pydemo.build.project import Project, user_project
from pydemo.build.solc import Compiler

from .build_sample import write_project

VAULT = "contracts/Vault.sol"


@pytest.fixture
def project(tmp_path: Path, built: Build) -> Project:
    """The small project with all its artifacts."""
    project = user_project(write_project(tmp_path))
    for path, content in built.files.items():
        target = project.root / path.relative_to(built.project.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return project


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files whose code solc is asked for, from now on."""
    files: list[str] = []
    compile_ = Compiler.compile

    def spy(self: Compiler, request: dict[str, Any]) -> dict[str, Any]:
        selection = request["settings"]["outputSelection"]
        files.extend(file for file, what in selection.items() if "*" in what)
        return compile_(self, request)

    monkeypatch.setattr(Compiler, "compile", spy)
    return files


def edit(project: Project, file: str) -> None:
    path = project.root / file
    path.write_text(path.read_text(encoding="utf-8") + "// More.\n", encoding="utf-8")


def test_nothing_is_compiled_where_nothing_has_changed(
    project: Project, built: Build, compiler: Compiler, asked: list[str]
) -> None:
    made = build(project, compiler=compiler)
    assert not asked
    assert made.artifacts == built.artifacts
    assert made.warnings == built.warnings
    assert not compare(made)


def test_what_has_changed_is_compiled_and_the_whole_is_as_if_all_were(
    project: Project, compiler: Compiler, asked: list[str]
) -> None:
    edit(project, VAULT)
    made = build(project, compiler=compiler)
    assert VAULT in asked
    sources = {artifact.source for artifact in made.artifacts}
    assert set(asked) < sources, "others were not"
    assert made.files == build(project, compiler=compiler, all_anew=True).files


def test_whatever_imports_what_has_changed_is_compiled_too(
    project: Project, compiler: Compiler, asked: list[str]
) -> None:
    edit(project, "contracts/IVault.sol")
    build(project, compiler=compiler)
    assert {"contracts/IVault.sol", VAULT} <= set(asked)


def test_a_lost_artifact_comes_back(
    project: Project, built: Build, compiler: Compiler, asked: list[str]
) -> None:
    lost = project.artifacts / "Vault.sol" / "Vault.json"
    lost.unlink()
    made = build(project, compiler=compiler)
    assert asked == [VAULT]
    assert made.artifacts == built.artifacts
    write(made)
    assert lost.is_file()


def test_an_artifact_that_somebody_has_edited_is_made_again(
    project: Project, built: Build, compiler: Compiler, asked: list[str]
) -> None:
    path = project.artifacts / "Vault.sol" / "Vault.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Vault", "Fault"), encoding="utf-8")
    assert build(project, compiler=compiler).artifacts == built.artifacts
    assert asked == [VAULT]


def test_all_is_compiled_when_it_is_to_be_checked(
    project: Project, compiler: Compiler, asked: list[str]
) -> None:
    made = build(project, compiler=compiler, all_anew=True)
    assert set(asked) == {artifact.source for artifact in made.artifacts}
