"""How much of what somebody has may leave while something is decided, and when that is over."""

from __future__ import annotations

from dao.scene import (
    DAY,
    DELAY,
    EXTENSION,
    PERIOD,
    TIMELOCK_DELAY,
    WEEK,
    Call,
    Dao,
)
from pydemo import errors
from pydemo.units import ether

LIFE = PERIOD + EXTENSION + WEEK + TIMELOCK_DELAY + WEEK
"""The longest from a snapshot to executing."""


class TestWhileSomethingIsDecided:
    """As many units as there were votes of one's own, all the time."""

    def test_the_fewest_count(self, dao: Dao, call: Call) -> None:
        alice, bob = dao.people["alice"], dao.people["bob"]
        dao.open(call)
        dao.token.transfer(alice, ether(10), sender=bob)
        dao.token.transfer(bob, ether(25), sender=alice)
        assert dao.governor.mayLeaveWith(alice) == ether(35)
        assert dao.governor.mayLeaveWith(bob) == ether(20)
        with errors.reverts("GovernorTooManyUnits", bob, ether(20) + 1, ether(20)):
            dao.leave("bob", ether(20) + 1)

    def test_votes_that_somebody_else_has_are_not_ones_own(self, dao: Dao, call: Call) -> None:
        bob = dao.people["bob"]
        dao.token.delegate(dao.people["carol"], sender=bob)
        assert dao.governor.mayLeaveWith(bob) == ether(30)
        dao.propose(call)
        assert dao.governor.mayLeaveWith(bob) == ether(30), "its votes do not count yet"
        dao.chain.advance(DELAY)
        dao.chain.mine()
        assert dao.governor.mayLeaveWith(bob) == 0
        dao.token.delegate(bob, sender=bob)
        assert dao.governor.mayLeaveWith(bob) == 0
        dao.chain.advance(dao.governor.executableUntil() - dao.chain.time + 1)
        assert dao.governor.mayLeaveWith(bob) == ether(30)

    def test_leaving_in_parts_is_as_good_as_at_once(self, dao: Dao, call: Call) -> None:
        dao.open(call)
        for part in (ether(12), ether(10), ether(8) - 1):
            dao.leave("bob", part)
        bob = dao.people["bob"]
        assert dao.governor.mayLeaveWith(bob) == 1
        with errors.reverts("GovernorTooManyUnits", bob, 2, 1):
            dao.leave("bob", 2)

    def test_units_got_back_do_not_leave_again(self, dao: Dao, call: Call) -> None:
        alice, bob = dao.people["alice"], dao.people["bob"]
        dao.open(call)
        dao.leave("bob", ether(20))
        dao.token.transfer(bob, ether(20), sender=alice)
        assert dao.governor.mayLeaveWith(bob) == ether(10)
        dao.leave("bob", ether(10))
        dao.token.transfer(bob, ether(20), sender=alice)
        assert dao.governor.mayLeaveWith(bob) == 0

    def test_what_somebody_left_with_counts_no_more_when_that_is_over(
        self, dao: Dao, call: Call
    ) -> None:
        alice, bob, frank = (dao.people[name] for name in ("alice", "bob", "frank"))
        old = dao.open(call)
        dao.leave("bob", ether(20))
        dao.token.transfer(bob, ether(20), sender=alice)
        dao.chain.advance(PERIOD + 1)
        new = dao.open(dao.pay(frank, 1, "Newer"))
        dao.chain.mine()
        assert dao.governor.mayLeaveWith(bob) == ether(10)
        dao.governor.settle([old, new], sender=frank)
        assert dao.governor.mayLeaveWith(bob) == ether(30)

    def test_what_was_before_the_first_of_the_proposals_does_not_count(
        self, dao: Dao, call: Call
    ) -> None:
        bob, frank = dao.people["bob"], dao.people["frank"]
        dao.token.transfer(frank, ether(30), sender=bob)
        dao.token.transfer(bob, ether(20), sender=frank)
        dao.propose(call)
        dao.chain.advance(5 * DAY)
        dao.propose(dao.pay(frank, 1, "Other"))
        assert dao.governor.mayLeaveWith(bob) == ether(20)
        dao.token.transfer(bob, ether(10), sender=frank)
        assert dao.governor.mayLeaveWith(bob) == ether(20)
        dao.propose(dao.pay(frank, 1, "One more"))
        assert dao.governor.mayLeaveWith(bob) == ether(20)
        # Nothing is executed any more, and one second later something is proposed again.
        dao.chain.advance(dao.governor.executableUntil() - dao.chain.time)
        dao.propose(dao.pay(frank, 1, "Again"))
        assert dao.governor.mayLeaveWith(bob) == ether(30)

    def test_who_came_while_nothing_could_be_executed_leaves_when_something_is(
        self, dao: Dao, call: Call
    ) -> None:
        """Nobody has settled what was before: that nothing could be executed any more is enough."""
        bob, frank = dao.people["bob"], dao.people["frank"]
        dao.open(call)
        dao.chain.advance(dao.governor.executableUntil() - dao.chain.time + 1)
        dao.token.transfer(frank, ether(30), sender=bob)
        dao.open(dao.pay(frank, 1, "Again"))
        dao.chain.mine()
        assert dao.governor.mayLeaveWith(frank) == ether(30)
        dao.token.transfer(frank, ether(5), sender=dao.people["carol"])
        assert dao.governor.mayLeaveWith(frank) == ether(30)

    def test_nor_does_what_was_before_the_longest_life_of_a_proposal(
        self, dao: Dao, call: Call
    ) -> None:
        bob, frank = dao.people["bob"], dao.people["frank"]
        dao.open(call)
        dao.token.transfer(frank, ether(30), sender=bob)
        dao.token.transfer(bob, ether(30), sender=frank)
        back = dao.chain.time
        # Others keep being proposed: the time when nothing can be executed does not come.
        for days in (10, 9):
            dao.chain.advance(days * DAY)
            dao.propose(dao.pay(frank, 1, f"{days}"))
        dao.chain.advance(back - 1 + LIFE - dao.chain.time)
        assert dao.governor.mayLeaveWith(bob) == 0
        dao.chain.advance(1)
        assert dao.governor.mayLeaveWith(bob) == ether(30)


