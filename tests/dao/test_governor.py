"""The governor and its timelock: what each function does, and each way in which it refuses."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest
from eth_utils.crypto import keccak

from dao.scene import (
    ABSTAIN,
    ACTIVE,
    AGAINST,
    CANCELED,
    DAY,
    DEFEATED,
    DELAY,
    EXECUTED,
    EXTENSION,
    FOR,
    HOUR,
    MOST_THRESHOLD,
    NAME,
    PENDING,
    PERIOD,
    QUEUED,
    SHARES,
    SUCCEEDED,
    TERMS,
    THRESHOLD,
    TIMELOCK_DELAY,
    Call,
    Dao,
    same,
)
from pydemo import Chain, errors
from pydemo.units import ether

WEEK = 7 * DAY


def refused(proposal: int, current: int, *wanted: int) -> AbstractContextManager[object]:
    bits = sum(1 << state for state in wanted).to_bytes(32, "big")
    return errors.reverts("GovernorUnexpectedProposalState", proposal, current, bits)


@pytest.fixture
def call(dao: Dao) -> Call:
    return dao.pay(dao.people["frank"], ether(1))


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


class TestVoting:
    def test_votes_are_counted_and_announced(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        expected = {"alice": FOR, "bob": AGAINST, "carol": ABSTAIN, "dave": FOR}
        for name, support in expected.items():
            (event,) = dao.vote(number, support, name).events
            assert event.name == "VoteCast"
            values = list(event.args.values())
            assert same(values[0], dao.people[name])
            assert values[1:] == [number, support, SHARES[name], ""]
            assert dao.governor.hasVoted(number, dao.people[name])
        assert not dao.governor.hasVoted(number, dao.people["erin"])
        assert tuple(dao.governor.proposalVotes(number)) == (ether(30), ether(55), ether(15))

    def test_reasons_and_parameters_are_passed_on(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        governor, people = dao.governor, dao.people
        (one,) = governor.castVoteWithReason(number, FOR, "why", sender=people["alice"]).events
        assert (one.name, one.args["reason"]) == ("VoteCast", "why")
        (two,) = governor.castVoteWithReasonAndParams(
            number, FOR, "why", b"more", sender=people["bob"]
        ).events
        assert two.name == "VoteCastWithParams"
        assert (two.args["reason"], bytes(two.args["params"])) == ("why", b"more")
        (three,) = governor.castVoteWithReasonAndParams(
            number, FOR, "why", b"", sender=people["carol"]
        ).events
        assert three.name == "VoteCast"

    def test_nobody_votes_twice(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        for support in (FOR, AGAINST, ABSTAIN):
            dao.chain.mine()
            if support == FOR:
                dao.vote(number)
            with errors.reverts("GovernorAlreadyCastVote", dao.people["alice"]):
                dao.vote(number, support)
        assert tuple(dao.governor.proposalVotes(number)) == (0, ether(50), 0)

    def test_there_are_three_ways_to_vote(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        with errors.reverts("GovernorInvalidVoteType"):
            dao.vote(number, 3)

    def test_the_vote_begins_after_the_snapshot_and_ends_with_the_deadline(
        self, dao: Dao, call: Call
    ) -> None:
        number = dao.propose(call)
        dao.chain.advance(DELAY - 1)
        with refused(number, PENDING, ACTIVE):
            dao.vote(number)
        dao.vote(number)
        dao.chain.advance(dao.governor.proposalDeadline(number) - dao.chain.time - 1)
        dao.vote(number, by="bob")
        with refused(number, SUCCEEDED, ACTIVE):
            dao.vote(number, by="carol")

    def test_votes_cannot_vote_again_in_other_hands(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.vote(number)
        dao.token.transfer(dao.people["frank"], ether(50), sender=dao.people["alice"])
        (event,) = dao.vote(number, by="frank").events
        assert event.args["weight"] == 0
        assert tuple(dao.governor.proposalVotes(number)) == (0, ether(50), 0)

    def test_many_proposals_have_votes_of_their_own(self, dao: Dao) -> None:
        numbers = [dao.propose(dao.pay(dao.people["bob"], 1, f"{i}")) for i in range(260)]
        dao.chain.advance(DELAY)
        for index in (0, 190, 191, 192, 254, 255, 259):
            assert not dao.governor.hasVoted(numbers[index], dao.people["alice"])
            dao.vote(numbers[index])
            assert dao.governor.hasVoted(numbers[index], dao.people["alice"])
            with errors.reverts("GovernorAlreadyCastVote", dao.people["alice"]):
                dao.vote(numbers[index])
        voted = [dao.governor.hasVoted(number, dao.people["alice"]) for number in numbers]
        assert sum(voted) == 7


class TestSignedVotes:
    def test_anybody_hands_them_in(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        signature = dao.sign(number, "alice")
        erin, alice = dao.people["erin"], dao.people["alice"]
        (event,) = dao.governor.castVoteBySig(number, FOR, alice, signature, sender=erin).events
        assert same(event.args["voter"], alice)
        assert dao.governor.nonces(alice) == 1
        with errors.reverts("GovernorInvalidSignature", alice):
            dao.governor.castVoteBySig(number, FOR, alice, signature, sender=erin)

    @pytest.mark.parametrize(
        "change",
        [
            {"support": AGAINST},
            {"nonce": 1},
            {"proposalId": 5},
            {"chainId": 1},
            {"name": "Others"},
            {"version": "2"},
            {"signer": "bob"},
        ],
        ids=str,
    )
    def test_a_signature_is_for_one_thing(
        self, dao: Dao, call: Call, change: dict[str, object]
    ) -> None:
        number = dao.open(call)
        alice = dao.people["alice"]
        changes = dict(change)
        signature = dao.sign(number, "alice", str(changes.pop("signer", "")), **changes)
        with errors.reverts("GovernorInvalidSignature", alice):
            dao.governor.castVoteBySig(number, FOR, alice, signature, sender=dao.people["erin"])

    def test_reason_and_parameters_are_signed_too(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        alice, erin = dao.people["alice"], dao.people["erin"]
        signature = dao.sign(number, "alice", reason="why", params=b"more")
        cast = dao.governor.castVoteWithReasonAndParamsBySig
        for reason, params in (("no", b"more"), ("why", b"less")):
            with errors.reverts("GovernorInvalidSignature", alice):
                cast(number, FOR, alice, reason, params, signature, sender=erin)
        (event,) = cast(number, FOR, alice, "why", b"more", signature, sender=erin).events
        assert event.name == "VoteCastWithParams"

    def test_a_contract_signs_as_it_likes(self, dao: Dao, call: Call) -> None:
        wallet = dao.chain.deploy("SigningWallet", sender=dao.people["erin"])
        dao.token.transfer(wallet, ether(5), sender=dao.people["alice"])
        number = dao.open(call)
        erin = dao.people["erin"]
        with errors.reverts("GovernorInvalidSignature", wallet):
            dao.governor.castVoteBySig(number, FOR, wallet, b"yes", sender=erin)
        domain = _separator(dao)
        ballot = keccak(
            keccak(text="Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)")
            + number.to_bytes(32, "big")
            + FOR.to_bytes(32, "big")
            + bytes.fromhex(wallet.address[2:]).rjust(32, b"\0")
            + bytes(32)
        )
        wallet.sign(keccak(b"\x19\x01" + domain + ballot), sender=erin)
        (event,) = dao.governor.castVoteBySig(number, FOR, wallet, b"yes", sender=erin).events
        assert event.args["weight"] == ether(5)


def _separator(dao: Dao) -> bytes:
    kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    return bytes(
        keccak(
            keccak(text=kind)
            + keccak(text=NAME)
            + keccak(text="1")
            + dao.chain.chain_id.to_bytes(32, "big")
            + bytes.fromhex(dao.governor.address[2:]).rjust(32, b"\0")
        )
    )


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
        _, event = dao.vote(number, ABSTAIN, by="dave").events
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


def _id(number: int) -> bytes:
    return number.to_bytes(32, "big")


class TestTimelock:
    def test_it_obeys_its_governor_only(self, dao: Dao, call: Call) -> None:
        alice = dao.people["alice"]
        assert same(dao.timelock.governor(), dao.governor)
        with errors.reverts("TimelockUnauthorizedCaller", alice):
            dao.timelock.schedule(bytes(32), 10**6, sender=alice)
        with errors.reverts("TimelockUnauthorizedCaller", alice):
            dao.timelock.execute(*call.hashed, sender=alice)

    def test_it_wants_an_hour_and_each_operation_once(self, dao: Dao) -> None:
        governor = dao.chain.impersonate(dao.governor)
        dao.chain.set_balance(dao.governor, ether(1))
        with errors.reverts("TimelockInsufficientDelay", HOUR - 1, HOUR):
            dao.timelock.schedule(bytes(32), HOUR - 1, sender=governor)
        dao.timelock.schedule(bytes(32), HOUR, sender=governor)
        unset = (1).to_bytes(32, "big")
        with errors.reverts("TimelockUnexpectedOperationState", bytes(32), unset):
            dao.timelock.schedule(bytes(32), HOUR, sender=governor)

    def test_it_takes_all_kinds_of_things_and_the_governor_none(self, dao: Dao) -> None:
        alice = dao.people["alice"]
        one, many = (alice, alice, 1, 2, b""), (alice, alice, [1], [2], b"")
        assert dao.timelock.onERC721Received.call(alice, alice, 1, b"").hex() == "150b7a02"
        assert dao.timelock.onERC1155Received.call(*one).hex() == "f23a6e61"
        assert dao.timelock.onERC1155BatchReceived.call(*many).hex() == "bc197c81"
        for function, arguments in (
            ("onERC721Received", (alice, alice, 1, b"")),
            ("onERC1155Received", one),
            ("onERC1155BatchReceived", many),
        ):
            with errors.reverts("GovernorDisabledDeposit"):
                getattr(dao.governor, function).call(*arguments)

    @pytest.mark.parametrize("interface", ["01ffc9a7", "4e2312e0"])
    def test_both_say_what_they_are(self, dao: Dao, interface: str) -> None:
        assert dao.timelock.supportsInterface(bytes.fromhex(interface))
        assert dao.governor.supportsInterface(bytes.fromhex(interface))
        assert not dao.timelock.supportsInterface(bytes.fromhex("ffffffff"))
        assert not dao.governor.supportsInterface(bytes.fromhex("ffffffff"))


class TestSettings:
    BAD = (
        ("setVotingDelay", 0, "GovernorInvalidVotingDelay", (0, 1, 30 * DAY)),
        ("setVotingDelay", 30 * DAY + 1, "GovernorInvalidVotingDelay", (30 * DAY + 1, 1, 30 * DAY)),
        ("setVotingPeriod", HOUR - 1, "GovernorInvalidVotingPeriod", (HOUR - 1,)),
        ("setVotingPeriod", 60 * DAY + 1, "GovernorInvalidVotingPeriod", (60 * DAY + 1,)),
        (
            "setProposalThreshold",
            MOST_THRESHOLD + 1,
            "GovernorInvalidProposalThreshold",
            (MOST_THRESHOLD + 1, MOST_THRESHOLD),
        ),
        ("updateQuorumNumerator", 0, "GovernorInvalidQuorumFraction", (0, 100)),
        ("updateQuorumNumerator", 51, "GovernorInvalidQuorumFraction", (51, 100)),
        (
            "setLateQuorumVoteExtension",
            2 * DAY + 1,
            "GovernorPreventLateQuorumVoteExtensionTooLarge",
            (2 * DAY + 1, 2 * DAY),
        ),
        (
            "setTimelockDelay",
            HOUR - 1,
            "GovernorInvalidTimelockDelay",
            (HOUR - 1, HOUR, 30 * DAY),
        ),
        (
            "setTimelockDelay",
            30 * DAY + 1,
            "GovernorInvalidTimelockDelay",
            (30 * DAY + 1, HOUR, 30 * DAY),
        ),
    )
    GOOD = (
        ("setVotingDelay", "votingDelay", 30 * DAY, "VotingDelaySet", DELAY),
        ("setVotingPeriod", "votingPeriod", 60 * DAY, "VotingPeriodSet", PERIOD),
        (
            "setProposalThreshold",
            "proposalThreshold",
            MOST_THRESHOLD,
            "ProposalThresholdSet",
            THRESHOLD,
        ),
        ("updateQuorumNumerator", "quorumNumerator", 50, "QuorumNumeratorUpdated", 20),
        (
            "setLateQuorumVoteExtension",
            "lateQuorumVoteExtension",
            2 * DAY,
            "LateQuorumVoteExtensionSet",
            EXTENSION,
        ),
        ("setTimelockDelay", "timelockDelay", HOUR, "TimelockDelaySet", TIMELOCK_DELAY),
    )

    @pytest.mark.parametrize(("function", "view", "value", "event", "before"), GOOD)
    def test_a_proposal_changes_them(
        self, dao: Dao, function: str, view: str, value: int, event: str, before: int
    ) -> None:
        assert getattr(dao.governor, view)() == before
        receipt = dao.carry_out(dao.call(dao.governor, function, value))
        assert getattr(dao.governor, view)() == value
        told = [each for each in receipt.events if each.name == event]
        assert [tuple(each.args.values()) for each in told] == [(before, value)]

    @pytest.mark.parametrize(("function", "value", "error", "operands"), BAD)
    def test_nothing_outside_the_bounds_can_be_decided(
        self, dao: Dao, function: str, value: int, error: str, operands: tuple[int, ...]
    ) -> None:
        with errors.reverts(error, *operands):
            dao.carry_out(dao.call(dao.governor, function, value))

    @pytest.mark.parametrize("function", [each[0] for each in GOOD])
    def test_nobody_can_do_it_without_a_proposal(self, dao: Dao, function: str) -> None:
        with errors.reverts("GovernorOnlyExecutor", dao.people["alice"]):
            getattr(dao.governor, function)(HOUR, sender=dao.people["alice"])

    @pytest.mark.parametrize(
        ("index", "value"), [(0, 0), (1, HOUR - 1), (2, 2 * DAY + 1), (3, 0), (4, 0)]
    )
    def test_nor_can_it_begin_outside_of_them(self, dao: Dao, index: int, value: int) -> None:
        terms = (*TERMS[:index], value, *TERMS[index + 1 :])
        with pytest.raises(errors.ContractError) as raised:
            dao.chain.deploy("Governor", NAME, dao.token, terms, sender=dao.people["alice"])
        assert raised.value.name.startswith("Governor")

    def test_the_quorum_is_that_of_the_snapshot(self, dao: Dao, call: Call) -> None:
        change = dao.call(dao.governor, "updateQuorumNumerator", 50)
        dao.accept(change)
        number = dao.open(call)
        dao.vote(number, by="bob")
        dao.queue(change)
        dao.chain.advance(TIMELOCK_DELAY)
        dao.execute(change)
        now = dao.chain.time
        dao.chain.advance(PERIOD)
        assert dao.governor.quorumNumerator() == 50
        assert dao.governor.quorumNumerator(now) == 50
        assert dao.governor.quorumNumerator(now - 1) == 20
        assert dao.governor.quorum(now) == ether(50)
        assert dao.governor.quorum(now - 1) == ether(20)
        assert dao.governor.state(number) == SUCCEEDED
        later = dao.open(dao.pay(dao.people["frank"], 1, "more"))
        dao.vote(later, by="bob")
        dao.chain.advance(PERIOD + 1)
        assert dao.governor.state(later) == DEFEATED


class TestStaying:
    def test_a_yes_binds_until_it_could_have_been_executed(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        for name, support in {"alice": FOR, "bob": AGAINST, "carol": ABSTAIN}.items():
            dao.vote(number, support, name)
        until = dao.governor.proposalDeadline(number) + EXTENSION + TIMELOCK_DELAY + WEEK
        assert dao.governor.boundUntil(dao.people["alice"]) == until
        assert dao.governor.isBound(dao.people["alice"])
        for name in ("bob", "carol", "dave"):
            assert dao.governor.boundUntil(dao.people[name]) == 0
            assert not dao.governor.isBound(dao.people[name])
        dao.chain.advance(until - dao.chain.time)
        assert dao.governor.isBound(dao.people["alice"])
        dao.chain.advance(1)
        assert not dao.governor.isBound(dao.people["alice"])

    def test_a_shorter_delay_does_not_set_free_earlier(self, dao: Dao) -> None:
        dao.carry_out(dao.call(dao.governor, "setTimelockDelay", HOUR))
        until = dao.governor.boundUntil(dao.people["alice"])
        assert until - WEEK - TIMELOCK_DELAY - EXTENSION < dao.chain.time
        assert dao.governor.isBound(dao.people["alice"])


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
