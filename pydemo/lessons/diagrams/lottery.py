"""Drawings of the lottery's lesson."""

from __future__ import annotations

from pydemo.display.diagram import Arrow, Box, Diagram
from pydemo.messages import text


def idea() -> Diagram:
    """Savings go through the vault into the pool, its interest comes back, and one gets it all."""

    def said(key: str) -> str:
        return text(f"lessons.lottery.diagram.{key}")

    savers = Box(95, 80, (said("savers"), "Alice, Bob, Erin"), "person")
    vault = Box(340, 80, (said("vault"), said("odds")), "contract")
    pool = Box(570, 80, (said("pool"), said("lends")), "contract")
    borrowers = Box(790, 80, (said("borrowers"), "Heidi, Grace"), "person")
    winner = Box(95, 230, (said("winner"), said("all")), "person")
    number = Box(340, 230, (said("number"), said("secrets")), "block")
    arrows = (
        Arrow(savers, vault, said("money"), shift=-12),
        Arrow(vault, savers, said("tickets"), is_dashed=True, shift=-12),
        Arrow(vault, pool, said("money"), shift=-12),
        Arrow(pool, vault, said("interest"), is_dashed=True, shift=-12),
        Arrow(borrowers, pool, said("interest"), shift=-12),
        Arrow(pool, borrowers, said("money"), is_dashed=True, shift=-12),
        Arrow(number, vault, said("decides")),
        Arrow(vault, winner, said("prize")),
    )
    boxes = (savers, vault, pool, borrowers, winner, number)
    return Diagram(880, 280, boxes, arrows, said("title"))
