"""Drawings of the lesson on DAOs: who has what to do with whom, and the way of a proposal."""

from __future__ import annotations

from pydemo.display.diagram import Arrow, Box, Diagram
from pydemo.messages import text


def _said(key: str) -> str:
    return text(f"lessons.dao.diagram.{key}")


def idea() -> Diagram:
    """Members give, bid together, vote, and a treasury does what was decided."""
    members = Box(85, 60, (_said("members"), _said("many")), "person")
    fund = Box(340, 60, (_said("fund"), _said("purpose")), "contract")
    house = Box(620, 60, (_said("house"), _said("piece")))
    token = Box(85, 220, ("PEOPLE", _said("per_eth")), "contract")
    governor = Box(340, 220, (_said("governor"), _said("counts")), "contract")
    timelock = Box(620, 220, (_said("timelock"), _said("has")), "block")
    arrows = (
        Arrow(members, fund, _said("give")),
        Arrow(fund, house, _said("bids")),
        Arrow(members, token, _said("claim")),
        Arrow(token, governor, _said("votes")),
        Arrow(governor, timelock, _said("decides")),
        Arrow(house, timelock, _said("won")),
    )
    boxes = (members, fund, house, token, governor, timelock)
    return Diagram(740, 270, boxes, arrows, _said("title"))


def proposal() -> Diagram:
    """The states of a proposal, and what leads from one to the next."""
    pending = Box(70, 50, ("Pending", _said("pending")))
    active = Box(240, 50, ("Active", _said("active")), "person")
    succeeded = Box(425, 50, ("Succeeded", _said("succeeded")), "contract")
    queued = Box(610, 50, ("Queued", _said("queued")), "block")
    executed = Box(785, 50, ("Executed", _said("executed")), "contract")
    defeated = Box(240, 160, ("Defeated", _said("defeated")), "danger")
    expired = Box(610, 160, ("Expired", _said("expired")), "danger")
    arrows = (
        Arrow(pending, active, _said("delay")),
        Arrow(active, succeeded, _said("period")),
        Arrow(succeeded, queued, _said("queue")),
        Arrow(queued, executed, _said("execute")),
        Arrow(active, defeated, _said("or"), is_dashed=True),
        Arrow(queued, expired, _said("or"), is_dashed=True),
    )
    boxes = (pending, active, succeeded, queued, executed, defeated, expired)
    return Diagram(850, 205, boxes, arrows, _said("way"))
