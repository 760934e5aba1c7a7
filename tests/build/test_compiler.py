"""From sources to artifacts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from pydemo.build.artifact import Artifact
from pydemo.build.build import Build, build
from pydemo.build.project import user_project
from pydemo.build.solc import DRIVER, Compiler, native
from pydemo.build.sources import collect, imports_of, read_source
from pydemo.errors import BuildError, CompileError

from .build_sample import BROKEN, HEAD, SOURCES, write_project


def artifact(built: Build, name: str) -> Artifact:
    return next(each for each in built.artifacts if each.name == name)


def relative(made: Build) -> dict[str, bytes]:
    root = made.project.root
    return {path.relative_to(root).as_posix(): text for path, text in made.files.items()}


@pytest.fixture
def driven(tmp_path: Path, compiler: Compiler, pretend: Callable[[Path, str], Path]) -> Compiler:
    """A program that behaves as the native solc does, whichever is behind it."""
    behind = [str(compiler.path), "--standard-json"]
    if compiler.node:
        behind = [str(compiler.node), str(DRIVER), str(compiler.path)]
    solc = pretend(
        tmp_path / "solc",
        "import subprocess, sys\n"
        "if '--version' in sys.argv:\n"
        f"    print('Version: {compiler.version}.Linux.g++')\n"
        "else:\n"
        "    assert sys.argv[1:] == ['--standard-json'], sys.argv\n"
        f"    subprocess.run({behind!r})\n",
    )
    return native(solc, "a test")


def test_a_build_elsewhere_by_another_compiler_is_the_same_to_the_byte(
    built: Build, tmp_path: Path, driven: Compiler
) -> None:
    root = write_project(tmp_path / "another place")
    for path in root.rglob("*.sol"):  # as git checks out on Windows
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    again = build(user_project(root), compiler=driven)
    assert relative(again) == relative(built)
    assert again.inputs == built.inputs
    everything = b"".join(again.files.values()).decode()
    assert str(tmp_path) not in everything
    assert "another place" not in everything


def test_the_errors_of_a_native_solc_are_those_of_the_other(
    tmp_path: Path, driven: Compiler
) -> None:
    broken = user_project(write_project(tmp_path, {"contracts/Broken.sol": BROKEN}))
    with pytest.raises(CompileError, match=r"^contracts/Broken\.sol:4:43: ParserError: [^\n]*$"):
        build(broken, compiler=driven)


def test_an_unrelated_file_changes_no_other_artifact(
    built: Build, tmp_path: Path, compiler: Compiler
) -> None:
    # It comes first, so that solc numbers every file and every syntax node anew.
    more = SOURCES | {
        "contracts/Aardvark.sol": HEAD + "contract Aardvark { struct S { uint x; } S s; }"
    }
    again = relative(build(user_project(write_project(tmp_path, more)), compiler=compiler))
    before = relative(built)
    changed = {name for name in again if again[name] != before.get(name)}
    assert changed == {".pydemo/artifacts/Aardvark.sol/Aardvark.json", ".pydemo/bindings.pyi"}


def test_a_compiler_that_breaks_down_is_one_line(
    built: Build, tmp_path: Path, pretend: Callable[[Path, str], Path]
) -> None:
    dies = pretend(
        tmp_path / "solc",
        "import sys\n"
        "if '--version' in sys.argv: print('Version: 0.8.37+commit.12345678')\n"
        "else: sys.exit('out of memory')\n",
    )
    with pytest.raises(BuildError, match=r"broke down: out of memory$"):
        build(user_project(built.project.root), compiler=native(dies, "a test"))


def test_an_artifact_holds_all_that_is_asked_of_it(built: Build, compiler: Compiler) -> None:
    vault = artifact(built, "Vault")
    assert (vault.source, vault.kind, vault.deployable) == ("contracts/Vault.sol", "contract", True)
    assert vault.full_name == "contracts/Vault.sol:Vault"
    assert {entry["type"] for entry in vault.abi} == {"constructor", "error", "event", "function"}
    assert vault.bytecode.endswith(vault.deployed_bytecode)
    assert vault.method_identifiers["put(uint256)"] == keccak(text="put(uint256)")[:4].hex()
    assert "Slot calldata slot" not in vault.userdoc
    keep = "keep((address,uint64,uint256[]),address)"
    assert vault.userdoc["methods"][keep]["notice"] == "Puts a slot aside."
    assert vault.devdoc["methods"][keep]["params"]["from"] == "Where it comes from."
    assert vault.compiler == compiler.version
    assert "Linux" not in vault.compiler
    assert "Emscripten" not in vault.compiler
    assert [path for path, _ in vault.sources] == [
        "@acme/tools/Base.sol",
        "@acme/tools/Deeper.sol",
        "contracts/IVault.sol",
        "contracts/Vault.sol",
        "contracts/lib/Doubling.sol",
    ]


def test_immutables_are_known_by_name_and_of_two_with_one_name_by_contract_too(
    built: Build,
) -> None:
    found = artifact(built, "Vault")
    assert sorted(found.immutable_references) == ["Base.limit", "Vault.limit", "since"]
    for places in found.immutable_references.values():
        for place in places:
            hole = found.deployed_bytecode[place["start"] :][: place["length"]]
            assert hole == bytes(32)


def test_a_storage_layout_names_types_without_solcs_own_numbers(built: Build) -> None:
    layout = artifact(built, "Vault").storage_layout
    kept = next(each for each in layout["storage"] if each["label"] == "kept")
    assert kept["type"] == "t_mapping(t_uint256,t_struct(Slot)_storage)"
    assert "t_enum(Mood)" in layout["types"]
    assert "astId" not in str(layout)


def test_a_source_map_leads_to_the_text_of_the_contract(built: Build) -> None:
    vault = artifact(built, "Vault")
    start, length, number, *_ = vault.deployed_source_map.split(";")[0].split(":")
    path, _ = vault.sources[int(number)]
    text = read_source(built.project.root / path).encode()
    assert text[int(start) : int(start) + int(length)].startswith(b"contract Vault is IVault")


@pytest.mark.parametrize(
    ("name", "kind"), [("IVault", "interface"), ("Doubling", "library"), ("Vault", "contract")]
)
def test_interfaces_and_libraries_have_artifacts_but_cannot_be_deployed(
    built: Build, name: str, kind: str
) -> None:
    found = artifact(built, name)
    assert found.kind == kind
    assert found.deployable == (kind == "contract")
    assert bool(found.bytecode) == (kind != "interface")


def test_a_package_s_contracts_are_compiled_but_get_no_artifacts(built: Build) -> None:
    assert not any(each.name in ("Base", "Deeper") for each in built.artifacts)


def test_linking_fills_in_the_library_s_address_and_needs_it(built: Build) -> None:
    vault = artifact(built, "Vault")
    offsets = vault.link_references["contracts/lib/Doubling.sol"]["Doubling"]
    assert offsets
    linked = vault.linked({"Doubling": b"\x11" * 20})
    assert all(linked[offset : offset + 20] == b"\x11" * 20 for offset in offsets)
    assert len(linked) == len(vault.bytecode)
    with pytest.raises(BuildError, match=r"Vault needs the address of the library contracts/lib"):
        vault.linked({})


def test_a_broken_source_is_one_line_with_solc_s_message_file_and_line(
    tmp_path: Path, compiler: Compiler
) -> None:
    write_project(tmp_path, {"contracts/Broken.sol": BROKEN})
    with pytest.raises(CompileError) as caught:
        build(user_project(tmp_path), compiler=compiler)
    (line,) = caught.value.diagnostics
    assert line == "contracts/Broken.sol:4:43: ParserError: Expected ';' but got '}'"
    assert str(caught.value) == line
    assert "--> contracts/Broken.sol:4:43:" in caught.value.details  # solc counts alike
    assert "4 |     function f() external { uint256 x = 1 }" in caught.value.details


def test_lines_and_columns_count_characters_not_bytes(tmp_path: Path, compiler: Compiler) -> None:
    text = HEAD + 'contract Zh { string s = unicode"中文"; uint x = y; }\n'
    write_project(tmp_path, {"contracts/Zh.sol": text})
    with pytest.raises(CompileError) as caught:
        build(user_project(tmp_path), compiler=compiler)
    column = text.splitlines()[2].index("y;") + 1
    assert str(caught.value).startswith(
        f"contracts/Zh.sol:3:{column}: DeclarationError: Undeclared"
    )


def test_a_warning_is_one_line_and_no_error(built: Build) -> None:
    warning = "Warning: Unused local variable."
    assert [line for line in built.warnings if line.endswith(warning)] == [
        f"contracts/zoo/Cat.sol:3:52: {warning}"
    ]
    assert all("\n" not in line for line in built.warnings)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("./Nowhere.sol", "cannot find the import 'contracts/Nowhere.sol' in this project"),
        (
            "@nobody/has/This.sol",
            "cannot find the import '@nobody/has/This.sol' in this project, nor in any node_mod",
        ),
        ("../../Outside.sol", "cannot find the import '../Outside.sol' in this project"),
    ],
)
def test_a_missing_import_is_one_line_with_file_and_line(
    tmp_path: Path, wanted: str, told: str
) -> None:
    write_project(tmp_path, {"contracts/A.sol": HEAD + f'\nimport {{X}} from "{wanted}";\n'})
    with pytest.raises(CompileError) as caught:
        collect(tmp_path)
    assert str(caught.value).startswith(f"contracts/A.sol:4: {told}")


def test_a_source_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "Bad.sol").write_bytes(b"// \xff\n")
    with pytest.raises(CompileError, match=r"contracts/Bad\.sol is not UTF-8 text \(byte 3\)"):
        collect(tmp_path)


def test_every_form_of_import_is_found_and_nothing_else() -> None:
    text = """
