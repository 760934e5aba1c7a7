"""Properties of the DAO that hang on the crowdfund, each with attacks that happened or were found.

Numbers are those of the list in the project's notes: 1 solvency, 2 rounding, 3 no stuck state, 4 no
recipient blocks others, 5 reentrancy, 7 flash loans, 12 exit and auction fairness.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from crowdfund_checks.scene import (
    CAP,
    HOUR,
    RESERVE,
    UNITS,
    Fund,
    Manner,
    PieceManner,
    Sale,
    Scene,
    State,
    anchored,
)

from pydemo import errors
from pydemo.units import ether

RUDE = [Manner.REFUSE, Manner.BURN_ALL_GAS, Manner.ANSWER_LONG]
STUCK = [PieceManner.REFUSE, PieceManner.LIE, PieceManner.BURN_ALL_GAS]


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    yield from anchored(request.config.getoption("--engine"))


@pytest.fixture
def fund(scene: Scene) -> Fund:
    return scene.fund()


class TestSolvency:
    """1 (Party 2023-04 H-03, H-07)."""

    def test_each_gift_is_given_back_once_by_whatever_way(self, scene: Scene, fund: Fund) -> None:
        fund.lose()
        alice, bob, *_ = scene.people
        fund.contract.refundMany([alice] * 3, sender=scene.ivan)
        for call in ("refund", "claim"):
            with errors.reverts("NothingContributedBy", alice):
                fund.contract[call](sender=alice)
        fund.contract.claim(sender=bob)
        with errors.reverts("NothingContributedBy", bob):
            fund.contract.refund(sender=bob)
        fund.contract.refundMany([bob], sender=scene.ivan)
        assert scene.chain.balance(fund.contract) == ether(12) + 1
        assert fund.token.totalSupply() == UNITS * (ether(12) + 1)

    def test_ether_that_is_forced_in_is_nobodys_gift(self, scene: Scene, fund: Fund) -> None:
        chain, contract = scene.chain, fund.contract
        fund.raise_from_two()
        chain.set_balance(contract, chain.balance(contract) + ether(500))
        fund.open_bidding()
        scene.bid(scene.ivan, ether(43))
        with errors.reverts("BidAboveLimit"):
            contract.bid(sender=scene.ivan)
        fund.finish()
        contract.refundMany(list(scene.people), sender=scene.ivan)
        assert chain.balance(contract) == ether(500)


class TestRounding:
    """2: there is none, and a gift that would be none is refused."""

    def test_a_wei_is_a_million_units_and_back(self, scene: Scene, fund: Fund) -> None:
        carol = scene.people[2]
        fund.give(carol, 1)
        fund.lose()
        fund.contract.claim(sender=carol)
        assert fund.token.balanceOf(carol) == UNITS
        before = scene.chain.balance(fund.contract)
        for part in (1, UNITS - 1):
            with errors.reverts("TooFewUnits", part, UNITS):
                fund.contract.redeem(part, carol, sender=carol)
        fund.contract.redeem(UNITS, scene.people[3], sender=carol)
        assert scene.chain.balance(fund.contract) == before - 1


class TestNoStuckState:
    """3 (Party 2022-09 H-02, M-04): strangers alone get everybody out of every state."""

    def test_without_anybody_bidding(self, scene: Scene, fund: Fund) -> None:
        fund.raise_from_two()
        scene.end()
        fund.finish()
        fund.contract.refundMany(list(scene.people), sender=scene.ivan)
        assert scene.chain.balance(fund.contract) == 0

    @pytest.mark.parametrize("manner", STUCK)
    def test_with_a_piece_that_does_not_move_to_us(
        self, scene: Scene, fund: Fund, manner: PieceManner
    ) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        scene.piece.behave(manner, sender=scene.judy)
        scene.end()
        fund.finish()
        assert scene.house.auction(1).state == Sale.UNDELIVERABLE
        assert fund.state == State.LOST
        fund.contract.refundMany(list(scene.people), sender=scene.ivan)
        assert scene.chain.balance(fund.contract) == 0 == scene.chain.balance(scene.house)

    @pytest.mark.parametrize("manner", STUCK)
    def test_with_a_piece_that_does_not_move_on(
        self, scene: Scene, fund: Fund, manner: PieceManner
    ) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        scene.end()
        scene.house.settle(1, sender=scene.ivan)
        scene.piece.behave(manner, sender=scene.judy)
        fund.finish()
        assert fund.state == State.WON
        with errors.reverts("PieceNotMovable", scene.piece, 7):
            fund.contract.deliver(sender=scene.ivan)
        scene.piece.behave(PieceManner.HONEST, sender=scene.judy)
        fund.contract.deliver(sender=scene.ivan)
        assert scene.piece.owner() == scene.chain.accounts.heidi.address

    @pytest.mark.parametrize("manner", RUDE)
    def test_with_a_treasury_that_takes_no_ether(self, scene: Scene, manner: Manner) -> None:
        guest = scene.guest(manner)
        fund = scene.fund(treasury=guest)
        fund.win()
        fund.contract.claim(sender=scene.people[0])
        guest.behave(Manner.ACCEPT, sender=scene.judy)
        fund.contract.deliver(sender=scene.ivan)
        assert scene.chain.balance(guest) == ether(32) + 1
        assert scene.piece.owner() == guest.address


class TestNobodyBlocksOthers:
    """4 (Party 2023-04 M-08, 2022-09 M-09)."""

    @pytest.mark.parametrize("manner", RUDE)
    def test_a_refund_that_is_not_taken_is_kept(
        self, scene: Scene, fund: Fund, manner: Manner
    ) -> None:
        alice, _, _, dave = scene.people
        guest = scene.guest()
        scene.run(guest, fund.contract, "contribute", value=ether(5))
        fund.lose()
        guest.behave(manner, sender=scene.judy)
        before = scene.chain.balance(alice)
        fund.contract.refundMany([guest, alice], sender=scene.ivan)
        assert scene.chain.balance(alice) == before + ether(30)
        kept = fund.contract.keptFor(guest)
        assert kept + scene.chain.balance(guest) == ether(5)
        if kept:
            before = scene.chain.balance(dave)
            scene.run(guest, fund.contract, "withdraw", dave)
            assert scene.chain.balance(dave) == before + ether(5)
            assert fund.contract.keptFor(guest) == 0

    def test_a_crowd_of_gas_burners_costs_what_they_are_given(
        self, scene: Scene, fund: Fund
    ) -> None:
        guests = [scene.guest() for _ in range(20)]
        for guest in guests:
            scene.run(guest, fund.contract, "contribute", value=1)
        fund.lose()
        for guest, manner in zip(guests, RUDE * 7, strict=False):
            guest.behave(manner, sender=scene.judy)
        receipt = fund.contract.refundMany([*guests, scene.people[0]], sender=scene.ivan)
        assert receipt.gas_used < 20 * 90_000 + 60_000
        assert fund.contract.contributionOf(scene.people[0]) == 0

    def test_too_little_gas_makes_nobodys_refund_fail(self, scene: Scene, fund: Fund) -> None:
        fund.lose()
        alice, *_ = scene.people
        for gas in (60_000, 80_000, 95_000):
            with errors.reverts("TooLittleGasToPay"):
                fund.contract.refundMany([alice], sender=scene.ivan, gas=gas)
        fund.contract.refundMany([alice], sender=scene.ivan, gas=125_000)
        assert (fund.contract.contributionOf(alice), fund.contract.keptFor(alice)) == (0, 0)

    def test_what_is_above_the_cap_is_kept_if_it_is_not_taken(
        self, scene: Scene, fund: Fund
    ) -> None:
        guest = scene.guest(Manner.REFUSE)
        receipt = scene.run(guest, fund.contract, "contribute", value=CAP + 5)
        assert "PaymentKept" in [event.name for event in receipt.events]
        assert fund.contract.keptFor(guest) == 5
        # It is neither bid nor the treasury's.
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        scene.end()
        fund.finish()
        assert scene.chain.balance(fund.contract) == 5
        with errors.reverts("PaymentRefused", guest, 5):
            scene.run(guest, fund.contract, "withdraw", guest)
        scene.run(guest, fund.contract, "withdraw", scene.people[3])
        assert scene.chain.balance(fund.contract) == 0

    def test_what_is_kept_can_be_had_while_all_the_rest_is_bid(self, scene: Scene) -> None:
        fund = scene.fund(max_bid=CAP)
        guest = scene.guest(Manner.REFUSE)
        scene.run(guest, fund.contract, "contribute", value=CAP + 5)
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        scene.bid(scene.ivan, ether(95))
        fund.contract.bid(sender=scene.ivan)
        scene.run(guest, fund.contract, "withdraw", scene.people[3])
        assert fund.contract.keptFor(guest) == 0


class TestReentrancy:
    """5 (Party 2023-05 M-06; OpenZeppelin GHSA-fg47-3c2x-m2wr)."""

    @pytest.mark.parametrize("call", ["refund", "claim"])
    def test_during_a_refund(self, scene: Scene, fund: Fund, call: str) -> None:
        guest = scene.guest()
        scene.run(guest, fund.contract, "contribute", value=ether(5))
        fund.lose()
        guest.callBack(fund.contract, fund.contract[call].data(), sender=scene.judy)
        scene.run(guest, fund.contract, "refund")
        # With the gas it gets it may not even manage to try.
        paid = scene.chain.balance(guest) + fund.contract.keptFor(guest)
        assert (guest.successes(), paid) == (0, ether(5))

    def test_during_a_redemption(self, scene: Scene, fund: Fund) -> None:
        guest = scene.guest()
        scene.run(guest, fund.contract, "contribute", value=ether(5))
        fund.lose()
        scene.run(guest, fund.contract, "claim")
        all_of_it = UNITS * ether(5)
        data = fund.contract.redeem.data(all_of_it, guest)
        guest.callBack(fund.contract, data, sender=scene.judy)
        scene.run(guest, fund.contract, "redeem", all_of_it, guest)
        assert (guest.calls(), guest.successes()) == (1, 0)
        assert scene.chain.balance(guest) == ether(5)

    def test_during_a_withdrawal(self, scene: Scene, fund: Fund) -> None:
        guest = scene.guest(Manner.REFUSE)
        scene.run(guest, fund.contract, "contribute", value=CAP + 5)
        data = fund.contract.withdraw.data(guest)
        guest.callBack(fund.contract, data, sender=scene.judy)
        scene.run(guest, fund.contract, "withdraw", guest)
        assert (guest.calls(), guest.successes()) == (1, 0)
        assert scene.chain.balance(fund.contract) == CAP

    @pytest.mark.parametrize("call", ["finish", "deliver", "bid"])
    def test_by_the_piece_or_the_treasury_at_the_end(
        self, scene: Scene, fund: Fund, call: str
    ) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)
        scene.end()
        scene.house.settle(1, sender=scene.ivan)
        data = fund.contract[call].data()
        scene.piece.callBack(fund.contract, data, sender=scene.judy)
        fund.finish()
        assert (scene.piece.calls(), scene.piece.successes()) == (1, 0)
        assert fund.state == State.WON


class TestFlashLoans:
    """7 (Party 2023-04 H-02): nothing can be spent or decided in the hour after the close."""

    def test_who_fills_the_cap_cannot_bid_with_it_at_once(self, scene: Scene, fund: Fund) -> None:
        fund.give(scene.ivan, CAP)
        for seconds in (1, HOUR - 10):
            with errors.reverts("WrongState", State.SUCCEEDED):
                fund.contract.bid(sender=scene.ivan)
            scene.until(scene.chain.time + seconds)
        for call in ("refund", "claim"):
            with errors.reverts("WrongState"):
                fund.contract[call](sender=scene.ivan)
        fund.open_bidding()
        fund.contract.bid(sender=scene.ivan)


class TestFairness:
    """12 (Moloch's canRagequit; Party 2022-09 M-07, M-11)."""

    def test_nobody_leaves_with_what_is_about_to_be_bid(self, scene: Scene, fund: Fund) -> None:
        fund.raise_from_two()
        alice, *_ = scene.people
        for reach in (fund.close, fund.open_bidding, lambda: fund.contract.bid(sender=alice)):
            reach()
            with errors.reverts("WrongState"):
                fund.contract.refund(sender=alice)
            with errors.reverts("WrongState"):
                fund.contract.refundMany([alice], sender=alice)

    def test_nobody_can_force_the_maximum_bid(self, scene: Scene, fund: Fund) -> None:
        """It bids what the auction wants, whoever calls, and never over itself."""
        fund.raise_from_two()
        fund.open_bidding()
        fund.contract.bid(sender=scene.judy)
        for _ in range(5):
            with errors.reverts("AlreadyLeading", RESERVE):
                fund.contract.bid(sender=scene.judy)
        assert scene.house.auction(1).price == RESERVE
        assert scene.chain.balance(fund.contract) == ether(32) + 1

    def test_the_price_is_what_was_paid_and_not_what_might_have_been(
        self, scene: Scene, fund: Fund
    ) -> None:
        fund.raise_from_two()
        fund.open_bidding()
        scene.bid(scene.ivan, ether(20))
        fund.contract.bid(sender=scene.ivan)
        scene.end()
        before = scene.chain.balance(scene.judy)
        fund.finish()
        assert fund.contract.price() == ether(21) == scene.chain.balance(scene.judy) - before
