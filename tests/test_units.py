"""Amounts and times as people say them, exact to the last unit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydemo import errors, units
from pydemo.units import days, ether, gwei, hours, minutes, seconds, weeks, wei


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (ether(1), 10**18),
        (ether(0), 0),
        (ether("1.5"), 15 * 10**17),
        (ether(1.5), 15 * 10**17),
        (ether(0.1), 10**17),
        (ether("0.000000000000000001"), 1),
        (ether(1e-18), 1),
        (ether(Decimal("0.3")), 3 * 10**17),
        (ether(-2), -2 * 10**18),
        (ether("1e3"), 10**21),
        (ether("1_000"), 10**21),
        (ether(10**30), 10**48),
        (ether("12345678901234567890.123456789012345678"), 12345678901234567890123456789012345678),
        (gwei(1), 10**9),
        (gwei("0.5"), 5 * 10**8),
        (wei(5), 5),
        (wei(5.0), 5),
        (seconds(5), 5),
        (minutes(1), 60),
        (hours(0.5), 1_800),
        (days(1), 86_400),
        (days("1.5"), 129_600),
        (weeks(1), 604_800),
    ],
)
def test_an_amount_is_exact(made: int, expected: int) -> None:
    assert made == expected
    assert type(made) is int


@pytest.mark.parametrize(
    ("unit", "amount", "problem"),
    [
        (ether, 1e-19, r"ether\(1e-19\) has more than 18 decimals"),
        (ether, "0.0000000000000000001", "has more than 18 decimals"),
        (ether, 2.0**53, "a float this large is not exact; write it as an int or a string"),
        (ether, float("nan"), r"ether\(nan\): a number is expected"),
        (ether, float("inf"), r"ether\(inf\): a number is expected"),
        (ether, "NaN", "a number is expected"),
        (ether, "a lot", r"ether\('a lot'\): a number is expected"),
        (ether, "", "a number is expected"),
        (ether, None, r"ether\(None\): a number is expected"),
        (ether, True, r"ether\(True\): a number is expected"),
        (ether, [1], "a number is expected"),
        (gwei, "0.0000000001", "has more than 9 decimals"),
        (wei, 1.5, r"wei\(1.5\) has more than 0 decimals"),
        (seconds, 0.5, "has more than 0 decimals"),
        (minutes, "0.001", r"minutes\('0.001'\) is not a whole number of seconds"),
        (days, 1e-6, "is not a whole number of seconds"),
        (days, True, r"days\(True\): a number is expected"),
    ],
)
def test_what_is_not_exact_is_refused_in_one_line(
    unit: Callable[[Any], int], amount: Any, problem: str
) -> None:
    with pytest.raises(errors.ArgumentError, match=problem) as caught:
        unit(amount)
    assert "\n" not in str(caught.value)


@given(st.integers(-(2**256), 2**256))
def test_whole_numbers_keep_every_digit(amount: int) -> None:
    assert ether(amount) == amount * 10**18
    assert ether(str(amount)) == amount * 10**18
    assert gwei(amount) == amount * 10**9
    assert days(amount) == amount * units.DAY


@given(st.floats(-(2.0**52), 2.0**52))
def test_a_float_is_the_number_it_prints_as_or_is_refused(amount: float) -> None:
    exact = Decimal(repr(amount)).scaleb(18)
    try:
        made = ether(amount)
    except errors.ArgumentError:
        digits = exact.normalize().as_tuple().digits
        assert exact != exact.to_integral_value() or len(digits) > 15
    else:
        assert made == exact


def test_the_lengths_of_time_agree() -> None:
    assert minutes(60) == hours(1) == units.HOUR == 60 * units.MINUTE
    assert hours(24) == days(1) == units.DAY
    assert days(7) == weeks(1) == units.WEEK
