"""Requests that change a node: blocks by hand, time and state that are set; and mistakes."""

from __future__ import annotations

from typing import Any

from node.asking import WORD, Ask
from node.people import ALICE, BOB, GWEI, STRANGER, signed


def waiting(ask: Ask) -> None:
    """Blocks made by hand: what waits, in which order it is mined, what replaces what."""
    nonce = int(ask("nonce before", "eth_getTransactionCount", ALICE, "latest"), 16)
    ask("automine off", "evm_setAutomine", False)
    second = ask("second", "eth_sendRawTransaction", signed(nonce + 1))
    first = ask("first", "eth_sendRawTransaction", signed(nonce, value=3))
    ask("waits", "eth_getTransactionByHash", first)
    ask("no receipt yet", "eth_getTransactionReceipt", first)
    ask("pending nonce", "eth_getTransactionCount", ALICE, "pending")
    ask("latest nonce", "eth_getTransactionCount", ALICE, "latest")
    ask("known already", "eth_sendRawTransaction", signed(nonce, value=3))
    ask("underpriced", "eth_sendRawTransaction", signed(nonce, value=4))
    more: dict[str, Any] = {"maxFeePerGas": 200 * GWEI, "maxPriorityFeePerGas": 5 * GWEI}
    replacement = ask("replacement", "eth_sendRawTransaction", signed(nonce, value=5, **more))
    ask("replaced", "eth_getTransactionByHash", first)
    dropped = ask("to be dropped", "eth_sendRawTransaction", signed(nonce + 2))
    ask("drop", "anvil_dropTransaction", dropped)
    ask("mine", "evm_mine")
    ask("block of two", "eth_getBlockByNumber", "latest", False)
    for name, tx_hash in {"replacement": replacement, "second": second}.items():
        ask(f"{name} receipt", "eth_getTransactionReceipt", tx_hash)
    ask("automine on", "evm_setAutomine", True)


def development(ask: Ask, token: str) -> None:
    snapshot = ask("snapshot", "evm_snapshot")
    ask("set balance", "anvil_setBalance", STRANGER, hex(10**20))
    ask("balance set", "eth_getBalance", STRANGER, "latest")
    ask("set code", "anvil_setCode", STRANGER, "0x602a5f5260205ff3")
    ask("code set", "eth_call", {"to": STRANGER}, "latest")
    ask("set slot", "anvil_setStorageAt", STRANGER, "0x1", WORD)
    ask("slot set", "eth_getStorageAt", STRANGER, "0x1", "latest")
    ask("set nonce", "anvil_setNonce", STRANGER, "0x9")
    ask("nonce set", "eth_getTransactionCount", STRANGER, "latest")
    own = {"from": STRANGER, "to": BOB, "value": "0x1", "gas": "0x5208"}
    ask("not impersonated", "eth_sendTransaction", own)
    ask("impersonate", "anvil_impersonateAccount", STRANGER)
    sent = ask("as a stranger", "eth_sendTransaction", own)
    ask("stranger's receipt", "eth_getTransactionReceipt", sent)
    ask("stop", "anvil_stopImpersonatingAccount", STRANGER)
    ask("stopped", "eth_sendTransaction", own)
    ask("mine three", "anvil_mine", "0x3", "0x5")
    ask("number after", "eth_blockNumber")
    now = int(ask("time before", "eth_getBlockByNumber", "latest", False)["timestamp"], 16)
    ask("next time", "evm_setNextBlockTimestamp", now + 1000)
    ask("too early", "evm_setNextBlockTimestamp", now - 1000)
    ask("mine at it", "evm_mine")
    at = ask("time after", "eth_getBlockByNumber", "latest", False)
    ask("seconds passed", "web3_sha3", hex(int(at["timestamp"], 16) - now + 0x10000))
    ask("next fee", "anvil_setNextBlockBaseFeePerGas", hex(7 * GWEI))
    ask("mine with it", "evm_mine")
    ask("block with the fee", "eth_getBlockByNumber", "latest", False)
    ask("revert", "evm_revert", snapshot)
    ask("revert again", "evm_revert", snapshot)
    ask("balance back", "eth_getBalance", STRANGER, "latest")
    ask("number back", "eth_blockNumber")
    ask("token still there", "eth_getCode", token, "latest")


def mistakes(ask: Ask) -> None:
    nonce = int(ask("nonce for mistakes", "eth_getTransactionCount", ALICE, "latest"), 16)
    ask("unknown method", "eth_doesNotExist")
    ask("nonce too low", "eth_sendRawTransaction", signed(0))
    ask("too little gas", "eth_sendRawTransaction", signed(nonce, gas=20_000))
    ask("too much gas", "eth_sendRawTransaction", signed(nonce, gas=10**9))
    ask("too little ether", "eth_sendRawTransaction", signed(nonce, value=10**24))
    ask(
        "fee below base",
        "eth_sendRawTransaction",
        signed(nonce, maxFeePerGas=1, maxPriorityFeePerGas=1),
    )
    ask(
        "tip above fee",
        "eth_sendRawTransaction",
        signed(nonce, maxFeePerGas=GWEI, maxPriorityFeePerGas=2 * GWEI),
    )
    ask("other chain", "eth_sendRawTransaction", signed(nonce, chainId=1))
    ask("no transaction at all", "eth_sendRawTransaction", "0x1234")
    ask("no bytes", "eth_sendRawTransaction", "hello")
    ask("no address", "eth_getBalance", "0x1234", "latest")
    ask("no such name", "eth_getBalance", ALICE, "newest")
    ask("no parameters", "eth_getBalance")
    ask("no hash", "eth_getTransactionByHash", "0x12")
    ask("no filter", "eth_getFilterChanges", "0x999")
