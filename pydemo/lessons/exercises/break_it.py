"""Exercises of the lesson on attacks: the learner is the attacker."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.contract.handle import Contract
from pydemo.contract.receipt import Receipt
from pydemo.lessons.finding import PASSED, Finding, not_yet
from pydemo.lessons.lesson import Lesson
from pydemo.units import decimal, ether

STORY = "break_it"
OWN, SAVED, LOOT = ether(300), ether(250), ether(500)
"""DEMO that Ivan and Grace have at first, that she pays in, and that he must have in the end."""
PRIZE = ether(20)
NOBODY = "0x" + "00" * 20
REMEMBERED = 256
"""Blocks whose hash a contract can read."""


def exercise_1(lesson: Lesson) -> Finding:
    """A transaction of Ivan's has emptied a bank that still owes Grace something."""
    chain = lesson.chain
    grace, ivan = chain.accounts.grace, chain.accounts.ivan
    banks = [bank for bank in lesson.contracts.all("WeakenedBank") if bank.balanceOf(grace)]
    if not banks:
        return not_yet("no_bank")
    sent = [done for done in lesson.transactions() if done.sender == ivan.address]
    for bank in banks:
        for number in (done.block_number for done in sent if done.succeeded):
            if chain.balance(bank, number - 1) and not chain.balance(bank, number):
                return PASSED
    bank = min(banks, key=chain.balance)
    left = chain.balance(bank)
    if not left:
        return not_yet("not_ivan")
    return not_yet("left", left=decimal(left), owed=decimal(bank.balanceOf(grace)))


def exercise_2(lesson: Lesson) -> Finding:
    """Grace has paid into a vault and got nothing for it, and Ivan has what she paid."""
    chain = lesson.chain
    grace, ivan = chain.accounts.grace, chain.accounts.ivan
    vaults = [
        (vault, token)
        for vault in lesson.contracts.all("WeakenedVault")
        if (token := chain.at("DemoToken", vault.asset())).totalSupply() == 2 * OWN
    ]
    if not vaults:
        return not_yet("no_vault")
    finding = not_yet("not_paid_in", saved=decimal(SAVED))
    done = [receipt for receipt in lesson.transactions() if receipt.sender == grace.address]
    for vault, token in vaults:
        for_it = [
            _moved(receipt, vault, NOBODY, grace.address)
            for receipt in done
            if receipt.to == vault.address
            and _moved(receipt, token, grace.address, vault.address) >= SAVED
        ]
        if not for_it:
            continue
        if min(for_it) or vault.balanceOf(grace):
            finding = not_yet("has_shares", shares=f"{min(for_it) or vault.balanceOf(grace):,}")
        elif token.balanceOf(ivan) < LOOT:
            finding = not_yet("still_there", has=decimal(token.balanceOf(ivan)))
        else:
            return PASSED
    return finding


def _moved(receipt: Receipt, token: Contract, source: str, target: str) -> int:
    """How much of a token, or of a vault's shares, a transaction has moved between two."""
    return sum(
        int(event.args["value"])
        for event in receipt.events
        if (event.name, event.address) == ("Transfer", token.address)
        and (event.args["from"], event.args["to"]) == (source, target)
    )


def exercise_3(lesson: Lesson) -> Finding:
    """A ticket of before the last 256 blocks has won for certain; our source remembers longer."""
    lotteries = lesson.contracts.all("WeakenedLottery")
    done = [receipt for receipt in lesson.transactions() if receipt.succeeded]
    waits = [wait for lottery in lotteries for wait in _waits_of_winners(lesson, lottery, done)]
    if not waits:
        return not_yet("no_win", prize=decimal(PRIZE))
    if max(waits) <= REMEMBERED:
        return not_yet("lucky", waited=max(waits))
    places = {source.address for source in lesson.contracts.all("FutureBlockRng")}
    kept = [
        receipt.block_number - event.args["id"]
        for receipt in done
        for event in receipt.events
        if event.name == "NumberKept" and event.address in places
    ]
    if not kept:
        return not_yet("not_kept")
    if max(kept) <= REMEMBERED:
        return not_yet("kept_early", waited=max(kept))
    return PASSED


def _waits_of_winners(lesson: Lesson, lottery: Contract, done: list[Receipt]) -> Iterator[int]:
    """Of each claim that won the prize: how many blocks it came after the one that decided."""
    decided_by: dict[str, int] = {}
    for receipt in done:
        if receipt.to != lottery.address:
            continue
        if receipt.value:
            decided_by[receipt.sender] = receipt.block_number + 1
        before = lesson.chain.balance(lottery, receipt.block_number - 1)
        for event in receipt.events:
            args = event.args
            if event.name == "Drawn" and args["number"] == args["drawn"] and before >= PRIZE:
                yield receipt.block_number - decided_by[args["player"]]
