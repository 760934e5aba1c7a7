"""What looks like a solution of an exercise and is none, beside the one that is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pydemo.contract.ballot import FOR
from pydemo.contract.handle import Contract
from pydemo.lessons import begin
from pydemo.lessons.exercises import break_it, collectible, dao, first_transaction
from pydemo.lessons.lesson import Lesson
from pydemo.plans import collectible as drops
from pydemo.stories.dao_scene import COOL_DOWN, PIECE, Scene, deploy
from pydemo.units import ether, hours


@pytest.fixture(scope="module")
def sold_out() -> Lesson:
    """The lesson on collectibles, its story told."""
    lesson = begin("collectible")
    lesson.story().rest()
    return lesson


@pytest.fixture(scope="module")
def founded() -> tuple[Lesson, Scene]:
    """The lesson on DAOs, and a club in it."""
    lesson = begin("dao")
    chain, club = lesson.chain, deploy(lesson.chain)
    gifts = {"alice": 24, "bob": 16, "carol": 12, "dave": 8}
    for name, amount in gifts.items():
        club.give(name, ether(amount))
    chain.advance(max(club.fund.closesAt() - chain.time, 0) + COOL_DOWN)
    club.fund.bid(sender=chain.accounts.grace)
    club.wait_for_the_hammer()
    club.fund.finish(sender=chain.accounts.grace)
    for name in gifts:
        club.fund.claim(sender=chain.accounts[name])
    chain.mine()
    return lesson, club


class TestFirstTransaction:
    def test_what_heidi_sent_too_much_can_go_back_to_her(self) -> None:
        chain = begin("first_transaction").chain
        lesson = Lesson("first_transaction", "en", chain)
        heidi, judy = chain.accounts.heidi, chain.accounts.judy
        chain.transfer(judy, ether(50), sender=heidi)
        assert first_transaction.exercise_1(lesson).seen == "amount"
        chain.transfer(heidi, ether(26), sender=judy)
        chain.transfer(judy, ether(10_025) - chain.balance(judy), sender=heidi)
        assert first_transaction.exercise_1(lesson).passed

    def test_ether_out_of_thin_air_or_from_others_too_is_none_of_heidis(self) -> None:
        chain = begin("first_transaction").chain
        lesson = Lesson("first_transaction", "en", chain)
        people = chain.accounts
        with chain.anchor():
            chain.set_balance(people.judy, ether(10_025))
            assert first_transaction.exercise_1(lesson).seen == "other"
        for name, amount in (("heidi", 24), ("alice", 1)):
            chain.transfer(people.judy, ether(amount), sender=people[name])
        assert first_transaction.exercise_1(lesson).seen == "other"

    @pytest.mark.parametrize(
        ("given", "sent", "seen"),
        [("0.0009", 1, "little"), ("1", 1, "little"), ("1", ether("0.9995"), "")],
    )
    def test_nora_must_send_on_nearly_all_of_more_than_next_to_nothing(
        self, given: str, sent: int, seen: str
    ) -> None:
        chain = begin("first_transaction").chain
        lesson = Lesson("first_transaction", "en", chain)
        nora = chain.add_account(bytes([7] * 32), "nora")
        chain.transfer(nora, ether(given), sender=chain.accounts.alice)
        chain.transfer(nora, 1, sender=nora)  # to herself is not on
        assert first_transaction.exercise_3(lesson).seen == "still"
        chain.transfer(chain.accounts.bob, sent, sender=nora)
        assert first_transaction.exercise_3(lesson).seen == seen


class TestCollectible:
    @pytest.fixture
    def lesson(self, sold_out: Lesson) -> Iterator[Lesson]:
        with sold_out.chain.anchor():
            yield sold_out

    @pytest.mark.parametrize(("owner", "seen"), [("judy", "no_studio"), ("bob", "")])
    def test_a_piece_of_a_studio_of_ones_own_was_not_bought_at_bobs(
        self, lesson: Lesson, owner: str, seen: str
    ) -> None:
        people = lesson.chain.accounts
        whose = people[owner]
        studio = drops.deploy(lesson.chain, deployer=whose, beneficiary=whose, price=0).collection
        studio.mint(1, sender=people.judy)
        studio.transferFrom(people.judy, people.heidi, 1, sender=people.judy)
        assert collectible.exercise_1(lesson).seen == seen

    @pytest.mark.parametrize(("reserve", "seen"), [(ether("0.999"), "cheap"), (ether(1), "bids")])
    def test_an_auction_begins_at_one_ether(self, lesson: Lesson, reserve: int, seen: str) -> None:
        chain, heidi = lesson.chain, lesson.chain.accounts.heidi
        drop = lesson.contracts["Collectible"]
        house = chain.deploy("AuctionHouse", sender=heidi)
        drop.approve(house, 4, sender=heidi)
        house.create(drop, 4, reserve, chain.time, chain.time + hours(2), sender=heidi)
        assert collectible.exercise_3(lesson).seen == seen


class TestVault:
    @pytest.fixture
    def lesson(self) -> Lesson:
        return begin("break_it")

    @pytest.fixture
    def token(self, lesson: Lesson) -> Contract:
        chain, judy = lesson.chain, lesson.chain.accounts.judy
        return chain.deploy("DemoToken", ether(1_000_000), judy, sender=judy)

    @pytest.fixture
    def vault(self, lesson: Lesson, token: Contract) -> Contract:
        chain, judy = lesson.chain, lesson.chain.accounts.judy
        vault = chain.deploy("WeakenedVault", token, sender=judy)
        for person in (chain.accounts.ivan, chain.accounts.grace):
            token.mint(person, ether(300), sender=judy)
            token.approve(vault, ether(300), sender=person)
        return vault

    def test_a_present_to_ivan_is_no_deposit(
        self, lesson: Lesson, token: Contract, vault: Contract
    ) -> None:
        grace, ivan = lesson.chain.accounts.grace, lesson.chain.accounts.ivan
        vault.deposit(1, grace, sender=grace)
        vault.redeem(1, grace, sender=grace)
        token.transfer(ivan, ether(250), sender=grace)
        assert break_it.exercise_2(lesson).seen == "not_paid_in"

    def test_a_present_to_the_vault_is_no_deposit(
        self, lesson: Lesson, token: Contract, vault: Contract
    ) -> None:
        grace, ivan = lesson.chain.accounts.grace, lesson.chain.accounts.ivan
        vault.deposit(1, ivan, sender=ivan)
        token.transfer(vault, ether(250), sender=grace)
        vault.redeem(1, ivan, sender=ivan)
        assert break_it.exercise_2(lesson).seen == "not_paid_in"

    def test_shares_that_grace_gives_away_she_had(
        self, lesson: Lesson, token: Contract, vault: Contract
    ) -> None:
        grace, ivan = lesson.chain.accounts.grace, lesson.chain.accounts.ivan
        vault.deposit(ether(250), grace, sender=grace)
        vault.transfer(ivan, ether(250), sender=grace)
        vault.redeem(ether(250), ivan, sender=ivan)
        assert break_it.exercise_2(lesson).seen == "has_shares"

    def test_rounding_is_what_it_takes(
        self, lesson: Lesson, token: Contract, vault: Contract
    ) -> None:
        grace, ivan = lesson.chain.accounts.grace, lesson.chain.accounts.ivan
        vault.deposit(1, ivan, sender=ivan)
        token.transfer(vault, ether(250), sender=ivan)
        vault.deposit(ether(250), grace, sender=grace)
        assert break_it.exercise_2(lesson).seen == "still_there"
        vault.redeem(1, ivan, sender=ivan)
        assert break_it.exercise_2(lesson).passed


class TestDao:
    @pytest.fixture
    def club(self, founded: tuple[Lesson, Scene]) -> Iterator[Scene]:
        with founded[0].chain.anchor():
            yield founded[1]

    @pytest.fixture
    def lesson(self, founded: tuple[Lesson, Scene]) -> Lesson:
        return founded[0]

    @pytest.mark.parametrize(("is_given", "seen"), [(True, "given"), (False, "")])
    def test_votes_that_were_given_are_not_lent(
        self, lesson: Lesson, club: Scene, is_given: bool, seen: str
    ) -> None:
        people = lesson.chain.accounts
        dave, carol = people.dave, people.carol
        club.token.delegate(dave, sender=people.grace if is_given else carol)
        if is_given:
            club.token.transfer(dave, ether(8_000_000), sender=carol)
        proposal = club.propose("dave", [(people.judy, ether(1), b"")], "Thank Judy")
        proposal.open_the_vote()
        proposal.vote(dave, FOR)
        proposal.close_the_vote()
        if is_given:
            club.token.transfer(carol, ether(8_000_000), sender=dave)
        assert dao.exercise_1(lesson).seen == seen

    @pytest.mark.parametrize(("first", "seen"), [("alice", "detour"), ("frank", "")])
    def test_the_decision_itself_gives_the_piece_to_frank(
        self, lesson: Lesson, club: Scene, first: str, seen: str
    ) -> None:
        people = lesson.chain.accounts
        alice, receiver = people.alice, people[first]
        call = club.piece.transferFrom.data(club.timelock, receiver, PIECE)
        proposal = club.propose("alice", [(club.piece, 0, call)], "The copy")
        proposal.open_the_vote()
        proposal.vote(alice, FOR)
        proposal.close_the_vote()
        proposal.queue(alice)
        proposal.wait_for_the_timelock()
        proposal.execute(alice)
        if receiver != people.frank:
            assert dao.exercise_2(lesson).seen == "underway"
            club.piece.transferFrom(receiver, people.frank, PIECE, sender=receiver)
        assert dao.exercise_2(lesson).seen == seen

    @pytest.mark.parametrize(("amount", "seen"), [(ether(1), "other"), (ether(30), "")])
    def test_carol_leaves_while_the_thirty_ether_are_waiting(
        self, lesson: Lesson, club: Scene, amount: int, seen: str
    ) -> None:
        people = lesson.chain.accounts
        carol = people.carol
        proposal = club.propose("alice", [(people.ivan, amount, b"")], "For Ivan")
        proposal.open_the_vote()
        proposal.vote(people.alice, FOR)
        proposal.close_the_vote()
        proposal.queue(people.alice)
        assert dao.exercise_3(lesson).seen == "nobody"
        treasury = lesson.chain.balance(club.timelock)
        units = ether(5) * club.token.currentTotalSupply() // treasury
        club.token.approve(club.governor, units, sender=carol)
        club.governor.ragequit(units, [], carol, sender=carol)
        assert dao.exercise_3(lesson).seen == seen
