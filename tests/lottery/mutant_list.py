"""The mutants, and for each the tests that must fail on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from invariants import test_lottery as properties
from token_checks.mutants import Mutant

from lottery import test_draw_weights, test_uniform

WEIGHTS, SUMS, TALLY, CLOCK, SAVINGS, VAULT = (
    f"lottery/{name}.sol"
    for name in ("DrawWeights", "DrawSums", "Tally", "Clock", "Savings", "PrizeVault")
)
UNIFORM, GUARD = "libraries/Uniform.sol", "libraries/ReentrancyGuard.sol"
WEIGHTS_HARNESS, UNIFORM_HARNESS, PRIZE_VAULT = (
    "test/WeightsHarness",
    "test/UniformHarness",
    "lottery/PrizeVault",
)

LotteryMutant = Mutant[Any]
"""Its killers are tests, which get what their arguments are named for."""

weights, growth = test_draw_weights.TestWeights(), test_draw_weights.TestGrowth()
places, bounds = test_draw_weights.TestPlaces(), test_draw_weights.TestBounds()


def _mutant(
    name: str, file: str, text: str, replacement: str, *killers: Callable[..., None]
) -> LotteryMutant:
    return Mutant(name, killers, ((file, text, replacement),))


REFUSES_SHORT = (
    "if (books.worth < books.principal) revert SourceBelowPrincipal(books.worth, books.principal);"
)
IGNORES_SHORT = "if (books.worth < books.principal) books.worth = books.principal;"
one_unit_left = partial(
    properties.test_2_a_loss_that_savers_do_not_bear_makes_the_prize_smaller, surplus=1
)
one_unit_missing = partial(
    properties.test_2_what_is_there_to_the_unit_is_paid_as_it_was_fixed, missing=1
)
two_levels = partial(growth.test_a_level_is_added_when_the_places_run_out, accounts=16, depth=2)

TREE: tuple[LotteryMutant, ...] = (
    _mutant(
        "forgets how late a change was",
        WEIGHTS,
        "change * int256(clock.elapsed())",
        "int256(clock.elapsed() * 0)",
        weights.test_half_the_time_is_half_the_weight,
    ),
    _mutant(
        "does not store away what was weighed in the closed draw",
        WEIGHTS,
        "if (clock.isPending()) self.frozen[key] =",
        "if (clock.depth() == 0) self.frozen[key] =",
        weights.test_a_change_after_the_close_changes_nothing_in_the_closed_draw,
    ),
    _mutant(
        "takes debts into the next draw",
        WEIGHTS,
        "return tally.inDraw(clock.drawId());",
        "return tally;",
        weights.test_a_draw_begins_without_the_debts_of_the_one_before,
    ),
    _mutant(
        "gives a place away that still has weight",
        WEIGHTS,
        "tally.part() == 0 && tally.drawId() < oldest",
        "tally.part() == 0 && oldest != 0",
        places.test_not_in_the_draw_in_which_they_still_have_weight,
        places.test_nor_while_that_draw_is_pending,
    ),
    _mutant(
        "gives a place away that has weight in the closed draw",
        WEIGHTS,
        "clock.isPending() ? clock.drawId() - 1 : clock.drawId()",
        "clock.drawId()",
        places.test_nor_while_that_draw_is_pending,
    ),
    _mutant(
        "takes a sponsor back in with the place",
        WEIGHTS,
        "tally.withPlace(tally.isOutside() ? OUTSIDE : 0)",
        "tally.withPlace(0)",
        places.test_an_account_outside_gives_its_place_up_but_not_its_balance,
    ),
    _mutant(
        "leaves a place to whoever had it too",
        WEIGHTS,
        "self.accounts[before].tally = tally.withPlace(tally.isOutside() ? OUTSIDE : 0);",
        "",
        places.test_places_of_those_who_left_are_given_to_others,
        places.test_who_comes_back_too_late_gets_another_one,
    ),
    _mutant(
        "begins a new root with nothing",
        WEIGHTS,
        "self.nodes[newRoot].tally = self.nodes[oldRoot].tally;",
        "",
        two_levels,
        growth.test_the_tree_may_grow_while_a_draw_is_pending,
    ),
    _mutant(
        "begins a new root without the closed draw",
        WEIGHTS,
        "if (clock.isPending()) self.frozen[newRoot] = self.frozen[oldRoot];",
        "",
        growth.test_the_tree_may_grow_while_a_draw_is_pending,
    ),
    _mutant(
        "moves nothing on the giver's path",
        WEIGHTS,
        "_changeNode(self, clock, keyOf(level, fromPlace), -delta);",
        "",
        weights.test_a_move_takes_the_weight_from_one_end_of_the_tree_to_the_other,
    ),
    _mutant(
        "loses what goes outside",
        WEIGHTS,
        "clock.withOutside(clock.outside() + amount)",
        "clock",
        weights.test_a_move_from_inside_to_outside_and_back_keeps_the_total,
    ),
    _mutant(
        "keeps outside what comes back in",
        WEIGHTS,
        "clock.withOutside(clock.outside() - amount)",
        "clock",
        weights.test_a_move_from_inside_to_outside_and_back_keeps_the_total,
    ),
    _mutant(
        "has no limit for all balances",
        WEIGHTS,
        "if (amount > room) revert TotalExceeded(amount, room);",
        "",
        bounds.test_a_balance_that_would_not_fit_is_refused,
    ),
    _mutant(
        "picks the next one for the last point",
        SUMS,
        "while (point < weight - (",
        "while (point <= weight - (",
        two_levels,
        weights.test_a_move_takes_the_weight_from_one_end_of_the_tree_to_the_other,
    ),
    _mutant(
        "picks the one before for the first point",
        SUMS,
        "while (point >= (",
        "while (point > (",
        two_levels,
        weights.test_a_move_takes_the_weight_from_one_end_of_the_tree_to_the_other,
    ),
    _mutant(
        "picks somebody for a point too many",
        SUMS,
        "if (point >= weight) revert",
        "if (point > weight) revert",
        weights.test_a_move_takes_the_weight_from_one_end_of_the_tree_to_the_other,
    ),
    _mutant(
        "counts a draw's time for ever",
        CLOCK,
        "time < MAX_ELAPSED ? time : MAX_ELAPSED",
        "time",
        bounds.test_the_largest_balance_for_the_longest_time,
    ),
    _mutant(
        "lets what is outside slip into the times",
        CLOCK,
        ">> OPENED_AT << OPENED_AT | newOutside",
        "| newOutside",
        weights.test_a_move_from_inside_to_outside_and_back_keeps_the_total,
    ),
    _mutant(
        "lets the sign of a debt slip into the draw",
        TALLY,
        "word >> 216 << 216 | uint216(word + uint256(delta))",
        "word + uint256(delta)",
        weights.test_who_leaves_keeps_the_weight_of_the_time_before,
    ),
)

NUMBERS: tuple[LotteryMutant, ...] = (
    _mutant(
        "takes any word",
        UNIFORM,
        "while (word < refused)",
        "while (word < 0 * refused)",
        test_uniform.test_a_word_that_would_make_small_numbers_likelier_is_refused,
    ),
    _mutant(
        "refuses no word but some",
        UNIFORM,
        "(type(uint256).max - bound + 1) % bound",
        "(type(uint256).max - bound) % bound",
        test_uniform.test_words_are_refused_up_to_the_last_that_must_be,
    ),
)

MONEY: tuple[LotteryMutant, ...] = (
    _mutant(
        "takes deposits that lose",
        SAVINGS,
        "if (worth < principal) revert SourceBelowPrincipal(worth, principal);",
        "",
        properties.test_1_a_deposit_that_would_lose_by_rounding_is_refused,
        properties.test_2_after_a_loss_each_gets_their_part_and_all_comes_back_with_the_money,
    ),
    _mutant(
        "takes too few tickets for what it pays",
        SAVINGS,
        "(shares * books.principal + books.shares - 1) / books.shares",
        "(shares * books.principal) / books.shares - 1",
        properties.test_1_leaving_in_small_pieces_takes_nothing_from_those_who_stay,
    ),
    _mutant(
        "pays a surplus to who leaves",
        SAVINGS,
        "if (tickets < assets) tickets = assets;",
        "",
        properties.test_1_a_surplus_too_small_for_a_rounding_is_not_paid_to_who_leaves,
    ),
    _mutant(
        "lets the surplus pay a fee",
        SAVINGS,
        "if ((shares + 1) * worth / allShares + 2 < assets) {",
        "if (shares + worth == 0) {",
        properties.test_1_a_source_that_takes_a_fee_cannot_burn_the_prize,
    ),
    _mutant(
        "promises to take what a fee makes it refuse",
        SAVINGS,
        "< most ? 0 : most",
        "< most ? most : most",
        properties.test_1_a_source_that_takes_a_fee_cannot_burn_the_prize,
    ),
    _mutant(
        "does not look at the balance of who withdraws",
        SAVINGS,
        "_requireBalance(owner, assets);",
        "",
        partial(
            properties.test_12_more_than_there_can_be_is_refused_by_name_on_the_way_out, loses=True
        ),
    ),
    _mutant(
        "does not look at the balance of who redeems",
        SAVINGS,
        "_requireBalance(owner, tickets);",
        "",
        partial(
            properties.test_12_more_than_there_can_be_is_refused_by_name_on_the_way_out, loses=True
        ),
    ),
    _mutant(
        "promises more than fits into a prize",
        VAULT,
        "_smaller(books.worth - kept, MAX_TOTAL - most)",
        "books.worth - kept",
        properties.test_12_more_than_tickets_can_be_is_never_promised_as_a_prize,
    ),
    _mutant(
        "promises more than fits beside deposits",
        VAULT,
        "_smaller(books.worth - kept, MAX_TOTAL - most)",
        "_smaller(books.worth - kept, MAX_TOTAL - books.principal)",
        properties.test_12_more_than_tickets_can_be_is_never_promised_as_a_prize,
    ),
    _mutant(
        "lets a known number be silenced",
        VAULT,
        "if (gasleft() < GAS_FOR_ANSWER) revert",
        "if (gasleft() < 0) revert",
        properties.test_6_a_known_number_cannot_be_silenced_by_giving_too_little_gas,
    ),
    _mutant(
        "waits for a broken source of randomness for ever",
        VAULT,
        "return succeeded && answer.length >= 32",
        "require(succeeded); return answer.length >= 32",
        partial(
            properties.test_6_a_source_of_randomness_that_breaks_holds_no_draw_up_for_good,
            how="Reverting",
        ),
    ),
    _mutant(
        "pays who leaves first in full",
        SAVINGS,
        "if (books.principal == 0 || _coversRounding(books)) return tickets;",
        "if (books.principal != 0) return tickets;",
        properties.test_2_after_a_loss_each_gets_their_part_and_all_comes_back_with_the_money,
    ),
    _mutant(
        "does not look whether all has arrived",
        SAVINGS,
        "if (held < assets) revert",
        "if (held > assets * 2) revert",
        properties.test_12_a_token_that_keeps_a_fee_is_refused_by_name,
    ),
    _mutant(
        "lets a token call back in",
        GUARD,
        "_entered = 1;",
        "_entered = 0 * 1;",
        partial(properties.test_10_a_token_that_calls_back_finds_the_door_shut, inner="deposit"),
        partial(properties.test_10_a_token_that_calls_back_finds_the_door_shut, inner="redeem"),
    ),
    _mutant(
        "cannot close a draw when the source is shut",
        VAULT,
        "try source.deposit(donated, address(this)) {} catch {}",
        "source.deposit(donated, address(this));",
        properties.test_3_a_donation_that_the_source_refuses_holds_no_draw_up,
    ),
    _mutant(
        "pays a draw again and again",
        VAULT,
        "need not be stored away any more.\n        _weights.settle();",
        "must not be forgotten.",
        properties.test_8_a_prize_is_paid_once_and_never_more_than_was_earned,
    ),
    _mutant(
        "awards on other terms than those of the close",
        VAULT,
        "new uint256[](closed.winners)",
        "new uint256[](_settings.winners)",
        properties.test_9_a_closed_draw_is_awarded_on_the_terms_of_its_close,
    ),
    _mutant(
        "obeys anybody",
        VAULT,
        "if (msg.sender != _settings.owner) revert NotOwner(msg.sender, _settings.owner);",
        "",
        properties.test_9_only_the_owner_changes_terms_and_only_within_limits,
    ),
    _mutant(
        "lets a reserve have odds where it arrives",
        VAULT,
        "_setSponsor(owner_, true);",
        "",
        properties.test_11_an_owner_takes_part_until_a_reserve_makes_a_sponsor_of_it,
        properties.test_11_a_reserve_has_no_odds_where_it_arrives_and_may_be_sent_on,
    ),
    _mutant(
        "pays prizes that are not there",
        VAULT,
        "if (surplus < promised) {",
        "if (surplus * promised == 1) {",
        one_unit_left,
        one_unit_missing,
    ),
    _mutant(
        "pays in full when a unit is missing",
        VAULT,
        "if (surplus < promised) {",
        "if (surplus + 1 < promised) {",
        one_unit_missing,
    ),
    _mutant(
        "rounds a smaller reserve up",
        VAULT,
        "uint96(closed.reserve * surplus / promised)",
        "uint96(closed.reserve * surplus / promised + 1)",
        one_unit_left,
    ),
    _mutant(
        "keeps quiet that a prize is smaller",
        VAULT,
        "emit PrizeReduced(drawId, closed.prize, closed.reserve);",
        "",
        one_unit_missing,
    ),
    _mutant(
        "awards while savers are short",
        VAULT,
        REFUSES_SHORT,
        IGNORES_SHORT,
        properties.test_2_awards_wait_until_savers_are_whole,
        properties.test_2_a_single_unit_less_than_is_owed_stops_an_award,
    ),
    _mutant(
        "awards while savers are short by a unit",
        VAULT,
        REFUSES_SHORT,
        f"{REFUSES_SHORT.replace('worth <', 'worth + 1 <')} {IGNORES_SHORT}",
        properties.test_2_a_single_unit_less_than_is_owed_stops_an_award,
    ),
    _mutant(
        "draws again when the number is known",
        VAULT,
        " && !_rngSays(IRng.isRequestComplete.selector, requestId)",
        "",
        properties.test_6_a_number_that_is_known_cannot_be_drawn_again,
    ),
    _mutant(
        "never gives a draw up by itself",
        VAULT,
        "block.timestamp >= closedAt + PATIENCE",
        "closedAt == 0",
        properties.test_6_after_a_week_of_silence_anybody_gives_a_draw_up,
    ),
    _mutant(
        "draws for what covers the rounding",
        VAULT,
        "books.principal + ROUNDING_BUFFER * rounding",
        "books.principal + 0 * rounding",
        properties.test_8_a_prize_is_paid_once_and_never_more_than_was_earned,
    ),
    _mutant(
        "promises a prize twice",
        VAULT,
        "_weights.clock.isPending() ? _closed.prize + _closed.reserve : 0",
        "_weights.clock.isPending() ? _closed.reserve : 0",
        properties.test_8_what_a_closed_draw_pays_is_not_promised_by_the_open_one_too,
    ),
    _mutant(
        "picks the same winner each time",
        VAULT,
        "abi.encode(randomNumber, address(this), drawId, i)",
        "abi.encode(randomNumber, address(this), drawId, i * 0)",
        partial(properties.test_8_several_winners_and_the_reserve_share_what_was_earned, winners=3),
    ),
)

ALL: dict[str, tuple[LotteryMutant, ...]] = {
    WEIGHTS_HARNESS: TREE,
    UNIFORM_HARNESS: NUMBERS,
    PRIZE_VAULT: MONEY,
}
"""By the contract that they are looked at in."""
