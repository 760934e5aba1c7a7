"""Drawings of the lending lesson."""

from __future__ import annotations

from pydemo.display.diagram import Arrow, Box, Diagram
from pydemo.messages import text


def idea() -> Diagram:
    """Suppliers and borrowers meet in a pool, which a curve and an oracle advise."""

    def said(key: str) -> str:
        return text(f"lessons.lending.diagram.{key}")

    suppliers = Box(115, 90, ("Bob, Carol", said("supply")), "person")
    pool = Box(400, 90, (said("pool"), said("assets"), said("shares")), "contract")
    borrowers = Box(690, 90, ("Heidi, Grace", said("borrow")), "person")
    curve = Box(115, 240, (said("curve"), said("dear")))
    oracle = Box(400, 240, (said("oracle"), said("price")))
    liquidator = Box(690, 240, ("Ivan", said("watches")), "danger")
    arrows = (
        Arrow(suppliers, pool, said("demo_in"), shift=-12),
        Arrow(pool, suppliers, said("shares_out"), is_dashed=True, shift=-12),
        Arrow(borrowers, pool, said("ether_in"), shift=-12),
        Arrow(pool, borrowers, said("demo_out"), is_dashed=True, shift=-12),
        Arrow(curve, pool, said("rate")),
        Arrow(oracle, pool, said("worth")),
        Arrow(liquidator, pool, said("liquidates")),
    )
    boxes = (suppliers, pool, borrowers, curve, oracle, liquidator)
    return Diagram(800, 290, boxes, arrows, said("title"))
