"""``pydemo compile``."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pydemo.build import project as projects
from pydemo.build import watch
from pydemo.build.node import CHECKOUT
from pydemo.build.solc import Compiler
from pydemo.cli.compile import command
from pydemo.errors import BuildError, CompileError

from .build_sample import BROKEN, HEAD, write_project

ONE = HEAD + "contract One { uint256 public x; }\n"
TWO = HEAD + "contract Two { uint256 public x; }\n"


@pytest.fixture(autouse=True)
def found_already(monkeypatch: pytest.MonkeyPatch, compiler: Compiler) -> None:
    monkeypatch.setattr("pydemo.build.build.find_compiler", lambda *_, **__: compiler)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path, {"contracts/One.sol": ONE})


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(command, [str(each) for each in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_it_says_what_was_built_with_what_and_how_large_it_is(
    project: Path, compiler: Compiler
) -> None:
    result = run("--project", project)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == str(compiler)
    assert lines[1].split()[:3] == ["One", lines[1].split()[1], "bytes"]
    assert "1 contracts in" in lines[2]
    assert "2 files written, 0 removed, 0 unchanged" in lines[2]
    assert "compiling 1 files" in result.stderr  # plain lines where there is no terminal
    again = run("--check", "--project", project)
    assert again.exit_code == 0
    assert again.stdout == f"2 files are just what {compiler} makes of them\n"


def test_a_contract_too_large_for_a_network_is_said_to_be_that(tmp_path: Path) -> None:
    long = f'string constant S = "{"x" * 25_000}";'
    get = "function s() external pure returns (string memory) { return S; }"
    write_project(tmp_path, {"contracts/Big.sol": HEAD + f"contract Big {{ {long} {get} }}\n"})
    result = run("--project", tmp_path)
    assert "no network takes it" in result.stdout
    assert "contracts/Big.sol:3:1: Warning: Contract code size is" in result.stderr


def test_check_names_each_file_that_is_not_of_the_build_and_touches_none(
    project: Path,
) -> None:
    write_project(project, {"contracts/Two.sol": TWO})
    run("--project", project)
    hidden = project / ".pydemo"
    one = hidden / "artifacts" / "One.sol" / "One.json"
    one.write_text(one.read_text().replace("6080", "6081", 1))
    (hidden / "artifacts" / "Two.sol" / "Two.json").rename(hidden / "artifacts" / "Three.json")
    (hidden / "bindings.pyi").write_text("")
    before = {path: path.read_bytes() for path in hidden.rglob("*") if path.is_file()}
    result = run("--check", "--project", project)
    assert result.exit_code == 1
    assert [
        line.replace(str(hidden), "").replace("\\", "/") for line in result.stdout.splitlines()
    ] == [
        "/artifacts/One.sol/One.json differs from what its sources give",
        "/artifacts/Three.json belongs to no contract any more",
        "/artifacts/Two.sol/Two.json is missing",
        "/bindings.pyi differs from what its sources give",
        f"4 files are not up to date: run `pydemo compile --project {project}`",
    ]
    assert {path: path.read_bytes() for path in hidden.rglob("*") if path.is_file()} == before


def test_check_and_watch_exclude_each_other(project: Path) -> None:
    result = run("--check", "--watch", "--project", project)
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


def test_bad_sources_and_a_folder_without_contracts_are_errors_for_the_user(
    project: Path, tmp_path: Path
) -> None:
    (project / "contracts" / "Broken.sol").write_text(BROKEN)
    with pytest.raises(CompileError, match=r"contracts/Broken\.sol:4:43: ParserError"):
        run("--project", project)
    with pytest.raises(BuildError, match=r"no folder contracts/"):
        run("--project", tmp_path / "contracts")


def test_watching_compiles_after_each_change_and_outlives_an_error(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edits(root: Path) -> Iterator[list[str]]:
        assert root == project
        (project / "contracts" / "Broken.sol").write_text(BROKEN)
        yield ["contracts/Broken.sol"]
        (project / "contracts" / "Broken.sol").write_text(TWO)
        yield ["contracts/Broken.sol"]
        raise KeyboardInterrupt

    monkeypatch.setattr(watch, "changes", edits)
    result = run("--watch", "--project", project)
    assert result.exit_code == 0
    assert result.stdout.count("contracts/Broken.sol changed") == 2
    assert "ParserError: Expected ';' but got '}'" in result.stderr
    assert "2 contracts in" in result.stdout
    assert result.stdout.endswith("stopped\n")


def test_every_kind_of_change_is_noticed_and_only_when_it_is_quiet(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contracts = project / "contracts"
    script: Iterator[Callable[[], object]] = iter(
        [
            lambda: None,
            lambda: (contracts / "New.sol").write_text(TWO),
            lambda: (contracts / "One.sol").write_text(ONE + "// more\n"),  # still going on
            lambda: None,
            (contracts / "New.sol").unlink,
            lambda: None,
        ]
    )
    monkeypatch.setattr("time.sleep", lambda seconds: next(script)())
    noticed = watch.changes(project)
    assert next(noticed) == ["contracts/New.sol", "contracts/One.sol"]
    assert next(noticed) == ["contracts/New.sol"]


def test_without_a_folder_it_builds_the_checkout_or_the_working_folder_s_contracts(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = projects.project_here
    monkeypatch.chdir(CHECKOUT / "pydemo")
    assert here(None).root == CHECKOUT
    assert here(None).manifest is None
    monkeypatch.chdir(project)
    assert here(None).root == project
    (tmp_path / "nothing").mkdir()
    monkeypatch.chdir(tmp_path / "nothing")
    assert here(None).root == CHECKOUT
    # Named, the checkout is a project like any other, with its test contracts.
    assert here(CHECKOUT).manifest == CHECKOUT / ".pydemo" / "build.json"


def test_an_installed_pydemo_says_that_it_has_no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects, "CHECKOUT", Path("/nowhere"))
    with pytest.raises(BuildError, match=r"installed without its Solidity sources.*--project DIR"):
        projects.suite()


def test_importing_the_command_costs_nothing() -> None:
    heavy = "{'solcx', 'requests', 'web3', 'rich', 'pydemo.build'} & set(sys.modules)"
    code = f"import sys, pydemo.cli.compile; print({heavy})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CHECKOUT
    )
    assert done.stdout.strip() == "set()"
