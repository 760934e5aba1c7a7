"""Those whom a governor calls or pays, when they do what they should not."""

from __future__ import annotations

import pytest

from dao.scene import EXECUTED, PERIOD, QUEUED, TIMELOCK_DELAY, Call, Dao
from pydemo import errors
from pydemo.contract import Contract
from pydemo.units import ether

TAKE, REFUSE, BURN_GAS = range(3)


@pytest.fixture
def stranger(dao: Dao) -> Contract:
    return dao.chain.deploy("Stranger", sender=dao.people["erin"])


@pytest.fixture
def coin(dao: Dao) -> Contract:
    return dao.chain.deploy("StrangeCoin", sender=dao.people["erin"])


def queued(dao: Dao, call: Call) -> int:
    """Its number; it is ready."""
    number = dao.accept(call)
    dao.queue(call)
    dao.chain.advance(TIMELOCK_DELAY)
    return number


class TestTargets:
    @pytest.mark.parametrize("manner", [REFUSE, BURN_GAS])
    def test_one_that_fails_has_it_all_fail_and_tried_again(
        self, dao: Dao, stranger: Contract, manner: int
    ) -> None:
        frank = dao.people["frank"]
        call = Call([frank, stranger], [1, 1], [b"", b""])
        number = queued(dao, call)
        stranger.behave(manner, sender=frank)
        before = dao.chain.balance(frank)
        with errors.reverts("no" if manner == REFUSE else "FailedCall"):
            dao.execute(call, gas=3_000_000)
        assert dao.chain.balance(frank) <= before
        assert dao.governor.state(number) == QUEUED
        assert dao.chain.balance(dao.timelock) == ether(10)
        stranger.behave(TAKE, sender=frank)
        dao.execute(call)
        assert dao.governor.state(number) == EXECUTED

    @pytest.mark.parametrize("what", ["execute", "queue", "the timelock", "ragequit"])
    def test_one_that_calls_back_gets_nothing_done(
        self, dao: Dao, stranger: Contract, what: str
    ) -> None:
        erin = dao.people["erin"]
        call = dao.pay(stranger, ether(1))
        number = queued(dao, call)
        back = {
            "execute": (dao.governor, dao.governor.execute.data(*call.hashed)),
            "queue": (dao.governor, dao.governor.queue.data(*call.hashed)),
            "the timelock": (dao.timelock, dao.timelock.execute.data(*call.hashed)),
            "ragequit": (dao.governor, dao.governor.ragequit.data(1, [], stranger)),
        }
        dao.token.transfer(stranger, 1, sender=dao.people["alice"])
        approval = dao.token.approve.data(dao.governor, 1)
        stranger.run(dao.token, approval, sender=erin)
        stranger.callBack(*back[what], sender=erin)
        dao.execute(call)
        assert (stranger.calls(), stranger.successes()) == (1, 0)
        assert dao.governor.state(number) == EXECUTED
        assert dao.chain.balance(stranger) == ether(1)

    def test_one_that_executes_another_proposal_does_not_get_it_done(
        self, dao: Dao, stranger: Contract
    ) -> None:
        first, second = dao.pay(stranger, 1), dao.pay(dao.people["frank"], 1, "Other")
        for call in (first, second):
            dao.propose(call)
        numbers = [dao.governor.hashProposal(*call.hashed) for call in (first, second)]
        dao.chain.advance(dao.governor.proposalSnapshot(numbers[1]) - dao.chain.time)
        for number in numbers:
            dao.vote(number)
        dao.chain.advance(PERIOD + 1)
        for call in (first, second):
            dao.queue(call)
        dao.chain.advance(TIMELOCK_DELAY)
        data = dao.governor.execute.data(*second.hashed)
        stranger.callBack(dao.governor, data, sender=dao.people["erin"])
        dao.execute(first)
        assert (stranger.calls(), stranger.successes()) == (1, 0)
        dao.execute(second)


class TestPayees:
    @pytest.mark.parametrize("manner", [REFUSE, BURN_GAS])
    def test_one_that_takes_no_ether_does_not_leave(
        self, dao: Dao, stranger: Contract, manner: int
    ) -> None:
        stranger.behave(manner, sender=dao.people["erin"])
        bob = dao.people["bob"]
        dao.token.approve(dao.governor, ether(30), sender=bob)
        with errors.reverts("PaymentRefused", stranger, ether(3)):
            dao.governor.ragequit(ether(30), [], stranger, sender=bob, gas=3_000_000)
        assert dao.token.balanceOf(bob) == ether(30)
        dao.leave("bob", ether(30))

    def test_a_token_that_fails_can_be_left_out(self, dao: Dao, coin: Contract) -> None:
        coin.behave(REFUSE, sender=dao.people["erin"])
        with errors.reverts("no"):
            dao.leave("bob", ether(30), [coin])
        dao.leave("bob", ether(30))

    def test_a_share_of_nothing_is_not_sent(
        self, dao: Dao, stranger: Contract, coin: Contract
    ) -> None:
        """Who would refuse it is not asked, and no event tells of it."""
        for each in (stranger, coin):
            each.behave(REFUSE, sender=dao.people["erin"])
        # A unit is a part in 10^20 of ten ethers and of 1,000 coins.
        receipt = dao.leave("bob", 1, [coin], to=stranger)
        assert "SharePaid" not in [event.name for event in receipt.events]
        with errors.reverts("PaymentRefused", stranger, 1):
            dao.leave("bob", 10, [coin], to=stranger)

    @pytest.mark.parametrize("what", ["ragequit", "execute"])
    def test_a_token_that_calls_back_gets_nothing_done(
        self, dao: Dao, coin: Contract, what: str
    ) -> None:
        erin = dao.people["erin"]
        call = dao.pay(coin, ether(1))
        queued(dao, call)
        back = {
            "ragequit": dao.governor.ragequit.data(1, [], erin),
            "execute": dao.governor.execute.data(*call.hashed),
        }
        dao.token.transfer(coin, 1, sender=dao.people["alice"])
        coin.run(dao.token, dao.token.approve.data(dao.governor, 1), sender=erin)
        coin.callBack(dao.governor, back[what], sender=erin)
        dao.leave("bob", ether(30), [coin])
        assert (coin.calls(), coin.successes()) == (1, 0)
        assert dao.chain.balance(coin) == 0

    def test_an_account_without_code_is_no_token(self, dao: Dao) -> None:
        with errors.reverts():
            dao.leave("bob", ether(30), [dao.people["frank"]])  # type: ignore[list-item]
