"""Drawings of the lesson on collectibles."""

from __future__ import annotations

from pydemo.display.diagram import Arrow, Box, Diagram
from pydemo.messages import text


def idea() -> Diagram:
    """A list of numbers and owners; a second contract draws what a number looks like."""

    def said(key: str) -> str:
        return text(f"lessons.collectible.diagram.{key}")

    bob = Box(75, 75, ("Bob", said("buys")), "person")
    wallet = Box(340, 240, (said("wallet"), said("looks")), "plain")
    drop = Box(
        340,
        75,
        (said("collection"), said("one"), said("two"), said("three"), said("rest")),
        "contract",
    )
    art = Box(640, 75, (said("art"), said("seed"), said("svg")), "contract")
    arrows = (
        Arrow(bob, drop, said("mint")),
        Arrow(wallet, drop, "tokenURI(1)"),
        Arrow(drop, art, said("asks"), shift=12),
        Arrow(art, drop, said("draws"), shift=12, is_dashed=True),
    )
    return Diagram(740, 280, (bob, wallet, drop, art), arrows, said("title"))
