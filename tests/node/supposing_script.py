"""Calls that suppose another state or another block, proofs, and blocks that are only simulated."""

from __future__ import annotations

from node.asking import WORD, Ask, calldata
from node.people import ALICE, BOB, CAROL, STRANGER

SEER = "435f52426020524860405244606052416080524560a05260c05ff3"
"""Returns NUMBER, TIMESTAMP, BASEFEE, PREVRANDAO, COINBASE and GASLIMIT."""
HEADER = {
    "number": "0x100",
    "time": "0x77777777",
    "baseFeePerGas": "0x7",
    "prevRandao": "0x" + "11" * 32,
    "feeRecipient": BOB,
    "gasLimit": "0x989680",
}
FIELDS = {
    "number": "43",
    "time": "42",
    "baseFeePerGas": "48",
    "prevRandao": "44",
    "feeRecipient": "41",
    "gasLimit": "45",
}
"""The instruction that reads each."""


def run(ask: Ask, token: str) -> None:
    seer = {STRANGER: {"code": "0x" + SEER}}
    for place in ("latest", "0x2"):
        whole = {"to": STRANGER}, place, seer, HEADER
        ask(f"seen at {place}", "eth_call", *whole)
        ask(f"estimate seen at {place}", "eth_estimateGas", *whole)
        for name, byte in FIELDS.items():
            code = {STRANGER: {"code": f"0x{byte}5f5260205ff3"}}
            one = {"to": STRANGER}, place, code, {name: HEADER[name]}
            ask(f"{name} alone at {place}", "eth_call", *one)
            ask(f"not {name} at {place}", "eth_call", {"to": STRANGER}, place, code, {})
        balance = {"to": token, "data": calldata("balanceOf(address)", ALICE)}
        for name, fields in {
            "all slots": {"state": {}},
            "one slot": {"stateDiff": {"0x" + "00" * 31 + "03": WORD}},
            "both": {"state": {}, "stateDiff": {}},
            "code": {"code": "0x602a5f5260205ff3"},
            "nonce": {"nonce": "0x9"},
        }.items():
            ask(f"{name} at {place}", "eth_call", balance, place, {token: fields})
        transfer = {"from": STRANGER, "to": BOB, "value": "0x64"}
        ask(f"rich at {place}", "eth_call", transfer, place, {STRANGER: {"balance": "0x64"}})
        ask(f"poor at {place}", "eth_call", transfer, place, {STRANGER: {"balance": "0x63"}})
        traced = {"tracer": "callTracer", "stateOverrides": seer, "blockOverrides": HEADER}
        ask(f"trace seen at {place}", "debug_traceCall", {"to": STRANGER}, place, traced)
    small = {"gasLimit": "0x5208"}
    ask("seen in a small block", "eth_call", {"to": STRANGER}, "latest", seer, small)
    ask("no number", "eth_call", {"to": STRANGER}, "latest", seer, {"number": "many"})
    ask("as before", "eth_call", {"to": STRANGER}, "latest")
    _proofs(ask, token)


def _proofs(ask: Ask, token: str) -> None:
    slots = ["0x" + "00" * 31 + f"{n:02x}" for n in range(4)]
    ask("proof", "eth_getProof", token, slots, "latest")
    ask("proof of a person", "eth_getProof", CAROL, [], "latest")
    ask("proof of nobody", "eth_getProof", "0x" + "78" * 20, slots[:1], "latest")
