"""What becomes of a proposal: quorum, extension, queue, execution, expiry."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak

from dao.scene import (
    ABSTAIN,
    AGAINST,
    DAY,
    DEFEATED,
    DELAY,
    EXECUTED,
    EXPIRED,
    EXTENSION,
    FOR,
    HOUR,
    PERIOD,
    QUEUED,
    SUCCEEDED,
    THRESHOLD,
    TIMELOCK_DELAY,
    WEEK,
    Call,
    Dao,
    refused,
    same,
)
from pydemo import errors
from pydemo.units import ether


class TestDeciding:
    @pytest.mark.parametrize(
        ("votes", "outcome"),
        [
            ({}, DEFEATED),
            ({"alice": FOR}, SUCCEEDED),
            ({"alice": AGAINST}, DEFEATED),
            ({"alice": ABSTAIN}, DEFEATED),
            ({"carol": FOR, "dave": FOR}, SUCCEEDED),
            ({"carol": ABSTAIN, "dave": FOR}, SUCCEEDED),
            ({"carol": FOR}, DEFEATED),
            ({"bob": AGAINST, "carol": FOR, "dave": FOR}, DEFEATED),
            ({"alice": FOR, "bob": AGAINST}, SUCCEEDED),
        ],
        ids=str,
    )
    def test_it_takes_a_quorum_and_more_for_than_against(
        self, dao: Dao, call: Call, votes: dict[str, int], outcome: int
    ) -> None:
        number = dao.open(call)
        for name, support in votes.items():
            dao.vote(number, support, name)
        dao.chain.advance(PERIOD + 1)
        assert dao.governor.state(number) == outcome

    def test_a_late_quorum_extends_the_vote_once(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        deadline = dao.governor.proposalDeadline(number)
        dao.chain.advance(deadline - dao.chain.time - HOUR)
        assert len(dao.vote(number, by="carol").events) == 1
        assert dao.governor.proposalDeadline(number) == deadline
        events = dao.vote(number, ABSTAIN, by="dave").events
        assert len(events) == 2
        event = events[1]
        extended = dao.chain.time + EXTENSION
        assert event.name == "ProposalExtended"
        assert list(event.args.values()) == [number, extended]
        assert dao.governor.proposalDeadline(number) == extended
        dao.chain.advance(HOUR)
        assert len(dao.vote(number, by="alice").events) == 1
        assert dao.governor.proposalDeadline(number) == extended

    def test_an_early_quorum_does_not(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        deadline = dao.governor.proposalDeadline(number)
        assert len(dao.vote(number).events) == 1
        dao.chain.advance(deadline - dao.chain.time - HOUR)
        assert len(dao.vote(number, by="bob").events) == 1
        assert dao.governor.proposalDeadline(number) == deadline

    def test_votes_against_are_no_quorum(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.chain.advance(PERIOD - HOUR)
        assert len(dao.vote(number, AGAINST).events) == 1


class TestExecuting:
    def test_what_was_decided_waits_and_then_is_done(self, dao: Dao, call: Call) -> None:
        number = dao.accept(call)
        before = dao.chain.balance(dao.people["frank"])
        assert dao.governor.proposalEta(number) == 0
        (event,) = dao.queue(call).events
        eta = dao.chain.time + TIMELOCK_DELAY
        assert (event.name, *event.args.values()) == ("ProposalQueued", number, eta)
        assert dao.governor.state(number) == QUEUED
        assert dao.governor.proposalEta(number) == eta == dao.timelock.readyAt(_id(number))
        dao.chain.advance(TIMELOCK_DELAY - 1)
        executed, done = dao.execute(call).events
        assert executed.name == "CallExecuted"
        assert same(executed.address, dao.timelock)
        assert (done.name, done.args["proposalId"]) == ("ProposalExecuted", number)
        assert dao.chain.balance(dao.people["frank"]) == before + ether(1)
        assert dao.governor.state(number) == EXECUTED
        assert dao.governor.proposalEta(number) == eta
        assert dao.timelock.getOperationState(_id(number)) == 3
        with refused(number, EXECUTED, QUEUED):
            dao.execute(call)

    def test_not_before_the_delay_is_over(self, dao: Dao, call: Call) -> None:
        number = dao.accept(call)
        with refused(number, SUCCEEDED, QUEUED):
            dao.execute(call)
        dao.queue(call)
        with refused(number, QUEUED, SUCCEEDED):
            dao.queue(call)
        dao.chain.advance(dao.governor.proposalEta(number) - dao.chain.time - 2)
        ready = (1 << 2).to_bytes(32, "big")
        assert dao.timelock.getOperationState(_id(number)) == 1
        with errors.reverts("TimelockUnexpectedOperationState", _id(number), ready):
            dao.execute(call)
        dao.execute(call)

    def test_a_defeated_proposal_is_not_queued(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.chain.advance(PERIOD + 1)
        with refused(number, DEFEATED, SUCCEEDED):
            dao.queue(call)

    def test_ether_sent_along_goes_through_the_treasury(self, dao: Dao) -> None:
        call = dao.pay(dao.people["frank"], ether(11))
        number = dao.accept(call)
        dao.queue(call)
        dao.chain.advance(TIMELOCK_DELAY)
        with errors.reverts("FailedCall"):
            dao.execute(call)
        assert dao.governor.state(number) == QUEUED
        dao.execute(call, value=ether(1))
        assert dao.chain.balance(dao.timelock) == 0

    def test_all_calls_are_made_or_none(self, dao: Dao) -> None:
        frank = dao.people["frank"]
        failing = dao.token.transfer.data(frank, 1)
        call = Call([frank, dao.token], [1, 0], [b"", failing])
        number = dao.accept(call)
        dao.queue(call)
        dao.chain.advance(TIMELOCK_DELAY)
        with errors.reverts("ERC20InsufficientBalance", dao.timelock, 0, 1):
            dao.execute(call)
        assert dao.chain.balance(dao.timelock) == ether(10)
        dao.token.transfer(dao.timelock, 1, sender=dao.people["alice"])
        assert len(dao.execute(call).events) > 3
        assert dao.governor.state(number) == EXECUTED
        assert dao.token.balanceOf(frank) == 1

    def test_it_expires_if_it_is_not_queued_within_a_week(self, dao: Dao, call: Call) -> None:
        number = dao.accept(call)
        dao.chain.advance(dao.governor.proposalDeadline(number) + WEEK - dao.chain.time - 1)
        with dao.chain.anchor():
            dao.queue(call)
        dao.chain.advance(1)
        assert dao.governor.state(number) == SUCCEEDED
        with refused(number, EXPIRED, SUCCEEDED):
            dao.queue(call)

    def test_a_late_quorum_gives_the_week_from_the_new_end(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.chain.advance(PERIOD - HOUR)
        dao.vote(number)
        end = dao.governor.proposalDeadline(number)
        dao.chain.advance(end + WEEK - dao.chain.time)
        assert dao.governor.state(number) == SUCCEEDED
        dao.chain.advance(1)
        assert dao.governor.state(number) == EXPIRED

    def test_it_expires_if_it_is_not_executed_within_a_week(self, dao: Dao, call: Call) -> None:
        number = dao.accept(call)
        dao.queue(call)
        dao.chain.advance(dao.governor.proposalEta(number) + WEEK - dao.chain.time - 1)
        with dao.chain.anchor():
            dao.execute(call)
        dao.chain.advance(1)
        assert dao.governor.state(number) == QUEUED
        with refused(number, EXPIRED, QUEUED):
            dao.execute(call)
        # To the timelock it is ready, but nobody can tell it so.
        assert dao.timelock.getOperationState(_id(number)) == 2

    def test_what_is_done_does_not_expire(self, dao: Dao, call: Call) -> None:
        dao.carry_out(call)
        defeated = dao.open(dao.pay(dao.people["frank"], 1, "Other"))
        dao.chain.advance(90 * DAY)
        assert dao.governor.state(dao.governor.hashProposal(*call.hashed)) == EXECUTED
        assert dao.governor.state(defeated) == DEFEATED


def _id(number: int) -> bytes:
    return number.to_bytes(32, "big")


class TestCode:
    """What executes is what was voted (property 11)."""

    def test_a_contract_that_was_exchanged_is_not_called(self, dao: Dao) -> None:
        chameleon = dao.chain.deploy("Chameleon", sender=dao.people["dave"])
        dao.token.transfer(chameleon, THRESHOLD, sender=dao.people["alice"])
        dao.chain.mine()
        receipt = chameleon.proposeHonestly(dao.governor, "Harmless", sender=dao.people["dave"])
        number = receipt.events[0].args["proposalId"]
        target = chameleon.target()
        call = Call([target], [0], [keccak(text="work()")[:4]], "Harmless")
        assert dao.governor.hashProposal(*call.hashed) == number
        dao.chain.advance(DELAY)
        dao.vote(number)
        dao.chain.advance(PERIOD + 1)
        dao.queue(call)
        dao.chain.advance(TIMELOCK_DELAY)
        with errors.reverts("GovernorCodeChanged", target):
            dao.execute(call)
        chameleon.change(sender=dao.people["dave"])
        with errors.reverts("GovernorCodeChanged", target):
            dao.execute(call)
        # Nor is it if somebody proposes to call what is there now.
        again = Call([target], [0], [keccak(text="work()")[:4]], "Again")
        dao.propose(again)
        with errors.reverts("GovernorCodeChanged", target):
            dao.execute(call)
        dao.chain.advance(DELAY)
        dao.vote(dao.governor.hashProposal(*again.hashed))
        dao.chain.advance(PERIOD + 1)
        dao.queue(again)
        dao.chain.advance(TIMELOCK_DELAY)
        dao.execute(again)
        assert dao.chain.at("Deceit", target).robbed()

    def test_an_account_that_became_a_contract_is_not_called(self, dao: Dao) -> None:
        planter = dao.chain.deploy("Planter", sender=dao.people["dave"])
        target = planter.place()
        call = dao.pay(target, 0)
        dao.accept(call)
        dao.queue(call)
        dao.chain.advance(TIMELOCK_DELAY)
        planter.plant(sender=dao.people["dave"])
        with errors.reverts("GovernorCodeChanged", target):
            dao.execute(call)
