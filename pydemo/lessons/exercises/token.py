"""Exercises on tokens: an allowance, a permit that another carries, and a token of one's own."""

from __future__ import annotations

from typing import Any

from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.lessons.finding import PASSED, Finding, not_yet
from pydemo.lessons.lesson import Lesson
from pydemo.units import decimal, ether

STORY = "token"

PAID, LEFT = ether(15), ether(25)
GIVEN = ether(30)
PEOPLE = 10
"""Those whom every chain has; a story may have added more."""


def exercise_1(lesson: Lesson) -> Finding:
    """Judy has paid Grace with tokens of Heidi's, and may still spend the rest."""
    token = _story_token(lesson)
    if token is None:
        return not_yet("no_token")
    heidi, judy, grace = (lesson.chain.accounts[name] for name in ("heidi", "judy", "grace"))
    left = token.allowance(heidi, judy)
    paid = [
        event["value"]
        for receipt in lesson.transactions()
        if receipt.sender == judy.address
        for event in _events(receipt, token, "Transfer")
        if (event["from"], event["to"]) == (heidi.address, grace.address)
    ]
    if not paid:
        return not_yet("allowed", left=decimal(left)) if left else not_yet("nothing")
    if PAID not in paid:
        return not_yet("amount", paid=decimal(sum(paid)), wanted=decimal(PAID))
    if left != LEFT:
        return not_yet("left", left=decimal(left), wanted=decimal(LEFT))
    return PASSED


def exercise_2(lesson: Lesson) -> Finding:
    """Erin has tokens of Ivan's by a permit that Frank carried, and Ivan has sent nothing."""
    token = _story_token(lesson)
    if token is None:
        return not_yet("no_token")
    ivan, erin, frank = (lesson.chain.accounts[name] for name in ("ivan", "erin", "frank"))
    if sent := lesson.chain.nonce(ivan):
        return not_yet("sent", count=sent)
    if not token.nonces(ivan):
        return not_yet("unsigned" if token.balanceOf(ivan) else "poor")
    approvals = [
        receipt.sender
        for receipt in lesson.transactions()
        for event in _events(receipt, token, "Approval")
        if (event["owner"], event["spender"]) == (ivan.address, erin.address) and event["value"]
    ]
    if not approvals:
        return not_yet("other_spender")
    if frank.address not in approvals:
        return not_yet("other_payer")
    taken = [
        event["value"]
        for receipt in lesson.transactions()
        for event in _events(receipt, token, "Transfer")
        if (event["from"], event["to"]) == (ivan.address, erin.address)
    ]
    if sum(taken) != GIVEN:
        return not_yet("taken", taken=decimal(sum(taken)), wanted=decimal(GIVEN))
    return PASSED


def exercise_3(lesson: Lesson) -> Finding:
    """Of another token each of the ten has twice what the one before has; it is at its cap."""
    own = lesson.contracts.all("DemoToken")[1:]
    if not own:
        return not_yet("no_token")
    people = list(lesson.chain.accounts)[:PEOPLE]
    wanted = {person.name: ether(2**number) for number, person in enumerate(people)}
    found = not_yet("no_token")
    for token in own:
        held = {person.name: token.balanceOf(person) for person in people}
        wrong = next((name for name in held if held[name] != wanted[name]), None)
        if wrong is not None:
            found = not_yet(
                "balance", name=wrong, held=decimal(held[wrong]), wanted=decimal(wanted[wrong])
            )
        elif room := token.maxSupply() - token.totalSupply():
            found = not_yet("room", room=decimal(room))
        elif token.totalSupply() != sum(wanted.values()):
            found = not_yet("others", rest=decimal(token.totalSupply() - sum(wanted.values())))
        else:
            return PASSED
    return found


def _story_token(lesson: Lesson) -> Contract | None:
    tokens = lesson.contracts.all("DemoToken")
    return tokens[0] if tokens else None


def _events(receipt: Receipt, token: Contract, name: str) -> list[dict[str, Any]]:
    """What the token has told, by arguments."""
    return [
        event.args
        for event in receipt.events
        if event.name == name and event.address == token.address
    ]
