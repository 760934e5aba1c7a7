"""How members leave with their share, and who must stay; the attacks are in tests/invariants."""

from __future__ import annotations

from typing import Any

import pytest

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
    SHARES,
    TERMS,
    TIMELOCK_DELAY,
    WEEK,
    Call,
    Dao,
)
from pydemo import Chain, errors
from pydemo.contract import Contract
from pydemo.contract.permit import sign_permit
from pydemo.units import ether

ZERO = "0x" + "00" * 20
LONGEST_WAIT = EXTENSION + WEEK + TIMELOCK_DELAY + WEEK
ALL = sum(SHARES.values())


def coins_of(dao: Dao) -> tuple[Contract, Contract]:
    """Two tokens of which the treasury has 1,000 and 77 units, by rising address."""
    alice = dao.people["alice"]
    made = [dao.chain.deploy("PoolToken", 10**6, alice, sender=alice) for _ in range(2)]
    one, two = sorted(made, key=lambda each: each.address.lower())
    one.transfer(dao.timelock, 1_000, sender=alice)
    two.transfer(dao.timelock, 77, sender=alice)
    return one, two


@pytest.fixture
def coins(dao: Dao) -> tuple[Contract, Contract]:
    return coins_of(dao)


class TestTheShare:
    def test_it_is_as_large_as_the_part_of_all_units(
        self, dao: Dao, coins: tuple[Contract, Contract]
    ) -> None:
        one, two = coins
        bob, frank = dao.people["bob"], dao.people["frank"]
        before = dao.chain.balance(frank)
        receipt = dao.leave("bob", ether(30), coins, to=frank)
        assert dao.chain.balance(frank) == before + ether(3)
        assert (one.balanceOf(frank), two.balanceOf(frank)) == (300, 23)
        assert (dao.token.balanceOf(bob), dao.token.totalSupply()) == (0, ALL - ether(30))
        (left,) = [event for event in receipt.events if event.name == "Ragequit"]
        assert list(left.args.values()) == [bob.address, frank.address, ether(30), ALL]
        paid = [event for event in receipt.events if event.name == "SharePaid"]
        assert [tuple(event.args.values()) for event in paid] == [
            (frank.address, ZERO, ether(3)),
            (frank.address, one.address, 300),
            (frank.address, two.address, 23),
        ]

    def test_the_last_to_leave_takes_the_rest(
        self, dao: Dao, coins: tuple[Contract, Contract]
    ) -> None:
        one, two = coins
        for name, units in SHARES.items():
            dao.leave(name, units // 3, coins)
        for name in SHARES:
            dao.leave(name, dao.token.balanceOf(dao.people[name]), coins)
        assert dao.token.totalSupply() == 0
        assert dao.chain.balance(dao.timelock) == 0
        assert (one.balanceOf(dao.timelock), two.balanceOf(dao.timelock)) == (0, 0)

    def test_what_is_not_listed_is_given_up(
        self, dao: Dao, coins: tuple[Contract, Contract]
    ) -> None:
        dao.leave("bob", ether(30), coins[:1])
        assert coins[1].balanceOf(dao.people["bob"]) == 0

    def test_a_permit_does_for_an_allowance(self, dao: Dao) -> None:
        bob = dao.people["bob"]
        with errors.reverts("ERC20InsufficientAllowance", dao.governor, 0, ether(30)):
            dao.governor.ragequit(ether(30), [], bob, sender=bob)
        signed = sign_permit(dao.token, dao.chain, owner=bob, spender=dao.governor, value=ether(30))
        dao.token.permit(*signed, sender=dao.people["erin"])
        dao.governor.ragequit(ether(30), [], bob, sender=bob)

    def test_tokens_are_listed_once_each_by_rising_address(
        self, dao: Dao, coins: tuple[Contract, Contract]
    ) -> None:
        bob = dao.people["bob"]
        one, two = coins
        dao.token.approve(dao.governor, ether(30), sender=bob)
        for tokens, first in (([two, one], one), ([one, one], one), ([ZERO], ZERO)):
            with errors.reverts("GovernorTokensNotAscending", first):
                dao.governor.ragequit(ether(30), tokens, bob, sender=bob)

    def test_with_nothing_and_with_more_than_there_is_nobody_leaves(self, dao: Dao) -> None:
        bob = dao.people["bob"]
        with errors.reverts("GovernorNoUnits"):
            dao.leave("bob", 0)
        with errors.reverts("ERC20InsufficientBalance", bob, ether(30), ether(30) + 1):
            dao.leave("bob", ether(30) + 1)

    def test_nobody_is_paid_who_cannot_be(self, dao: Dao) -> None:
        for to in (ZERO, dao.governor):
            with errors.reverts("PaymentRefused", to, ether(3)):
                dao.leave("bob", ether(30), to=to)
        assert dao.token.balanceOf(dao.people["bob"]) == ether(30)

    def test_the_timelock_pays_at_its_governors_word_only(self, dao: Dao) -> None:
        alice = dao.people["alice"]
        with errors.reverts("TimelockUnauthorizedCaller", alice):
            dao.timelock.payShare(alice, [], 1, 1, sender=alice)

    def test_unclaimed_units_have_their_share_too(self, dao_chain: Chain) -> None:
        alice = dao_chain.accounts.alice
        # Who deploys PeopleToken is its crowdfund.
        people = dao_chain.deploy("PeopleToken", sender=alice)
        governor = dao_chain.deploy("Governor", "The Members", people, TERMS, sender=alice)
        people.open(ether(4), sender=alice)
        people.mint(alice, ether(1), sender=alice)
        dao_chain.set_balance(governor.timelock(), ether(8))
        units = people.balanceOf(alice)
        people.approve(governor, units, sender=alice)
        assert people.currentTotalSupply() == people.fullSupply() == 4 * units
        governor.ragequit(units, [], alice, sender=alice)
        assert dao_chain.balance(governor.timelock()) == ether(6)


class TestStaying:
    def test_a_yes_binds_until_it_could_have_been_executed(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        for name, support in {"alice": FOR, "bob": AGAINST, "carol": ABSTAIN}.items():
            dao.vote(number, support, name)
        until = dao.governor.proposalDeadline(number) + LONGEST_WAIT
        alice = dao.people["alice"]
        assert dao.governor.boundUntil(alice) == until == dao.governor.executableUntil()
        assert dao.governor.isBound(alice)
        assert dao.governor.mayLeaveWith(alice) == 0
        for name in ("bob", "carol", "dave"):
            assert dao.governor.boundUntil(dao.people[name]) == 0
            assert not dao.governor.isBound(dao.people[name])
            assert dao.governor.mayLeaveWith(dao.people[name]) == SHARES[name]
        # The first call is in the second before the last.
        dao.chain.advance(until - dao.chain.time - 2)
        with errors.reverts("GovernorBoundByVote", alice, until):
            dao.leave("alice", 1)
        dao.leave("alice", 1)

    def test_bob_who_voted_no_leaves_while_it_goes_on(self, dao: Dao, call: Call) -> None:
        number = dao.open(call)
        dao.vote(number, AGAINST, "bob")
        dao.leave("bob", ether(30))
        assert dao.governor.mayLeaveWith(dao.people["bob"]) == 0

    @pytest.mark.parametrize("outcome", [DEFEATED, EXECUTED, EXPIRED])
    def test_it_binds_no_more_when_it_is_over(self, dao: Dao, call: Call, outcome: int) -> None:
        number = dao.open(call)
        dao.vote(number)
        if outcome == DEFEATED:
            # 50 for and 50 against.
            for name in ("bob", "carol", "dave"):
                dao.vote(number, AGAINST, name)
        alice, erin = dao.people["alice"], dao.people["erin"]
        _release(dao, number)
        assert dao.governor.isBound(alice)
        dao.chain.advance(PERIOD + 1)
        if outcome == EXECUTED:
            dao.queue(call)
            _release(dao, number)
            assert dao.governor.isBound(alice)
            dao.chain.advance(TIMELOCK_DELAY)
            dao.execute(call)
        if outcome == EXPIRED:
            dao.chain.advance(WEEK)
        assert dao.governor.state(number) == outcome
        assert dao.governor.isBound(alice)
        events = dao.governor.release(alice, [number, number], sender=erin).events
        told = [(event.name, *event.args.values()) for event in events]
        assert told == [("VoteReleased", alice.address, number)]
        assert not dao.governor.isBound(alice)
        assert dao.governor.hasVoted(number, alice)
        dao.leave("alice", dao.governor.mayLeaveWith(alice))

    def test_each_yes_binds_by_itself(self, dao: Dao, call: Call) -> None:
        first = dao.accept(call)
        other = dao.pay(dao.people["frank"], 1, "Other")
        second = dao.accept(other)
        alice, erin = dao.people["alice"], dao.people["erin"]
        for each in (call, other):
            dao.queue(each)
        dao.chain.advance(TIMELOCK_DELAY)
        dao.execute(call)
        events = dao.governor.release(alice, [first, second], sender=erin).events
        assert [event.args["proposalId"] for event in events] == [first]
        assert dao.governor.isBound(alice)
        dao.execute(other)
        dao.governor.release(alice, [second], sender=erin)
        assert not dao.governor.isBound(alice)

    def test_what_somebody_did_not_vote_yes_on_releases_nobody(self, dao: Dao, call: Call) -> None:
        other = dao.pay(dao.people["frank"], 1, "Other")
        numbers = [dao.propose(each) for each in (call, other)]
        dao.chain.advance(DELAY)
        dao.vote(numbers[0], AGAINST, "bob")
        dao.vote(numbers[1], FOR, "bob")
        dao.vote(numbers[1], FOR, "alice")
        dao.chain.advance(PERIOD + 1)
        bob = dao.people["bob"]
        assert not dao.governor.release(bob, numbers, sender=bob).events
        assert dao.governor.isBound(bob)
        with errors.reverts("GovernorNonexistentProposal", 5):
            dao.governor.release(bob, [5], sender=bob)

    def test_shorter_terms_set_nobody_free_earlier(self, dao: Dao) -> None:
        def wait() -> int:
            return int(dao.governor.boundUntil(dao.people["alice"])) - voted

        voted = dao.chain.time
        dao.accept(first := dao.call(dao.governor, "setTimelockDelay", HOUR))
        bound = wait()
        _carry_on(dao, first)
        assert wait() == bound
        voted = dao.chain.time
        dao.carry_out(dao.call(dao.governor, "setLateQuorumVoteExtension", 0))
        assert wait() == bound

    def test_the_longest_of_each_term_counts(self, dao: Dao) -> None:
        """An extension of old and a delay of new times can be one proposal's."""
        for function, value in (("setLateQuorumVoteExtension", 0), ("setTimelockDelay", 9 * DAY)):
            dao.carry_out(dao.call(dao.governor, function, value, text=f"{function}"))
        until = dao.governor.boundUntil(dao.people["alice"])
        last = dao.call(dao.governor, "setTimelockDelay", 9 * DAY, text="setTimelockDelay")
        end = dao.governor.proposalDeadline(dao.governor.hashProposal(*last.hashed))
        assert until == end + LONGEST_WAIT - TIMELOCK_DELAY + 9 * DAY


def _release(dao: Dao, number: int) -> Any:
    return dao.governor.release(dao.people["alice"], [number], sender=dao.people["erin"])


def _carry_on(dao: Dao, call: Call) -> None:
    dao.queue(call)
    dao.chain.advance(TIMELOCK_DELAY)
    dao.execute(call)
