"""The pool's mutants, and for each the checks that must fail on it."""

from __future__ import annotations

from token_checks.mutants import Mutant

from lending_checks import borrow_checks as borrow
from lending_checks import curve_checks as curve
from lending_checks import liquidation_checks as liquidation
from lending_checks import supply_checks as supply
from lending_checks.scene import Scene

POOL, BOOK, VAULT = "lending/LendingPool.sol", "lending/LoanBook.sol", "token/ERC4626.sol"
SAFE, CURVE = "libraries/SafeTransfer.sol", "lending/KinkedRateModel.sol"

POOL_MUTANTS: tuple[Mutant[Scene], ...] = (
    # --- the vault
    Mutant(
        "has no virtual shares",
        (supply.the_first_share_is_a_millionth_of_a_unit,),
        ((VAULT, "VIRTUAL_SHARES = 1e6", "VIRTUAL_SHARES = 1"),),
    ),
    Mutant(
        "counts what it was given",
        (supply.a_gift_changes_nothing,),
        (
            (
                BOOK,
                "return uint256(books.cash) + books.debt + _interest(books);",
                "return _asset.balanceOf(address(this)) + books.debt + _interest(books);",
            ),
        ),
    ),
    Mutant(
        "pays out more than there is",
        (supply.what_is_lent_out_cannot_be_withdrawn_and_the_maxima_say_so,),
        (
            (
                VAULT,
                "uint256 most = _smaller(_toAssets(balanceOf(owner), held, supply), _atHand());",
                "uint256 most = _toAssets(balanceOf(owner), held, supply);",
            ),
        ),
    ),
    Mutant(
        "promises to redeem what is lent out",
        (supply.what_is_lent_out_cannot_be_withdrawn_and_the_maxima_say_so,),
        (
            (
                VAULT,
                "shares = _smaller(balanceOf(owner), convertToShares(available));",
                "shares = balanceOf(owner);",
            ),
        ),
    ),
    Mutant(
        "promises to take assets where some are missing",
        (supply.the_maxima_mind_tokens_that_are_gone,),
        (
            (
                VAULT,
                "_isShort() ? 0 : _mostAssets(",
                "_mostAssets(",
            ),
        ),
    ),
    Mutant(
        "promises to make shares where assets are missing",
        (supply.the_maxima_mind_tokens_that_are_gone,),
        (
            (
                VAULT,
                "_isShort() ? 0 : _mostShares(",
                "_mostShares(",
            ),
        ),
    ),
    Mutant(
        "promises to pay what the books say",
        (supply.the_maxima_mind_tokens_that_are_gone,),
        (
            (
                VAULT,
                "return _smaller(_asset.balanceOf(address(this)), _atHand());",
                "return _atHand();",
            ),
        ),
    ),
    Mutant(
        "promises something for dust",
        (supply.nothing_is_refused,),
        ((VAULT, "if (convertToAssets(shares) == 0) shares = 0;", ""),),
    ),
    Mutant(
        "mints for too little",
        (supply.every_rounding_is_against_the_caller,),
        ((VAULT, "assets = _toAssetsUp(", "assets = _toAssets("),),
    ),
    Mutant(
        "takes too few shares",
        (supply.every_rounding_is_against_the_caller,),
        ((VAULT, "shares = _toSharesUp(", "shares = _toShares("),),
    ),
    Mutant(
        "promises to mint for too little",
        (supply.every_rounding_is_against_the_caller,),
        ((VAULT, "return _toAssetsUp(", "return _toAssets("),),
    ),
    Mutant(
        "has no limit",
        (supply.deposits_end_where_numbers_would_not_fit,),
        ((VAULT, "bool fits = assets <= _missing(held, MOST_ASSETS);", "bool fits = true;"),),
    ),
    Mutant(
        "takes nothing for nothing",
        (supply.nothing_is_refused,),
        (
            (
                VAULT,
                "        if (assets == 0) revert ERC4626NothingForIt();\n        shares",
                "        shares",
            ),
        ),
    ),
    # --- interest
    Mutant(
        "forgets the interest in what it shows",
        (supply.suppliers_earn_what_borrowers_owe_more,),
        ((BOOK, "return books.debt + _interest(books);", "return books.debt;"),),
    ),
    Mutant(
        "does not compound",
        (supply.suppliers_earn_what_borrowers_owe_more,),
        ((BOOK, "(first + second + third)", "first"),),
    ),
    Mutant(
        "rounds interest down",
        (
            supply.writing_interest_down_often_saves_none_and_costs_a_unit_each_time_at_most,
            supply.interest_comes_up_however_little_it_is,
        ),
        (
            (
                BOOK,
                "_divideUp(books.debt * (first + second + third), ONE)",
                "books.debt * (first + second + third) / ONE",
            ),
        ),
    ),
    Mutant(
        "charges interest a second time",
        (supply.interest_is_told_once_a_second_and_only_if_there_is_any,),
        (
            (
                BOOK,
                "books.accruedAt = uint48(block.timestamp);\n        _books = books;",
                "_books = books;",
            ),
        ),
    ),
    Mutant(
        "tells of interest where there is none",
        (supply.interest_is_told_once_a_second_and_only_if_there_is_any,),
        ((BOOK, "if (interest != 0) emit", "emit"),),
    ),
    # --- debts
    Mutant(
        "has virtual debt",
        (
            borrow.up_to_the_loan_to_value_can_be_borrowed,
            borrow.the_last_to_pay_pays_what_is_left_and_no_claim_stays,
        ),
        (
            (
                BOOK,
                "return total == 0 ? 0 : _divideUp(_positions[account].debtShares * debt, total);",
                "return _positions[account].debtShares * debt / (total + 1e6);",
            ),
        ),
    ),
    Mutant(
        "rounds debts down",
        (borrow.the_last_to_pay_pays_what_is_left_and_no_claim_stays,),
        (
            (
                BOOK,
                "_divideUp(_positions[account].debtShares * debt, total)",
                "(_positions[account].debtShares * debt / total)",
            ),
        ),
    ),
    Mutant(
        "takes more shares for a payment than it buys",
        (borrow.a_debt_can_be_repaid_in_part_in_full_and_for_others,),
        ((BOOK, ": gone * _debtShares / books.debt;", ": gone * _debtShares * 2 / books.debt;"),),
    ),
    Mutant(
        "leaves a share of a debt that was paid",
        (borrow.the_last_to_pay_pays_what_is_left_and_no_claim_stays,),
        ((BOOK, "? position.debtShares :", "? position.debtShares - 1 :"),),
    ),
    Mutant(
        "lends what it has not",
        (borrow.no_more_than_the_cash_can_be_borrowed,),
        ((BOOK, "if (assets > books.cash) revert InsufficientCash(assets, books.cash);", ""),),
    ),
    Mutant(
        "lends dust",
        (borrow.a_debt_is_a_million_units_or_none,),
        ((BOOK, "if (owed < LEAST_DEBT) revert DebtTooSmall(owed, LEAST_DEBT);", ""),),
    ),
    Mutant(
        "leaves dust",
        (borrow.a_debt_is_a_million_units_or_none, liquidation.no_dust_is_left_of_a_debt),
        ((BOOK, "if (rest != 0 && rest < LEAST_DEBT)", "if (false)"),),
    ),
    Mutant(
        "cuts off what does not fit",
        (borrow.collateral_of_nothing_or_of_too_much_is_refused,),
        ((BOOK, "if (value > most) revert TooLarge(value, most);", ""),),
    ),
    # --- collateral
    Mutant(
        "lends without collateral",
        (borrow.up_to_the_loan_to_value_can_be_borrowed,),
        (
            (
                POOL,
                "        _requireCovered(msg.sender);\n        emit Borrowed",
                "        emit Borrowed",
            ),
        ),
    ),
    Mutant(
        "gives collateral back that secures a debt",
        (borrow.up_to_the_loan_to_value_can_be_borrowed,),
        ((POOL, "if (position.debtShares != 0) {", "if (false) {"),),
    ),
    Mutant(
        "asks the oracle about those who owe nothing",
        (liquidation.without_a_price_all_else_goes_on,),
        ((POOL, "if (position.debtShares != 0) {", "{"),),
    ),
    Mutant(
        "lends up to the threshold",
        (borrow.up_to_the_loan_to_value_can_be_borrowed,),
        (
            (
                POOL,
                "valueOf(_positions[account].collateral) * loanToValue",
                "valueOf(_positions[account].collateral) * liquidationThreshold",
            ),
        ),
    ),
    Mutant(
        "does not mind whether ether was taken",
        (borrow.ether_goes_to_nobody_who_refuses_it,),
        ((POOL, "if (!isTaken) revert EtherRefused(to, value);", "isTaken;"),),
    ),
    Mutant(
        "sends ether to nobody",
        (borrow.ether_goes_to_nobody_who_refuses_it,),
        ((POOL, "if (to == address(0)) revert EtherRefused(to, value);", ""),),
    ),
    # --- liquidations
    Mutant(
        "liquidates the healthy",
        (liquidation.a_debt_up_to_the_threshold_is_left_alone,),
        ((POOL, "if (debt <= threshold) revert", "if (debt == 0) revert"),),
    ),
    Mutant(
        "liquidates on the threshold",
        (liquidation.the_threshold_is_exact,),
        ((POOL, "if (debt <= threshold) revert", "if (debt < threshold) revert"),),
    ),
    Mutant(
        "knows no close factor",
        (
            liquidation.up_to_the_close_factor_is_repaid_for_collateral_and_a_bonus,
            liquidation.more_than_is_possible_is_clamped_to_it,
        ),
        ((POOL, "_smaller(assets, _mostAtOnce(debt));", "_smaller(assets, debt);"),),
    ),
    Mutant(
        "refuses what is more than possible",
        (liquidation.more_than_is_possible_is_clamped_to_it,),
        (
            (
                POOL,
                "repaid = _smaller(assets, _mostAtOnce(debt));",
                "repaid = assets == type(uint256).max ? _mostAtOnce(debt) : assets;"
                " if (repaid > _mostAtOnce(debt)) revert ZeroAmount();",
            ),
        ),
    ),
    Mutant(
        "lets a solvent debt be written off",
        (
            liquidation.a_debt_near_its_collateral_goes_as_a_whole_and_nothing_is_lost,
            liquidation.what_is_lost_begins_with_nothing_and_grows_with_the_debt,
        ),
        ((POOL, "repaid = _priceOfAll(debt, value, covered);", "repaid = covered;"),),
    ),
    Mutant(
        "gives the full bonus as soon as anything is lost",
        (liquidation.what_is_lost_begins_with_nothing_and_grows_with_the_debt,),
        ((POOL, "value - _smaller(debt - value, value - covered)", "covered"),),
    ),
    Mutant(
        "lets the bonus grow without an end",
        (
            liquidation.what_is_lost_begins_with_nothing_and_grows_with_the_debt,
            liquidation.a_debt_far_above_its_collateral_is_liquidated_with_the_full_bonus,
        ),
        (
            (
                POOL,
                "value - _smaller(debt - value, value - covered)",
                "value - _smaller(debt - value, value)",
            ),
        ),
    ),
    Mutant(
        "pays no bonus",
        (liquidation.up_to_the_close_factor_is_repaid_for_collateral_and_a_bonus,),
        ((POOL, "_divideUp(value * BASIS_POINTS, BASIS_POINTS + liquidationBonus)", "value"),),
    ),
    Mutant(
        "leaves a worse rest",
        (
            liquidation.a_debt_near_its_collateral_goes_as_a_whole_and_nothing_is_lost,
            liquidation.a_debt_far_above_its_collateral_is_liquidated_with_the_full_bonus,
        ),
        (
            (POOL, "if (assets < repaid) revert LiquidationMustBeWhole(assets, repaid);", ""),
            (
                POOL,
                "(seized, badDebt) = (collateral, debt - repaid);",
                "(seized, badDebt) = (collateral, debt - repaid);"
                " repaid = _smaller(assets, repaid);",
            ),
        ),
    ),
    Mutant(
        "writes nothing off",
        (supply.what_nobody_will_pay_all_suppliers_bear_alike,),
        ((POOL, "_settle(account, repaid, badDebt);", "_settle(account, repaid, 0);"),),
    ),
    Mutant(
        "leaves the close factor's rest however small",
        (liquidation.no_dust_is_left_of_a_debt,),
        ((POOL, "if (debt - most < LEAST_DEBT) most = debt;", ""),),
    ),
    Mutant(
        "takes an old price",
        (liquidation.the_price_must_be_there_and_fresh,),
        ((POOL, "updatedAt < oldest || ", ""),),
    ),
    Mutant(
        "takes no price for one",
        (liquidation.the_price_must_be_there_and_fresh,),
        ((POOL, "answer <= 0 || ", ""),),
    ),
    # --- tokens
    Mutant(
        "does not pull what is paid in",
        (supply.the_first_share_is_a_millionth_of_a_unit,),
        (
            (VAULT, "        _asset.pull(msg.sender, assets);\n", ""),
            (VAULT, "if (here < _atHand())", "if (here < here)"),
        ),
    ),
    Mutant(
        "takes a no for a yes",
        (borrow.a_debt_can_be_repaid_in_part_in_full_and_for_others,),
        ((SAFE, "abi.decode(answer, (uint256)) == 1", "abi.decode(answer, (uint256)) != 1"),),
    ),
)

CURVE_MUTANTS: tuple[Mutant[Scene], ...] = (
    Mutant(
        "has no kink",
        (curve.the_curve_is_two_lines_that_meet,),
        ((CURVE, "if (utilisation <= kink) return", "if (utilisation <= ONE) return"),),
    ),
    Mutant(
        "jumps at the kink",
        (curve.the_curve_is_two_lines_that_meet,),
        ((CURVE, "return base + gentle + steep *", "return base + steep *"),),
    ),
    Mutant(
        "is steep from zero on",
        (curve.the_curve_is_two_lines_that_meet,),
        ((CURVE, "steep * (utilisation - kink) / (ONE - kink)", "steep * utilisation / ONE"),),
    ),
    Mutant(
        "takes the rate of a year for that of a second",
        (curve.the_rate_is_that_of_a_second,),
        ((CURVE, "yearlyRate(utilisation) / 365 days", "yearlyRate(utilisation)"),),
    ),
    Mutant(
        "has years of 360 days",
        (curve.the_rate_is_that_of_a_second,),
        ((CURVE, "/ 365 days", "/ 360 days"),),
    ),
)
