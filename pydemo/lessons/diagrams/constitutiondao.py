"""The drawing of the lesson on ConstitutionDAO: who paid whom, and when."""

from __future__ import annotations

from itertools import pairwise

from pydemo.display.diagram import Arrow, Box, Diagram
from pydemo.messages import text


def idea() -> Diagram:
    """The crowd, its purse, the auction and the rival; below them four days of November 2021."""

    def said(key: str) -> str:
        return text(f"lessons.constitutiondao.diagram.{key}")

    crowd = Box(95, 50, (said("crowd"), said("strangers")), "person")
    fund = Box(370, 50, (said("fund"), said("limit")), "contract")
    house = Box(630, 50, (said("house"), said("piece")))
    rival = Box(630, 150, (said("rival"), said("alone")), "danger")
    row = [
        Box(x, 240, (said(day), said(f"on_{day}")), "block")
        for x, day in ((95, "idea"), (275, "opening"), (455, "auction"), (635, "refunds"))
    ]
    arrows = (
        Arrow(crowd, fund, said("give"), shift=-12),
        Arrow(fund, crowd, said("refund"), is_dashed=True, shift=-12),
        Arrow(fund, house, said("bids")),
        Arrow(rival, house, said("more")),
        *(Arrow(one, after) for one, after in pairwise(row)),
    )
    return Diagram(740, 285, (crowd, fund, house, rival, *row), arrows, said("title"))
