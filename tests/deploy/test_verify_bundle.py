"""Bundles for explorers: they compile to what is deployed, and a difference is noticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pydemo import Chain
from pydemo.build.artifacts import Artifacts
from pydemo.build.project import suite
from pydemo.build.search import find_compiler
from pydemo.build.sources import collect
from pydemo.chain.address import canonical
from pydemo.cli.main import run
from pydemo.deploy import bundle as bundles
from pydemo.deploy.bundle import Bundle, Deployed
from pydemo.deploy.plans import find_plan
from pydemo.deploy.record import Record, Step, load

from .conftest import Deployer


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    """DemoToken's: it has immutables of every kind, also some that its address decides."""
    project = suite()
    sources = collect(project.root, without=project.without)
    return bundles.make_bundle(Artifacts.suite()["DemoToken"], sources, find_compiler(project.root))


def deployed(deployer: Deployer) -> tuple[Record, Deployed]:
    record = load(deployer.file("token"))
    assert record is not None
    (one,) = bundles.deployed_contracts(
        record, deployer.prepare("token").node, Artifacts.suite().readable()
    )
    return record, one


def compare(bundle: Bundle, deployer: Deployer, creation: bytes | None = None) -> bundles.Verdict:
    record, one = deployed(deployer)
    node = deployer.prepare("token").node
    return bundles.compare(bundle, one, record, node, creation or bundle.creation)


def test_a_bundle_compiles_to_the_artifact_from_its_own_sources_alone(bundle: Bundle) -> None:
    assert bundle.reproduces
    assert set(bundle.standard_json["sources"]) == {path for path, _ in bundle.artifact.sources}
    metadata = json.loads(bundle.metadata)
    assert metadata["settings"]["compilationTarget"] == {
        "contracts/token/DemoToken.sol": "DemoToken"
    }
    assert set(metadata["sources"]) == set(bundle.standard_json["sources"])
    assert bundle.compiler == f"v{bundle.artifact.compiler}"


def test_metadata_hold_the_hashes_of_the_sources_in_the_bundle(bundle: Bundle) -> None:
    """By which Sourcify recognises them."""
    from pydemo.evm.hashing import keccak

    for name, entry in json.loads(bundle.metadata)["sources"].items():
        text = bundle.standard_json["sources"][name]["content"]
        assert entry["keccak256"] == "0x" + keccak(text.encode()).hex()


@pytest.mark.parametrize("create2", ["", "salt"])
def test_the_constructor_run_again_gives_the_deployed_code_with_its_immutables(
    bundle: Bundle, deployer: Deployer, create2: str
) -> None:
    deployer.deploy("token", create2)
    assert compare(bundle, deployer) == bundles.Verdict("", is_rerun=True)


def test_other_immutables_than_the_arguments_give_are_named(
    bundle: Bundle, deployer: Deployer, remote: Chain
) -> None:
    token = deployer.deploy("token")["token"]
    code = bytearray(remote.w3.eth.get_code(token.address))  # type: ignore[arg-type]
    for place in bundle.artifact.immutable_references["soleMinter"]:
        code[place["start"] + 31] ^= 1
    remote.w3.provider.make_request("anvil_setCode", [token.address, "0x" + code.hex()])  # type: ignore[arg-type]
    verdict = compare(bundle, deployer)
    assert verdict.problem.endswith("immutables are not what the arguments give: soleMinter")


def test_other_code_is_noticed(bundle: Bundle, deployer: Deployer, remote: Chain) -> None:
    token = deployer.deploy("token")["token"]
    code = bytearray(remote.w3.eth.get_code(token.address))  # type: ignore[arg-type]
    code[-1] ^= 1
    remote.w3.provider.make_request("anvil_setCode", [token.address, "0x" + code.hex()])  # type: ignore[arg-type]
    assert "other code than its sources give" in compare(bundle, deployer).problem


def test_a_constructor_that_fails_now_is_not_said_to_agree(
    bundle: Bundle, deployer: Deployer
) -> None:
    deployer.deploy("token")
    verdict = compare(bundle, deployer, creation=b"\xfe" + bundle.creation[1:])
    assert verdict == bundles.Verdict("", is_rerun=False)


def test_contracts_that_others_made_are_found(deployer: Deployer) -> None:
    deployer.deploy("crowdfund")
    record = load(deployer.file("crowdfund"))
    assert record is not None
    found = bundles.deployed_contracts(
        record, deployer.prepare("crowdfund").node, Artifacts.suite().readable()
    )
    makers = {one.name: one.step.contract for one in found}
    assert makers["PeopleToken"] == "Crowdfund"
    assert makers["Timelock"] == "Governor"
    assert makers["AuctionHouse"] == "AuctionHouse"


def test_what_is_not_mined_yet_is_not_compared(deployer: Deployer) -> None:
    deployer.deploy("token")
    record, one = deployed(deployer)
    record.steps.append(Step("DemoToken(5, alice)", "DemoToken", 1, "ab" * 32, 100))
    node = deployer.prepare("token").node
    assert bundles.deployed_contracts(record, node, Artifacts.suite().readable()) == [one]


@pytest.mark.parametrize("plan", ["lottery", "crowdfund"])
@pytest.mark.parametrize("create2", ["", "salt"])
def test_each_constructor_can_be_run_again_also_of_those_that_make_others(
    deployer: Deployer, plan: str, create2: str
) -> None:
    """A Governor makes its Timelock, and a Crowdfund its token: these are there already."""
    if create2 and find_plan(plan).by_nonce:
        plan = "dao"
    settings = {"pool_supply": "1000"} if plan == "lottery" else {}
    deployer.deploy(plan, create2, **settings)
    record, artifacts = load(deployer.file(plan)), Artifacts.suite()
    assert record is not None
    node = deployer.prepare(plan).node
    names = []
    for one in bundles.deployed_contracts(record, node, artifacts.readable()):
        again = bundles.run_again(one, record, node, artifacts[one.step.contract].bytecode)
        assert again == node.code(canonical(one.address)), one.name
        names.append(one.name)
    assert {"Governor", "Timelock"} <= set(names)


def test_the_command_writes_what_explorers_ask_for(
    deployer: Deployer, remote: Chain, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "C")
    token = deployer.deploy("token")["token"]
    out = tmp_path / "out"
    assert run(["verify-bundle", "token", "--network", "anvil", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "DemoToken: compiled anew, the same code to the byte" in printed
    assert f"soleMinter={deployer.account.address}" in printed
    verification: dict[str, Any] = json.loads((out / "DemoToken" / "verification.json").read_text())
    arguments = verification.pop("constructorArguments")
    assert arguments == f"{10**24:064x}{deployer.account.address[2:].lower():0>64}"
    assert verification == {
        "contractIdentifier": "contracts/token/DemoToken.sol:DemoToken",
        "compilerVersion": "v0.8.37+commit.f401782d",
        "address": token.address,
        "chainId": "31337",
    }
    assert json.loads((out / "DemoToken" / "input.json").read_text())["language"] == "Solidity"
    assert json.loads((out / "DemoToken" / "metadata.json").read_text())["compiler"]


def test_what_was_not_deployed_cannot_be_compared(
    deployer: Deployer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify-bundle", "PrizeVault", "--network", "anvil"]) == 2
    assert "says that PrizeVault was deployed to anvil" in capsys.readouterr().err
