"""Finding artifacts by name: the suite's, and a project's that is compiled when needed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pydemo.build import Artifacts
from pydemo.build import build as builds
from pydemo.build.artifacts import Folder
from pydemo.build.build import Build, write
from pydemo.build.project import user_project
from pydemo.build.solc import Compiler
from pydemo.errors import (
    AmbiguousContract,
    CompileError,
    CorruptArtifact,
    StaleArtifact,
    UnknownContract,
)

from .build_sample import BROKEN, HEAD, write_project


@pytest.fixture
def checkout(tmp_path: Path, built: Build) -> Path:
    """Sources and their artifacts side by side, as in this repository."""
    shutil.copytree(built.project.root / "contracts", tmp_path / "contracts")
    shutil.copytree(built.project.root / "node_modules" / "@acme", tmp_path / "@acme")
    for path, content in built.files.items():
        target = tmp_path / path.relative_to(built.project.root / ".pydemo")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path


def suite_in(checkout: Path) -> Artifacts:
    return Artifacts([Folder(checkout / "artifacts", "pydemo compile", checkout)])


@pytest.fixture
def no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "build", lambda *_, **__: pytest.fail("it compiled"))


@pytest.fixture
def found_already(monkeypatch: pytest.MonkeyPatch, compiler: Compiler) -> None:
    """Spares the half second that asking node's solc for its version takes."""
    monkeypatch.setattr("pydemo.build.build.find_compiler", lambda *_, **__: compiler)


# --- the suite ------------------------------------------------------------------------------------


def test_a_contract_is_found_by_its_name_or_its_full_name(checkout: Path) -> None:
    found = suite_in(checkout)
    assert found["Vault"].name == "Vault"
    assert found["contracts/Vault.sol:Vault"] == found["Vault"]
    assert "Vault" in found
    assert "Volt" not in found
    assert found.get("Volt") is None
    assert len(found) == len(list(found)) == 5


def test_an_edited_source_makes_the_artifact_stale(checkout: Path) -> None:
    path = checkout / "contracts" / "IVault.sol"
    path.write_text(path.read_text() + "// a comment\n")
    with pytest.raises(StaleArtifact) as caught:
        suite_in(checkout)["Vault"]
    assert str(caught.value) == (
        "contracts/IVault.sol has changed since Vault was compiled: run `pydemo compile`"
    )
    # What does not import it is as good as before.
    assert suite_in(checkout)["Doubling"].name == "Doubling"


def test_a_removed_source_makes_the_artifact_stale(checkout: Path) -> None:
    (checkout / "contracts" / "lib" / "Doubling.sol").unlink()
    with pytest.raises(StaleArtifact, match=r"Doubling\.sol is gone since Vault was compiled"):
        suite_in(checkout)["Vault"]


def test_other_settings_make_the_artifact_stale(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pydemo.build import settings

    monkeypatch.setitem(settings.SETTINGS, "viaIR", not settings.VIA_IR)
    with pytest.raises(StaleArtifact, match="settings have changed since Vault was compiled"):
        suite_in(checkout)["Vault"]


def test_newlines_as_windows_has_them_are_no_change(checkout: Path) -> None:
    path = checkout / "contracts" / "Vault.sol"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    file = checkout / "artifacts" / "Vault.sol" / "Vault.json"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert suite_in(checkout)["Vault"].name == "Vault"


def test_without_sources_there_is_nothing_to_be_stale_against(checkout: Path) -> None:
    (checkout / "contracts" / "Vault.sol").unlink()
    installed = Artifacts([Folder(checkout / "artifacts", "pip install")])
    assert installed["Vault"].name == "Vault"


def test_an_unknown_name_is_met_with_the_nearest_and_the_list(checkout: Path) -> None:
    with pytest.raises(UnknownContract) as caught:
        suite_in(checkout)["Valt"]
    line = str(caught.value)
    assert "there is no contract 'Valt'. Did you mean Vault" in line
    assert "Doubling" in line
    assert "\n" not in line


def test_a_contract_that_was_not_compiled_yet_is_said_to_be_that(checkout: Path) -> None:
    write_project(checkout, {"contracts/New.sol": HEAD + "contract Fresh {}\n"})
    with pytest.raises(UnknownContract, match=r"New\.sol has not been compiled: run `pydemo comp"):
        suite_in(checkout)["Fresh"]
    write_project(checkout, {"contracts/test/Mock.sol": HEAD + "contract Mock {}\n"})
    with pytest.raises(UnknownContract, match=r"Mock\.sol is for tests only: use Chain\(project="):
        suite_in(checkout)["Mock"]


def test_a_corrupt_file_is_named_only_when_it_is_asked_for(checkout: Path) -> None:
    file = checkout / "artifacts" / "Vault.sol" / "Vault.json"
    file.write_bytes(file.read_bytes()[:1000])
    assert suite_in(checkout)["IVault"].name == "IVault"
    with pytest.raises(CorruptArtifact, match=r"Vault\.json is not an artifact"):
        suite_in(checkout)["Vault"]


def test_an_artifact_under_another_s_name_is_corrupt(checkout: Path) -> None:
    folder = checkout / "artifacts" / "Vault.sol"
    shutil.copy(folder / "Vault.json", folder / "Other.json")
    with pytest.raises(CorruptArtifact, match=r"it holds contracts/Vault\.sol:Vault"):
        suite_in(checkout)["Other"]


def test_the_committed_artifacts_are_those_of_the_sources_here() -> None:
    suite = Artifacts.suite()
    assert len(suite) > 0
    for name in suite:
        assert suite[name].name == name.rpartition(":")[2]


def test_what_is_stale_or_corrupt_does_not_hide_the_rest_from_who_reads_all(
    checkout: Path,
) -> None:
    (checkout / "contracts" / "IVault.sol").write_text(HEAD)
    (checkout / "artifacts" / "zoo" / "Cat.sol" / "Animal.json").write_text("{")
    assert [found.full_name for found in suite_in(checkout).readable()] == [
        "contracts/IVault.sol:IVault",
        "contracts/Vault.sol:Vault",
        "contracts/lib/Doubling.sol:Doubling",
        "contracts/zoo/Dog.sol:Animal",
    ]


# --- a project ------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, built: Build) -> Path:
    """A project that was compiled before."""
    root = tmp_path / "project"
    shutil.copytree(built.project.root, root, ignore=shutil.ignore_patterns(".pydemo"))
    moved = {
        root / path.relative_to(built.project.root): text for path, text in built.files.items()
    }
    write(replace(built, project=user_project(root), files=moved))
    return root


def test_a_project_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path, {"contracts/One.sol": HEAD + "contract One { uint256 public x; }\n"})
    steps: list[str] = []
    first = Artifacts.project(tmp_path, may_download=False, progress=steps.append)
    assert first["One"].deployable
    assert any(step.startswith("compiling 1 files with solc") for step in steps)
    assert (tmp_path / ".pydemo" / ".gitignore").read_text() == "*\n"
    assert "class One(Contract)" in (tmp_path / ".pydemo" / "bindings.pyi").read_text()
    monkeypatch.setattr(builds, "build", lambda *_, **__: pytest.fail("it compiled again"))
    assert Artifacts.project(tmp_path)["One"] == first["One"]


