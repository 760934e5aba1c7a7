"""Exercises on the lottery: odds to measure, a draw by hand, a sponsor and a secret held back.

They are done on a lottery of the learner's own, beside the story's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydemo.chain.accounts import Account
from pydemo.contract.handle import Contract
from pydemo.contract.history import past_events
from pydemo.lessons.finding import PASSED, Finding, not_yet
from pydemo.lessons.lesson import Lesson
from pydemo.lottery.verify import AWARDED, DrawReport, verify
from pydemo.units import ether, rounded

STORY = "lottery"

CHANCE, OFF = 0.25, 0.01
MOST_BLOCKS = 500
"""As far as the check looks back for a chance that has passed."""
SPONSORED = ether(5_000)
FEWEST_SECRETS = 2


def exercise_1(lesson: Lesson) -> Finding:
    """Bob's part of the weight is or was a quarter, in a draw that is open or was closed."""
    return _in_any(lesson, _has_a_quarter)


def exercise_2(lesson: Lesson) -> Finding:
    """A draw was awarded by a number from secrets that were all revealed."""
    return _in_any(lesson, _is_drawn)


def exercise_3(lesson: Lesson) -> Finding:
    """A sponsor was there for a draw without odds in it, a secret was held back, all is out."""
    return _in_any(lesson, _is_sponsored)


def _in_any(lesson: Lesson, judge: Callable[[Lesson, Contract], Finding]) -> Finding:
    """Whether it is so in any lottery of the learner's; what is told is of the newest.

    The first vault is the story's.
    """
    findings = [judge(lesson, vault) for vault in reversed(lesson.contracts.all("PrizeVault")[1:])]
    if not findings:
        return not_yet("no_vault")
    return next((found for found in findings if found.passed), findings[0])


def _has_a_quarter(lesson: Lesson, vault: Contract) -> Finding:
    bob = lesson.chain.accounts.bob
    now = _chance(vault, bob, lesson.chain.block_number)
    chances = [now, *_past_chances(lesson, vault, bob)]
    for report in verify(vault.address, past_events(vault)):
        chances.append(_weight_of(report, bob.address) / max(report.closed.weight, 1))
    if any(abs(chance - CHANCE) <= OFF for chance in chances):
        return PASSED
    if not vault.balanceOf(bob) and not any(chances):
        return not_yet("nothing")
    key = "too_little" if now < CHANCE else "too_much"
    return not_yet(key, chance=f"{now:.1%}", tickets=rounded(vault.balanceOf(bob), 0))


def _is_drawn(lesson: Lesson, vault: Contract) -> Finding:
    reports = verify(vault.address, past_events(vault))
    if not reports:
        return not_yet("open")
    awarded = [report for report in reports if report.outcome == AWARDED]
    if not awarded:
        committed, revealed = _secrets(lesson, vault, reports[-1].draw_id)
        return not_yet("not_awarded", committed=committed, revealed=revealed)
    if not all(report.agrees for report in reports):
        return not_yet("false")
    for report in awarded:
        committed, revealed = _secrets(lesson, vault, report.draw_id)
        if committed == revealed >= FEWEST_SECRETS:
            return PASSED
    return not_yet("held_back")


def _is_sponsored(lesson: Lesson, vault: Contract) -> Finding:
    judy = lesson.chain.accounts.judy
    put, taken, is_sponsor = 0, 0, False
    for past in past_events(vault):
        args: Any = past.event.args
        if past.event.name == "SponsorshipChanged" and args["account"] == judy.address:
            is_sponsor = True  # at some time; what counts is when, and with how much
        elif past.event.name == "Deposit" and args["owner"] == judy.address:
            put += args["assets"]
        elif past.event.name == "Withdraw" and args["owner"] == judy.address:
            taken += args["assets"]
    if put < SPONSORED:
        return not_yet("too_little", put=rounded(put), wanted=rounded(SPONSORED, 0))
    if not is_sponsor:
        return not_yet("no_sponsor")
    reports = verify(vault.address, past_events(vault))
    hers = [
        report
        for report in reports
        if report.outcome == AWARDED
        and _sponsored(vault, judy, report.closed.closed_at) >= SPONSORED
        and not _weight_of(report, judy.address)
    ]
    if not hers:
        return not_yet("no_draw", wanted=rounded(SPONSORED, 0))
    counts = [_secrets(lesson, vault, report.draw_id) for report in hers]
    if not any(committed > revealed >= FEWEST_SECRETS for committed, revealed in counts):
        return not_yet("all_revealed")
    if not all(report.agrees for report in reports):
        return not_yet("false")
    if vault.balanceOf(judy) or taken < put:
        return not_yet("still_in", tickets=rounded(vault.balanceOf(judy)))
    return PASSED


def _chance(vault: Contract, account: Account, block: int) -> float:
    """An account's part of the open draw's weight, as it was at a block."""
    total = vault.totalWeight(block=block)
    return vault.weightOf(account, block=block) / total if total else 0.0


def _past_chances(lesson: Lesson, vault: Contract, account: Account) -> Iterator[float]:
    """The same at each block since the account had tickets, so that what was solved stays so."""
    first = next(
        (past.block for past in past_events(vault) if past.event.args.get("to") == account.address),
        lesson.chain.block_number,
    )
    for block in range(
        max(first, lesson.chain.block_number - MOST_BLOCKS), lesson.chain.block_number
    ):
        yield _chance(vault, account, block)


def _sponsored(vault: Contract, account: Account, closed_at: int) -> int:
    """The fewest tickets that a sponsor had in the whole period before a draw was closed."""
    start = closed_at - vault.period()
    changes = [(past.block, past.time) for past in past_events(vault) if past.time <= closed_at]
    before = [block for block, time in changes if time <= start][-1:]
    within = [block for block, time in changes if time > start]
    if not before:
        return 0
    return min(
        vault.balanceOf(account, block=block) if vault.isSponsor(account, block=block) else 0
        for block in dict.fromkeys((*before, *within))
    )


def _weight_of(report: DrawReport, account: str) -> int:
    return sum(one.weight for one in report.closed.entrants if one.account == account)


def _secrets(lesson: Lesson, vault: Contract, draw_id: int) -> tuple[int, int]:
    """How many have committed to a secret for a draw, and revealed it."""
    rng = lesson.chain.at("CommitRevealRng", vault.rng())
    for past in past_events(vault):
        args: Any = past.event.args
        if past.event.name == "DrawClosed" and args["drawId"] == draw_id:
            _, committed, revealed = rng.progressOf(args["requestId"])
            return committed, revealed
    return 0, 0
