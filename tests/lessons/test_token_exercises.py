"""What the checks of the lessons on tokens and collectibles say on the way to a solution."""

from __future__ import annotations

from pydemo.contract.permit import sign_permit
from pydemo.lessons import begin
from pydemo.lessons.exercises import collectible, token
from pydemo.plans import collectible as drops
from pydemo.units import ether, hours


class TestToken:
    def test_an_allowance_is_told_from_a_payment_and_from_a_wrong_one(self) -> None:
        lesson = begin("token")
        people = lesson.chain.accounts
        assert token.exercise_1(lesson).seen == "no_token"
        lesson.story().step("token.balances")
        demo = lesson.contracts["DemoToken"]
        assert token.exercise_1(lesson).seen == "nothing"
        demo.faucet(sender=people.heidi)
        demo.approve(people.judy, ether(40), sender=people.heidi)
        assert token.exercise_1(lesson).seen == "allowed"
        demo.transferFrom(people.heidi, people.grace, ether(5), sender=people.judy)
        assert token.exercise_1(lesson).seen == "amount"
        demo.transferFrom(people.heidi, people.grace, ether(15), sender=people.judy)
        assert token.exercise_1(lesson).seen == "left"
        demo.approve(people.judy, ether(25), sender=people.heidi)
        assert token.exercise_1(lesson).passed

    def test_a_permit_that_its_owner_carries_or_that_is_not_used_is_not_enough(self) -> None:
        lesson = begin("token")
        chain, people = lesson.chain, lesson.chain.accounts
        lesson.story().step("token.balances")
        demo = lesson.contracts["DemoToken"]
        assert token.exercise_2(lesson).seen == "poor"
        demo.transfer(people.ivan, ether(30), sender=people.alice)
        assert token.exercise_2(lesson).seen == "unsigned"
        ivan, erin = people.ivan, people.erin
        for carrier in (erin, people.frank):
            assert token.exercise_2(lesson).seen in ("unsigned", "other_payer")
            signed = sign_permit(demo, chain, owner=ivan, spender=erin, value=ether(30))
            demo.permit(*signed, sender=carrier)
            assert (token.exercise_2(lesson).seen == "other_payer") == (carrier is erin)
        assert token.exercise_2(lesson).seen == "taken"
        demo.transferFrom(people.ivan, people.erin, ether(30), sender=people.erin)
        assert token.exercise_2(lesson).passed
        demo.approve(people.erin, 0, sender=people.ivan)
        assert token.exercise_2(lesson).seen == "sent"

    def test_a_token_of_which_more_can_be_made_is_not_all_for_ever(self) -> None:
        lesson = begin("token")
        people = list(lesson.chain.accounts)[:10]
        lesson.story().step("token.balances")
        assert token.exercise_3(lesson).seen == "no_token"
        for cap, seen in ((1_024, "room"), (1_023, "")):
            own = lesson.chain.deploy("DemoToken", ether(cap), people[9], sender=people[9])
            assert token.exercise_3(lesson).seen == "balance"
            for number, person in enumerate(people):
                own.mint(person, ether(2**number), sender=people[9])
            assert token.exercise_3(lesson).seen == seen
        assert token.exercise_3(lesson).passed

    def test_the_story_adds_up_whoever_else_was_given_tokens(self) -> None:
        lesson = begin("token")
        people = lesson.chain.accounts
        lesson.story().step("token.trace")
        lesson.contracts["DemoToken"].transfer(people.judy, ether(7), sender=people.alice)
        (table,) = lesson.story().step("token.balances").tables
        assert ("judy", "7") in table.rows
        assert table.total[1] == "1,000"


class TestCollectible:
    def test_a_piece_that_is_kept_or_given_to_another_is_no_gift_to_heidi(self) -> None:
        lesson = begin("collectible")
        people = lesson.chain.accounts
        assert collectible.exercise_1(lesson).seen == "no_studio"
        lesson.story().rest()
        bob = people.bob
        studio = drops.deploy(lesson.chain, deployer=bob, beneficiary=bob, price=0).collection
        assert collectible.exercise_1(lesson).seen == "nothing"
        studio.mint(1, sender=people.judy)
        assert collectible.exercise_1(lesson).seen == "kept"
        studio.transferFrom(people.judy, people.erin, 1, sender=people.judy)
        assert collectible.exercise_1(lesson).seen == "other"
        studio.transferFrom(people.erin, people.heidi, 1, sender=people.erin)
        assert collectible.exercise_1(lesson).passed

    def test_the_rarest_piece_must_be_found_and_paid(self) -> None:
        lesson = begin("collectible")
        chain, people = lesson.chain, lesson.chain.accounts
        assert collectible.exercise_2(lesson).seen == "no_drop"
        lesson.story().rest()
        drop = lesson.contracts["Collectible"]
        (rarest,) = collectible._rarest(lesson, drop)
        common = next(n for n in range(1, 17) if n != rarest)
        assert collectible.exercise_2(lesson).seen == "nothing"
        for number, seen in ((common, "wrong_piece"), (rarest, "unpaid")):
            owner = people[drop.ownerOf(number)]
            drop.transferFrom(owner, people.judy, number, sender=owner)
            assert collectible.exercise_2(lesson).seen == seen
        chain.transfer(owner, ether(1), sender=people.judy)
        assert collectible.exercise_2(lesson).seen == "too_little"
        chain.transfer(owner, ether(2), sender=people.judy)
        assert collectible.exercise_2(lesson).passed

    def test_an_auction_must_be_bid_on_settled_and_emptied(self) -> None:
        lesson = begin("collectible")
        chain, people = lesson.chain, lesson.chain.accounts
        lesson.story().rest()
        drop = lesson.contracts["Collectible"]
        assert collectible.exercise_3(lesson).seen == "no_house"
        house = chain.deploy("AuctionHouse", sender=people.alice)
        assert collectible.exercise_3(lesson).seen == "no_auction"
        drop.approve(house, 4, sender=people.heidi)
        house.create(drop, 4, ether(1), chain.time, chain.time + hours(2), sender=people.heidi)
        for bidder, bid in ((people.erin, ether(1)), (people.ivan, ether(2))):
            assert collectible.exercise_3(lesson).seen == "bids"
            house.bid(1, bid, sender=bidder, value=bid)
        assert collectible.exercise_3(lesson).seen == "open"
        chain.advance(hours(2))
        house.settle(1, sender=people.bob)
        assert collectible.exercise_3(lesson).seen == "rest"
        house.withdraw(people.erin, sender=people.erin)
        assert collectible.exercise_3(lesson).passed
        drop.setApprovalForAll(house, True, sender=people.heidi)
        assert collectible.exercise_3(lesson).seen == "all_approved"
