"""Each attack succeeds when the defence against it is taken out: its test fails then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from crowdfund_checks.scene import Manner, PieceManner, Royalty, Scene, deploy, shared_chain
from invariants import test_crowdfund as properties
from market import test_hostile_auctions as hostile
from token_checks.mutants import Mutant, compile_all

from dao import test_crowdfund as crowdfund
from pydemo import Chain, errors
from pydemo.build.search import find_compiler

FUND, HOUSE, TOKEN = "dao/Crowdfund.sol", "market/AuctionHouse.sol", "dao/PeopleToken.sol"
PAYMENT, ARTEFACT = "libraries/Payment.sol", "libraries/Artefact.sol"

Check: TypeAlias = Callable[[Scene], None]
CodeOf: TypeAlias = Callable[[str, Mutant[Scene]], bytes]


def on_fund(test: Callable[..., None], *arguments: Any) -> Check:
    """A test of a crowdfund as a check of a scene."""
    return lambda scene: test(scene, scene.fund(), *arguments)


def on_scene(test: Callable[..., None], *arguments: Any) -> Check:
    return lambda scene: test(scene, *arguments)


FUND_MUTANTS: tuple[Mutant[Scene], ...] = (
    Mutant(
        "1: refunds twice",
        (
            on_fund(properties.test_1_each_gift_is_given_back_once_by_whatever_way),
            on_fund(crowdfund.TestLeaving().test_lost_gives_back_to_the_wei),
        ),
        ((FUND, "contribution.value = 0;\n        emit Refunded", "emit Refunded"),),
    ),
    Mutant(
        "1: counts ether that was forced in",
        (on_fund(properties.test_1_ether_that_is_forced_in_is_nobodys_gift),),
        ((FUND, "return books.raised < maxBid ? books.raised : maxBid;", "return maxBid;"),),
    ),
    Mutant(
        "1: sends a house the whole of each bid",
        (
            on_scene(properties.test_1_a_false_house_gets_no_more_than_may_be_bid),
            on_fund(crowdfund.TestBidding().test_what_was_bid_before_is_bid_first),
        ),
        (
            (
                FUND,
                "minimum > away ? minimum - away : 0}",
                "minimum < here - books.kept ? minimum : here - books.kept}",
            ),
        ),
    ),
    Mutant(
        "1: redeems without burning",
        (on_fund(properties.test_1_in_lost_all_ways_out_add_up_to_the_wei),),
        ((FUND, "token.burnFor(msg.sender, value * UNITS_PER_WEI);", ""),),
    ),
    Mutant(
        "2: pays nothing for something",
        (on_fund(properties.test_2_a_wei_is_a_million_units_and_back),),
        ((FUND, "if (value == 0) revert TooFewUnits", "if (units == 0) revert TooFewUnits"),),
    ),
    Mutant(
        "3: waits for the auction though nobody bids for it",
        (on_fund(properties.test_3_gifts_come_back_though_nobody_bids),),
        ((FUND, "house.settle(auctionId);", "revert AuctionGoesOn(auction.endsAt);"),),
    ),
    Mutant(
        "3: collects for what cannot be bought any more",
        (
            on_fund(properties.test_3_a_sale_that_is_called_off_gives_gifts_back_at_once),
            on_fund(properties.test_3_a_bid_out_of_reach_gives_gifts_back_at_once),
        ),
        ((FUND, "bool isFunding = state_ == State.Funding;", "bool isFunding = false;"),),
    ),
    Mutant(
        "3: takes gifts when it is over",
        (
            on_fund(properties.test_3_a_sale_that_is_called_off_gives_gifts_back_at_once),
            on_fund(properties.test_3_a_bid_out_of_reach_gives_gifts_back_at_once),
        ),
        ((FUND, "if (isFunding) _books.closesAt = uint40(block.timestamp);", ""),),
    ),
    Mutant(
        "3: gives up a piece that more gifts could buy",
        (on_fund(properties.test_3_what_more_gifts_could_buy_is_not_given_up),),
        ((FUND, "isFunding ? maxBid : _mostBid(books)", "_mostBid(books)"),),
    ),
    Mutant(
        "3: bids for a treasury that is not there",
        (on_scene(properties.test_3_nothing_is_bid_while_the_treasury_is_not_there),),
        ((FUND, "if (away == 0 && treasury.code.length == 0) revert", "if (minimum == 0) revert"),),
    ),
    Mutant(
        "3: takes every sale for ours",
        (
            on_fund(
                properties.test_3_gifts_come_back_if_the_piece_does_not_move_to_us,
                PieceManner.REFUSE,
            ),
        ),
        ((FUND, "auction.state == IAuctionHouse.State.Sold && auction.bidder", "auction.bidder"),),
    ),
    Mutant(
        "4: a refund that is not taken stops all",
        (on_fund(properties.test_4_a_refund_that_is_not_taken_is_kept, Manner.REFUSE),),
        (
            (
                FUND,
                "if (Payment.push(account, value)) return;",
                "Payment.pay(account, value); return;",
            ),
        ),
    ),
    Mutant(
        "4: keeps what is above the cap for who it was given for",
        (on_fund(properties.test_4_what_is_above_the_cap_comes_back_to_who_paid_for_somebody),),
        (
            (
                FUND,
                "_pushOrKeep(msg.sender, msg.value - value)",
                "_pushOrKeep(account, msg.value - value)",
            ),
        ),
    ),
    Mutant(
        "4: delivers with so much gas and no more",
        (on_fund(properties.test_4_a_piece_that_is_dear_to_move_is_delivered_by_who_pays_for_it),),
        (
            (
                FUND,
                "!_deliverPiece(auction, gasleft())",
                "!_deliverPiece(auction, Artefact.MOVE_GAS)",
            ),
        ),
    ),
    Mutant(
        "4: bids what is kept for somebody",
        (on_scene(properties.test_4_what_is_kept_can_be_had_while_all_the_rest_is_bid),),
        (
            (
                FUND,
                "uint256(books.raised) + books.kept;",
                "books.raised;",
            ),
        ),
    ),
    Mutant(
        "4: gives the treasury what is kept for somebody",
        (on_fund(properties.test_4_what_is_above_the_cap_is_kept_if_it_is_not_taken),),
        ((FUND, "address(this).balance - _books.kept;", "address(this).balance;"),),
    ),
    Mutant(
        "4: lets a payment fail for want of gas",
        (on_fund(properties.test_4_too_little_gas_makes_nobodys_refund_fail),),
        ((PAYMENT, "LEAST_GAS = 70_000", "LEAST_GAS = 0"),),
    ),
    Mutant(
        "5: withdraws before it is written down",
        (on_fund(properties.test_5_no_second_withdrawal_during_a_withdrawal),),
        (
            (FUND, "keptFor[msg.sender] = 0;\n", ""),
            (
                FUND,
                "emit Withdrawn(msg.sender, to, value);\n        Payment.pay(to, value);",
                "Payment.pay(to, value);\n        keptFor[msg.sender] = 0;",
            ),
        ),
    ),
    Mutant(
        "5: pays back before the refund is written down",
        (on_fund(properties.test_5_no_second_refund_or_claim_during_a_refund, "refund"),),
        (
            (FUND, "contribution.value = 0;\n        emit Refunded", "emit Refunded"),
            (
                FUND,
                "_pushOrKeep(account, value);\n        return true;",
                "Payment.pay(account, value); contribution.value = 0; return true;",
            ),
        ),
    ),
    Mutant(
        "5: leaves funding open at the cap",
        (
            on_fund(
                properties.test_5_who_gets_back_what_is_above_the_cap_finds_funding_over, "refund"
            ),
        ),
        ((FUND, "_books.closesAt = uint40(block.timestamp);\n            emit Cap", "emit Cap"),),
    ),
    Mutant(
        "7: bids at once",
        (on_fund(properties.test_7_who_fills_the_cap_cannot_bid_with_it_at_once),),
        ((FUND, "COOL_DOWN = 1 hours", "COOL_DOWN = 0"),),
    ),
    Mutant(
        "12: lets what is about to be bid leave",
        (on_fund(properties.test_12_nobody_leaves_with_what_is_about_to_be_bid),),
        (
            (
                FUND,
                "if (state_ != State.Failed && state_ != State.Lost)",
                "if (state_ == State.Won)",
            ),
        ),
    ),
    Mutant(
        "12: bids against itself",
        (on_fund(properties.test_12_nobody_can_force_the_maximum_bid),),
        (
            (
                FUND,
                "if (leader == address(this)) revert",
                "if (leader == address(0) && minimum == 0) revert",
            ),
        ),
    ),
    Mutant(
        "12: writes down the limit as the price",
        (on_fund(properties.test_12_the_price_is_what_was_paid_and_not_what_might_have_been),),
        ((FUND, "price = auction.price;", "price = maxBid;"),),
    ),
    Mutant(
        "counts a quorum from what was claimed",
        (on_fund(crowdfund.TestToken().test_the_first_to_claim_are_not_alone_in_the_quorum),),
        (
            (TOKEN, "fullSupply = super._changeSupply(given * UNITS_PER_WEI, 0);", "given;"),
            (TOKEN, "if (less == 0) return 0;", ""),
            (
                TOKEN,
                "function _changeSupply(uint256, uint256 less)",
                "function _changeSupply(uint256 more, uint256 less)",
            ),
            (TOKEN, "super._changeSupply(0, less)", "super._changeSupply(more, less)"),
        ),
    ),
)

HOUSE_MUTANTS: tuple[Mutant[Scene], ...] = (
    Mutant(
        "pays back who is outbid at once",
        (on_scene(hostile.test_a_bidder_who_takes_no_ether_can_be_outbid, Manner.REFUSE),),
        ((HOUSE, "creditOf[outbid] += price;", "Payment.pay(outbid, price);"),),
    ),
    Mutant(
        "waits for a seller who takes no ether",
        (
            on_scene(
                hostile.test_a_seller_who_takes_no_ether_does_not_hold_the_piece, Manner.REFUSE
            ),
        ),
        ((HOUSE, "if (Payment.push(to, value)) return;", "Payment.pay(to, value); return;"),),
    ),
    Mutant(
        "writes a sale down before it has happened",
        (
            lambda scene: properties.test_3_a_sale_is_not_believed_before_it_has_happened(
                scene, scene.fund(), "house"
            ),
        ),
        (
            (
                HOUSE,
                "        if (!auction_.collection.move(auction_.bidder,",
                "        _auctions[auctionId].state = State.Sold;\n"
                "        if (!auction_.collection.move(auction_.bidder,",
            ),
        ),
    ),
    Mutant(
        "lets a collection settle again while it should move the piece",
        (on_scene(hostile.test_a_collection_that_calls_back_gains_nothing, "settle"),),
        (
            ("libraries/ReentrancyGuard.sol", "if (_entered != 0) revert ReentrantCall();", ""),
            (HOUSE, "SETTLEMENT_GAS = 800_000", "SETTLEMENT_GAS = 0"),
        ),
    ),
    Mutant(
        "gives back with so much gas and no more",
        (on_scene(hostile.test_a_piece_that_is_dear_to_move_is_reclaimed_by_who_pays_for_it),),
        (
            (
                HOUSE,
                "(to, auction_.tokenId, gasleft())",
                "(to, auction_.tokenId, Artefact.MOVE_GAS)",
            ),
        ),
    ),
    Mutant(
        "asks no more than a wei above the bid before",
        (on_scene(hostile.test_late_bids_put_the_end_off_by_two_weeks_at_most),),
        ((HOUSE, "(price * INCREMENT + BASIS_POINTS - 1) / BASIS_POINTS;", "1;"),),
    ),
    Mutant(
        "believes a collection that a piece has moved",
        (
            on_scene(
                hostile.test_a_bidder_has_the_bid_back_if_the_piece_does_not_move, PieceManner.LIE
            ),
        ),
        ((ARTEFACT, "succeeded && holderOf(collection, tokenId) == to", "succeeded"),),
    ),
    Mutant(
        "settles with too little gas",
        (on_scene(hostile.test_nobody_gets_out_of_a_bid_by_settling_with_too_little_gas, 300_000),),
        ((HOUSE, "SETTLEMENT_GAS = 800_000", "SETTLEMENT_GAS = 0"),),
    ),
    Mutant(
        "pays whatever royalty is asked",
        (on_scene(hostile.test_no_royalty_takes_more_than_a_tenth),),
        ((HOUSE, "if (royalty > most) royalty = most;", "most;"),),
    ),
    Mutant(
        "waits for a collection to name its royalty",
        (
            on_scene(hostile.test_no_royalty_holds_a_sale_up, Royalty.REFUSE),
            on_scene(hostile.test_no_royalty_holds_a_sale_up, Royalty.BURN_ALL_GAS),
            on_scene(hostile.test_no_royalty_holds_a_sale_up, Royalty.ANSWER_SHORT),
        ),
        ((ARTEFACT, "if (isAnswered) (receiver", "require(isAnswered); (receiver"),),
    ),
    Mutant(
        "gives a piece back twice",
        (on_scene(hostile.test_a_piece_reclaimed_cannot_be_taken_out_of_its_next_auction),),
        (
            (
                HOUSE,
                "if (auction_.state == State.Open || !auction_.isHeld) revert",
                "if (auction_.state == State.Open) revert",
            ),
        ),
    ),
    Mutant(
        "pays credit before it is written down",
        (on_scene(hostile.test_credit_is_paid_once_to_who_asks_again_meanwhile),),
        (
            (HOUSE, "creditOf[msg.sender] = 0;\n", ""),
            (
                HOUSE,
                "emit CreditPaid(msg.sender, to, value);\n        Payment.pay(to, value);",
                "Payment.pay(to, value);\n        creditOf[msg.sender] = 0;",
            ),
        ),
    ),
)

UNCHANGED: Mutant[Scene] = Mutant("unchanged", (), ())
MUTANTS = {"dao/Crowdfund": FUND_MUTANTS, "market/AuctionHouse": HOUSE_MUTANTS}
EACH = [(contract, mutant) for contract, mutants in MUTANTS.items() for mutant in mutants]


@pytest.fixture(scope="module")
def code_of(request: pytest.FixtureRequest) -> CodeOf:
    cache: pytest.Cache | None = request.config.cache
    folder = None if cache is None else cache.mkdir("mutants")
    compiled: dict[str, dict[str, bytes]] = {}

    def find(contract: str, mutant: Mutant[Scene]) -> bytes:
        if contract not in compiled:
            kept = folder and folder / f"{contract.replace('/', '-')}.json"
            some = (UNCHANGED, *MUTANTS[contract])
            compiled[contract] = compile_all(find_compiler(), some, contract, kept)
        return compiled[contract][mutant.name]

    return find


@pytest.fixture
def chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


def scene_of(chain: Chain, contract: str, code: bytes) -> Scene:
    if contract == "dao/Crowdfund":
        return deploy(chain, fund_code=code)
    return deploy(chain, house_code=code)


@pytest.mark.parametrize("contract", MUTANTS)
def test_without_a_mutation_all_of_them_pass(chain: Chain, code_of: CodeOf, contract: str) -> None:
    scene = scene_of(chain, contract, code_of(contract, UNCHANGED))
    for check in (each for one in MUTANTS[contract] for each in one.killers):
        with chain.anchor():
            check(scene)


@pytest.mark.parametrize(("contract", "mutant"), EACH, ids=[mutant.name for _, mutant in EACH])
def test_each_check_for_a_mutant_kills_it(
    chain: Chain, code_of: CodeOf, contract: str, mutant: Mutant[Scene]
) -> None:
    scene = scene_of(chain, contract, code_of(contract, mutant))
    assert mutant.killers
    for check in mutant.killers:
        with chain.anchor(), pytest.raises((AssertionError, errors.ContractError)):
            check(scene)
