"""Properties of the DAO that hang on votes, each with attacks that happened or were found.

Numbers are those of the list in README.md: 6 weight before the vote, 8 denominators, 9 proposal-id
grief, 10 one ballot, 11 what executes is what was voted. 12, leaving, is in test_ragequit.py.
"""

from __future__ import annotations

import pytest
from dao.scene import (
    AGAINST,
    CANCELED,
    DEFEATED,
    DELAY,
    EXTENSION,
    FOR,
    HOUR,
    PENDING,
    PERIOD,
    SUCCEEDED,
    THRESHOLD,
    TIMELOCK_DELAY,
    Call,
    Dao,
    deploy_ours,
    refused,
)
from eth_utils.crypto import keccak

from pydemo import errors
from pydemo.units import ether


class TestWeightBeforeTheVote:
    """6 (Party 2022-09 H-01; Beanstalk, 182 million dollars in one transaction)."""

    @pytest.mark.parametrize("way", ["transfer", "delegate"])
    def test_votes_that_voted_do_not_vote_again(self, dao: Dao, call: Call, way: str) -> None:
        alice, frank = dao.people["alice"], dao.people["frank"]
        number = dao.open(call)
        dao.vote(number)
        if way == "transfer":
            dao.token.transfer(frank, ether(50), sender=alice)
        else:
            dao.token.delegate(frank, sender=alice)
        dao.chain.mine()
        assert dao.token.getVotes(frank) == ether(50)
        (event,) = dao.vote(number, by="frank").events
        assert event.args["weight"] == 0
        assert tuple(dao.governor.proposalVotes(number)) == (0, ether(50), 0)

    def test_votes_bought_when_the_vote_is_on_do_not_count(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.token.mint(dao.people["erin"], ether(1_000), sender=dao.people["erin"])
        dao.chain.mine()
        dao.vote(number, by="erin")
        assert tuple(dao.governor.proposalVotes(number)) == (0, 0, 0)

    def test_votes_borrowed_for_a_transaction_propose_nothing(self, dao: Dao) -> None:
        erin = dao.people["erin"]
        bank = dao.chain.deploy("Borrower", sender=erin)
        with errors.reverts("GovernorInsufficientProposerVotes", bank, 0, THRESHOLD):
            bank.borrowAndPropose(dao.token, dao.governor, THRESHOLD, sender=erin)


class TestDenominators:
    """8 (CVE-2022-31198; Party 2023-04 M-06, M-07): the quorum is that of the snapshot."""

    def test_burning_does_not_revive_what_failed(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.vote(number, by="carol")
        for name in ("alice", "bob"):
            dao.leave(name, dao.token.balanceOf(dao.people[name]))
        dao.chain.advance(PERIOD + 1)
        assert dao.token.totalSupply() == ether(20)
        assert dao.governor.state(number) == DEFEATED
        with refused(number, DEFEATED, SUCCEEDED):
            dao.queue(call)

    def test_new_units_do_not_kill_what_succeeded(self, dao: Dao, call: Call) -> None:
        number = dao.accept(call)
        dao.token.mint(dao.people["erin"], ether(10_000), sender=dao.people["erin"])
        dao.chain.mine()
        assert dao.governor.state(number) == SUCCEEDED

    @pytest.mark.parametrize(("quorum", "voter", "outcome"), [(50, "bob", 4), (1, "carol", 3)])
    def test_another_quorum_is_for_later_snapshots(
        self, dao: Dao, call: Call, quorum: int, voter: str, outcome: int
    ) -> None:
        change = dao.call(dao.governor, "updateQuorumNumerator", quorum)
        dao.accept(change)
        number = dao.open(call)
        dao.vote(number, by=voter)
        dao.queue(change)
        dao.chain.advance(TIMELOCK_DELAY)
        dao.execute(change)
        dao.chain.advance(PERIOD)
        assert dao.governor.quorumNumerator() == quorum
        assert dao.governor.state(number) == outcome


class TestProposalIdGrief:
    """9 (GHSA-5h3x-9wvq-w4m2)."""

    def test_nobody_takes_a_named_proposal_away(self, dao: Dao) -> None:
        alice, bob = dao.people["alice"], dao.people["bob"]
        call = dao.pay(bob, 1, f"Pay #proposer={alice.address}")
        with errors.reverts("GovernorRestrictedProposer", bob):
            dao.propose(call, "bob")
        number = dao.propose(call)
        with errors.reverts("GovernorUnableToCancel", number, bob):
            dao.governor.cancel(*call.hashed, sender=bob)
        assert dao.governor.state(number) == PENDING

    def test_without_a_name_somebody_can_and_other_words_make_another_proposal(
        self, dao: Dao
    ) -> None:
        bob = dao.people["bob"]
        call = dao.pay(bob, 1)
        taken = dao.propose(call, "bob")
        dao.governor.cancel(*call.hashed, sender=bob)
        with refused(taken, CANCELED):
            dao.propose(call)
        assert dao.propose(dao.pay(bob, 1, "Pay, again")) != taken


class TestOneBallot:
    """10 (OpenZeppelin #4378; Party 2023-04 H-08)."""

    @pytest.mark.parametrize("first", ["castVote", "castVoteBySig"])
    @pytest.mark.parametrize("second", ["castVote", "castVoteBySig"])
    def test_one_by_whatever_way(self, dao: Dao, call: Call, first: str, second: str) -> None:
        number = dao.open(call)
        dao.cast(number, first, FOR)
        with errors.reverts("GovernorAlreadyCastVote", dao.people["alice"]):
            dao.cast(number, second, AGAINST)
        assert tuple(dao.governor.proposalVotes(number)) == (0, ether(50), 0)

    def test_a_signature_is_one_voters_once_for_one_governor(self, dao: Dao, call: Call) -> None:
        alice, bob, erin = (dao.people[name] for name in ("alice", "bob", "erin"))
        other = dao.pay(erin, 1, "Other")
        dao.propose(other)
        number = dao.open(call)
        signature = dao.sign(number, "alice")
        cast = dao.governor.castVoteBySig
        # Somebody else's, on something else, for something else, altered, or not at all.
        second = dao.governor.hashProposal(*other.hashed)
        for proposal, support, voter, given in (
            (number, FOR, bob, signature),
            (second, FOR, alice, signature),
            (number, AGAINST, alice, signature),
            (number, FOR, alice, _malleated(signature)),
            (number, FOR, "0x" + "00" * 20, bytes(65)),
        ):
            with errors.reverts("GovernorInvalidSignature", voter):
                cast(proposal, support, voter, given, sender=erin)
        twin = deploy_ours(dao.chain)
        with errors.reverts("GovernorInvalidSignature", alice):
            twin.governor.castVoteBySig(number, FOR, alice, signature, sender=erin)
        cast(number, FOR, alice, signature, sender=erin)
        with errors.reverts("GovernorInvalidSignature", alice):
            cast(number, FOR, alice, signature, sender=erin)


class TestWhatExecutesIsWhatWasVoted:
    """11 (Tornado Cash; Build Finance; OpenZeppelin's GovernorPreventLateQuorum)."""

    def test_a_contract_exchanged_after_the_vote_is_not_called(self, dao: Dao) -> None:
        chameleon = dao.chain.deploy("Chameleon", sender=dao.people["dave"])
        dao.token.transfer(chameleon, THRESHOLD, sender=dao.people["alice"])
        dao.chain.mine()
        receipt = chameleon.proposeHonestly(dao.governor, "Harmless", sender=dao.people["dave"])
        target = chameleon.target()
        call = Call([target], [0], [keccak(text="work()")[:4]], "Harmless")
        dao.chain.advance(DELAY)
        dao.vote(receipt.events[0].args["proposalId"])
        dao.chain.advance(PERIOD + 1)
        dao.queue(call)
        dao.chain.advance(TIMELOCK_DELAY)
        chameleon.change(sender=dao.people["dave"])
        with errors.reverts("GovernorCodeChanged", target):
            dao.execute(call)

    def test_a_few_do_not_decide_for_all(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.vote(number, by="carol")
        dao.chain.advance(PERIOD + 1)
        with refused(number, DEFEATED, SUCCEEDED):
            dao.queue(call)

    def test_there_is_time_between_the_vote_and_what_it_does(self, dao: Dao, call: Call) -> None:
        number = dao.accept(call)
        dao.queue(call)
        dao.chain.advance(dao.governor.proposalEta(number) - dao.chain.time - 2)
        with errors.reverts("TimelockUnexpectedOperationState"):
            dao.execute(call)

    def test_a_whale_who_votes_in_the_last_second_can_be_answered(
        self, dao: Dao, call: Call
    ) -> None:
        number = dao.open(call, "dave")
        end = dao.governor.proposalDeadline(number)
        dao.chain.advance(end - dao.chain.time - 1)
        dao.vote(number, FOR, "bob")
        dao.chain.advance(EXTENSION - HOUR)
        dao.vote(number, AGAINST, "alice")
        dao.chain.advance(HOUR + 1)
        assert dao.governor.state(number) == DEFEATED


def _malleated(signature: bytes) -> bytes:
    """The other signature that the same key and message have: s in the upper half."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    other = order - int.from_bytes(signature[32:64], "big")
    return signature[:32] + other.to_bytes(32, "big") + bytes([55 - signature[64]])
