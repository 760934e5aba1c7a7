"""Every test action of viem's on our node, as anvil and as Hardhat; and what a wallet asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from remote.conftest import running_anvil

from node.process import running_node
from node.test_clients import play

REFUSED = {"error": -32004}
ALICE = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
SAID = {
    "dropTransaction": 0,
    "dumpState": "0x1f8b",
    "loadState": "9",
    "getAutomine": True,
    "getTxpoolContent": [["0x1", "0x2"]],
    "getTxpoolStatus": {"pending": 0, "queued": 0},
    "inspectTxpool": ["0x70997970c51812dc3a010c7d01b50e0d17dc79c8: 1 wei + 21000"],
    "impersonateAccount": "success",
    "stopImpersonatingAccount": "refused",
    "increaseTime": True,
    "mine": "3",
    "setBlockTimestampInterval": "7",
    "removeBlockTimestampInterval": None,
    "snapshot": "string",
    "revert": "0",
    "sendUnsignedTransaction": "0x" + "77" * 20,
    "setAutomine": [False, True],
    "setBalance": "77",
    "setBlockGasLimit": "20000000",
    "setCode": "0x602a5f5260205ff3",
    "setCoinbase": ["0x00000000000000000000000000000000000000c0", True],
    "setIntervalMining": True,
    "setNextBlockBaseFeePerGas": "3000000000",
    "setNextBlockTimestamp": "0",
    "setNonce": 42,
    "setStorageAt": "0x" + "00" * 31 + "2a",
    "reset": "0",
    "wallet getAddresses": 10,
    "wallet requestAddresses": ALICE,
    "wallet sendTransactionSync": "success",
    "public fillTransaction": ["21000", "5"],
    "public getBlobBaseFee": "1",
}
"""What both nodes say, but for these."""
ANVILS = {
    "reset": {"error": -32602},  # it takes viem's empty forking for a fork without an address
    "wallet getAddresses": 11,  # with the one that is impersonated
}
OURS = {
    "setMinGasPrice": REFUSED,  # anvil: -32602, for the same reason
    "setRpcUrl": REFUSED,  # anvil takes it and does nothing, where it does not fork
    "wallet getPermissions": "eth_accounts",  # anvil has none of the following
    "wallet requestPermissions": "eth_accounts",
    "wallet addChain": None,
    "wallet switchChain": 4902,
    "wallet getCapabilities": ["31337"],
    "wallet sendCalls": REFUSED,
    "wallet watchAsset": {"error": -32602},  # it comes with parameters by name, which no node takes
}


@pytest.fixture(scope="module")
def modes(engine: str) -> dict[str, Any]:
    """What a node of ours gives, by whom viem takes it for: one after the other."""
    with running_node("--engine", engine) as node:
        return play("viem_actions", node.url, Path("anvil,hardhat"))


@pytest.mark.parametrize("mode", ["anvil", "hardhat"])
def test_every_viem_action_does_what_it_says_or_is_refused_with_a_reason(
    mode: str, modes: dict[str, Any]
) -> None:
    told = modes[mode]
    assert told["untried"] == []
    assert {name: told[name] for name in SAID} == expected(mode)
    assert {name: told[name] for name in OURS} == OURS
    assert told["setLoggingEnabled"] is None


def expected(mode: str) -> dict[str, Any]:
    # Hardhat has no interval of timestamps: there it is a method that does not exist.
    missing = {"error": -32601}
    names = ("setBlockTimestampInterval", "removeBlockTimestampInterval")
    return {**SAID, **(dict.fromkeys(names, missing) if mode == "hardhat" else {})}


def test_what_both_nodes_say_is_what_anvil_says() -> None:
    with running_anvil("--host", "127.0.0.1") as anvil:
        told = play("viem_actions", anvil, Path("anvil"))["anvil"]
    assert {name: told[name] for name in SAID} == {**SAID, **ANVILS}
