"""12 of the DAO's properties (see README.md): who may leave with their share, and who must stay."""

from __future__ import annotations

import pytest
from dao.exit_machine import search
from dao.scene import AGAINST, DELAY, FOR, PERIOD, TIMELOCK_DELAY, Call, Dao

from pydemo import errors
from pydemo.contract import Contract
from pydemo.units import ether

MOST_GAS = 16_777_216
"""Of a transaction (EIP-7825)."""


class TestLeaving:
    """12 (Moloch's canRagequit): nobody has others pay for what they voted for."""

    def test_not_after_a_yes(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.vote(number)
        dao.vote(number, AGAINST, "bob")
        with errors.reverts("GovernorBoundByVote"):
            dao.leave("alice", 1)
        dao.leave("bob", ether(30))
        # Nor with units that others voted no with.
        dao.token.transfer(dao.people["alice"], ether(15), sender=dao.people["carol"])
        with errors.reverts("GovernorBoundByVote"):
            dao.leave("alice", ether(15))

    def test_not_by_a_second_account(self, dao: Dao, call: Call) -> None:
        frank = dao.people["frank"]
        number = dao.open(call)
        dao.vote(number)
        dao.token.transfer(frank, ether(50), sender=dao.people["alice"])
        with errors.reverts("GovernorTooManyUnits", frank, ether(50), 0):
            dao.leave("frank", ether(50))
        dao.chain.advance(PERIOD + 1)
        dao.queue(call)
        dao.chain.advance(TIMELOCK_DELAY)
        with errors.reverts("GovernorTooManyUnits", frank, ether(50), 0):
            dao.leave("frank", ether(50))

    def test_not_by_a_second_account_that_votes(self, dao: Dao, call: Call) -> None:
        alice, frank = dao.people["alice"], dao.people["frank"]
        dao.token.delegate(frank, sender=alice)
        number = dao.open(call, "bob")
        dao.vote(number, by="frank")
        assert tuple(dao.governor.proposalVotes(number)) == (0, ether(50), 0)
        for delegatee in (frank, alice):
            dao.token.delegate(delegatee, sender=alice)
            with errors.reverts("GovernorTooManyUnits", alice, ether(50), 0):
                dao.leave("alice", ether(50))

    def test_not_with_the_votes_of_those_who_trusted_one(self, dao: Dao, call: Call) -> None:
        """Alice's own votes said yes by Frank; Bob's, who lets her vote for him, did not."""
        alice, frank = dao.people["alice"], dao.people["frank"]
        dao.token.delegate(alice, sender=dao.people["bob"])
        dao.token.delegate(frank, sender=alice)
        number = dao.open(call, "carol")
        dao.vote(number, by="frank")
        for delegatee in (frank, alice):
            dao.token.delegate(delegatee, sender=alice)
            with errors.reverts("GovernorTooManyUnits", alice, 1, 0):
                dao.leave("alice", 1)

    def test_whoever_comes_before_the_votes_count_and_is_against_it_can_leave(
        self, dao: Dao, call: Call
    ) -> None:
        """Else whoever is there first could propose to be paid everything."""
        frank = dao.people["frank"]
        number = dao.propose(call)
        dao.token.transfer(frank, ether(30), sender=dao.people["bob"])
        dao.leave("frank", 1)
        dao.chain.advance(DELAY)
        dao.vote(number)
        dao.leave("frank", 1)
        dao.chain.advance(PERIOD + 1)
        dao.queue(call)
        dao.leave("frank", 1)
        dao.chain.advance(TIMELOCK_DELAY)
        dao.leave("frank", 1)
        dao.execute(call)
        dao.leave("frank", ether(30) - 4)

    def test_whoever_takes_a_delegation_back_before_the_votes_count_can_leave(
        self, dao: Dao, call: Call
    ) -> None:
        bob = dao.people["bob"]
        dao.token.delegate(dao.people["alice"], sender=bob)
        number = dao.propose(call)
        dao.token.delegate(bob, sender=bob)
        dao.chain.advance(DELAY)
        dao.vote(number)
        dao.vote(number, AGAINST, "bob")
        dao.leave("bob", ether(30))

    def test_not_in_turns_with_the_same_votes(self, dao: Dao, call: Call) -> None:
        bob, frank = dao.people["bob"], dao.people["frank"]
        number = dao.open(call)
        dao.vote(number)
        for _ in range(2):
            dao.leave("bob", ether(15))
            dao.token.transfer(bob, ether(15), sender=dao.people["alice"])
        assert dao.token.getVotes(bob) == ether(30)
        with errors.reverts("GovernorTooManyUnits", bob, ether(15), 0):
            dao.leave("bob", ether(15))
        dao.token.transfer(frank, ether(15), sender=bob)
        with errors.reverts("GovernorTooManyUnits", frank, ether(15), 0):
            dao.leave("frank", ether(15))

    @pytest.mark.parametrize("way", ["castVote", "castVoteBySig"])
    def test_who_has_left_does_not_vote(self, dao: Dao, call: Call, way: str) -> None:
        alice = dao.people["alice"]
        number = dao.open(call)
        dao.leave("alice", ether(1))
        left, snapshot = dao.chain.time, dao.governor.proposalSnapshot(number)
        with errors.reverts("GovernorHasLeft", alice, left, snapshot):
            dao.cast(number, way, FOR)
        later = dao.open(dao.pay(alice, 1, "Later"))
        dao.cast(later, way, FOR)
        assert tuple(dao.governor.proposalVotes(later)) == (0, ether(49), 0)

    @pytest.mark.parametrize("what", ["ragequit", "execute"])
    def test_who_is_paid_can_do_nothing_meanwhile(self, dao: Dao, call: Call, what: str) -> None:
        stranger = dao.chain.deploy("Stranger", sender=dao.people["erin"])
        dao.token.transfer(stranger, ether(10), sender=dao.people["bob"])
        dao.accept(call)
        dao.queue(call)
        dao.chain.advance(TIMELOCK_DELAY)
        governor, erin = dao.governor, dao.people["erin"]
        leave = governor.ragequit.data(ether(5), [], stranger)
        back = leave if what == "ragequit" else governor.execute.data(*call.hashed)
        stranger.run(dao.token, dao.token.approve.data(governor, ether(10)), sender=erin)
        stranger.callBack(governor, back, sender=erin)
        stranger.run(governor, leave, sender=erin)
        assert (stranger.calls(), stranger.successes()) == (1, 0)
        assert dao.chain.balance(stranger) == ether(10) * 5 // 100

    def test_whatever_they_do_no_more_leave_than_did_not_vote_yes(self, dao: Dao) -> None:
        search(dao)


class TestDust:
    """12: units that somebody sends do not keep anybody from leaving."""

    def test_thousands_of_them_lock_nobody_in(self, dao: Dao, call: Call) -> None:
        # The slow engine gets a sixth of the dust, and a transaction a sixth of the gas.
        share = 6 if dao.chain.engine_name == "py-evm" else 1
        dust, most = 12_300 // share, MOST_GAS // share
        bob, frank, token = dao.people["bob"], dao.people["frank"], _pool(dao)
        dao.vote(dao.open(call))
        _dust(dao, dust)
        token.approve(dao.governor, ether(30) + 1, sender=bob)
        with errors.reverts() as caught:
            dao.governor.ragequit(ether(30), [], bob, sender=bob, gas=most)
        # All of it was burned.
        assert caught.error is not None
        assert caught.error.receipt is not None
        assert caught.error.receipt.gas_used > most * 0.9

        # It goes on while strangers note what was: each call gets a thousand done.
        for group in range(dust // token.changesPerGroup()):
            assert token.noteFewest(bob, [group], sender=frank).gas_used < most
            _dust(dao, 1)
        with errors.reverts("GovernorTooManyUnits", bob, ether(30) + 1, ether(30)):
            dao.governor.ragequit(ether(30) + 1, [], bob, sender=bob, gas=most)
        before = dao.chain.balance(dao.timelock)
        left = dao.governor.ragequit(ether(30), [], bob, sender=bob, gas=most)
        assert left.gas_used < MOST_GAS // 4
        assert dao.chain.balance(dao.timelock) == before - ether(3)

    def test_nor_do_votes_lent_and_taken_back(self, dao: Dao, call: Call) -> None:
        bob, erin, token = dao.people["bob"], dao.people["erin"], _pool(dao)
        token.transfer(erin, 1, sender=dao.people["alice"])
        dao.open(call)
        for number in range(2 * token.changesPerGroup() + 1):
            token.delegate(erin if number % 2 else bob, sender=erin)
        token.approve(dao.governor, ether(30), sender=bob)
        dear = dao.governor.ragequit.gas(ether(30), [], bob, sender=bob)
        token.noteFewest(bob, [1], sender=erin)
        left = dao.governor.ragequit(ether(30), [], bob, sender=bob)
        assert dear - left.gas_used > 1_000_000

    def test_what_is_noted_lets_nobody_leave_with_more(self, dao: Dao, call: Call) -> None:
        """Votes that were away for a second, in the midst of a group, are missing ever since."""
        bob, frank = dao.people["bob"], dao.people["frank"]
        token = _pool(dao)
        dao.open(call)
        size = token.changesPerGroup()
        _dust(dao, size + size // 2)
        token.transfer(frank, ether(20), sender=bob)
        fewest = token.getVotes(bob)
        token.transfer(bob, ether(20), sender=frank)
        _dust(dao, size // 2)
        assert fewest == dao.governor.mayLeaveWith(bob) == ether(10) + size + size // 2
        token.noteFewest(bob, [0, 1], sender=frank)
        assert dao.governor.mayLeaveWith(bob) == fewest
        with errors.reverts("GovernorTooManyUnits", bob, fewest + 1, fewest):
            dao.leave("bob", fewest + 1)

    def test_a_change_each_second_of_the_longest_life_fits_into_a_transaction(
        self, dao: Dao, call: Call
    ) -> None:
        """With whatever terms: reckoned from what the changes of some minutes add."""
        bob, governor, token = dao.people["bob"], dao.governor, _pool(dao)
        dao.open(call)
        token.approve(governor, ether(1), sender=bob)
        _dust(dao, 1)

        def cost() -> int:
            with dao.chain.anchor():
                return int(governor.ragequit(ether(1), [], bob, sender=bob).gas_used)

        alone, size = cost(), token.changesPerGroup()
        _dust(dao, 5 * size)
        each = (cost() - alone) / (5 * size)
        # Two of which what was noted shares a word, as with all but the first and the last.
        token.noteFewest(bob, [2, 3], sender=bob)
        each_group = (cost() - alone - 3 * size * each) / 2
        terms = ("MOST_VOTING_PERIOD", "MOST_VOTE_EXTENSION", "MOST_TIMELOCK_DELAY")
        life = sum(governor[name]() for name in (*terms, "TIME_TO_QUEUE", "TIME_TO_EXECUTE"))
        assert 1_000 < each_group < 2 * each
        reading = 2 * size * each + life // size * each_group
        # Who calls keeps a 64th of its gas back (EIP-150).
        assert alone + reading * 64 / 63 < MOST_GAS


def _pool(dao: Dao) -> Contract:
    """The token with the functions that OpenZeppelin's has not."""
    return dao.chain.at("PoolToken", dao.token)


def _dust(dao: Dao, count: int) -> None:
    """Send bob a unit so many times, a second each."""
    bob, alice = dao.people["bob"], dao.people["alice"]
    for _ in range(count):
        dao.token.transfer(bob, 1, sender=alice)
