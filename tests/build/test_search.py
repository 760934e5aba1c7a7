"""Where a compiler is looked for, in which order, and what is said when there is none."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pydemo.build import search, solc
from pydemo.build.search import binary_in, find_compiler, survey
from pydemo.build.settings import SOLC_VERSION
from pydemo.errors import ChosenCompilerUnusable, CompilerNotFound

Pretend = Callable[[Path, str], Path]

LONG = f"{SOLC_VERSION}+commit.12345678"


def says(version: str) -> str:
    return f"print('solc, the solidity compiler\\nVersion: {version}.Linux.g++')\n"


def npm_package(folder: Path, version: str) -> Path:
    """A package ``solc`` whose soljson.js says ``version`` and compiles nothing."""
    package = folder / "node_modules" / "solc"
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"version": version}))
    (package / "solc.js").write_text("throw new Error('the wrapper is not used')")
    answer = f"{version}+commit.12345678.Emscripten.clang"
    (package / "soljson.js").write_text(f"exports.cwrap = () => () => {answer!r};")
    return package


def not_found(**options: bool) -> CompilerNotFound:
    with pytest.raises(CompilerNotFound) as caught:
        find_compiler(**options)  # type: ignore[arg-type]
    return caught.value


def test_without_any_compiler_every_place_is_named_in_order_with_its_reason(bare: Path) -> None:
    error = not_found()
    assert error.tried == [
        ("$PYDEMO_SOLC", "not set"),
        ("`solc` on PATH", "none"),
        ("py-solc-x, installed", "none"),
        ("py-solc-x, download", "not tried: only a compile downloads"),
        ("npm's solc", "no `solc` in a node_modules here, above or global; and no node either"),
    ]
    lines = str(error).splitlines()
    assert lines[0].startswith(f"no solc {SOLC_VERSION} was found. ")
    assert lines[1:] == [f"  {place}: {reason}" for place, reason in error.tried]


def test_the_chosen_compiler_comes_before_the_one_on_path(
    bare: Path, tmp_path: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(bare / "solc", says(LONG))
    mine = pretend(tmp_path / "mine", says(LONG))
    monkeypatch.setenv("PYDEMO_SOLC", str(mine))
    found = find_compiler()
    assert (found.path, found.found, found.kind) == (mine, "$PYDEMO_SOLC", "native")


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        (says("0.8.20+commit.a1b79de6"), "it is 0.8.20+commit.a1b79de6"),
        (says(f"{SOLC_VERSION}-develop.2026.1.1+commit.12345678.mod"), "-develop"),
        ("print('hello')", "names no version"),
        ("import sys; sys.exit('Error: broken')", "status 1 (Error: broken)"),
    ],
)
def test_a_useless_chosen_compiler_is_an_error_and_no_reason_to_look_elsewhere(
    bare: Path,
    tmp_path: Path,
    pretend: Pretend,
    monkeypatch: pytest.MonkeyPatch,
    python: str,
    reason: str,
) -> None:
    pretend(bare / "solc", says(LONG))
    mine = pretend(tmp_path / "mine", python)
    monkeypatch.setenv("PYDEMO_SOLC", str(mine))
    with pytest.raises(ChosenCompilerUnusable) as caught:
        find_compiler()
    assert str(mine) in str(caught.value)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_chosen_compiler_that_is_not_there_is_an_error_that_names_it(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYDEMO_SOLC", "/nowhere/solc")
    with pytest.raises(ChosenCompilerUnusable, match=r"'/nowhere/solc'.*no such file"):
        find_compiler()
    (place,) = survey()
    assert "no such file" in place.reason


@pytest.mark.parametrize("script", ["soljson.js", "solc.js"])
def test_the_chosen_compiler_may_be_javascript(
    bare: Path, tmp_path: Path, node: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    package = npm_package(tmp_path / "elsewhere", SOLC_VERSION)
    monkeypatch.setattr(search, "nodes", lambda: iter([node]))
    monkeypatch.setenv("PYDEMO_SOLC", str(package / script))
    found = find_compiler()
    assert (found.kind, found.path, found.node) == ("node", package / "soljson.js", node)
    assert found.version == LONG


def test_solc_on_path_comes_before_py_solc_x(bare: Path, tmp_path: Path, pretend: Pretend) -> None:
    pretend(bare / "solc", says(LONG))
    pretend(binary_in(tmp_path / "solcx"), says(LONG))
    assert find_compiler().found == "`solc` on PATH"


def test_a_solc_of_another_version_is_passed_over_and_named(bare: Path, pretend: Pretend) -> None:
    path = pretend(bare / "solc", says("0.8.20+commit.a1b79de6"))
    assert ("`solc` on PATH", f"{path} is 0.8.20+commit.a1b79de6") in not_found().tried


def test_a_solc_of_another_version_does_not_hide_the_right_one_behind_it(
    bare: Path, tmp_path: Path, pretend: Pretend
) -> None:
    pretend(bare / "solc", says("0.8.20+commit.a1b79de6"))
    right = pretend(tmp_path / "not-there" / "solc", says(LONG))
    assert find_compiler().path == right


def test_a_solc_that_does_not_answer_is_passed_over_in_time(
    bare: Path, tmp_path: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert solc.NATIVE_PATIENCE <= 3
    monkeypatch.setattr(solc, "NATIVE_PATIENCE", 0.5)
    # solc-select's shim: a child that holds on to our streams while it waits.
    child = "[sys.executable, '-c', 'import time; time.sleep(9)']"
    waits = f"import subprocess, sys; subprocess.run({child})"
    shim = pretend(bare / "solc", waits)
    behind = pretend(binary_in(tmp_path / "solcx"), says(LONG))
    started = time.monotonic()
    assert find_compiler().path == behind
    assert time.monotonic() - started < 5
    behind.unlink()
    assert ("`solc` on PATH", f"{shim} did not answer --version within 0.5 s") in not_found().tried


def test_what_py_solc_x_has_installed_is_found(
    bare: Path, tmp_path: Path, pretend: Pretend
) -> None:
    pretend(tmp_path / "solcx" / "solc-v0.8.20", says("0.8.20"))
    folder = tmp_path / "solcx"
    assert ("py-solc-x, installed", f"{folder} has only 0.8.20") in not_found().tried
    pretend(binary_in(folder), says(LONG))
    assert find_compiler().found == "py-solc-x, installed"


def test_a_download_without_a_network_fails_at_once_and_says_so(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing listens on port 9: the request ends before it leaves the machine.
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    started = time.monotonic()
    error = not_found(may_download=True)
    assert time.monotonic() - started < 10
    assert dict(error.tried)["py-solc-x, download"] == "no network (ProxyError)"
    assert not binary_in(tmp_path / "solcx").exists()


def test_nothing_is_downloaded_for_a_platform_without_builds(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    monkeypatch.setattr(search, "download", lambda folder: pytest.fail("it tried to download"))
    error = not_found(may_download=True)
    assert dict(error.tried)["py-solc-x, download"] == "has no build for aarch64 on Linux"


def test_a_download_is_used_when_it_succeeds(
    bare: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(search, "download", lambda folder: pretend(binary_in(folder), says(LONG)))
    said: list[str] = []
    found = find_compiler(may_download=True, progress=said.append)
    assert found.found == "py-solc-x, download"
    assert said == [f"downloading solc {SOLC_VERSION}"]


def test_the_npm_package_is_found_above_the_working_folder_and_run_by_node(
    bare: Path, tmp_path: Path, node: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "nodes", lambda: iter([node]))
    package = npm_package(tmp_path, SOLC_VERSION)
    found = find_compiler()
    assert (found.kind, found.path, found.node) == ("node", package / "soljson.js", node)


def test_the_npm_package_of_the_project_comes_before_the_one_above_the_working_folder(
    bare: Path, tmp_path: Path, node: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "nodes", lambda: iter([node]))
    npm_package(tmp_path, SOLC_VERSION)
    theirs = npm_package(tmp_path / "theirs", SOLC_VERSION)
    assert find_compiler(tmp_path / "theirs").path == theirs / "soljson.js"


def test_the_global_npm_package_is_found_when_npm_is_there(
    bare: Path, tmp_path: Path, node: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "nodes", lambda: iter([node]))
    package = npm_package(tmp_path / "global", SOLC_VERSION)
    pretend(bare / "npm", f"print({str(package.parent)!r})")
    assert find_compiler().path == package / "soljson.js"


def test_an_npm_package_of_another_version_and_one_without_node_are_named(
    bare: Path, tmp_path: Path, node: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = npm_package(tmp_path, "0.8.20")
    monkeypatch.setattr(search, "nodes", lambda: iter([node]))
    assert ("npm's solc", f"{package} is 0.8.20") in not_found().tried
    (package / "package.json").write_text(json.dumps({"version": SOLC_VERSION}))
    monkeypatch.setattr(search, "nodes", lambda: iter(()))
    assert ("npm's solc", f"{package} is there, but no node to run it") in not_found().tried


def test_an_npm_package_that_does_not_run_is_named_with_its_error(
    bare: Path, tmp_path: Path, node: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "nodes", lambda: iter([node]))
    package = npm_package(tmp_path, SOLC_VERSION)
    (package / "soljson.js").write_text("throw new Error('cut short')")
    reason = dict(not_found().tried)["npm's solc"]
    assert "Error: cut short" in reason


def test_a_survey_lists_every_place_and_downloads_nothing(
    bare: Path, tmp_path: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "download", lambda folder: pytest.fail("it downloaded"))
    pretend(bare / "solc", says(LONG))
    pretend(binary_in(tmp_path / "solcx"), says(LONG))
    places = survey()
    assert [(place.name, place.compiler is not None) for place in places] == [
        ("$PYDEMO_SOLC", False),
        ("`solc` on PATH", True),
        ("py-solc-x, installed", True),
        ("py-solc-x, download", False),
        ("npm's solc", False),
    ]
    assert all(place.compiler or place.reason for place in places)
