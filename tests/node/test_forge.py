"""Foundry's `forge script` on our node: it deploys, sends, and reads a revert by name.

forge wants a solc to run, and npm has it in JavaScript: a script of two lines stands between.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from eth_utils.address import to_checksum_address
from remote.conftest import ROOT

from node.client import Rpc
from node.common_script import calldata
from node.people import ALICE, BOB, CAROL
from node.process import RunningNode
from node.test_clients import node_js

COMPILER = """
const solc = require(process.argv[2]);
if (process.argv.includes("--version")) {
  console.log("solc, the solidity compiler commandline interface");
  console.log(`Version: ${solc.version()}`);
} else {
  console.log(solc.compile(require("fs").readFileSync(0, "utf8")));
}
"""
SCRIPT = """
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import {DemoToken} from "../contracts/token/DemoToken.sol";

interface Vm {
    function startBroadcast() external;
    function stopBroadcast() external;
}

contract Pay {
    Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bool public constant IS_SCRIPT = true;

    function deploy(address owner, address to) external {
        vm.startBroadcast();
        DemoToken token = new DemoToken(1_000, owner);
        token.mint(owner, 500);
        token.transfer(to, 40);
        vm.stopBroadcast();
    }

    function pay(DemoToken token, address to, uint256 amount) external {
        vm.startBroadcast();
        token.transfer(to, amount);
        vm.stopBroadcast();
    }
}
"""
SETTINGS = '[profile.default]\nsrc = "src"\nscript = "script"\nevm_version = "prague"\n'


class Forge:
    """A project with the token's sources and the script.

    Args:
        path: an empty folder for it.
    """

    def __init__(self, path: Path, url: str) -> None:
        packages = (ROOT / "node_modules" / "@foundry-rs").glob("forge-*/bin/forge*")
        found = next(packages, None)
        assert found, "these tests need forge: run `npm ci` in the repository"
        self._forge, self._path, self._url = found, path, url
        # Beside ``src``, so that no more is compiled than the script imports.
        shutil.copytree(ROOT / "contracts", path / "contracts")
        (path / "script").mkdir()
        (path / "script" / "Pay.s.sol").write_text(SCRIPT)
        (path / "foundry.toml").write_text(SETTINGS)
        (path / "solc.js").write_text(COMPILER)
        self._solc = path / "solc"
        npm, script = ROOT / "node_modules" / "solc", path / "solc.js"
        self._solc.write_text(f'#!/bin/sh\nexec "{node_js()}" "{script}" "{npm}" "$@"\n')
        self._solc.chmod(0o755)

    def script(
        self, signature: str, *arguments: str, sender: str
    ) -> subprocess.CompletedProcess[str]:
        command = [str(self._forge), "script", "script/Pay.s.sol:Pay", "--offline"]
        command += ["--use", str(self._solc), "--rpc-url", self._url, "--sender", sender]
        command += ["--broadcast", "--unlocked", "--sig", signature, *arguments]
        return subprocess.run(
            command, cwd=self._path, capture_output=True, text=True, timeout=120, check=False
        )

    def broadcast(self, function: str) -> dict[str, Any]:
        """What forge has noted of the transactions it sent."""
        folder = self._path / "broadcast" / "Pay.s.sol" / "31337"
        told: dict[str, Any] = json.loads((folder / f"{function}-latest.json").read_text())
        return told


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory, node: RunningNode) -> Forge:
    assert sys.platform != "win32", "the compiler between is a shell script"
    return Forge(tmp_path_factory.mktemp("forge"), node.url)


def test_a_forge_script_deploys_and_sends_and_its_receipts_are_the_nodes(
    forge: Forge, ours: Rpc
) -> None:
    told = forge.script("deploy(address,address)", ALICE, CAROL, sender=ALICE)
    assert told.returncode == 0, told.stderr
    receipts = forge.broadcast("deploy")["receipts"]
    assert len(receipts) == 3
    for receipt in receipts:
        mined = ours("eth_getTransactionReceipt", receipt["transactionHash"])
        assert mined["status"] == "0x1"
        assert receipt["gasUsed"] == mined["gasUsed"]
        assert receipt["logs"] == mined["logs"]
    token = receipts[0]["contractAddress"]
    assert len(ours("eth_getCode", token)) > 1_000
    assert (
        int(ours("eth_call", {"to": token, "data": calldata("balanceOf(address)", CAROL)}), 16)
        == 40
    )


def test_forge_reads_a_custom_error_of_our_nodes_contract_by_its_name(
    forge: Forge, ours: Rpc
) -> None:
    deployed = forge.script("deploy(address,address)", ALICE, CAROL, sender=ALICE)
    assert deployed.returncode == 0, deployed.stderr
    token = forge.broadcast("deploy")["receipts"][0]["contractAddress"]
    height = ours("eth_blockNumber")
    told = forge.script("pay(address,address,uint256)", token, CAROL, "5", sender=BOB)
    assert told.returncode != 0
    assert f"ERC20InsufficientBalance({to_checksum_address(BOB)}, 0, 5)" in told.stderr
    assert ours("eth_blockNumber") == height