@pytest.mark.parametrize(
    "change", ["edit", "edit a package", "new file", "removed file", "lost artifact", "no manifest"]
)
def test_a_changed_project_is_compiled_again(
    project: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Compiled(Exception):
        pass

    def compiles(*_: object, **__: object) -> None:
        raise Compiled

    monkeypatch.setattr(builds, "build", compiles)
    assert Artifacts.project(project)["Vault"].deployable
    contracts = project / "contracts"
    edited = {
        "edit": contracts / "Vault.sol",
        "edit a package": project / "node_modules/@acme/tools/Base.sol",
    }
    if change in edited:
        edited[change].write_text(edited[change].read_text() + "// more\n")
    elif change == "new file":
        (contracts / "New.sol").write_text(HEAD)
    elif change == "removed file":
        (contracts / "zoo" / "Cat.sol").unlink()
    elif change == "lost artifact":
        (project / ".pydemo" / "artifacts" / "zoo" / "Cat.sol" / "Animal.json").unlink()
    else:
        (project / ".pydemo" / "build.json").write_text("{")
    with pytest.raises(Compiled):
        Artifacts.project(project)


@pytest.mark.usefixtures("no_compiler")
def test_contracts_of_one_name_are_reached_by_their_full_names(project: Path) -> None:
    found = Artifacts.project(project)
    assert found["contracts/zoo/Cat.sol:Animal"].source == "contracts/zoo/Cat.sol"
    assert found["contracts/zoo/Dog.sol:Animal"].source == "contracts/zoo/Dog.sol"
    with pytest.raises(AmbiguousContract) as caught:
        found["Animal"]
    assert str(caught.value) == (
        "several contracts are called 'Animal': say 'contracts/zoo/Cat.sol:Animal' "
        "or 'contracts/zoo/Dog.sol:Animal'"
    )
    assert {"contracts/zoo/Cat.sol:Animal", "contracts/zoo/Dog.sol:Animal"} <= set(found)
    assert "Animal" not in set(found)


@pytest.mark.usefixtures("no_compiler")
def test_a_project_has_its_own_contracts_and_then_the_suite_s(project: Path) -> None:
    names = list(Artifacts.project(project))
    assert names[0] == "IVault"
    suite = list(Artifacts.suite())
    assert names[-len(suite) :] == suite


@pytest.mark.usefixtures("found_already")
def test_a_failed_compile_leaves_everything_as_it_was(project: Path) -> None:
    def content() -> dict[Path, bytes]:
        hidden = project / ".pydemo"
        return {path: path.read_bytes() for path in hidden.rglob("*") if path.is_file()}

    before = content()
    (project / "contracts" / "Broken.sol").write_text(BROKEN)
    with pytest.raises(
        CompileError, match=r"contracts/Broken\.sol:4:43: ParserError: Expected ';'"
    ):
        Artifacts.project(project, may_download=False)
    assert content() == before
    # A first compile that fails leaves nothing at all.
    shutil.rmtree(project / ".pydemo")
    with pytest.raises(CompileError):
        Artifacts.project(project, may_download=False)
    assert not (project / ".pydemo").exists()


@pytest.mark.usefixtures("found_already")
def test_the_artifacts_of_a_contract_that_is_gone_are_deleted(project: Path) -> None:
    shutil.rmtree(project / "contracts")
    write_project(project, {"contracts/One.sol": HEAD + "contract One {}\n"})
    found = Artifacts.project(project, may_download=False)
    assert "Vault" not in found
    folder = project / ".pydemo" / "artifacts"
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*")] == [
        "One.sol",
        "One.sol/One.json",
    ]


@pytest.mark.usefixtures("no_compiler")
def test_a_corrupt_artifact_of_a_project_names_the_command_for_that_project(project: Path) -> None:
    (project / ".pydemo" / "artifacts" / "Vault.sol" / "Vault.json").write_text("{}")
    with pytest.raises(CorruptArtifact, match=f"run `pydemo compile --project {project}`"):
        Artifacts.project(project)["Vault"]
