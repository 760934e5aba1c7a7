"""Exercises of the lesson on ConstitutionDAO: a gift and its PEOPLE, the rival, refunds and gas."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.constitutiondao import facts
from pydemo.contract.handle import Contract
from pydemo.contract.history import PastEvent, past_events
from pydemo.contract.receipt import Receipt
from pydemo.lessons.finding import PASSED, Finding, not_yet
from pydemo.lessons.lesson import Lesson
from pydemo.units import decimal, ether

STORY = "constitutiondao"
GIFT = ether(3)
UNITS = 3_000_000 * 10**18
"""PEOPLE for the gift, in the smallest unit."""
CROWD = 9
"""How many have given in the sale that fails."""
OVER = (4, 5)
"""``ICrowdfund.State``: Won and Lost."""
REFUND_GAS = 33_000
"""About; no gift of the exercise is near to what this costs."""


def exercise_1(lesson: Lesson) -> Finding:
    """Carol has given 3 ETH in some crowdfund, and claimed the PEOPLE for it."""
    carol, findings = lesson.chain.accounts.carol, []
    for fund in lesson.contracts.all("Crowdfund"):
        if _given(fund).get(carol.address, 0) != GIFT:
            continue
        token = lesson.chain.at("PeopleToken", fund.token())
        units, owed = token.balanceOf(carol), fund.contributionOf(carol)
        if units == UNITS and owed == 0:
            return PASSED
        if any(past.event.args.get("account") == carol.address for past in _of(fund, "Refunded")):
            findings.append(not_yet("refunded"))
        elif fund.state() in OVER:
            findings.append(not_yet("unclaimed", units=decimal(units)))
        else:
            findings.append(not_yet("open"))
    return findings[-1] if findings else not_yet("nothing", wanted=decimal(GIFT))


def exercise_2(lesson: Lesson) -> Finding:
    """Ivan made an auction longer, the crowdfund answered, and he has the piece nevertheless."""
    findings = [
        _sold(lesson, house, number)
        for house in lesson.contracts.all("AuctionHouse")
        for number in range(1, house.auctionCount() + 1)
    ]
    told = [found for found in findings if found.seen != "no_late_bid"]
    if any(found.passed for found in findings):
        return PASSED
    return told[-1] if told else not_yet("no_late_bid")


def exercise_3(lesson: Lesson) -> Finding:
    """All have their gifts back; who had more than the gas sent for it, the others did not."""
    found = [fund for fund in lesson.contracts.all("Crowdfund") if len(_given(fund)) == CROWD]
    if not found:
        return not_yet("no_sale")
    fund = found[-1]
    given, price = _given(fund), facts.GAS_PRICE
    waiting = sum(1 for account in given if fund.contributionOf(account))
    if waiting == CROWD:
        return not_yet("nobody")
    refunds = list(_refunds(lesson, fund))
    for account, receipt in refunds:
        name, gift = lesson.chain.names.get(account, account), given[account]
        is_worth_it, is_own = gift > REFUND_GAS * price, receipt.sender == account
        if is_own and not is_worth_it:
            return not_yet("eaten", name=name, gift=decimal(gift))
        if is_worth_it and not is_own:
            return not_yet("spared", name=name, gift=decimal(gift))
    if waiting:
        return not_yet("waiting", count=waiting)
    batches = {receipt.tx_hash for account, receipt in refunds if receipt.sender != account}
    return PASSED if len(batches) == 1 else not_yet("batches")


def _sold(lesson: Lesson, house: Contract, number: int) -> Finding:
    """How one auction went for Ivan."""
    ivan = lesson.chain.accounts.ivan.address
    funds = {fund.address for fund in lesson.contracts.all("Crowdfund")}
    bids = [past for past in _of(house, "BidPlaced") if past.event.args["auctionId"] == number]
    longer = {
        past.block
        for past in _of(house, "AuctionExtended")
        if past.event.args["auctionId"] == number
    }
    late = [
        place
        for place, bid in enumerate(bids)
        if bid.block in longer and bid.event.args["bidder"] == ivan
    ]
    if not late:
        return not_yet("no_late_bid")
    if not any(bid.event.args["bidder"] in funds for bid in bids[late[0] + 1 :]):
        return not_yet("no_answer")
    buyers = [
        past.event.args["buyer"]
        for past in _of(house, "PieceSold")
        if past.event.args["auctionId"] == number
    ]
    if not buyers:
        return not_yet("unsettled")
    return (
        PASSED
        if buyers == [ivan]
        else not_yet("lost", owner=lesson.chain.names.get(buyers[0], buyers[0]))
    )


def _given(fund: Contract) -> dict[str, int]:
    """What was given in all, in wei, by address."""
    given: dict[str, int] = {}
    for past in _of(fund, "Contributed"):
        account = past.event.args["account"]
        given[account] = given.get(account, 0) + past.event.args["value"]
    return given


def _refunds(lesson: Lesson, fund: Contract) -> Iterator[tuple[str, Receipt]]:
    """Who has had a refund, and the transaction that sent for it."""
    blocks = {past.block for past in _of(fund, "Refunded")}
    for receipt in lesson.transactions():
        for event in receipt.events if receipt.block_number in blocks else ():
            if event.name == "Refunded" and event.address == fund.address:
                yield event.args["account"], receipt


def _of(contract: Contract, name: str) -> Iterator[PastEvent]:
    """A contract's events of one name."""
    return (past for past in past_events(contract) if past.event.name == name)
