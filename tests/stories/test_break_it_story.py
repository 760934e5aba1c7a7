"""The story of five attacks: each takes what it says from the weakened contract, and nothing from
ours. Whatever the story tells is asked of the chain again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from pydemo import Chain, errors
from pydemo.contract.handle import Contract
from pydemo.contract.trace import Trace
from pydemo.stories.break_it import ATTACKS, tell
from pydemo.stories.step import Step
from pydemo.units import ether


@dataclass
class Told:
    """The story at its end."""

    chain: Chain = field(default_factory=Chain)
    steps: dict[str, Step] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.steps = {step.key.removeprefix("break_it."): step for step in tell(self.chain)}

    def contract(self, name: str) -> Contract:
        (place,) = (place for place, known in self.chain.names.items() if known == name)
        return self.chain.at(name, place)

    def errors(self, key: str) -> list[str]:
        return [a.error.partition("(")[0] for a in self.steps[key].actions if a.error]


@pytest.fixture(scope="module")
def story() -> Told:
    return Told()


def calls(trace: Trace, function: str) -> Iterator[Trace]:
    return (call for call in trace.walk() if call.function == function)


def test_each_attack_is_followed_by_the_same_on_a_contract_of_ours(story: Told) -> None:
    wanted = [key for attack in ATTACKS for key in (attack, f"{attack}_stopped")]
    assert list(story.steps) == [*wanted, "all"]


def test_the_closing_table_names_contracts_that_the_story_attacked(story: Told) -> None:
    (table,) = story.steps["all"].tables
    for _, _, weak, _, ours in table.rows:
        assert story.contract(weak)
        assert story.contract(ours)


class TestAskingTwice:
    def test_the_bank_is_emptied_and_its_books_still_promise_what_others_paid_in(
        self, story: Told
    ) -> None:
        bank = story.contract("WeakenedBank")
        people = story.chain.accounts
        assert story.chain.balance(bank) == 0
        assert (bank.balanceOf(people.alice), bank.balanceOf(people.bob)) == (ether(3), ether(2))

    def test_each_payment_is_made_within_the_one_before(self, story: Told) -> None:
        trace = story.steps["dao"].trace
        assert trace is not None
        paid = list(calls(trace, "withdraw"))
        assert len(paid) == 6
        assert not any(call.error for call in paid)
        assert all(list(calls(outer, "withdraw"))[1] == inner for outer, inner in pairwise(paid))

    def test_our_house_pays_once_and_refuses_the_call_within(self, story: Told) -> None:
        trace = story.steps["dao_stopped"].trace
        assert trace is not None
        first, second = calls(trace, "withdraw")
        assert not first.error
        assert str(second.error).startswith("NothingOwed")
        assert story.chain.balance(story.contract("Thief")) == ether(1)


class TestTakingNoRefund:
    def test_nobody_can_outbid_it_however_much_they_offer(self, story: Told) -> None:
        weak = story.contract("WeakenedAuction")
        assert story.errors("refund") == ["PaymentRefused", "PaymentRefused"]
        assert (weak.bidder(), weak.price()) == (story.contract("Puppet").address, ether(1))

    def test_in_our_house_others_bid_on_and_it_gets_its_ether(self, story: Told) -> None:
        house = story.contract("AuctionHouse")
        assert not story.errors("refund_stopped")
        assert house.auction(2).bidder == story.chain.accounts.alice
        assert house.creditOf(story.contract("Puppet")) == 0
        assert house.creditOf(story.chain.accounts.bob) == ether(5)


class TestBorrowedVotes:
    def test_the_treasury_is_emptied_with_votes_that_are_given_back(self, story: Told) -> None:
        weak, token = story.contract("WeakenedGovernor"), story.contract("PoolToken")
        assert story.chain.balance(weak) == 0
        assert weak.proposals(0).isDone
        assert token.balanceOf(story.contract("Raider")) == 0
        assert token.balanceOf(story.contract("FlashLender")) == ether(700)

    def test_our_governor_counts_none_of_them_and_queues_nothing_meanwhile(
        self, story: Told
    ) -> None:
        assert story.errors("votes_stopped") == ["GovernorUnexpectedProposalState"]
        (voted,) = (a for a in story.steps["votes_stopped"].actions if not a.error)
        assert any(e.startswith("VoteCast(voter=Raider") and "weight=0" in e for e in voted.events)
        assert story.chain.balance(story.contract("Timelock")) == ether(100)


class TestDearShares:
    def test_the_vault_gives_no_share_for_a_hundred_tokens(self, story: Told) -> None:
        (table,) = story.steps["shares"].tables
        assert table.rows == (("ivan", "1", "+100"), ("grace", "0", "-100"))

    def test_in_our_pool_who_paid_in_has_it_back_and_the_gift_is_lost(self, story: Told) -> None:
        (table,) = story.steps["shares_stopped"].tables
        assert [(name, gain) for name, _, gain in table.rows] == [("ivan", "-100"), ("grace", "0")]
        token, pool = story.contract("DemoToken"), story.contract("LendingPool")
        assert token.balanceOf(pool) == ether(100)
        assert pool.totalAssets() == 0


class TestWaitingForZero:
    def test_who_waits_wins_everything(self, story: Told) -> None:
        lottery, ivan = story.contract("WeakenedLottery"), story.chain.accounts.ivan
        number = lottery.numberOf(bytes(32), ivan)
        assert story.chain.balance(lottery) == 0
        drawn = f"Drawn(player=ivan, number={number}, drawn={number})"
        assert drawn in story.steps["hash"].actions[-1].events

    def test_who_does_not_wait_knows_nothing(self, story: Told) -> None:
        """The number of zero is not the one that the block's own hash draws."""
        chain, ivan = story.chain, story.chain.accounts.ivan
        with chain.anchor():
            heidi = chain.accounts.heidi
            lottery = chain.deploy("WeakenedLottery", sender=heidi, value=ether(1))
            number = lottery.numberOf(bytes(32), ivan)
            lottery.play(number, sender=ivan, value=lottery.PRICE())
            chain.mine(2)
            lottery.claim(sender=ivan)
            assert chain.balance(lottery) == ether(1) + lottery.PRICE()

    def test_our_source_has_the_same_number_after_the_wait(self, story: Told) -> None:
        (table,) = story.steps["hash_stopped"].tables
        assert [answer for _, answer in table.rows] == ["yes", "no", "no"]


class TestStrings:
    """Attackers' contracts obey who deployed them, and lenders do not lose."""

    def test_nobody_else_pulls_them(self, story: Told) -> None:
        bob, thief, raider = (
            story.chain.accounts.bob,
            story.contract("Thief"),
            story.contract("Raider"),
        )
        token = story.contract("PoolToken")
        with errors.reverts("NotMaster"):
            thief.handOver(sender=bob)
        with errors.reverts("NotMaster"):
            raider.onLoan(token, 1, b"", sender=bob)
        with errors.reverts("NotMaster"):
            raider.strike(token, b"", sender=bob)

    def test_a_loan_that_does_not_come_back_is_undone(self, story: Told) -> None:
        chain, ivan = story.chain, story.chain.accounts.ivan
        token, lender = story.contract("PoolToken"), story.contract("FlashLender")
        had = token.balanceOf(lender)
        spend = token.transfer.data(chain.accounts.bob, 1)
        with errors.reverts("ERC20InsufficientBalance"):
            story.contract("Raider").raid(lender, token, ether(1), token, [spend], sender=ivan)
        assert token.balanceOf(lender) == had
