"""`errors.reverts` in all its forms, and how it fails itself."""

from __future__ import annotations

from typing import Any

import pytest

from pydemo import errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract


def complaint(pattern: str) -> Any:
    return pytest.raises(AssertionError, match=pattern)


def test_it_takes_any_failure_when_nothing_is_expected(failures: Contract) -> None:
    with errors.reverts():
        failures.bare()
    with errors.reverts():
        failures.divide(1, 0)


def test_it_takes_an_error_by_name(failures: Contract) -> None:
    with errors.reverts("Homeless"):
        failures.homeless(3)


def test_it_takes_an_error_with_its_operands_handles_included(
    failures: Contract, bob: Account
) -> None:
    with errors.reverts("Nameless", 1, bob):
        failures.nameless(1, bob)
    with errors.reverts("Nameless", 1, failures):
        failures.nameless(1, failures)
    with errors.reverts("OfferTooLow", (bob, 1, "x"), 2):
        failures.offerTooLow((bob, 1, "x"), 2)


def test_it_takes_a_require_by_its_text(failures: Contract) -> None:
    with errors.reverts("number is not above ten"):
        failures.requireWithText(1)
    with errors.reverts("Error", "number is not above ten"):
        failures.requireWithText(1)


def test_it_takes_panics_and_halts_by_name(failures: Contract) -> None:
    with errors.reverts("Panic", 0x12):
        failures.divide(1, 0)
    with errors.reverts("OutOfGas"):
        failures.spin(10_000, gas=50_000)


def test_it_hands_out_what_it_caught(failures: Contract) -> None:
    with errors.reverts("Homeless") as caught:
        failures.homeless(3)
    assert caught.error.operands == (3,)
    assert isinstance(caught.error, errors.Revert)


def test_it_complains_when_nothing_fails(failures: Contract) -> None:
    with (
        complaint("expected Homeless, but nothing failed"),
        errors.reverts("Homeless"),
    ):
        failures.half(2)
    with (
        complaint("expected a failure, but nothing failed"),
        errors.reverts(),
    ):
        pass


def test_it_complains_about_another_error(failures: Contract) -> None:
    with (
        complaint(r"expected Homeless, but got: Odd\(number=3\)"),
        errors.reverts("Homeless"),
    ):
        failures.half(3)


def test_it_complains_about_other_operands(failures: Contract) -> None:
    with (
        complaint(r"expected Odd\(5\), but got: Odd\(number=3\)"),
        errors.reverts("Odd", 5),
    ):
        failures.half(3)


def test_it_complains_about_too_few_and_too_many_operands(failures: Contract, bob: Account) -> None:
    for operands in ((1,), (1, bob, 2)):
        with (
            complaint("but got: Nameless"),
            errors.reverts("Nameless", *operands),
        ):
            failures.nameless(1, bob)


def test_it_complains_about_another_text_or_a_part_of_it(failures: Contract) -> None:
    with (
        complaint("but got: number is not above ten"),
        errors.reverts("number is not"),
    ):
        failures.requireWithText(1)


def test_its_complaint_comes_from_what_happened(failures: Contract) -> None:
    with pytest.raises(AssertionError) as caught, errors.reverts("Homeless"):
        failures.half(3)
    assert isinstance(caught.value.__cause__, errors.Revert)


def test_it_lets_other_exceptions_through(failures: Contract) -> None:
    with pytest.raises(errors.ArgumentError), errors.reverts():
        failures.half(1.5)
    with pytest.raises(ZeroDivisionError), errors.reverts():
        raise ZeroDivisionError


def test_what_it_caught_is_not_there_inside_the_block(failures: Contract) -> None:
    with errors.reverts() as caught:
        with complaint("after the with block"):
            caught.error  # noqa: B018
        failures.bare()


def test_an_error_without_trace_says_so() -> None:
    with pytest.raises(errors.NotSupported, match=r"there is no trace of Token\.pay"):
        errors.ContractError("Broken", call="Token.pay()").trace()
