"""The properties of the DAO that hang on the crowdfund and the auction: see README.md."""

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
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from pydemo import errors
from pydemo.chain.address import checksum
from pydemo.units import days, ether

RUDE = [Manner.REFUSE, Manner.BURN_ALL_GAS, Manner.ANSWER_LONG]
STUCK = [PieceManner.REFUSE, PieceManner.LIE, PieceManner.BURN_ALL_GAS]


def made_by(creator: str, nonce: int) -> str:
    """Where CREATE puts a contract: a hash of the list of both in RLP; the nonce is small."""
    assert 0 < nonce < 256
    number = bytes([nonce]) if nonce < 128 else bytes([0x81, nonce])
    content = b"\x94" + bytes.fromhex(creator[2:]) + number
    return checksum(keccak(bytes([0xC0 + len(content)]) + content)[12:])


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    yield from anchored(request.config.getoption("--engine"))


@pytest.fixture
def fund(scene: Scene) -> Fund:
    return scene.fund()


def test_1_each_gift_is_given_back_once_by_whatever_way(scene: Scene, fund: Fund) -> None:
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


def test_1_ether_that_is_forced_in_is_nobodys_gift(scene: Scene, fund: Fund) -> None:
    chain, contract = scene.chain, fund.contract
    fund.raise_from_two()
    chain.deploy("Forcer", contract, sender=scene.ivan, value=ether(500))
    fund.open_bidding()
    scene.bid(scene.ivan, ether(43))
    with errors.reverts("BidAboveLimit"):
        contract.bid(sender=scene.ivan)
    fund.finish()
    contract.refundMany(list(scene.people), sender=scene.ivan)
    assert chain.balance(contract) == ether(500)


def test_1_in_lost_all_ways_out_add_up_to_the_wei(scene: Scene, fund: Fund) -> None:
    """Refunded, kept, redeemed, claimed only, not asked for: the ether of each is there."""
    alice, bob, carol, dave = scene.people
    guest = scene.guest()
    scene.run(guest, fund.contract, "contribute", value=7)
    for who, value in ((carol, 3), (dave, 10**9 + 1)):
        fund.give(who, value)
    fund.lose()
    guest.behave(Manner.REFUSE, sender=scene.judy)
    here, contract = scene.chain.balance(fund.contract), fund.contract
    assert here == ether(42) + 1 + 7 + 3 + 10**9 + 1
    contract.refundMany([guest, alice], sender=scene.ivan)
    assert scene.chain.balance(contract) == here - ether(30)
    contract.claim(sender=bob)
    contract.claim(sender=carol)
    contract.redeem(2 * UNITS + 1, bob, sender=bob)
    assert scene.chain.balance(contract) == here - ether(30) - 2
    # What is left is dave's gift, bob's and carol's PEOPLE, and what the guest did not take.
    assert scene.chain.balance(contract) == 10**9 + 1 + ether(12) + 1 - 2 + 3 + 7
    contract.redeem(fund.token.balanceOf(bob), bob, sender=bob)
    contract.redeem(3 * UNITS, carol, sender=carol)
    contract.refund(sender=dave)
    assert scene.chain.balance(contract) == 7 == contract.keptFor(guest)
    scene.run(guest, contract, "withdraw", alice)
    assert scene.chain.balance(contract) == 0 == fund.token.totalSupply()


def test_1_a_false_house_gets_no_more_than_may_be_bid(scene: Scene) -> None:
    """It says that nobody has bid, however often it is paid, and has `bid` called meanwhile."""
    ends = scene.chain.time + days(7)
    house = scene.chain.deploy("FalseHouse", ends, ether(9), sender=scene.judy)
    fund = scene.fund(house=house, max_bid=ether(10))
    fund.raise_from_two()
    fund.open_bidding()
    for _ in range(5):
        fund.contract.bid(sender=scene.ivan, gas=3_000_000)
    assert scene.chain.balance(house) == ether(9)


def test_2_a_wei_is_a_million_units_and_back(scene: Scene, fund: Fund) -> None:
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


