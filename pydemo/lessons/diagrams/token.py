"""Drawings of the lesson on tokens."""

from __future__ import annotations

from pydemo.display.diagram import Arrow, Box, Diagram
from pydemo.messages import text


def idea() -> Diagram:
    """The owner moves what is theirs, a spender what was allowed; the list changes and tells."""

    def said(key: str) -> str:
        return text(f"lessons.token.diagram.{key}")

    alice = Box(85, 70, ("Alice", said("owner")), "person")
    carol = Box(360, 230, ("Carol", said("spender")), "person")
    token = Box(
        360,
        70,
        (said("token"), said("alice"), said("bob"), said("allowed"), said("sum")),
        "contract",
    )
    wallets = Box(640, 70, (said("wallets"), said("look")))
    arrows = (
        Arrow(alice, token, said("transfer")),
        Arrow(carol, token, said("take")),
        Arrow(token, wallets, said("event"), is_dashed=True),
    )
    return Diagram(740, 270, (alice, carol, token, wallets), arrows, said("title"))
