"""The sources of randomness: what is unknown before, fixed after, and how a request fails."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.units import days, ether

KEPT_BLOCKS = 8_191
COMMIT, REVEAL = 3_600, 1_800
BOND = ether(1)
KEY_HASH = b"\x77" * 32


def request(rng: Contract, sender: Account) -> int:
    (event,) = rng.request(sender=sender).events
    assert (event.name, event.args["requester"]) == ("RandomnessRequested", sender)
    return int(event.args["id"])


def state_of(rng: Contract, number: int) -> tuple[bool, bool]:
    return rng.isRequestComplete(number), rng.isRequestFailed(number)


WAITING, COMPLETE, FAILED = (False, False), (True, False), (False, True)


class TestFutureBlock:
    @pytest.fixture
    def rng(self, chain: Chain, alice: Account) -> Contract:
        return chain.deploy("FutureBlockRng", sender=alice)

    def test_the_block_comes_after_the_request(
        self, chain: Chain, rng: Contract, alice: Account
    ) -> None:
        block = request(rng, alice)
        assert block == chain.block_number + rng.DELAY()
        while chain.block_number <= block:
            assert state_of(rng, block) == WAITING
            with errors.reverts("RandomnessNotReady", block):
                rng.randomNumber(block)
            chain.mine()
        assert state_of(rng, block) == COMPLETE

    def test_the_number_is_the_hash_with_the_address(
        self, chain: Chain, rng: Contract, alice: Account
    ) -> None:
        block = request(rng, alice)
        chain.mine(rng.DELAY() - 1)
        receipt = chain.transfer(alice, 1, sender=alice)
        assert receipt.block_number == block
        chain.mine()
        words = encode(["bytes32", "address"], [bytes(receipt.block_hash), rng.address])
        assert rng.randomNumber(block) == int.from_bytes(keccak(words))

    def test_it_is_there_for_8191_blocks_and_has_failed_after_that(
        self, chain: Chain, rng: Contract, alice: Account
    ) -> None:
        block = request(rng, alice)
        chain.mine(rng.DELAY() + 1)
        number = rng.randomNumber(block)
        chain.mine(block + KEPT_BLOCKS - 1 - chain.block_number)
        assert state_of(rng, block) == COMPLETE
        assert rng.randomNumber(block) == number
        chain.mine(2)
        assert state_of(rng, block) == FAILED
        with errors.reverts("RandomnessFailed", block):
            rng.randomNumber(block)
        with errors.reverts("RandomnessFailed", block):
            rng.keep(block, sender=alice)

    def test_what_is_kept_stays(
        self, chain: Chain, rng: Contract, alice: Account, bob: Account
    ) -> None:
        block = request(rng, alice)
        with errors.reverts("RandomnessNotReady", block):
            rng.keep(block, sender=bob)
        chain.mine(rng.DELAY() + 1)
        number = rng.randomNumber(block)
        (event,) = rng.keep(block, sender=bob).events
        assert dict(event.args) == {"id": block, "number": number}
        chain.mine(KEPT_BLOCKS + 5)
        assert not rng.keep(block, sender=bob).events
        assert state_of(rng, block) == COMPLETE
        assert rng.randomNumber(block) == number

    def test_a_block_nobody_can_have_asked_for_is_unknown(
        self, chain: Chain, rng: Contract
    ) -> None:
        block = chain.block_number + 1_000
        with errors.reverts("UnknownRequest", block):
            rng.randomNumber(block)
        assert state_of(rng, block) == WAITING


class TestRequestsOfOthers:
    def test_they_change_nothing_for_a_future_block(
        self, chain: Chain, alice: Account, bob: Account
    ) -> None:
        rng = chain.deploy("FutureBlockRng", sender=alice)
        mine = request(rng, alice)
        assert request(rng, bob) == mine + 1
        with chain.batch() as batch:
            rng.request(sender=alice)
            rng.request(sender=bob)
        first, second = (receipt.events[0].args["id"] for receipt in batch.receipts)
        assert first == second, "in one block there is one number for all"
        chain.mine(rng.DELAY() + 1)
        numbers = {rng.randomNumber(number) for number in (mine, mine + 1, first)}
        assert len(numbers) == 3

    def test_they_change_nothing_for_secrets_or_for_numbers_that_are_set(
        self, chain: Chain, alice: Account, bob: Account
    ) -> None:
        rng = chain.deploy("CommitRevealRng", BOND, COMMIT, REVEAL, 1, sender=alice)
        mine, theirs = request(rng, alice), request(rng, bob)
        secret = b"\x05" * 32
        rng.commit(theirs, rng.commitmentOf(mine, bob, secret), sender=bob, value=BOND)
        rng.commit(mine, rng.commitmentOf(mine, alice, secret), sender=alice, value=BOND)
        chain.advance(COMMIT)
        with errors.reverts("WrongSecret", theirs, bob):
            rng.reveal(theirs, secret, sender=bob)
        with errors.reverts("WrongSecret", mine, bob):
            rng.reveal(mine, secret, sender=bob)
        assert state_of(rng, mine) == WAITING
        rng.reveal(mine, secret, sender=alice)
        assert (state_of(rng, mine), state_of(rng, theirs)) == (COMPLETE, WAITING)

        settable = chain.deploy("SettableRng", alice, sender=alice)
        mine, theirs = request(settable, alice), request(settable, bob)
        settable.fail(theirs, sender=alice)
        assert (state_of(settable, mine), state_of(settable, theirs)) == (WAITING, FAILED)


class TestCommitReveal:
    @pytest.fixture
    def rng(self, chain: Chain, alice: Account) -> Contract:
        return chain.deploy("CommitRevealRng", BOND, COMMIT, REVEAL, 2, sender=alice)

    @pytest.fixture
    def people(self, chain: Chain) -> list[Account]:
        return [chain.accounts[index] for index in range(4)]

    def secret(self, index: int) -> bytes:
        return keccak(b"secret" + bytes([index]))

    def commit(self, rng: Contract, number: int, people: list[Account]) -> list[int]:
        """Let all commit; what each paid for gas."""
        fees = []
        for index, person in enumerate(people):
            commitment = rng.commitmentOf(number, person, self.secret(index))
            fees.append(int(rng.commit(number, commitment, sender=person, value=BOND).fee))
        return fees

    def mixed(self, number: int, people: list[Account]) -> int:
        mixed = 0
        for index, person in enumerate(people):
            secret = self.secret(index)
            commitment = keccak(
                encode(["uint256", "address", "bytes32"], [number, person.address, secret])
            )
            mixed ^= int.from_bytes(keccak(commitment + secret))
        return int.from_bytes(keccak(encode(["uint256", "uint256"], [number, mixed])))

    def test_the_number_is_that_of_all_secrets_in_whatever_order(
        self, chain: Chain, rng: Contract, people: list[Account]
    ) -> None:
        number = request(rng, people[0])
        self.commit(rng, number, people)
        chain.advance(COMMIT)
        for index in (2, 0, 3, 1):
            assert state_of(rng, number) == WAITING
            with errors.reverts("RandomnessNotReady", number):
                rng.randomNumber(number)
            rng.reveal(number, self.secret(index), sender=people[index])
        assert state_of(rng, number) == COMPLETE, "nobody is left to wait for"
        assert rng.randomNumber(number) == self.mixed(number, people)
        assert rng.progressOf(number)[1:] == (4, 4)

    def test_who_does_not_reveal_loses_the_bond_and_nobody_gets_it(
        self, chain: Chain, rng: Contract, people: list[Account]
    ) -> None:
        number = request(rng, people[0])
        self.commit(rng, number, people)
        chain.advance(COMMIT)
        with errors.reverts("NoBond", number, people[0]):
            rng.withdrawBond(number, sender=people[0])
        for index, person in enumerate(people[:3]):
            rng.reveal(number, self.secret(index), sender=person)
            (event,) = rng.withdrawBond(number, sender=person).events
            assert dict(event.args) == {"id": number, "committer": person, "value": BOND}
            with errors.reverts("NoBond", number, person):
                rng.withdrawBond(number, sender=person)
            with errors.reverts("CommitPeriodOver"):
                rng.commit(number, b"\x07" * 32, sender=person, value=BOND)
        chain.advance(REVEAL)
        chain.mine()
        assert rng.randomNumber(number) == self.mixed(number, people[:3])
        with errors.reverts("NoBond", number, people[3]):
            rng.withdrawBond(number, sender=people[3])
        assert chain.balance(rng) == BOND

    @pytest.mark.parametrize("held_back", [0, 1, 5, 9, 10])
    def test_ten_commitments_pay_a_bond_for_each_secret_held_back_to_the_wei(
        self, chain: Chain, rng: Contract, held_back: int
    ) -> None:
        """Shared out among those who reveal, the first lost bond would cost a tenth of one."""
        crowd = [chain.accounts[index] for index in range(10)]
        crowd.append(chain.impersonate("0x" + "e1" * 20))
        chain.set_balance(crowd[10], ether(100))
        number = request(rng, crowd[10])
        before = [chain.balance(person) for person in crowd]
        paid = self.commit(rng, number, crowd)
        chain.advance(COMMIT)
        for index in range(held_back, 11):
            paid[index] += rng.reveal(number, self.secret(index), sender=crowd[index]).fee
        chain.advance(REVEAL)
        chain.mine()
        for index, person in enumerate(crowd):
            if index < held_back:
                with errors.reverts("NoBond", number, person) as refused:
                    rng.withdrawBond(number, sender=person)
                assert refused.error.receipt is not None
                paid[index] += refused.error.receipt.fee
            else:
                paid[index] += rng.withdrawBond(number, sender=person).fee
        lost = [
            start - chain.balance(person) - fees
            for start, person, fees in zip(before, crowd, paid, strict=True)
        ]
        assert sum(lost[:10]) == held_back * BOND
        assert lost[10] == 0
        assert chain.balance(rng) == held_back * BOND

    def test_nobody_gets_a_bond_back_by_committing_to_the_mark_of_a_reveal(
        self, chain: Chain, rng: Contract, people: list[Account]
    ) -> None:
        number = request(rng, people[0])
        for mark in (0, 1):
            with errors.reverts("InvalidCommitment", mark.to_bytes(32, "big")):
                rng.commit(number, mark.to_bytes(32, "big"), sender=people[0], value=BOND)
        # Any other number is taken for a hash, and its bond is lost.
        rng.commit(number, (2).to_bytes(32, "big"), sender=people[0], value=BOND)
        chain.advance(COMMIT + REVEAL)
        with errors.reverts("NoBond", number, people[0]):
            rng.withdrawBond(number, sender=people[0])

    def test_who_takes_no_ether_can_reveal_and_stops_nobody(
        self, chain: Chain, rng: Contract, people: list[Account]
    ) -> None:
        recluse = chain.impersonate(chain.deploy("SettableRng", people[0], sender=people[0]))
        chain.set_balance(recluse, ether(10))
        number = request(rng, people[0])
        paying = [people[0], recluse]
        self.commit(rng, number, paying)
        chain.advance(COMMIT)
        for index, person in enumerate(paying):
            rng.reveal(number, self.secret(index), sender=person)
        with errors.reverts("BondRefused", recluse, BOND):
            rng.withdrawBond(number, sender=recluse)
        rng.withdrawBond(number, sender=people[0])
        assert rng.randomNumber(number) == self.mixed(number, paying)
        assert chain.balance(rng) == BOND

    def test_a_call_back_gets_a_bond_once(
        self, chain: Chain, rng: Contract, people: list[Account]
    ) -> None:
        greedy = chain.deploy("Greedy", rng, sender=people[0], value=BOND)
        number = request(rng, people[0])
        rng.commit(
            number,
            rng.commitmentOf(number, people[0], self.secret(0)),
            sender=people[0],
            value=BOND,
        )
        greedy.commit(number, self.secret(1), sender=people[0])
        chain.advance(COMMIT)
        greedy.reveal(number, self.secret(1), sender=people[0])
        greedy.withdraw(number, sender=people[0])
        assert (chain.balance(greedy), greedy.attempts()) == (BOND, 1)
        assert chain.balance(rng) == BOND

    def test_holding_a_secret_back_gives_another_number_for_the_price_of_the_bond(
        self, chain: Chain, rng: Contract, people: list[Account]
    ) -> None:
        """The last revealer's advantage, as the interface warns: one other number, one bond."""
        number = request(rng, people[0])
        self.commit(rng, number, people)
        chain.advance(COMMIT)
        for index in range(3):
            rng.reveal(number, self.secret(index), sender=people[index])
        numbers = set()
        for reveals in (True, False):
            with chain.anchor():
                if reveals:
                    rng.reveal(number, self.secret(3), sender=people[3])
                chain.advance(REVEAL)
                chain.mine()
                numbers.add(rng.randomNumber(number))
                if reveals:
                    rng.withdrawBond(number, sender=people[3])
                else:
                    with errors.reverts("NoBond", number, people[3]):
                        rng.withdrawBond(number, sender=people[3])
        assert len(numbers) == 2

    def test_without_an_honest_one_the_number_is_chosen_for_free(
        self, chain: Chain, rng: Contract, people: list[Account]
    ) -> None:
        """The interface's first warning: two accounts of one attacker, who likes numbers that are
        multiples of ten, and tries fifty secrets before they commit. No bond is lost."""
        number, (first, second, honest, _) = request(rng, people[0]), people

        def hashed(person: Account, secret: bytes) -> int:
            words = [number, person.address, secret]
            commitment = keccak(encode(["uint256", "address", "bytes32"], words))
            return int.from_bytes(keccak(commitment + secret))

        def drawn(*secrets: tuple[Account, bytes]) -> int:
            mixed = 0
            for person, secret in secrets:
                mixed ^= hashed(person, secret)
            return int.from_bytes(keccak(encode(["uint256", "uint256"], [number, mixed])))

        fixed, tried = self.secret(0), [self.secret(index) for index in range(1, 51)]
        liked = [each for each in tried if drawn((first, fixed), (second, each)) % 10 == 0]
        assert liked, "fifty tries at one in ten"
        attackers = ((first, fixed), (second, liked[0]))
        theirs = self.secret(51)

        def play(*secrets: tuple[Account, bytes]) -> int:
            with chain.anchor():
                for person, secret in secrets:
                    hidden = rng.commitmentOf(number, person, secret)
                    rng.commit(number, hidden, sender=person, value=BOND)
                chain.advance(COMMIT)
                for person, secret in secrets:
                    rng.reveal(number, secret, sender=person)
                    rng.withdrawBond(number, sender=person)
                assert chain.balance(rng) == 0, "all bonds are back"
                return int(rng.randomNumber(number))

        assert play(*attackers) % 10 == 0
        # One honest secret that they do not know when they commit, and it was in vain.
        assert play(*attackers, (honest, theirs)) == drawn(*attackers, (honest, theirs))
        others = {drawn(*attackers, (honest, each)) % 10 for each in tried}
        assert len(others) > 5

    @pytest.mark.parametrize(("committing", "revealing"), [(0, 0), (1, 1), (4, 1), (4, 0)])
    def test_with_too_few_secrets_it_fails(
        self, chain: Chain, rng: Contract, people: list[Account], committing: int, revealing: int
    ) -> None:
        number = request(rng, people[0])
        self.commit(rng, number, people[:committing])
        assert state_of(rng, number) == WAITING
        chain.advance(COMMIT)
        for index in range(revealing):
            rng.reveal(number, self.secret(index), sender=people[index])
        chain.mine()
        assert state_of(rng, number) == (WAITING if committing >= 2 else FAILED)
        chain.advance(REVEAL)
        chain.mine()
        assert state_of(rng, number) == FAILED
        with errors.reverts("RandomnessFailed", number):
            rng.randomNumber(number)
        for person in people[:revealing]:
            rng.withdrawBond(number, sender=person)

    def test_commitments_have_their_rules(
        self, chain: Chain, rng: Contract, people: list[Account]
    ) -> None:
        alice, bob = people[:2]
        number = request(rng, alice)
        hidden = rng.commitmentOf(number, alice, self.secret(0))
        with errors.reverts("UnknownRequest", number + 1):
            rng.commit(number + 1, hidden, sender=alice, value=BOND)
        with errors.reverts("WrongBond", BOND - 1, BOND):
            rng.commit(number, hidden, sender=alice, value=BOND - 1)
        rng.commit(number, hidden, sender=alice, value=BOND)
        with errors.reverts("AlreadyCommitted", number, alice):
            rng.commit(number, hidden, sender=alice, value=BOND)
        rng.commit(number, hidden, sender=bob, value=BOND)
        begin = rng.progressOf(number)[0] + COMMIT
        with errors.reverts("NotInRevealPeriod", number, begin, begin + REVEAL):
            rng.reveal(number, self.secret(0), sender=alice)
        chain.advance(COMMIT)
        with errors.reverts("CommitPeriodOver", number, begin):
            rng.commit(number, hidden, sender=people[2], value=BOND)
        with errors.reverts("WrongSecret", number, alice):
            rng.reveal(number, self.secret(1), sender=alice)
        rng.reveal(number, self.secret(0), sender=alice)
        with errors.reverts("WrongSecret", number, alice):
            rng.reveal(number, self.secret(0), sender=alice)
        with errors.reverts("WrongSecret", number, bob):  # a copy is of no use
            rng.reveal(number, self.secret(0), sender=bob)
        chain.advance(REVEAL)
        with errors.reverts("NotInRevealPeriod", number, begin, begin + REVEAL):
            rng.reveal(number, self.secret(0), sender=bob)

    def test_a_request_ends_before_a_vault_gives_it_up(self, chain: Chain, alice: Account) -> None:
        """Else whoever reveals last could let the vault give up what they alone know."""
        rng = chain.deploy("CommitRevealRng", BOND, days(2), days(4), 1, sender=alice)
        assert rng.MOST_TIME() == days(6)
        number = request(rng, alice)
        chain.advance(days(6))
        chain.mine()
        assert state_of(rng, number) == FAILED

    @pytest.mark.parametrize(
        "terms",
        [
            (0, 1, 1),
            (1, 0, 1),
            (1, 1, 0),
            (2**60, 1, 1),
            (1, 2**256 - 1, 1),
            (days(2), days(4) + 1, 1),
        ],
    )
    def test_senseless_terms_are_refused(
        self, chain: Chain, alice: Account, terms: tuple[int, int, int]
    ) -> None:
        with errors.reverts("InvalidTerms", *terms):
            chain.deploy("CommitRevealRng", BOND, *terms, sender=alice)

    def test_an_unknown_request_is_neither_complete_nor_failed(self, rng: Contract) -> None:
        assert state_of(rng, 1) == WAITING
        with errors.reverts("UnknownRequest", 1):
            rng.randomNumber(1)


