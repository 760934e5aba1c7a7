"""The clients people use, on our node and on anvil: viem, ethers, cast, web3.py."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from remote.conftest import ROOT, running_anvil

from node.people import ALICE, BOB
from node.process import RunningNode, running_node
from pydemo import Chain
from pydemo.build.artifacts import Artifacts
from pydemo.contract import Contract

CLIENTS = Path(__file__).parent / "clients"


def node_js() -> str:
    found = shutil.which("node")
    assert found, "these tests need Node.js"
    assert (ROOT / "node_modules" / "viem").is_dir(), "these tests need `npm ci` in the repository"
    return found


def cast(*arguments: str) -> subprocess.CompletedProcess[str]:
    packages = (ROOT / "node_modules" / "@foundry-rs").glob("cast-*/bin/cast*")
    found = next(packages, None)
    assert found, "these tests need cast: run `npm ci` in the repository"
    return subprocess.run(
        [str(found), *arguments], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    token = Artifacts.suite()["DemoToken"]
    path = tmp_path_factory.mktemp("artifact") / "DemoToken.json"
    path.write_text(json.dumps({"abi": token.abi, "bytecode": "0x" + token.bytecode.hex()}))
    return path


def play(client: str, url: str, artifact: Path, *more: str) -> dict[str, Any]:
    told = subprocess.run(
        [node_js(), str(CLIENTS / f"{client}.mjs"), url, str(artifact), *more],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    steps: dict[str, Any] = json.loads(told.stdout)
    return steps


@pytest.mark.parametrize("client", ["viem", "ethers"])
def test_a_client_is_told_the_same_by_both_nodes(client: str, artifact: Path, engine: str) -> None:
    with running_anvil() as anvil, running_node("--engine", engine) as node:
        theirs, ours = play(client, anvil, artifact), play(client, node.url, artifact)
    assert ours.keys() == theirs.keys()
    differing = {step for step in ours if ours[step] != theirs[step]}
    told = {step: (ours[step], theirs[step]) for step in differing}
    assert differing == set(), told


def test_viem_decodes_errors_and_hears_of_events(node: RunningNode, artifact: Path) -> None:
    told = play("viem", node.url, artifact)
    assert told["revert"]["name"] == "ERC20InsufficientBalance"
    assert told["revert"]["args"][1:] == ["500", str(10**18)]
    assert [event["eventName"] for event in told["events"]] == ["Transfer"]
    assert told["balance"] == "500"


def test_ethers_decodes_errors_and_hears_of_events(node: RunningNode, artifact: Path) -> None:
    told = play("ethers", node.url, artifact)
    assert told["call"]["name"] == "ERC20InsufficientBalance"
    assert told["estimate"]["code"] == told["mined"] == "CALL_EXCEPTION"
    assert told["low"]["code"] == "NONCE_EXPIRED"
    assert told["poor"] == "INSUFFICIENT_FUNDS"
    assert len(told["events"]) == 1


@pytest.fixture
def token(node: RunningNode) -> Iterator[Contract]:
    chain = Chain.connect(node.url)
    alice = chain.accounts.alice
    with chain.anchor():
        deployed = chain.deploy("DemoToken", 10**6, alice, sender=alice)
        deployed.mint(alice, 500, sender=alice)
        yield deployed


def test_viem_simulates_calls_and_blocks(
    node: RunningNode, artifact: Path, token: Contract
) -> None:
    told = play("simulating", node.url, artifact, token.address)
    assert told["statuses"] == ["success", "success", "failure"]
    assert told["error"] == "ERC20InsufficientBalance"
    ether = ["0x" + "ee" * 20, "ETH", str(-(10**18))]
    assert told["changes"] == [ether, [token.address.lower(), "DEMO", "-40"]]
    assert (told["time"], told["status"]) == ("4000000000", "success")
    assert token.balanceOf(BOB) == 0


def test_cast_reads_a_decoded_custom_error(node: RunningNode, token: Contract) -> None:
    call = ["call", token.address, "transfer(address,uint256)", ALICE, "5"]
    told = cast(*call, "--from", BOB, "--rpc-url", node.url)
    assert told.returncode != 0
    data = token.transfer.data(ALICE, 5)
    assert data
    decoded = cast(
        "decode-error",
        "--sig",
        "ERC20InsufficientBalance(address,uint256,uint256)",
        next(
            word.strip('",')
            for word in told.stderr.split()
            if "0xe450d38c" in word and len(word) > 100
        ),
    )
    assert decoded.stdout.split() == [
        str(Chain().accounts.bob.address),
        "0",
        "5",
    ]


def test_cast_reads_and_sends(node: RunningNode, token: Contract) -> None:
    at = ["--rpc-url", node.url]
    assert cast("chain-id", *at).stdout.strip() == "31337"
    read = cast("call", token.address, "balanceOf(address)(uint256)", ALICE, *at)
    assert read.stdout.strip() == "500"
    sent = cast(
        "send", token.address, "transfer(address,uint256)", BOB, "7", "--from", ALICE,
        "--unlocked", "--json", *at,
    )  # fmt: skip
    receipt = json.loads(sent.stdout)
    assert receipt["status"] == "0x1"
    assert token.balanceOf(BOB) == 7
    assert cast("receipt", receipt["transactionHash"], "status", *at).stdout.strip() == "true"
    logs = json.loads(
        cast("logs", "--from-block", "0", "--address", token.address, "--json", *at).stdout
    )
    assert len(logs) == 2
    block = json.loads(cast("block", "latest", "--json", *at).stdout)
    assert block["hash"] == receipt["blockHash"]


def test_web3_py_raises_its_own_errors_with_the_data(node: RunningNode, token: Contract) -> None:
    from web3 import HTTPProvider, Web3
    from web3.exceptions import ContractCustomError, TransactionNotFound

    w3 = Web3(HTTPProvider(node.url))
    address: Any = token.address
    contract = w3.eth.contract(address, abi=token.abi)
    bob = w3.to_checksum_address(BOB)
    with pytest.raises(ContractCustomError) as raised:
        contract.functions.transfer(bob, 5).call({"from": bob})
    assert str(raised.value.data).startswith("0xe450d38c")
    with pytest.raises(TransactionNotFound):
        w3.eth.get_transaction(bytes(32))  # type: ignore[arg-type]
    assert w3.eth.get_block("latest")["baseFeePerGas"] > 0
    assert len(w3.eth.fee_history(2, "latest", [50])["reward"]) == 2