import "./a.sol";
import './b.sol' as B;
import * as C from "./c.sol";
import {D, E as F}
    from "../d.sol";
import /* why */ {G} from "pkg/g.sol"; // import "./no1.sol";
/* import "./no2.sol"; */
string constant s = "import './no3.sol'";
string constant q = 'it\\'s import "./no4.sol"';
"""
    assert list(imports_of("contracts/x/X.sol", text)) == [
        ("contracts/x/a.sol", 2),
        ("contracts/x/b.sol", 3),
        ("contracts/x/c.sol", 4),
        ("contracts/d.sol", 6),
        ("pkg/g.sol", 7),
    ]


def test_test_contracts_are_left_out_where_that_is_asked(tmp_path: Path) -> None:
    write_project(tmp_path, {"contracts/A.sol": HEAD, "contracts/test/B.sol": HEAD})
    assert list(collect(tmp_path, without="contracts/test/")) == ["contracts/A.sol"]
    assert list(collect(tmp_path)) == ["contracts/A.sol", "contracts/test/B.sol"]


@pytest.mark.parametrize("make", ["nothing", "an empty folder"])
def test_a_folder_without_contracts_is_no_project(tmp_path: Path, make: str) -> None:
    if make == "an empty folder":
        (tmp_path / "contracts").mkdir()
    with pytest.raises(BuildError, match=r"contracts.*has no .sol files|has no folder contracts/"):
        user_project(tmp_path)
