"""One script of requests for any node: accounts, sending, reading, logs, filters, failures, time.

It begins on a fresh chain, and what follows from the chain alone is the same everywhere: addresses,
gas, fees, hashes of transactions.
"""

from __future__ import annotations

from typing import Any

from chain.raw_code import HUNGRY, INVALID, LOGGER, REVERTER, TOPIC_LOGGER, creation_of
from eth_abi.abi import encode

from node import changing_script, reading_script, simulating_script, supposing_script
from node.asking import TRACER, WORD, Ask, calldata
from node.people import ALICE, BOB, CAROL, GWEI, STRANGER, signed
from pydemo.build.artifacts import Artifacts

__all__ = ["Ask", "calldata", "run"]


def run(ask: Ask) -> None:
    """All of it, in order."""
    reading_script.about_the_node(ask)
    token = _sending(ask)
    _calls(ask, token)
    reading_script.looking_back(ask, token)
    _raw_codes(ask)
    reading_script.signing(ask)
    reading_script.logs(ask, token)
    supposing_script.run(ask, token)
    simulating_script.run(ask, token)
    changing_script.waiting(ask)
    changing_script.development(ask, token)
    changing_script.mistakes(ask)


def _sending(ask: Ask) -> str:
    """Transactions of each type, and the token. Returns its address."""
    # Of an empty genesis block each node thinks its own.
    ask("first fee", "anvil_setNextBlockBaseFeePerGas", hex(GWEI))
    artifact = Artifacts.suite()["DemoToken"]
    cap = encode(["uint256", "address"], [10**24, ALICE])
    creation = signed(0, to=None, data=artifact.bytecode + cap, gas=3_000_000, value=0)
    deployed = ask("deploy", "eth_sendRawTransaction", creation)
    receipt = ask("deploy receipt", "eth_getTransactionReceipt", deployed)
    token = str(receipt["contractAddress"])
    ask("deployed", "eth_getTransactionByHash", deployed)
    ask("code", "eth_getCode", token, "latest")
    mint = calldata("mint(address,uint256)", ALICE, 500)
    minted = ask(
        "mint", "eth_sendRawTransaction", signed(1, to=token, data=mint, gas=200_000, value=0)
    )
    ask("mint receipt", "eth_getTransactionReceipt", minted)
    ask("slots", "eth_getStorageAt", token, "0x2", "latest")
    fees: dict[str, Any] = {"maxFeePerGas": None, "maxPriorityFeePerGas": None}
    legacy = signed(2, type=None, gasPrice=5 * GWEI, **fees)
    listed = signed(
        3,
        type=1,
        gasPrice=5 * GWEI,
        gas=60_000,
        accessList=[{"address": token, "storageKeys": [WORD]}],
        **fees,
    )
    for name, raw in (("legacy", legacy), ("listed", listed), ("transfer", signed(4))):
        sent = ask(name, "eth_sendRawTransaction", raw)
        ask(f"{name} transaction", "eth_getTransactionByHash", sent)
        ask(f"{name} receipt", "eth_getTransactionReceipt", sent)
    failing = signed(
        5, to=token, data=calldata("mint(address,uint256)", BOB, 10**30), gas=100_000, value=0
    )
    failed = ask("failing", "eth_sendRawTransaction", failing)
    ask("failing receipt", "eth_getTransactionReceipt", failed)
    ask("failing trace", "debug_traceTransaction", failed, TRACER)
    ask("mint trace", "debug_traceTransaction", minted, TRACER)
    own = {"from": BOB, "to": CAROL, "value": "0x5", "gas": "0x5208"}
    fees = {"maxFeePerGas": hex(9 * GWEI), "maxPriorityFeePerGas": hex(GWEI)}
    sent = ask("unlocked", "eth_sendTransaction", {**own, **fees})
    ask("unlocked transaction", "eth_getTransactionByHash", sent)
    ask("nonce", "eth_getTransactionCount", ALICE, "latest")
    ask("balance", "eth_getBalance", ALICE, "latest")
    return token


def _calls(ask: Ask, token: str) -> None:
    transfer = calldata("transfer(address,uint256)", BOB, 5)
    for name, call in {
        "view": {"to": token, "data": calldata("balanceOf(address)", ALICE)},
        "view by input": {"to": token, "input": calldata("totalSupply()")},
        "transfer call": {"from": ALICE, "to": token, "data": transfer},
        "custom error": {"from": BOB, "to": token, "data": transfer},
        "nothing there": {"to": STRANGER, "data": "0x1234"},
        "unknown function": {"to": token, "data": "0x12345678"},
    }.items():
        ask(f"call {name}", "eth_call", call, "latest")
        ask(f"estimate {name}", "eth_estimateGas", call)
    ask("call out of gas", "eth_call", {"to": token, "data": transfer, "gas": "0x5300"}, "latest")
    past = {"to": token, "data": calldata("totalSupply()")}
    ask("call in the past", "eth_call", past, "0x1")
    overridden = {STRANGER: {"code": "0x" + "602a5f5260205ff3"}}
    ask("call with code", "eth_call", {"to": STRANGER}, "latest", overridden)
    rich = {STRANGER: {"balance": "0x64"}}
    ask(
        "call with balance",
        "eth_call",
        {"from": STRANGER, "to": BOB, "value": "0x64"},
        "latest",
        rich,
    )
    ask("list", "eth_createAccessList", {"from": ALICE, "to": token, "data": transfer}, "latest")
    ask(
        "trace call",
        "debug_traceCall",
        {"from": ALICE, "to": token, "data": transfer},
        "latest",
        TRACER,
    )
    ask(
        "trace failing",
        "debug_traceCall",
        {"from": BOB, "to": token, "data": transfer},
        "latest",
        TRACER,
    )


def _raw_codes(ask: Ask) -> None:
    """Each way a call can end."""
    codes = {
        "reverter": REVERTER,
        "invalid": INVALID,
        "hungry": HUNGRY,
        "logger": LOGGER,
        "topics": TOPIC_LOGGER,
        "unknown": "0c",
        "underflow": "50",
        "jump": "600056",
    }
    for nonce, (name, code) in enumerate(codes.items(), 6):
        raw = signed(nonce, to=None, data="0x" + creation_of(code).hex(), gas=200_000, value=0)
        receipt = ask(
            f"{name} receipt", "eth_getTransactionReceipt", ask(name, "eth_sendRawTransaction", raw)
        )
        call = {"to": receipt["contractAddress"], "data": WORD, "gas": "0x30000"}
        ask(f"call {name}", "eth_call", call, "latest")
        ask(f"estimate {name}", "eth_estimateGas", call)
        ask(f"trace {name}", "debug_traceCall", call, "latest", TRACER)
