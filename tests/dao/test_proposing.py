"""What can be proposed, by whom, and when it is taken back."""

from __future__ import annotations

import pytest

from dao.scene import (
    CANCELED,
    DAY,
    DELAY,
    NAME,
    PENDING,
    PERIOD,
    SHARES,
    TERMS,
    THRESHOLD,
    Call,
    Dao,
    refused,
    same,
)
from pydemo import Chain, errors
from pydemo.units import ether


class TestProposing:
    def test_it_is_announced_with_all_there_is_to_it(self, dao: Dao, call: Call) -> None:
        receipt = dao.governor.propose(*call.opened, sender=dao.people["alice"])
        (event,) = receipt.events
        number = dao.governor.hashProposal(*call.hashed)
        now = dao.chain.time
        assert event.name == "ProposalCreated"
        assert event.args["proposalId"] == number == dao.governor.getProposalId(*call.hashed)
        assert same(event.args["proposer"], dao.people["alice"])
        assert list(event.args["values"]) == [ether(1)]
        assert list(event.args["signatures"]) == [""]
        assert event.args["voteStart"] == now + DELAY == dao.governor.proposalSnapshot(number)
        assert event.args["voteEnd"] == now + DELAY + PERIOD
        assert dao.governor.proposalDeadline(number) == now + DELAY + PERIOD
        assert event.args["description"] == "Pay"
        assert same(dao.governor.proposalProposer(number), dao.people["alice"])
        assert dao.governor.state(number) == PENDING

    def test_it_takes_votes(self, dao: Dao, call: Call) -> None:
        with errors.reverts("GovernorInsufficientProposerVotes", dao.people["erin"], 0, THRESHOLD):
            dao.propose(call, "erin")
        dao.propose(call, "dave")

    def test_the_votes_are_those_of_a_second_ago(self, dao: Dao, call: Call) -> None:
        dao.token.transfer(dao.people["erin"], THRESHOLD, sender=dao.people["dave"])
        dao.propose(call, "erin")

    def test_lists_must_be_as_long_as_each_other_and_not_empty(self, dao: Dao) -> None:
        alice = dao.people["alice"]
        for targets, values, calldatas in ((0, 0, 0), (1, 2, 1), (1, 1, 0), (2, 1, 1)):
            with errors.reverts("GovernorInvalidProposalLength", targets, calldatas, values):
                dao.governor.propose(
                    [alice] * targets, [0] * values, [b""] * calldatas, "", sender=alice
                )

    def test_the_same_cannot_be_proposed_again(self, dao: Dao, call: Call) -> None:
        number = dao.propose(call)
        with refused(number, PENDING):
            dao.propose(call, "bob")
        dao.governor.cancel(*call.hashed, sender=dao.people["alice"])
        with refused(number, CANCELED):
            dao.propose(call)

    @pytest.mark.parametrize("form", [str, str.lower, lambda text: "0x" + text[2:].upper()])
    def test_a_description_that_names_its_proposer_is_theirs(self, dao: Dao, form: object) -> None:
        alice, bob = dao.people["alice"], dao.people["bob"]
        assert callable(form)
        call = dao.pay(bob, 1, f"Pay #proposer={form(alice.address)}")
        with errors.reverts("GovernorRestrictedProposer", bob):
            dao.propose(call, "bob")
        dao.propose(call)

    @pytest.mark.parametrize(
        "suffix", ["{} ", "{}0", "{:.41}", "{:.41}g", "{:.41}/", "{:.41}:", "{:.41}@", "{:.41}`"]
    )
    def test_what_does_not_quite_name_a_proposer_names_nobody(self, dao: Dao, suffix: str) -> None:
        alice, bob = dao.people["alice"], dao.people["bob"]
        dao.propose(dao.pay(bob, 1, "#proposer=" + suffix.format(alice.address)), "bob")
        dao.propose(dao.pay(bob, 1, "#Proposer=" + alice.address + suffix), "bob")


class TestCancelling:
    def test_the_proposer_can_before_the_vote_begins(self, dao: Dao, call: Call) -> None:
        number = dao.propose(call)
        dao.chain.advance(DELAY - 1)
        receipt = dao.governor.cancel(*call.hashed, sender=dao.people["alice"])
        (event,) = receipt.events
        assert (event.name, event.args["proposalId"]) == ("ProposalCanceled", number)
        assert dao.governor.state(number) == CANCELED

    def test_nobody_else_can_and_not_later(self, dao: Dao, call: Call) -> None:
        number = dao.propose(call)
        alice, bob = dao.people["alice"], dao.people["bob"]
        with errors.reverts("GovernorUnableToCancel", number, bob):
            dao.governor.cancel(*call.hashed, sender=bob)
        dao.chain.advance(DELAY)
        with errors.reverts("GovernorUnableToCancel", number, alice):
            dao.governor.cancel(*call.hashed, sender=alice)

    def test_what_was_never_proposed_cannot_be(self, dao: Dao, call: Call) -> None:
        number = dao.governor.hashProposal(*call.hashed)
        with errors.reverts("GovernorNonexistentProposal", number):
            dao.governor.cancel(*call.hashed, sender=dao.people["alice"])
        with errors.reverts("GovernorNonexistentProposal", number):
            dao.governor.state(number)


def test_the_token_must_count_by_seconds(dao_chain: Chain) -> None:
    alice = dao_chain.accounts.alice
    other = dao_chain.deploy("DemoToken", 10**30, alice, sender=alice)
    with pytest.raises(errors.ContractError):
        dao_chain.deploy("Governor", NAME, other, TERMS, sender=alice)


def test_what_it_says_about_itself(dao: Dao) -> None:
    governor = dao.governor
    assert (governor.name(), governor.version()) == (NAME, "1")
    assert governor.COUNTING_MODE() == "support=bravo&quorum=for,abstain"
    assert governor.CLOCK_MODE() == "mode=timestamp"
    assert governor.clock() == dao.chain.time
    assert governor.proposalNeedsQueuing(0)
    assert same(governor.token(), dao.token)
    now = dao.chain.time - 1
    assert governor.getVotes(dao.people["bob"], now) == SHARES["bob"]
    assert governor.getVotesWithParams(dao.people["bob"], now, b"x") == SHARES["bob"]


def test_nothing_is_proposed_that_would_end_after_2105(dao: Dao, call: Call) -> None:
    last = 2**32 - 1 - 60 * DAY
    dao.chain.advance(last - DELAY - PERIOD - dao.chain.time - 1)
    with dao.chain.anchor():
        dao.propose(call)
    dao.chain.advance(1)
    with errors.reverts("TimeOutOfRange", last + 1):
        dao.propose(call)