class TestChainlink:
    @pytest.fixture
    def coordinator(self, chain: Chain, alice: Account) -> Contract:
        return chain.deploy("MockVRFCoordinator", sender=alice)

    @pytest.fixture
    def rng(self, chain: Chain, alice: Account, bob: Account, coordinator: Contract) -> Contract:
        rng = chain.deploy("ChainlinkRng", coordinator, 42, KEY_HASH, 3, False, sender=alice)
        rng.nameConsumer(bob, sender=alice)
        return rng

    def ask(self, rng: Contract, coordinator: Contract, bob: Account) -> tuple[int, int]:
        """Make a request; its number here and the coordinator's."""
        return request(rng, bob), coordinator.lastId()

    def test_it_asks_as_chainlinks_coordinator_wants_to_be_asked(
        self, rng: Contract, coordinator: Contract, bob: Account
    ) -> None:
        """Selectors and tag from chainlink's contracts, v2.5."""
        entry: Any = coordinator.requestRandomWords
        assert entry.data((KEY_HASH, 0, 0, 0, 0, b""))[:4].hex() == "9b1c385e"
        assert rng.rawFulfillRandomWords.data(0, [])[:4].hex() == "1fe543e3"
        rng.request(sender=bob)
        key_hash, sub_id, confirmations, gas, words, extra = coordinator.last()
        assert (key_hash, sub_id, confirmations, words) == (KEY_HASH, 42, 3, 1)
        assert gas >= 60_000
        assert extra.hex() == "92fd1338" + "00" * 32

    def test_a_subscription_with_ether_is_asked_to_pay_in_ether(
        self, chain: Chain, coordinator: Contract, alice: Account
    ) -> None:
        rng = chain.deploy("ChainlinkRng", coordinator, 42, KEY_HASH, 3, True, sender=alice)
        rng.nameConsumer(alice, sender=alice)
        rng.request(sender=alice)
        assert rng.isPaidInEther()
        assert coordinator.last()[5].hex() == "92fd1338" + "00" * 31 + "01"

    def test_a_number_of_the_coordinators_that_comes_again_is_another_request(
        self, rng: Contract, coordinator: Contract, alice: Account, bob: Account
    ) -> None:
        """Who owns the subscription could else have a draw decided by a number that is known."""
        first, theirs = self.ask(rng, coordinator, bob)
        coordinator.fulfill(rng, theirs, [5], sender=alice)
        coordinator.addAgain(rng, sender=alice)
        second, again = self.ask(rng, coordinator, bob)
        assert again == theirs
        assert state_of(rng, second) == WAITING
        coordinator.fulfill(rng, again, [9], sender=alice)
        assert (rng.randomNumber(first), rng.randomNumber(second)) == (5, 9)

    def test_the_answer_is_the_number_even_if_it_is_zero(
        self, rng: Contract, coordinator: Contract, alice: Account, bob: Account
    ) -> None:
        for answer in (2**256 - 1, 0):
            number, theirs = self.ask(rng, coordinator, bob)
            assert state_of(rng, number) == WAITING
            with errors.reverts("RandomnessNotReady", number):
                rng.randomNumber(number)
            coordinator.fulfill(rng, theirs, [answer], sender=alice)
            assert state_of(rng, number) == COMPLETE
            assert rng.randomNumber(number) == answer
            coordinator.fulfill(rng, theirs, [7], sender=alice)
            assert rng.randomNumber(number) == answer, "the first answer stays"

    def test_an_answer_that_is_late_or_not_asked_for_is_passed_over(
        self, chain: Chain, rng: Contract, coordinator: Contract, alice: Account, bob: Account
    ) -> None:
        number, theirs = self.ask(rng, coordinator, bob)
        coordinator.fulfill(rng, theirs, [], sender=alice)
        assert state_of(rng, number) == WAITING
        chain.advance(86_400)
        coordinator.fulfill(rng, theirs, [5], sender=alice)
        assert state_of(rng, number) == FAILED
        with errors.reverts("RandomnessFailed", number):
            rng.randomNumber(number)
        coordinator.fulfill(rng, 99, [5], sender=alice)
        assert state_of(rng, 99) == WAITING
        with errors.reverts("UnknownRequest", 99):
            rng.randomNumber(99)

    def test_an_answer_in_the_last_second_counts_for_good(
        self, chain: Chain, rng: Contract, coordinator: Contract, alice: Account, bob: Account
    ) -> None:
        number, theirs = self.ask(rng, coordinator, bob)
        chain.advance(86_400 - 2)
        coordinator.fulfill(rng, theirs, [5], sender=alice)
        chain.advance(86_400)
        chain.mine()
        assert state_of(rng, number) == COMPLETE
        assert rng.randomNumber(number) == 5

    def test_the_callback_needs_less_gas_than_is_asked_for(
        self, rng: Contract, coordinator: Contract, alice: Account, bob: Account
    ) -> None:
        _, theirs = self.ask(rng, coordinator, bob)
        (call,) = coordinator.fulfill(rng, theirs, [5], sender=alice).trace().calls
        assert call.gas_used < coordinator.last()[3] * 3 // 4

    def test_only_the_coordinator_answers_and_only_the_consumer_asks(
        self, rng: Contract, coordinator: Contract, alice: Account, bob: Account
    ) -> None:
        _, theirs = self.ask(rng, coordinator, bob)
        with errors.reverts("OnlyCoordinatorCanFulfill", bob, coordinator):
            rng.rawFulfillRandomWords(theirs, [5], sender=bob)
        with errors.reverts("NotConsumer", alice, bob):
            rng.request(sender=alice)
        with errors.reverts("NotDeployer", bob, alice):
            rng.nameConsumer(bob, sender=bob)
        with errors.reverts("ConsumerIsNamed", bob):
            rng.nameConsumer(alice, sender=alice)


