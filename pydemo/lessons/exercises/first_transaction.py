"""Exercises of the first lesson: sending, failing, and a key of one's own."""

from __future__ import annotations

from pydemo.chain.genesis import INITIAL_BALANCE
from pydemo.lessons.finding import PASSED, Finding, not_yet
from pydemo.lessons.lesson import Lesson
from pydemo.units import decimal, ether

GIFT = ether(25)
REST = ether("0.001")
"""What Nora may have left of what she was given."""


def exercise_1(lesson: Lesson) -> Finding:
    """Judy has exactly 25 ETH more than at the beginning, and nobody but Heidi sent her any."""
    chain = lesson.chain
    heidi, judy = chain.accounts.heidi, chain.accounts.judy
    got = chain.balance(judy) - INITIAL_BALANCE
    if got == 0:
        return not_yet("nothing")
    if got != GIFT:
        return not_yet("amount", got=decimal(got), wanted=decimal(GIFT))
    came = [done for done in lesson.transactions() if done.succeeded and done.to == judy.address]
    hers = sum(done.value for done in came if done.sender == heidi.address)
    if hers < GIFT or hers != sum(done.value for done in came):
        return not_yet("other")
    return PASSED


def exercise_2(lesson: Lesson) -> Finding:
    """A transaction of Frank's is in a block and failed, and cost him gas alone."""
    chain, frank = lesson.chain, lesson.chain.accounts.frank
    his = [done for done in lesson.transactions() if done.sender == frank.address]
    if not his:
        return not_yet("nothing")
    failed = [done for done in his if not done.succeeded]
    if not failed:
        return not_yet("succeeded", count=len(his))
    spent = INITIAL_BALANCE - chain.balance(frank)
    if spent != sum(done.fee for done in his):
        return not_yet("more", spent=decimal(spent))
    return PASSED


def exercise_3(lesson: Lesson) -> Finding:
    """An account with a new key was given ETH, and has sent nearly all of it on by itself."""
    chain = lesson.chain
    nora = next((account for account in chain.accounts if account.name == "nora"), None)
    if nora is None:
        return not_yet("nobody")
    done = [one for one in lesson.transactions() if one.succeeded]
    if not any(one.to == nora.address and one.value for one in done):
        return not_yet("poor")
    sent = sum(o.value for o in done if o.sender == nora.address and o.to != nora.address)
    if not sent:
        return not_yet("still", balance=decimal(chain.balance(nora)))
    if sent <= REST:
        return not_yet("little", sent=decimal(sent), most=decimal(REST))
    if chain.balance(nora) > REST:
        return not_yet("rest", balance=decimal(chain.balance(nora)), most=decimal(REST))
    return PASSED
