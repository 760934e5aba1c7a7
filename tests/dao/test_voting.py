"""Votes, by oneself and by signature."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak

from dao.scene import (
    ABSTAIN,
    ACTIVE,
    AGAINST,
    DELAY,
    FOR,
    NAME,
    PENDING,
    PERIOD,
    SHARES,
    SUCCEEDED,
    TERMS,
    Call,
    Dao,
    refused,
    same,
)
from pydemo import Chain, errors
from pydemo.units import ether


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
        for index in (0, 70, 71, 72, 126, 127, 254, 255, 259):
            assert not dao.governor.hasVoted(numbers[index], dao.people["alice"])
            dao.vote(numbers[index])
            assert dao.governor.hasVoted(numbers[index], dao.people["alice"])
            with errors.reverts("GovernorAlreadyCastVote", dao.people["alice"]):
                dao.vote(numbers[index])
        voted = [dao.governor.hasVoted(number, dao.people["alice"]) for number in numbers]
        assert sum(voted) == 9


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


class TestLimits:
    def test_there_is_nothing_to_vote_on_without_a_proposal(self, dao: Dao) -> None:
        alice = dao.people["alice"]
        with errors.reverts("GovernorNonexistentProposal", 5):
            dao.vote(5)
        with errors.reverts("GovernorNonexistentProposal", 5):
            dao.governor.castVoteBySig(5, FOR, alice, dao.sign(5, "alice"), sender=alice)
        assert dao.governor.nonces(alice) == 0
        assert not dao.governor.hasVoted(5, alice)

    def test_a_signature_comes_too_late_when_the_vote_is_over(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.vote(number, by="bob")
        signature = dao.sign(number, "alice")
        dao.chain.advance(PERIOD + 1)
        alice = dao.people["alice"]
        with refused(number, SUCCEEDED, ACTIVE):
            dao.governor.castVoteBySig(number, FOR, alice, signature, sender=alice)
        assert dao.governor.nonces(alice) == 0

    @pytest.mark.parametrize("manner", ["answers no", "fails", "is no contract"])
    def test_a_contract_that_has_not_signed(self, dao: Dao, call: Call, manner: str) -> None:
        erin = dao.people["erin"]
        made = {
            "answers no": "SigningWallet",
            "fails": "Borrower",
            "is no contract": "",
        }[manner]
        voter = dao.chain.deploy(made, sender=erin) if made else dao.people["frank"]
        number = dao.open(call)
        with errors.reverts("GovernorInvalidSignature", voter):
            dao.governor.castVoteBySig(number, FOR, voter, b"yes", sender=erin)

    def test_more_votes_than_can_be_counted_are_refused(self, dao_chain: Chain) -> None:
        alice = dao_chain.accounts.alice
        token = dao_chain.deploy("OpenZeppelinShares", sender=alice)
        token.mint(alice, 2**96, sender=alice)
        token.delegate(alice, sender=alice)
        dao_chain.mine()
        governor = dao_chain.deploy("Governor", NAME, token, TERMS, sender=alice)
        other = Dao(dao_chain, token, governor, governor, {"alice": alice})
        number = other.open(other.pay(alice, 0))
        with errors.reverts("GovernorWeightTooLarge", 2**96):
            other.vote(number)