class TestSettable:
    @pytest.fixture
    def rng(self, chain: Chain, alice: Account) -> Contract:
        return chain.deploy("SettableRng", alice, sender=alice)

    def test_a_number_is_set_once(self, rng: Contract, alice: Account, bob: Account) -> None:
        number = request(rng, bob)
        assert state_of(rng, number) == WAITING
        with errors.reverts("RandomnessNotReady", number):
            rng.randomNumber(number)
        with errors.reverts("NotSetter", bob, alice):
            rng.set(number, 5, sender=bob)
        with errors.reverts("UnknownRequest", number + 1):
            rng.set(number + 1, 5, sender=alice)
        rng.set(number, 0, sender=alice)
        assert (state_of(rng, number), rng.randomNumber(number)) == (COMPLETE, 0)
        with errors.reverts("AlreadySettled", number):
            rng.set(number, 5, sender=alice)

    def test_a_request_can_be_made_to_fail(
        self, rng: Contract, alice: Account, bob: Account
    ) -> None:
        number = request(rng, bob)
        with errors.reverts("NotSetter", bob, alice):
            rng.fail(number, sender=bob)
        rng.fail(number, sender=alice)
        assert state_of(rng, number) == FAILED
        with errors.reverts("RandomnessFailed", number):
            rng.randomNumber(number)
        with errors.reverts("AlreadySettled", number):
            rng.set(number, 5, sender=alice)
        with errors.reverts("UnknownRequest", 9):
            rng.randomNumber(9)