def test_3_gifts_come_back_though_nobody_bids(scene: Scene, fund: Fund) -> None:
    fund.raise_from_two()
    scene.end()
    fund.finish()
    fund.contract.refundMany(list(scene.people), sender=scene.ivan)
    assert scene.chain.balance(fund.contract) == 0


def gifts_come_back_at_once(scene: Scene, fund: Fund) -> None:
    """Funding would have gone on for days; nothing more is taken, and all is given back."""
    alice, bob, *_ = scene.people
    fund.finish()
    assert fund.state == State.LOST
    with errors.reverts("WrongState", State.LOST):
        fund.give(bob, 1)
    before = scene.chain.balance(bob)
    fund.contract.refundMany([alice, bob], sender=scene.ivan)
    assert scene.chain.balance(bob) - before == ether(12) + 1
    assert scene.chain.balance(fund.contract) == 0


def test_3_a_sale_that_is_called_off_gives_gifts_back_at_once(scene: Scene, fund: Fund) -> None:
    fund.raise_from_two()
    scene.house.cancel(1, sender=scene.judy)
    gifts_come_back_at_once(scene, fund)


def test_3_a_bid_out_of_reach_gives_gifts_back_at_once(scene: Scene, fund: Fund) -> None:
    fund.raise_from_two()
    scene.bid(scene.ivan, ether(90))
    gifts_come_back_at_once(scene, fund)


def test_3_what_more_gifts_could_buy_is_not_given_up(scene: Scene, fund: Fund) -> None:
    """A bid above what has been raised so far, and below what may be bid."""
    fund.raise_from_two()
    scene.bid(scene.ivan, ether(60))
    with errors.reverts("AuctionGoesOn"):
        fund.finish()
    assert fund.state == State.FUNDING


def test_3_nothing_is_bid_while_the_treasury_is_not_there(scene: Scene) -> None:
    """What was bought would be nobody's; so all comes back, and the auction goes to others."""
    nowhere = checksum(b"\x7e" * 20)
    fund = scene.fund(treasury=nowhere)
    fund.raise_from_two()
    fund.open_bidding()
    with errors.reverts("TreasuryMissing", nowhere):
        fund.contract.bid(sender=scene.ivan)
    scene.end()
    fund.finish()
    assert fund.state == State.LOST
    fund.contract.refundMany(list(scene.people), sender=scene.ivan)
    assert scene.chain.balance(fund.contract) == 0


def test_3_a_treasury_may_be_made_later_where_it_was_expected(scene: Scene) -> None:
    """The governor needs the token, which the crowdfund makes, and itself makes the treasury."""
    chain, deployer = scene.chain, scene.judy
    sent = chain.w3.eth.get_transaction_count(to_checksum_address(deployer.address))
    governor = made_by(deployer.address, sent + 1)
    fund = scene.fund(treasury=made_by(governor, 1))
    terms = (days(1), days(3), days(1), days(2), 20, 0, ether(1))
    made = chain.deploy("Governor", "The Members", fund.token, terms, sender=deployer)
    assert (made.address, made.timelock()) == (governor, fund.treasury)
    fund.win()
    assert scene.piece.owner() == fund.treasury
    assert chain.balance(fund.treasury) == ether(32) + 1


@pytest.mark.parametrize("by", ["house", "crowdfund"])
def test_3_a_sale_is_not_believed_before_it_has_happened(scene: Scene, fund: Fund, by: str) -> None:
    """Read-only reentrancy: the collection has `finish` called while it should move the piece, and
    does not move it. Taken for sold, the bid would come back to a crowdfund that has no more use
    for it."""
    fund.raise_from_two()
    fund.open_bidding()
    fund.contract.bid(sender=scene.ivan)
    data = fund.contract.finish.data()
    scene.piece.callBackAndLie(fund.contract, data, sender=scene.judy)
    scene.end()
    if by == "house":
        scene.house.settle(1, sender=scene.ivan)
        assert scene.house.auction(1).state == Sale.UNDELIVERABLE
    fund.finish()
    assert (scene.piece.calls(), scene.piece.successes()) == (1, 0)
    assert fund.state == State.LOST
    fund.contract.refundMany(list(scene.people), sender=scene.ivan)
    assert scene.chain.balance(fund.contract) == 0 == scene.house.creditOf(fund.contract)


