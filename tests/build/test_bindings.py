"""The typed face of the contracts."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from pydemo.build.build import Build

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def stub(built: Build) -> str:
    return built.files[built.project.stub].decode()


def class_of(stub: str, name: str) -> ast.ClassDef:
    found = [node for node in ast.parse(stub).body if isinstance(node, ast.ClassDef)]
    return next(node for node in found if node.name == name)


def methods(node: ast.ClassDef, name: str) -> list[ast.FunctionDef]:
    return [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == name]


def test_a_function_completes_with_names_types_options_and_result(stub: str) -> None:
    (call,) = methods(class_of(stub, "_keep"), "__call__")
    assert ast.unparse(call.args) == (
        "self, slot: IVault_Slot | Mapping[str, Any] | tuple[Any, ...], from_: AddressLike, /, *, "
        "sender: AddressLike, value: int=..., gas: int | None=..."
    )
    assert ast.unparse(call.returns or call) == "Receipt"
    (dry,) = methods(class_of(stub, "_keep"), "call")
    assert ast.unparse(dry.returns or dry) == "int"


def test_a_view_gives_its_value_and_can_be_asked_at_a_block(stub: str) -> None:
    (call,) = methods(class_of(stub, "_slots"), "__call__")
    assert ast.unparse(call.args) == (
        "self, ids: Sequence[int], /, *, sender: AddressLike | None=..., block: int | str=..."
    )
    assert ast.unparse(call.returns or call) == "list[IVault_Slot]"


def test_natspec_is_the_docstring(stub: str) -> None:
    (call,) = methods(class_of(stub, "_keep"), "__call__")
    assert ast.get_docstring(call) == (
        "keep(struct IVault.Slot slot, address from) payable returns (uint256 id)\n\n"
        "Puts a slot aside.\n\n"
        "Pays what it gets.\n\n"
        "- slot: What to keep.\n"
        "- from: Where it comes from.\n"
        "- returns id: Number of the slot."
    )
    text = ast.get_docstring(class_of(stub, "IVault")) or ""
    assert text.startswith('Interface IVault, contracts/IVault.sol\n\nVault\n\nKeeps "things"')
    assert "Events:\n- Kept(address indexed owner, uint256 amount)" in text
    assert "Errors:\n- Taken(address owner)" in text


def test_names_that_python_or_the_options_have_taken_get_an_underscore(stub: str) -> None:
    vault = class_of(stub, "Vault")
    attributes = {
        node.target.id: ast.unparse(node.annotation)
        for node in vault.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assert attributes["lambda_"] == "_lambda_"
    (call,) = methods(class_of(stub, "_lambda_"), "__call__")
    assert [each.arg for each in call.args.posonlyargs] == ["self", "sender_", "gas_"]
    (data,) = methods(class_of(stub, "_keep"), "data")
    assert [each.arg for each in data.args.posonlyargs] == ["self", "slot", "from_"]
    # The contract itself gives that parameter no name.
    (data,) = methods(class_of(stub, "_keep_2"), "data")
    assert [each.arg for each in data.args.posonlyargs] == ["self", "slot", "arg1"]


def test_overloads_are_overloads(stub: str) -> None:
    calls = methods(class_of(stub, "_put"), "__call__")
    assert [[each.arg for each in call.args.posonlyargs] for call in calls] == [
        ["self", "value"],
        ["self", "value", "data"],
    ]
    assert all(ast.unparse(call.decorator_list[0]) == "overload" for call in calls)


def test_structs_and_several_results_have_named_fields(stub: str) -> None:
    slot = class_of(stub, "IVault_Slot")
    assert ast.unparse(slot.bases[0]) == "NamedTuple"
    assert [ast.unparse(node) for node in slot.body if isinstance(node, ast.AnnAssign)] == [
        "owner: str",
        "until: int",
        "amounts: list[int]",
    ]
    pair = class_of(stub, "pair_result")
    assert "who: str" in ast.unparse(pair)


def test_deploy_and_at_know_each_contract_by_name(stub: str) -> None:
    deployments = class_of(stub, "Deployments")
    deploys = [ast.unparse(each) for each in methods(deployments, "deploy")]
    assert deploys[0].startswith(
        "@overload\ndef deploy(self, contract: Literal['Vault'], limit_: int, name: str, /, *, "
        "sender: AddressLike, value: int=..., gas: int | None=...) -> Vault:"
    )
    assert "(self, contract: str, /, *arguments: Any" in deploys[-1]
    # Interfaces and libraries are not deployed, only attached to; ambiguous names are neither.
    assert len(deploys) == 2
    attached = " ".join(ast.unparse(each) for each in methods(deployments, "at"))
    assert all(f"Literal['{name}']" in attached for name in ("Vault", "IVault", "Doubling"))
    assert "Animal" not in stub


def test_the_same_function_of_two_contracts_has_one_class(stub: str) -> None:
    names = [node.name for node in ast.parse(stub).body if isinstance(node, ast.ClassDef)]
    assert len(names) == len(set(names))
    assert "_slots" in names
    assert "_slots_2" not in names


def test_the_stub_names_no_machine(stub: str, built: Build) -> None:
    assert str(built.project.root) not in stub
    assert stub.startswith("# Generated by `pydemo compile --project .` from the artifacts")


GOOD = """
from typing import assert_type
from pydemo.contract import Receipt
from vault_bindings import Deployments, IVault_Slot, Vault

