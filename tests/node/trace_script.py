"""Transactions and calls that are traced, by each tracer: the same on any node.

anvil keeps steps only if it is started with ``--steps-tracing``.
"""

from __future__ import annotations

from typing import Any

from chain.raw_code import COUNTER, HUNGRY, INVALID, RELAY, REVERTER, creation_of
from eth_abi.abi import encode

from node.common_script import Ask, calldata
from node.people import ALICE, BOB, STRANGER, signed
from pydemo.build.artifacts import Artifacts

STEPS: dict[str, dict[str, Any]] = {
    "steps": {},
    "memory": {"enableMemory": True, "disableStack": True, "disableStorage": True},
}
TRACERS: dict[str, dict[str, Any]] = {
    **STEPS,
    "calls": {"tracer": "callTracer"},
    "selectors": {"tracer": "4byteTracer"},
    "before": {"tracer": "prestateTracer"},
    "difference": {"tracer": "prestateTracer", "tracerConfig": {"diffMode": True}},
}
STORE = "6001600055"
CREATOR = "6960016000526001601ff3" + "600052" + "600a60166000f0" + "3b600052" + "60206000f3"
"""Creates a contract of one byte, and returns the length of its code."""
SENDER = "5f5f5f5f60056088" + "5af150" + STORE + "00"
"""Sends 5 wei to 0x88, and writes a slot."""
CLEARER = "6001600055" + "6000600055" + "6000600155" + "00"
"""Writes a slot and clears it: there is a refund."""


def run(ask: Ask) -> None:
    artifact = Artifacts.suite()["DemoToken"]
    ask("first fee", "anvil_setNextBlockBaseFeePerGas", hex(10**9))
    cap = encode(["uint256", "address"], [10**24, ALICE])
    token = _receipt(
        ask,
        "deployment",
        signed(0, to=None, data=artifact.bytecode + cap, gas=3_000_000, value=0),
    )["contractAddress"]
    mint = calldata("mint(address,uint256)", ALICE, 500)
    transfer = calldata("transfer(address,uint256)", BOB, 5)
    for nonce, (name, data) in enumerate({"mint": mint, "transfer": transfer}.items(), 1):
        _receipt(ask, name, signed(nonce, to=token, data=data, gas=200_000, value=0))
    relay, counter, creator = (
        _receipt(
            ask,
            name,
            signed(nonce, to=None, data="0x" + creation_of(code).hex(), gas=200_000, value=0),
        )["contractAddress"]
        for nonce, (name, code) in enumerate(
            {"relay": RELAY, "counter": COUNTER, "creator": CREATOR}.items(), 3
        )
    )
    relayed = "0x" + "00" * 12 + counter[2:]
    sent = {
        "relayed": signed(6, to=relay, data=relayed, gas=200_000, value=0),
        "created": signed(7, to=creator, gas=200_000, value=0),
        "plain": signed(8, to=STRANGER, value=5),
        "failing": signed(
            9, to=token, data=calldata("mint(address,uint256)", BOB, 10**30), gas=100_000, value=0
        ),
    }
    for name, raw in sent.items():
        receipt = _receipt(ask, name, raw)
        for tracer, options in TRACERS.items():
            ask(f"{name} {tracer}", "debug_traceTransaction", receipt["transactionHash"], options)
    _block(ask, receipt["blockNumber"], receipt["blockHash"])
    codes = {
        "reverter": REVERTER,
        "invalid": INVALID,
        "hungry": HUNGRY,
        "underflow": "50",
        "jump": "600056",
        "sender": SENDER,
        "clearer": CLEARER,
        "storer": STORE,
        "out of gas": STORE * 3,
    }
    for name, code in codes.items():
        changed = {STRANGER: {"code": "0x" + code, "balance": "0x64"}}
        call = {"from": ALICE, "to": STRANGER, "data": "0x01", "gas": hex(100_000)}
        if name == "out of gas":
            call["gas"] = hex(21_016 + 22_000)
        for tracer, options in TRACERS.items():
            whole = {**options, "stateOverrides": changed}
            ask(f"call {name} {tracer}", "debug_traceCall", call, "latest", whole)


def _receipt(ask: Ask, name: str, raw: str) -> dict[str, Any]:
    sent = ask(name, "eth_sendRawTransaction", raw)
    receipt: dict[str, Any] = ask(f"{name} receipt", "eth_getTransactionReceipt", sent)
    return receipt


def _block(ask: Ask, number: str, block_hash: str) -> None:
    tracer = {"tracer": "callTracer"}
    ask("block by number", "debug_traceBlockByNumber", number, tracer)
    ask("block by hash", "debug_traceBlockByHash", block_hash, tracer)
    ask("block's steps", "debug_traceBlockByNumber", number, {})
    ask("empty block", "debug_traceBlockByNumber", "0x0", tracer)
    ask("no block", "debug_traceBlockByNumber", "0x999", tracer)
    ask("no block by hash", "debug_traceBlockByHash", "0x" + "11" * 32, tracer)
