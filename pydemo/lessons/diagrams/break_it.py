"""Drawings of the lesson on attacks."""

from __future__ import annotations

from pydemo.display.diagram import Arrow, Box, Diagram
from pydemo.messages import text


def _said(key: str) -> str:
    return text(f"lessons.break_it.diagram.{key}")


def idea() -> Diagram:
    """A thief asks for its money again, while the bank is still paying."""
    thief = Box(100, 90, (_said("thief"), _said("contract"), "", "receive()", ""), "danger")
    bank = Box(400, 90, (_said("bank"), "", "withdraw()", "", _said("pays_first")), "contract")
    books = Box(620, 90, (_said("books"), _said("owes")), "plain")
    arrows = (
        Arrow(thief, bank, _said("asks"), shift=-34),
        Arrow(bank, thief, _said("pays")),
        Arrow(thief, bank, _said("again"), is_dashed=True, shift=34),
        Arrow(bank, books, _said("writes"), is_dashed=True),
    )
    return Diagram(710, 180, (thief, bank, books), arrows, _said("title"))


def raid() -> Diagram:
    """Votes are borrowed, used and given back within one transaction."""
    lender = Box(90, 60, (_said("lender"), _said("has_units")), "contract")
    raider = Box(360, 60, (_said("raider"), _said("has_none")), "danger")
    governor = Box(630, 60, (_said("governor"), _said("counts_now")), "contract")
    treasury = Box(630, 180, (_said("treasury"),), "plain")
    ivan = Box(360, 180, ("Ivan",), "person")
    arrows = (
        Arrow(lender, raider, _said("lends"), shift=-12),
        Arrow(raider, lender, _said("gives_back"), shift=-12),
        Arrow(raider, governor, _said("votes"), shift=-12),
        Arrow(raider, governor, _said("executes"), shift=12),
        Arrow(governor, treasury, ""),
        Arrow(treasury, ivan, _said("is_paid")),
    )
    return Diagram(
        740, 210, (lender, raider, governor, treasury, ivan), arrows, _said("raid_title")
    )