def use(chain: Deployments, alice: str) -> None:
    vault = chain.deploy("Vault", 5, "name", sender=alice, value=3)
    assert_type(vault, Vault)
    slot = IVault_Slot(alice, 5, [1])
    assert_type(vault.keep(slot, alice, sender=alice, value=1), Receipt)
    vault.keep({"owner": alice, "until": 5, "amounts": []}, bytes(20), sender=vault)
    assert_type(vault.keep.call(slot, alice, sender=alice), int)
    assert_type(vault.keep.gas(slot, alice, sender=alice), int)
    assert_type(vault.keep.data(slot, alice), bytes)
    assert_type(vault.slots([1], block="latest")[0].amounts, list[int])
    assert_type(vault.pair().who, str)
    vault.put(1, sender=alice)
    vault.put(1, b"", sender=alice, gas=100_000)
    assert_type(chain.at("Vault", alice).since(), int)
    chain.deploy("SomethingElse", 1, 2, 3, sender=alice)
"""

BAD = """
from vault_bindings import Deployments, Vault

def use(chain: Deployments, vault: Vault, alice: str) -> None:
    vault.put("one", sender=alice)  # a type
    vault.put(1)  # no sender
    vault.put(1, sender=alice, value=1)  # not payable
    vault.slots(1)  # not a list
    vault.since(sender=alice, gas=5)  # a view takes no gas
    vault.pair().whom  # no such field
    right: Vault = chain.deploy("Vault", "five", "name", sender=alice)  # the constructor's types
"""


def test_mypy_accepts_right_calls_and_rejects_wrong_ones(stub: str, tmp_path: Path) -> None:
    (tmp_path / "vault_bindings.pyi").write_text(stub, encoding="utf-8")
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "bad.py").write_text(BAD)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache")]
    command += [
        "--config-file",
        "",
        "--no-error-summary",
        "good.py",
        "bad.py",
        "vault_bindings.pyi",
    ]
    environment = {**os.environ, "MYPYPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert [line for line in complaints if not line.startswith("bad.py:")] == [], done.stderr
    wrong = {number for number, line in enumerate(BAD.splitlines(), 1) if "  # " in line}
    assert {int(line.split(":")[1]) for line in complaints} == wrong


def test_the_names_exist_at_run_time_as_the_handle_s_class() -> None:
    bindings, contract = import_module("pydemo.bindings"), import_module("pydemo.contract")
    assert bindings.IERC20 is contract.Contract
    with pytest.raises(AttributeError, match="no contract 'NoSuchToken'"):
        bindings.NoSuchToken  # noqa: B018