@pytest.mark.parametrize("manner", STUCK)
def test_3_gifts_come_back_if_the_piece_does_not_move_to_us(
    scene: Scene, fund: Fund, manner: PieceManner
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
def test_3_a_piece_that_does_not_move_on_keeps_nobody_from_claiming(
    scene: Scene, fund: Fund, manner: PieceManner
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
        fund.contract.deliver(sender=scene.ivan, gas=2_000_000)
    scene.piece.behave(PieceManner.HONEST, sender=scene.judy)
    fund.contract.deliver(sender=scene.ivan)
    assert scene.piece.owner() == fund.treasury


@pytest.mark.parametrize("manner", RUDE)
def test_3_a_treasury_that_takes_no_ether_holds_nothing_up(scene: Scene, manner: Manner) -> None:
    guest = scene.guest(manner)
    fund = scene.fund(treasury=guest)
    fund.win()
    fund.contract.claim(sender=scene.people[0])
    guest.behave(Manner.ACCEPT, sender=scene.judy)
    fund.contract.deliver(sender=scene.ivan)
    assert scene.chain.balance(guest) == ether(32) + 1
    assert scene.piece.owner() == guest.address


@pytest.mark.parametrize("manner", RUDE)
def test_4_a_refund_that_is_not_taken_is_kept(scene: Scene, fund: Fund, manner: Manner) -> None:
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


def test_4_a_crowd_of_gas_burners_costs_what_they_are_given(scene: Scene, fund: Fund) -> None:
    guests = [scene.guest() for _ in range(20)]
    for guest in guests:
        scene.run(guest, fund.contract, "contribute", value=1)
    fund.lose()
    for guest, manner in zip(guests, RUDE * 7, strict=False):
        guest.behave(manner, sender=scene.judy)
    receipt = fund.contract.refundMany([*guests, scene.people[0]], sender=scene.ivan)
    assert receipt.gas_used < 20 * 90_000 + 60_000
    assert fund.contract.contributionOf(scene.people[0]) == 0


def test_4_too_little_gas_makes_nobodys_refund_fail(scene: Scene, fund: Fund) -> None:
    fund.lose()
    alice, *_ = scene.people
    for gas in (60_000, 80_000, 95_000):
        with errors.reverts("TooLittleGasToPay"):
            fund.contract.refundMany([alice], sender=scene.ivan, gas=gas)
    fund.contract.refundMany([alice], sender=scene.ivan, gas=125_000)
    assert (fund.contract.contributionOf(alice), fund.contract.keptFor(alice)) == (0, 0)


def test_4_what_is_above_the_cap_is_kept_if_it_is_not_taken(scene: Scene, fund: Fund) -> None:
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


def test_4_what_is_above_the_cap_comes_back_to_who_paid_for_somebody(
    scene: Scene, fund: Fund
) -> None:
    alice, *_ = scene.people
    guest = scene.guest()
    scene.run(guest, fund.contract, "contributeFor", alice, value=CAP + 5)
    assert fund.contract.contributionOf(alice) == CAP == fund.contract.raised()
    assert scene.chain.balance(guest) == 5
    assert scene.chain.balance(fund.contract) == CAP


def test_4_a_piece_that_is_dear_to_move_is_delivered_by_who_pays_for_it(
    scene: Scene, fund: Fund
) -> None:
    fund.raise_from_two()
    fund.open_bidding()
    fund.contract.bid(sender=scene.ivan)
    scene.end()
    scene.house.settle(1, sender=scene.ivan)
    scene.piece.behave(PieceManner.TAKE_MUCH_GAS, sender=scene.judy)
    fund.finish()
    assert (fund.state, scene.piece.owner()) == (State.WON, fund.contract.address)
    fund.contract.deliver(sender=scene.ivan, gas=900_000)
    assert scene.piece.owner() == fund.treasury


def test_4_what_is_kept_can_be_had_while_all_the_rest_is_bid(scene: Scene) -> None:
    fund = scene.fund(max_bid=CAP)
    guest = scene.guest(Manner.REFUSE)
    scene.run(guest, fund.contract, "contribute", value=CAP + 5)
    fund.open_bidding()
    fund.contract.bid(sender=scene.ivan)
    scene.bid(scene.ivan, CAP * 20 // 21)
    fund.contract.bid(sender=scene.ivan)
    assert (scene.house.auction(1).price, scene.chain.balance(fund.contract)) == (CAP, 5)
    scene.run(guest, fund.contract, "withdraw", scene.people[3])
    assert fund.contract.keptFor(guest) == 0


@pytest.mark.parametrize("call", ["refund", "claim"])
def test_5_no_second_refund_or_claim_during_a_refund(scene: Scene, fund: Fund, call: str) -> None:
    guest = scene.guest()
    scene.run(guest, fund.contract, "contribute", value=ether(5))
    fund.lose()
    guest.callBack(fund.contract, fund.contract[call].data(), sender=scene.judy)
    scene.run(guest, fund.contract, "refund")
    # With the gas it gets it may not even manage to try.
    paid = scene.chain.balance(guest) + fund.contract.keptFor(guest)
    assert (guest.successes(), paid) == (0, ether(5))


def test_5_no_second_redemption_during_a_redemption(scene: Scene, fund: Fund) -> None:
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


def test_5_no_second_withdrawal_during_a_withdrawal(scene: Scene, fund: Fund) -> None:
    guest = scene.guest(Manner.REFUSE)
    scene.run(guest, fund.contract, "contribute", value=CAP + 5)
    data = fund.contract.withdraw.data(guest)
    guest.callBack(fund.contract, data, sender=scene.judy)
    scene.run(guest, fund.contract, "withdraw", guest)
    assert (guest.calls(), guest.successes()) == (1, 0)
    assert scene.chain.balance(fund.contract) == CAP


@pytest.mark.parametrize("call", ["contribute", "withdraw", "refund"])
def test_5_who_gets_back_what_is_above_the_cap_finds_funding_over(
    scene: Scene, fund: Fund, call: str
) -> None:
    guest = scene.guest()
    guest.callBack(
        fund.contract, fund.contract[call].data(*[guest] * (call == "withdraw")), sender=scene.judy
    )
    scene.run(guest, fund.contract, "contribute", value=CAP + 5)
    paid = scene.chain.balance(guest) + fund.contract.keptFor(guest)
    assert (guest.successes(), paid) == (0, 5)
    assert fund.contract.raised() == CAP == fund.contract.contributionOf(guest)
    assert fund.state == State.SUCCEEDED


@pytest.mark.parametrize("call", ["finish", "deliver", "bid"])
def test_5_the_piece_cannot_call_back_at_the_end(scene: Scene, fund: Fund, call: str) -> None:
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


def test_7_who_fills_the_cap_cannot_bid_with_it_at_once(scene: Scene, fund: Fund) -> None:
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


def test_12_nobody_leaves_with_what_is_about_to_be_bid(scene: Scene, fund: Fund) -> None:
    fund.raise_from_two()
    alice, *_ = scene.people
    for reach in (fund.close, fund.open_bidding, lambda: fund.contract.bid(sender=alice)):
        reach()
        with errors.reverts("WrongState"):
            fund.contract.refund(sender=alice)
        with errors.reverts("WrongState"):
            fund.contract.refundMany([alice], sender=alice)


def test_12_nobody_can_force_the_maximum_bid(scene: Scene, fund: Fund) -> None:
    """It bids what the auction wants, whoever calls, and never over itself."""
    fund.raise_from_two()
    fund.open_bidding()
    fund.contract.bid(sender=scene.judy)
    for _ in range(5):
        with errors.reverts("AlreadyLeading", RESERVE):
            fund.contract.bid(sender=scene.judy)
    assert scene.house.auction(1).price == RESERVE
    assert scene.chain.balance(fund.contract) == ether(32) + 1


def test_12_the_price_is_what_was_paid_and_not_what_might_have_been(
    scene: Scene, fund: Fund
) -> None:
    fund.raise_from_two()
    fund.open_bidding()
    scene.bid(scene.ivan, ether(20))
    fund.contract.bid(sender=scene.ivan)
    scene.end()
    before = scene.chain.balance(scene.judy)
    fund.finish()
    assert fund.contract.price() == ether(21) == scene.chain.balance(scene.judy) - before
