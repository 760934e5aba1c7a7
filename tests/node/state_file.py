"""A chain in a file, opened again and again, and all that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from node.client import Direct
from node.people import ALICE, BOB, STRANGER, signed
from pydemo.node.serve import Settings, open_chain
from pydemo.node.served import ServedChain

Open = Callable[..., Direct]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chain.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Open]:
    """Opens the file; what was open before is closed without a word, as by a kill."""
    open_ones: list[ServedChain] = []

    def close() -> None:
        while open_ones:
            store = open_ones.pop().store
            assert store is not None
            store.close()

    def open_again(**settings: Any) -> Direct:
        close()
        served, _ = open_chain(
            Settings(engine="fast", state=path, **{"has_steps": True, **settings})
        )
        open_ones.append(served)
        return Direct(served)

    yield open_again
    close()


def everything(rpc: Direct) -> list[Any]:
    """All that can be asked of a chain: blocks, receipts, past and present state."""
    height = int(rpc("eth_blockNumber"), 16)
    told: list[Any] = []
    for number in range(height + 1):
        block = rpc("eth_getBlockByNumber", hex(number), True)
        told += [block, rpc("eth_getBlockReceipts", hex(number))]
        for account in (ALICE, BOB, STRANGER):
            for name in ("eth_getBalance", "eth_getTransactionCount", "eth_getCode"):
                told.append(rpc(name, account, hex(number)))
            told.append(rpc("eth_getStorageAt", account, "0x1", hex(number)))
        for sent in block["transactions"]:
            told.append(rpc("eth_getTransactionByHash", sent["hash"]))
            told.append(rpc("debug_traceTransaction", sent["hash"], {"tracer": "callTracer"}))
    for account in (ALICE, BOB, STRANGER):
        told.append([rpc("eth_getBalance", account), rpc("eth_getTransactionCount", account)])
    told.append(rpc("eth_getLogs", {"fromBlock": "0x0"}))
    return told


def make_history(rpc: Direct) -> None:
    """Some of each: the suite's deployments, transfers, failures, cheats, empty blocks."""
    for nonce in range(3):
        rpc("eth_sendRawTransaction", signed(nonce, value=nonce))
    rpc(
        "eth_sendTransaction",
        {
            "from": BOB,
            "data": "0x602a60015560086015600039600860 00f3".replace(" ", ""),
            "gas": "0x30000",
        },
    )
    rpc("anvil_setBalance", STRANGER, hex(10**18))
    rpc("anvil_setCode", STRANGER, "0x602a5f5260205ff3")
    rpc("anvil_setStorageAt", STRANGER, "0x1", "0x5")
    rpc("anvil_impersonateAccount", STRANGER)
    rpc("eth_sendTransaction", {"from": STRANGER, "to": BOB, "value": "0x7"})
    rpc("anvil_mine", 3)
    listed = [{"address": BOB, "storageKeys": ["0x" + "01" * 32]}]
    rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, "accessList": listed})
    rpc("anvil_setNonce", STRANGER, "0x20")
