"""Exercises on lending: shares that grow, a loan of a given health, a liquidation that pays."""

from __future__ import annotations

from typing import Any

from pydemo.contract.handle import Contract
from pydemo.contract.history import PastEvent, past_events
from pydemo.lending.loan import loan_of
from pydemo.lessons.finding import PASSED, Finding, not_yet
from pydemo.lessons.lesson import Lesson
from pydemo.units import ether, rounded

STORY = "lending"

LENT, EARNED = ether(1_000), ether(1)
OWED = ether(1_000)
HEALTHY, TOO_HEALTHY = 1.15, 1.25
GAIN = ether(50)
_PRICE_DIVISOR = 10**8
_BASIS_POINTS = 10_000


def exercise_1(lesson: Lesson) -> Finding:
    """Dave has lent 1,000 DEMO, and his own shares have earned him one."""
    pool, dave = lesson.contracts.get("LendingPool"), lesson.chain.accounts.dave
    if pool is None:
        return not_yet("no_pool")
    paid = minted = 0
    for past in past_events(pool):
        args: Any = past.event.args
        if past.event.name == "Deposit" and args["owner"] == dave.address:
            paid, minted = paid + args["assets"], minted + args["shares"]
        elif past.event.name == "Withdraw" and args["owner"] == dave.address:
            paid, minted = paid - args["assets"], minted - args["shares"]
    # Shares that somebody gave him have earned him nothing.
    shares = min(pool.balanceOf(dave), max(minted, 0))
    if not shares:
        return not_yet("nothing")
    if paid < LENT:
        return not_yet("too_little", paid=rounded(paid), wanted=rounded(LENT, 0))
    earned = pool.convertToAssets(shares) - paid
    if earned < EARNED:
        return not_yet("too_early", earned=rounded(earned, 4), wanted=rounded(EARNED, 0))
    return PASSED


def exercise_2(lesson: Lesson) -> Finding:
    """Erin owes at least 1,000 DEMO, with a health factor between two bounds."""
    pool, erin = lesson.contracts.get("LendingPool"), lesson.chain.accounts.erin
    if pool is None:
        return not_yet("no_pool")
    loan = loan_of(pool, erin)
    if not loan.debt:
        key = "no_debt" if loan.collateral else "nothing"
        return not_yet(key, collateral=rounded(loan.collateral, 4))
    if loan.debt < OWED:
        return not_yet("too_small", debt=rounded(loan.debt), wanted=rounded(OWED, 0))
    health = loan.health or 0
    if not HEALTHY <= health <= TOO_HEALTHY and not _was_healthy(lesson, pool, erin.address):
        key = "too_risky" if health < HEALTHY else "too_safe"
        return not_yet(key, health=f"{health:.3f}", low=HEALTHY, high=TOO_HEALTHY)
    return PASSED


def exercise_3(lesson: Lesson) -> Finding:
    """Judy has gained by liquidating Frank, and what is left of his loan is sound."""
    pool = lesson.contracts.get("LendingPool")
    if pool is None:
        return not_yet("no_pool")
    frank, judy = lesson.chain.accounts.frank, lesson.chain.accounts.judy
    happened = [past for past in past_events(pool) if past.event.name == "Liquidated"]
    his = [past for past in happened if past.event.args["account"] == frank.address]
    if not his:
        return not_yet("nothing", debt=rounded(pool.debtOf(frank)))
    last: Any = his[-1].event.args
    if last["liquidator"] != judy.address:
        return not_yet("other", name=lesson.chain.names.get(last["liquidator"], "?"))
    if last["badDebt"]:
        return not_yet("bad_debt", lost=rounded(last["badDebt"]))
    price = _price_at(lesson, pool, his[-1])
    gain = last["collateral"] * price // _PRICE_DIVISOR - last["assets"]
    if gain < GAIN:
        return not_yet("gain", gain=rounded(gain), wanted=rounded(GAIN, 0))
    # As it was then: so that it was the liquidation that made him safe.
    health = _health_at(lesson, pool, frank.address, his[-1])
    if not health or not pool.debtOf(frank):
        return not_yet("all_gone")
    if health < 1:
        return not_yet("unsafe", health=f"{health:.3f}")
    return PASSED


def _was_healthy(lesson: Lesson, pool: Contract, account: str) -> bool:
    """Whether a loan was large and sound enough after something its borrower did.

    Later the price may have fallen, in the exercise that follows.
    """
    hers = (past for past in past_events(pool) if past.event.args.get("account") == account)
    return any(
        HEALTHY <= _health_at(lesson, pool, account, past) <= TOO_HEALTHY
        and pool.debtOf(account, block=past.block) >= OWED
        for past in hers
    )


def _health_at(lesson: Lesson, pool: Contract, account: str, moment: PastEvent) -> float:
    """A loan's health factor right after something happened; 0 where nothing was owed."""
    debt = pool.debtOf(account, block=moment.block)
    collateral = pool.collateralOf(account, block=moment.block)
    value = collateral * _price_at(lesson, pool, moment) // _PRICE_DIVISOR
    return float(value * pool.liquidationThreshold() / _BASIS_POINTS / debt) if debt else 0.0


def _price_at(lesson: Lesson, pool: Contract, moment: PastEvent) -> int:
    """What the oracle said when something happened."""
    oracle = lesson.chain.at("SettablePriceOracle", pool.oracle())
    told = [past.event.args for past in past_events(oracle) if past.block <= moment.block]
    return int(told[-1]["answer"])
