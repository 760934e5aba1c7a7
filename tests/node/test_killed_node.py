"""A node that is killed right after an answer: what it answered is there when it comes back."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from node.client import Rpc
from node.people import ALICE, BOB, STRANGER, signed
from node.process import running_node


def _by_the_clock(rpc: Rpc) -> None:
    rpc("evm_setIntervalMining", 20)
    time.sleep(0.3)
    rpc("evm_setIntervalMining", 0)


STEPS: dict[str, Callable[[Rpc], Any]] = {
    "a transaction": lambda rpc: rpc("eth_sendRawTransaction", signed(0, value=1)),
    "a state that is set": lambda rpc: (
        rpc("anvil_setBalance", STRANGER, hex(10**18)),
        rpc("anvil_setNonce", STRANGER, "0x7"),
        rpc("anvil_setCode", STRANGER, "0x602a5f5260205ff3"),
        rpc("anvil_setStorageAt", STRANGER, "0x1", "0x5"),
        rpc("anvil_impersonateAccount", STRANGER),
    ),
    "one who is impersonated": lambda rpc: rpc(
        "eth_sendTransaction", {"from": STRANGER, "to": BOB, "value": "0x1"}
    ),
    "going back": lambda rpc: (
        rpc("anvil_setBalance", STRANGER, hex(10**17)),
        rpc("evm_revert", (rpc("evm_snapshot"), rpc("anvil_mine", 3))[0]),
    ),
    "another future": lambda rpc: (
        rpc("evm_revert", (rpc("evm_snapshot"), rpc("anvil_mine", 2))[0]),
        rpc("eth_sendTransaction", {"from": BOB, "to": ALICE, "value": "0x5"}),
    ),
    "a snapshot": lambda rpc: rpc("evm_snapshot"),
    "time": lambda rpc: (rpc("evm_increaseTime", 10**6), rpc("evm_mine")),
    "blocks with an interval": lambda rpc: rpc("anvil_mine", 4, 600),
    "blocks by the clock": _by_the_clock,
    "what waits": lambda rpc: (
        rpc("evm_setAutomine", False),
        rpc("eth_sendRawTransaction", signed(1, value=1)),
        rpc("eth_sendRawTransaction", signed(2, value=1)),
    ),
    "a reset": lambda rpc: (rpc("anvil_reset"), rpc("evm_mine")),
}


def test_each_kind_of_change_survives_a_kill_right_after_its_answer(path: Path) -> None:
    before: list[Any] = []
    for name, step in [*STEPS.items(), ("nothing", lambda _: None)]:
        with running_node("--state", str(path)) as node:
            rpc = Rpc(node.url)
            assert not before or a_look(rpc) == before, f"before {name}"
            step(rpc)
            before = a_look(rpc)
            node.kill()


def a_look(rpc: Rpc) -> list[Any]:
    """Less than `everything`, for a node in another process: each question takes a while."""
    told = [rpc("txpool_status")]
    for number in range(int(rpc("eth_blockNumber"), 16) + 1):
        told.append(rpc("eth_getBlockByNumber", hex(number), True))
        told.append(rpc("eth_getBlockReceipts", hex(number)))
    for account in (ALICE, BOB, STRANGER):
        for name in ("eth_getBalance", "eth_getTransactionCount", "eth_getCode"):
            told.append(rpc(name, account))
        told.append(rpc("eth_getStorageAt", account, "0x1", "latest"))
    return told


def test_time_goes_on_after_a_kill_from_where_it_was_moved_to(path: Path) -> None:
    with running_node("--state", str(path)) as node:
        rpc = Rpc(node.url)
        rpc("evm_mine")
        start = int(rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        rpc("evm_increaseTime", 10**6)  # and no block with it
        node.kill()
    with running_node("--state", str(path)) as node:
        rpc = Rpc(node.url)
        rpc("evm_mine")
        now = int(rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
        assert 10**6 <= now - start < 10**6 + 60
