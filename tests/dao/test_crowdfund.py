"""What a crowdfund does in each of its states, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from crowdfund_checks.scene import (
    CAP,
    GOAL,
    HOUR,
    MAX_BID,
    RESERVE,
    UNITS,
    ZERO,
    Fund,
    Scene,
    State,
    anchored,
)

from pydemo import errors
from pydemo.contract import Receipt
from pydemo.units import days, ether

MOST_CAP = (2**96 - 1) // UNITS


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    yield from anchored(request.config.getoption("--engine"))


@pytest.fixture
def fund(scene: Scene) -> Fund:
    return scene.fund()


def told(receipt: Receipt, name: str) -> dict[str, object]:
    """The one event of this name."""
    (event,) = [event for event in receipt.events if event.name == name]
    return dict(event.args)


class TestTerms:
    @pytest.mark.parametrize(("goal", "cap"), [(0, 5), (6, 5), (5, MOST_CAP + 1)])
    def test_a_goal_is_above_zero_and_within_the_cap(
        self, scene: Scene, goal: int, cap: int
    ) -> None:
        with errors.reverts("InvalidGoal", goal, cap, MOST_CAP):
            scene.fund(goal=goal, cap=cap)

    @pytest.mark.parametrize("max_bid", [0, CAP + 1])
    def test_no_more_than_the_cap_can_be_bid(self, scene: Scene, max_bid: int) -> None:
        with errors.reverts("InvalidMaxBid", max_bid, CAP):
            scene.fund(max_bid=max_bid)

    def test_bidding_has_time_between_the_deadline_and_the_end(self, scene: Scene) -> None:
        ends = scene.house.auction(1).endsAt
        for deadline in (0, scene.chain.time, ends - HOUR, ends, 2**256 - 1):
            with errors.reverts("InvalidDeadline", deadline, ends):
                scene.fund(deadline=deadline)
        scene.fund(deadline=ends - HOUR - 1)

    def test_there_must_be_an_auction_and_a_treasury(self, scene: Scene) -> None:
        with errors.reverts("NoSuchAuction", 2):
            scene.fund(auction_id=2)
        with errors.reverts("InvalidTreasury"):
            scene.fund(treasury=ZERO)

    def test_all_terms_can_be_read(self, scene: Scene) -> None:
        heidi = scene.chain.accounts.heidi
        fund = scene.fund(treasury=heidi)
        contract = fund.contract
        assert contract.treasury() == heidi.address
        assert (contract.goal(), contract.cap(), contract.maxBid()) == (GOAL, CAP, MAX_BID)
        assert (contract.house(), contract.auctionId()) == (scene.house.address, 1)
        assert fund.token.crowdfund() == contract.address


class TestFunding:
    def test_what_is_given_is_counted_and_told(self, scene: Scene, fund: Fund) -> None:
        alice, bob, *_ = scene.people
        receipt = fund.contract.contribute(sender=alice, value=5)
        expected = {"account": alice.address, "sender": alice.address, "value": 5}
        assert told(receipt, "Contributed") == expected
        receipt = fund.contract.contributeFor(alice, sender=bob, value=7)
        expected = {"account": alice.address, "sender": bob.address, "value": 7}
        assert told(receipt, "Contributed") == expected
        assert fund.contract.contributionOf(alice) == 12 == fund.contract.raised()
        assert fund.contract.contributionOf(bob) == 0

    def test_nothing_and_for_nobody_is_refused(self, scene: Scene, fund: Fund) -> None:
        with errors.reverts("NothingContributed"):
            fund.contract.contribute(sender=scene.ivan)
        with errors.reverts("InvalidContributor", fund.contract):
            fund.contract.contributeFor(fund.contract, sender=scene.ivan, value=1)
        with errors.reverts("InvalidContributor", ZERO):
            fund.contract.contributeFor(ZERO, sender=scene.ivan, value=1)

    def test_plain_ether_is_refused(self, scene: Scene, fund: Fund) -> None:
        guest = scene.guest()
        with errors.reverts("WrongState", State.FUNDING):
            guest.run(fund.contract, b"", sender=scene.ivan, value=1)

    def test_what_is_above_the_cap_comes_back_and_funding_is_over(
        self, scene: Scene, fund: Fund
    ) -> None:
        alice, *_ = scene.people
        fund.give(alice, CAP - 3)
        guest = scene.guest()
        before = scene.chain.balance(guest)
        receipt = scene.run(guest, fund.contract, "contribute", value=ether(5))
        assert told(receipt, "CapReached") == {"raised": CAP}
        assert told(receipt, "Contributed")["value"] == 3
        assert scene.chain.balance(guest) == before + ether(5) - 3
        assert scene.chain.balance(fund.contract) == CAP
        assert fund.contract.closesAt() == scene.chain.time
        assert fund.state == State.SUCCEEDED
        with errors.reverts("WrongState", State.SUCCEEDED):
            fund.give(alice, 1)

    def test_without_the_goal_it_fails_at_the_deadline(self, scene: Scene, fund: Fund) -> None:
        alice, *_ = scene.people
        fund.give(alice, GOAL - 1)
        scene.until(fund.contract.closesAt() - 1)
        assert fund.state == State.FUNDING
        fund.close()
        assert fund.state == State.FAILED
        before = scene.chain.balance(alice)
        receipt = fund.contract.refundMany([alice], sender=scene.ivan)
        assert told(receipt, "Refunded") == {"account": alice.address, "value": GOAL - 1}
        assert scene.chain.balance(alice) == before + GOAL - 1

    def test_the_second_of_the_deadline_is_too_late_to_give(self, scene: Scene, fund: Fund) -> None:
        ends = fund.contract.closesAt()
        scene.chain.advance(ends - scene.chain.time - 2)
        fund.give(scene.people[0], GOAL)
        assert scene.chain.time == ends - 1
        with errors.reverts("WrongState", State.SUCCEEDED):
            fund.give(scene.people[0], 1)
        scene.chain.mine()
        assert scene.chain.time >= ends
        assert fund.contract.raised() == GOAL

    def test_with_the_goal_bidding_opens_an_hour_after_the_deadline(
        self, scene: Scene, fund: Fund
    ) -> None:
        fund.give(scene.people[0], GOAL)
        fund.close()
        assert fund.state == State.SUCCEEDED
        scene.until(fund.contract.closesAt() + HOUR - 1)
        assert fund.state == State.SUCCEEDED
        fund.open_bidding()
        assert fund.state == State.BIDDING


class TestBidding:
    def test_anybody_has_it_bid_the_least_there_is(self, scene: Scene, fund: Fund) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        assert scene.house.auction(1).bidder == fund.contract.address
        assert scene.house.auction(1).price == RESERVE
        with errors.reverts("AlreadyLeading", RESERVE):
            fund.contract.bid(sender=scene.ivan)
        scene.bid(scene.ivan, ether(20))
        fund.contract.bid(sender=scene.people[3])
        assert scene.house.auction(1).price == ether(21)

    def test_what_it_was_outbid_with_it_bids_again(self, scene: Scene, fund: Fund) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        for rival in (ether(20), ether(30), ether(40)):
            fund.contract.bid(sender=scene.ivan)
            scene.bid(scene.ivan, rival)
        fund.contract.bid(sender=scene.ivan)
        assert scene.house.auction(1).price == ether(42)
        here, there = scene.chain.balance(fund.contract), scene.house.creditOf(fund.contract)
        assert here + there == 1

    def test_never_more_than_was_raised(self, scene: Scene, fund: Fund) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        scene.bid(scene.ivan, ether(41))
        with errors.reverts("BidAboveLimit", ether("43.05"), ether(42) + 1):
            fund.contract.bid(sender=scene.ivan)

    def test_the_second_of_the_end_is_too_late_to_bid(self, scene: Scene, fund: Fund) -> None:
        fund.raise_from_two()
        ends = scene.house.auction(1).endsAt
        scene.until(ends - 1)
        with errors.reverts("AuctionEnded", ends):
            fund.contract.bid(sender=scene.ivan)
        fund.finish()
        assert fund.state == State.LOST

    def test_what_was_bid_before_is_bid_first(self, scene: Scene, fund: Fund) -> None:
        """So the house never has more than the highest bid, whatever it says."""
        fund.raise_from_two()
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        scene.bid(scene.ivan, ether(20))
        fund.contract.bid(sender=scene.ivan)
        assert scene.house.creditOf(fund.contract) == 0
        assert scene.chain.balance(fund.contract) == ether(21) + 1

    def test_never_more_than_the_limit(self, scene: Scene) -> None:
        fund = scene.fund(max_bid=ether(20))
        fund.raise_from_two()
        fund.open_bidding()
        scene.bid(scene.ivan, ether(20))
        with errors.reverts("BidAboveLimit", ether(21), ether(20)):
            fund.contract.bid(sender=scene.ivan)


class TestFinish:
    def test_not_while_it_can_be_won(self, scene: Scene, fund: Fund) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        ends = scene.house.auction(1).endsAt
        with errors.reverts("AuctionGoesOn", ends):
            fund.finish()
        fund.contract.bid(sender=scene.ivan)
        with errors.reverts("AuctionGoesOn", ends):
            fund.finish()

    def test_won_is_told_with_the_price_and_the_treasury_has_all(
        self, scene: Scene, fund: Fund
    ) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        scene.end()
        before = scene.chain.balance(fund.treasury)
        receipt = fund.finish()
        assert told(receipt, "AuctionWon") == {"price": RESERVE}
        assert told(receipt, "PieceDelivered") == {}
        rest = ether(32) + 1
        assert told(receipt, "SurplusDelivered") == {"value": rest}
        assert (fund.state, fund.contract.price()) == (State.WON, RESERVE)
        assert scene.piece.owner() == fund.treasury
        assert scene.chain.balance(fund.treasury) == before + rest
        assert scene.chain.balance(fund.contract) == 0
        fund.contract.deliver(sender=scene.ivan)

    def test_lost_as_soon_as_the_next_bid_is_out_of_reach(self, scene: Scene, fund: Fund) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        scene.bid(scene.ivan, ether(43))
        receipt = fund.finish()
        assert told(receipt, "AuctionLost") == {}
        assert (fund.state, fund.contract.price()) == (State.LOST, 0)
        assert scene.chain.balance(fund.contract) == ether(42) + 1
        with errors.reverts("WrongState", State.LOST):
            fund.finish()

    def test_lost_if_nobody_bids_for_it_or_the_seller_takes_it_back(
        self, scene: Scene, fund: Fund
    ) -> None:
        fund.raise_from_two()
        with scene.chain.anchor():
            scene.end()
            fund.finish()
            assert fund.state == State.LOST
        scene.house.cancel(1, sender=scene.judy)
        fund.close()
        assert fund.state == State.SUCCEEDED
        fund.finish()
        assert fund.state == State.LOST

    @pytest.mark.parametrize("winner", ["us", "rival"])
    def test_also_after_somebody_settled(self, scene: Scene, fund: Fund, winner: str) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        if winner == "rival":
            scene.bid(scene.ivan)
        scene.end()
        scene.house.settle(1, sender=scene.ivan)
        fund.finish()
        assert fund.state == (State.WON if winner == "us" else State.LOST)


class TestLeaving:
    def test_lost_gives_back_to_the_wei(self, scene: Scene, fund: Fund) -> None:
        fund.lose()
        alice, bob, *_ = scene.people
        before = scene.chain.balance(alice), scene.chain.balance(bob)
        fund.contract.refundMany([alice, bob, alice, scene.ivan], sender=scene.ivan)
        after = scene.chain.balance(alice), scene.chain.balance(bob)
        assert after == (before[0] + ether(30), before[1] + ether(12) + 1)
        assert scene.chain.balance(fund.contract) == 0
        with errors.reverts("NothingContributedBy", alice):
            fund.contract.refund(sender=alice)

    @pytest.mark.parametrize("ending", ["won", "lost"])
    def test_people_are_a_million_an_ether_exactly(
        self, scene: Scene, fund: Fund, ending: str
    ) -> None:
        fund.win() if ending == "won" else fund.lose()
        _, bob, *_ = scene.people
        fund.contract.claim(sender=bob)
        assert fund.token.balanceOf(bob) == UNITS * (ether(12) + 1) == fund.token.totalSupply()
        assert fund.token.getVotes(bob) == fund.token.balanceOf(bob)
        assert fund.token.fullSupply() == UNITS * (ether(42) + 1)
        with errors.reverts("NothingContributedBy", bob):
            fund.contract.claim(sender=bob)

    def test_people_are_redeemed_for_the_same_ether_by_whoever_has_them(
        self, scene: Scene, fund: Fund
    ) -> None:
        fund.lose()
        alice, bob, carol, dave = scene.people
        fund.contract.claim(sender=bob)
        with errors.reverts("NothingContributedBy", bob):
            fund.contract.refund(sender=bob)
        fund.token.transfer(carol, UNITS + 5, sender=bob)
        before = scene.chain.balance(dave)
        receipt = fund.contract.redeem(UNITS + 5, dave, sender=carol)
        expected = {"account": carol.address, "to": dave.address, "value": 1}
        assert told(receipt, "Redeemed") == expected
        assert scene.chain.balance(dave) == before + 1
        assert fund.token.balanceOf(carol) == 5
        with errors.reverts("TooFewUnits", 5, UNITS):
            fund.contract.redeem(5, carol, sender=carol)
        with errors.reverts("ERC20InsufficientBalance", carol, 5, UNITS):
            fund.contract.redeem(UNITS, carol, sender=carol)
        fund.token.transfer(bob, 5, sender=carol)
        fund.contract.redeem(fund.token.balanceOf(bob), bob, sender=bob)
        fund.contract.refund(sender=alice)
        assert scene.chain.balance(fund.contract) == 0 == fund.token.totalSupply()

    def test_each_call_has_its_states(self, scene: Scene, fund: Fund) -> None:
        alice, *_ = scene.people
        allowed = {
            "contribute": {State.FUNDING},
            "bid": {State.BIDDING},
            "finish": {State.FUNDING, State.SUCCEEDED, State.BIDDING},
            "deliver": {State.WON},
            "refund": {State.FAILED, State.LOST},
            "refundMany": {State.FAILED, State.LOST},
            "claim": {State.WON, State.LOST},
            "redeem": {State.LOST},
        }
        arguments = {"refundMany": ([alice],), "redeem": (UNITS, alice)}

        def failed() -> None:
            fund.give(alice, 1)
            fund.close()

        def closed() -> None:
            fund.raise_from_two()
            fund.close()

        def bidding() -> None:
            fund.raise_from_two()
            fund.open_bidding()

        ways = {
            State.FUNDING: lambda: fund.give(alice, 1),
            State.FAILED: failed,
            State.SUCCEEDED: closed,
            State.BIDDING: bidding,
            State.WON: fund.win,
            State.LOST: fund.lose,
        }
        for (state, reach), (call, states) in product(ways.items(), allowed.items()):
            if state in states:
                continue
            with scene.chain.anchor():
                reach()
                assert fund.state == state
                with errors.reverts("WrongState", state):
                    fund.contract[call](*arguments.get(call, ()), sender=alice)

    def test_nothing_is_kept_for_who_took_it(self, scene: Scene, fund: Fund) -> None:
        with errors.reverts("NothingOwed", scene.ivan):
            fund.contract.withdraw(scene.ivan, sender=scene.ivan)


class TestToken:
    def test_it_is_called_people(self, fund: Fund) -> None:
        token = fund.token
        assert (token.name(), token.symbol(), token.decimals()) == ("PeopleToken", "PEOPLE", 18)
        assert token.CLOCK_MODE() == "mode=timestamp"

    @pytest.mark.parametrize("call", ["open", "mint", "burnFor"])
    def test_only_the_crowdfund_makes_and_destroys(
        self, scene: Scene, fund: Fund, call: str
    ) -> None:
        fund.win()
        arguments = (5,) if call == "open" else (scene.people[0], 5)
        with errors.reverts("NotCrowdfund", scene.ivan, fund.contract):
            fund.token[call](*arguments, sender=scene.ivan)

    def test_the_first_to_claim_are_not_alone_in_the_quorum(self, scene: Scene, fund: Fund) -> None:
        fund.win()
        won = scene.chain.time
        _, bob, *_ = scene.people
        fund.contract.claim(sender=bob)
        claimed = scene.chain.time
        scene.chain.mine()
        everything = UNITS * (ether(42) + 1)
        assert fund.token.getPastTotalSupply(won) == everything
        assert fund.token.getPastTotalSupply(claimed) == everything
        assert fund.token.getPastVotes(bob, claimed) == UNITS * (ether(12) + 1)

    def test_who_burns_their_own_leaves_the_rest_a_larger_share(
        self, scene: Scene, fund: Fund
    ) -> None:
        fund.win()
        alice, bob, *_ = scene.people
        fund.contract.claim(sender=bob)
        fund.token.burn(UNITS * ether(2), sender=bob)
        burned = scene.chain.time
        scene.chain.mine()
        left = UNITS * (ether(40) + 1)
        assert fund.token.fullSupply() == left == fund.token.getPastTotalSupply(burned)
        assert fund.token.getVotes(bob) == UNITS * (ether(10) + 1)
        with errors.reverts("ERC20InsufficientBalance", alice, 0, 1):
            fund.token.burn(1, sender=alice)

    def test_giving_for_somebody_leaves_their_delegation_alone(
        self, scene: Scene, fund: Fund
    ) -> None:
        """Party 2023-04 H-01."""
        alice, bob, carol, _ = scene.people
        fund.token.delegate(carol, sender=alice)
        fund.contract.contributeFor(alice, sender=bob, value=1)
        fund.win()
        fund.contract.claim(sender=alice)
        assert fund.token.delegates(alice) == carol.address
        assert fund.token.getVotes(carol) == UNITS * (ether(30) + 1)


def test_the_deadline_is_days_away(scene: Scene, fund: Fund) -> None:
    assert days(3) < fund.contract.closesAt() - scene.chain.time <= days(4)
