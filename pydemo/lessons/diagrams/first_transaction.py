"""Drawings of the first lesson."""

from __future__ import annotations

from pydemo.display.diagram import Arrow, Box, Diagram
from pydemo.messages import text


def idea() -> Diagram:
    """A key signs, the transaction waits, a block takes it, and two balances change."""

    def said(key: str) -> str:
        return text(f"lessons.first_transaction.diagram.{key}")

    alice = Box(90, 50, ("Alice", said("key")), "person")
    transaction = Box(330, 50, (said("transaction"), said("to"), said("nonce"), said("gas")))
    block = Box(585, 50, (said("block"), said("number"), said("parent")), "block")
    state = Box(585, 190, (said("state"), said("alice"), said("bob")), "contract")
    receipt = Box(330, 190, (said("receipt"), said("outcome"), said("used")))
    arrows = (
        Arrow(alice, transaction, said("signs")),
        Arrow(transaction, block, said("mined")),
        Arrow(block, state, said("changes")),
        Arrow(block, receipt, "", is_dashed=True),
        Arrow(receipt, alice, said("tells"), is_dashed=True),
    )
    return Diagram(700, 240, (alice, transaction, block, state, receipt), arrows, said("title"))
