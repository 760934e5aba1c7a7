"""Blocks that are only simulated (eth_simulateV1)."""

from __future__ import annotations

from typing import Any

from node.asking import Ask, calldata
from node.people import ALICE, BOB, CAROL, STRANGER
from node.supposing_script import HEADER, SEER

SENDER = "5f5f5f5f5f3573" + BOB[2:] + "5af100"
"""Sends Bob as much as the word in its calldata says."""


def run(ask: Ask, token: str) -> None:
    def simulate(name: str, *blocks: dict[str, Any], **options: Any) -> None:
        whole = {"blockStateCalls": list(blocks), **options}
        ask(f"simulate {name}", "eth_simulateV1", whole, "latest")

    def transfer(amount: int) -> dict[str, Any]:
        data = calldata("transfer(address,uint256)", CAROL, amount)
        return {"from": ALICE, "to": token, "data": data}

    balance = {"to": token, "data": calldata("balanceOf(address)", CAROL)}
    pay = {"from": ALICE, "to": BOB, "value": "0x5"}
    following = hex(int(ask("newest for simulating", "eth_blockNumber"), 16) + 1)
    simulate("transfers", {"calls": [transfer(1), transfer(10**20), transfer(2), balance]})
    simulate(
        "another block",
        {
            "blockOverrides": HEADER | {"number": following},
            "stateOverrides": {STRANGER: {"code": "0x" + SEER}},
            "calls": [{"to": STRANGER}],
        },
    )
    simulate(
        "ether",
        {
            "stateOverrides": {
                STRANGER: {"code": "0x" + SENDER, "balance": "0x9"},
                CAROL: {"code": "0xfe"},
            },
            "calls": [
                pay,
                {"from": ALICE, "to": STRANGER, "value": "0x1", "data": "0x" + f"{3:064x}"},
                {"from": ALICE, "to": CAROL, "value": "0x1", "gas": "0x10000"},
            ],
        },
        traceTransfers=True,
    )
    simulate("two blocks", {"calls": [transfer(7)]}, {"calls": [transfer(8), balance]})
    simulate("the full transactions", {"calls": [pay]}, returnFullTransactions=True)
    simulate("somebody poor", {"calls": [{"from": STRANGER, "to": BOB, "value": "0x5"}]})
    simulate("a wrong nonce that is ignored", {"calls": [{**pay, "nonce": "0x0"}]})
    simulate("a wrong nonce", {"calls": [{**pay, "nonce": "0x0"}]}, validation=True)
    simulate("too little gas", {"calls": [{**pay, "gas": "0x5207"}]})
    simulate("no object", {"calls": 5})
    ask("not there afterwards", "eth_getTransactionCount", ALICE, "latest")
    ask("as high as before", "eth_blockNumber")
