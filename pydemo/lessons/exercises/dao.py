"""Exercises of the lesson on DAOs: lent votes, a proposal's whole way, and leaving with a share."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.contract.handle import Contract
from pydemo.contract.history import PastEvent, past_events
from pydemo.lessons.finding import PASSED, Finding, not_yet
from pydemo.lessons.lesson import Lesson
from pydemo.stories.dao_proposal import STATES
from pydemo.stories.dao_scene import PIECE
from pydemo.units import decimal, ether

STORY = "dao"
SHARE, SPENT = ether(5), ether(30)
"""Wei that Carol wants to leave with, and that Ivan is to get."""
_ACCEPTED = ("Succeeded", "Queued", "Executed", "Expired")
_NOBODY = _ETHER = "0x" + "00" * 20


def exercise_1(lesson: Lesson) -> Finding:
    """A proposal has succeeded on which only Dave voted, with votes delegated to him."""
    findings = [
        _delegated(lesson, governor, number)
        for governor in lesson.contracts.all("Governor")
        for number in _voted_by(governor, lesson.chain.accounts.dave.address)
    ]
    if not findings:
        return not_yet("nobody")
    return next((found for found in findings if found.passed), findings[-1])


def exercise_2(lesson: Lesson) -> Finding:
    """A proposal has moved a club's piece out of the treasury, and Frank has it."""
    frank, collections = lesson.chain.accounts.frank, lesson.contracts.all("Collectible")
    proposed: list[Finding] = []
    for governor in lesson.contracts.all("Governor"):
        timelock = lesson.chain.at("Timelock", governor.timelock())
        moved = {each.event.args["target"] for each in _of(timelock, "CallExecuted")}
        for created in _of(governor, "ProposalCreated"):
            number, targets = created.event.args["proposalId"], created.event.args["targets"]
            for collection in collections:
                if collection.address not in targets:
                    continue
                state = STATES[governor.state(number)]
                owner = collection.ownerOf(PIECE)
                if state == "Executed" and collection.address in moved and owner == frank.address:
                    if _came_straight(collection, timelock, frank.address):
                        return PASSED
                    proposed.append(not_yet("detour"))
                    continue
                name = lesson.chain.names.get(owner, owner)
                proposed.append(not_yet("underway", state=state, owner=name))
    return proposed[-1] if proposed else not_yet("nothing")


def exercise_3(lesson: Lesson) -> Finding:
    """Carol left with exactly her 5 ETH, while something was queued, and is still a member."""
    carol = lesson.chain.accounts.carol
    findings = []
    for governor in lesson.contracts.all("Governor"):
        timelock = lesson.chain.at("Timelock", governor.timelock())
        paid = [
            each
            for each in _of(timelock, "SharePaid")
            if each.event.args["to"] == carol.address and each.event.args["token"] == _ETHER
        ]
        if not paid:
            continue
        queued = {each.block: _queued_at(governor, each.block) for each in paid}
        wanted = _paying(governor, lesson.chain.accounts.ivan.address, SPENT)
        in_time = [each for each in paid if queued[each.block] & wanted]
        got = sum(each.event.args["value"] for each in in_time)
        if not in_time:
            findings.append(not_yet("other" if any(queued.values()) else "when"))
        elif got != SHARE:
            findings.append(not_yet("amount", got=decimal(got), wanted=decimal(SHARE)))
        elif lesson.chain.at("PeopleToken", governor.token()).balanceOf(carol) == 0:
            findings.append(not_yet("gone"))
        else:
            return PASSED
    return findings[-1] if findings else not_yet("nobody")


def _delegated(lesson: Lesson, governor: Contract, number: int) -> Finding:
    """Whether Dave alone has brought a proposal through, with more votes than his own."""
    dave = lesson.chain.accounts.dave
    token = lesson.chain.at("PeopleToken", governor.token())
    ballots = [
        each.event.args
        for each in _of(governor, "VoteCast")
        if each.event.args["proposalId"] == number
    ]
    if any(ballot["voter"] != dave.address for ballot in ballots):
        return not_yet("others")
    sent = (each.event.args for each in _of(token, "Transfer"))
    if any(move["to"] == dave.address and move["from"] != _NOBODY for move in sent):
        return not_yet("given")
    was_lent = any(
        each.event.args["toDelegate"] == dave.address
        and each.event.args["delegator"] != dave.address
        for each in _of(token, "DelegateChanged")
    )
    if not was_lent or ballots[0]["weight"] <= token.balanceOf(dave):
        return not_yet("own", weight=decimal(ballots[0]["weight"] // 10**6))
    state = STATES[governor.state(number)]
    return PASSED if state in _ACCEPTED else not_yet("state", state=state)


def _voted_by(governor: Contract, voter: str) -> list[int]:
    """Numbers of the proposals that somebody has voted on, the oldest first."""
    cast = (each.event.args for each in _of(governor, "VoteCast"))
    return [ballot["proposalId"] for ballot in cast if ballot["voter"] == voter]


def _queued_at(governor: Contract, block: int) -> set[int]:
    """Which proposals were waiting in the timelock when a block was made."""
    done = {each.event.args["proposalId"]: each.block for each in _of(governor, "ProposalExecuted")}
    queued = {each.event.args["proposalId"]: each.block for each in _of(governor, "ProposalQueued")}
    return {number for number in queued if queued[number] < block < done.get(number, block + 1)}


def _paying(governor: Contract, receiver: str, wei: int) -> set[int]:
    """Which proposals are that somebody is paid so much."""
    created = (each.event.args for each in _of(governor, "ProposalCreated"))
    return {
        args["proposalId"]
        for args in created
        if (receiver, wei) in zip(args["targets"], args["values"], strict=True)
    }


def _came_straight(collection: Contract, timelock: Contract, owner: str) -> bool:
    """Whether the treasury itself has sent the piece to whom it belongs."""
    wanted = (timelock.address, owner, PIECE)
    moves = (each.event.args for each in _of(collection, "Transfer"))
    return any((move["from"], move["to"], move["tokenId"]) == wanted for move in moves)


def _of(contract: Contract, name: str) -> Iterator[PastEvent]:
    """A contract's events of one name."""
    return (past for past in past_events(contract) if past.event.name == name)