class TestSettling:
    """Proposals that are over ask nobody any more how long they have had their units."""

    def test_who_came_after_what_is_over_leaves_while_something_newer_is_decided(
        self, dao: Dao, call: Call
    ) -> None:
        bob, frank, erin = (dao.people[name] for name in ("bob", "frank", "erin"))
        old = dao.open(call)
        dao.token.transfer(frank, ether(30), sender=bob)
        dao.chain.advance(PERIOD + 1)
        new = dao.open(dao.pay(frank, 1, "Newer"))
        dao.chain.mine()
        assert dao.governor.mayLeaveWith(frank) == 0
        dao.governor.settle([old, new], sender=erin)
        assert dao.governor.settled() == 1
        assert dao.governor.mayLeaveWith(frank) == ether(30)

    def test_when_all_are_over_everybody_leaves_with_all_they_have(
        self, dao: Dao, call: Call
    ) -> None:
        alice, bob, frank = (dao.people[name] for name in ("alice", "bob", "frank"))
        number = dao.accept(call)
        dao.token.transfer(frank, ether(30), sender=bob)
        assert dao.governor.isBound(alice)
        dao.queue(call)
        dao.chain.advance(TIMELOCK_DELAY)
        dao.execute(call)
        assert dao.governor.mayLeaveWith(frank) == 0
        dao.governor.settle([number], sender=frank)
        assert dao.governor.executableUntil() == 0
        assert not dao.governor.isBound(alice)
        assert dao.governor.mayLeaveWith(frank) == ether(30)
        assert dao.governor.mayLeaveWith(alice) == ether(50)

    def test_none_is_passed_over(self, dao: Dao, call: Call) -> None:
        frank = dao.people["frank"]
        old = dao.open(call)
        new = dao.propose(dao.pay(frank, 1, "Newer"))
        with errors.reverts("GovernorNotNext", new, 2, 1):
            dao.governor.settle([new], sender=frank)
        dao.governor.settle([old, new], sender=frank)
        assert dao.governor.settled() == 0, "the first is not over, and ends it"
        dao.chain.advance(PERIOD + 1)
        dao.governor.settle([old], sender=frank)
        with errors.reverts("GovernorNotNext", old, 1, 2):
            dao.governor.settle([old], sender=frank)

    def test_a_later_proposal_does_not_begin_before_an_earlier_one(
        self, dao: Dao, call: Call
    ) -> None:
        """Also after the delay was made shorter: the oldest has the earliest snapshot."""
        frank, governor = dao.people["frank"], dao.governor
        change = dao.call(governor, "setVotingDelay", 1, text="Sooner")
        dao.accept(change)
        dao.queue(change)
        dao.chain.advance(TIMELOCK_DELAY)
        old = dao.propose(call)
        dao.execute(change)
        new = dao.propose(dao.pay(frank, 1, "Newer"))
        assert governor.votingDelay() == 1
        assert governor.proposalSnapshot(new) == governor.proposalSnapshot(old)
