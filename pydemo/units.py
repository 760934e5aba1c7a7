"""Amounts as people say them, in the whole numbers that contracts count in.

``ether("1.5")`` is exact. ``ether(1.5)`` takes the float for the decimal number it prints as, and
refuses it where it has more digits than the unit can hold.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from pydemo.errors import ArgumentError

UNLIMITED = 2**256 - 1
"""The largest amount: by custom an allowance without end, or "all there is"."""
MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800

_SURE_DIGITS = 15
"""Decimal digits that survive the way into a float and back."""

Amount = int | float | str | Decimal


def scale(amount: Amount, decimals: int, unit: str) -> int:
    """An amount of a unit with so many decimals, in the smallest unit.

    Raises:
        errors.ArgumentError: not a number, or not a whole number of the smallest unit.
    """
    try:
        # repr: the shortest decimal that means this float, 0.1 rather than 0.1000000000000000055.
        exact = Decimal(repr(amount) if isinstance(amount, float) else amount)
    except (InvalidOperation, TypeError, ValueError):
        raise ArgumentError(f"{unit}({amount!r}): a number is expected") from None
    if isinstance(amount, bool) or not exact.is_finite():
        raise ArgumentError(f"{unit}({amount!r}): a number is expected")
    if isinstance(amount, float) and abs(exact) >= 2**53:
        raise ArgumentError(
            f"{unit}({amount!r}): a float this large is not exact; write it as an int or a string"
        )
    sign, digits, exponent = exact.as_tuple()
    is_fraction = isinstance(amount, float) and not amount.is_integer()
    if is_fraction and len(exact.normalize().as_tuple().digits) > _SURE_DIGITS:
        raise ArgumentError(
            f"{unit}({amount!r}): a float holds {_SURE_DIGITS} digits for sure, this one may have "
            "lost some already; write it as a string"
        )
    assert isinstance(exponent, int)
    number = int("".join(map(str, digits))) * (-1 if sign else 1)
    shift = decimals + exponent
    if shift >= 0:
        return int(number * 10**shift)
    if number % 10**-shift:
        raise ArgumentError(f"{unit}({amount!r}) has more than {decimals} decimals")
    return int(number // 10**-shift)


def ether(amount: Amount) -> int:
    """ETH (or whole tokens of 18 decimals) in wei: ``ether("1.5")`` is 1.5 * 10**18."""
    return scale(amount, 18, "ether")


def gwei(amount: Amount) -> int:
    """Gwei in wei."""
    return scale(amount, 9, "gwei")


def wei(amount: Amount) -> int:
    """Wei, checked to be a whole number."""
    return scale(amount, 0, "wei")


def seconds(amount: Amount) -> int:
    """Seconds, checked to be a whole number."""
    return scale(amount, 0, "seconds")


def minutes(amount: Amount) -> int:
    """Minutes in seconds."""
    return _time(amount, MINUTE, "minutes")


def hours(amount: Amount) -> int:
    """Hours in seconds."""
    return _time(amount, HOUR, "hours")


def days(amount: Amount) -> int:
    """Days in seconds."""
    return _time(amount, DAY, "days")


def weeks(amount: Amount) -> int:
    """Weeks in seconds."""
    return _time(amount, WEEK, "weeks")


def _time(amount: Amount, length: int, unit: str) -> int:
    tiny = scale(amount, 9, unit) * length
    if tiny % 10**9:
        raise ArgumentError(f"{unit}({amount!r}) is not a whole number of seconds")
    return tiny // 10**9


def decimal(amount: int, decimals: int = 18) -> str:
    """A whole number of the smallest unit, as people write it: exact, as in 1,000 or 0.5."""
    whole, part = divmod(abs(amount), 10**decimals)
    digits = f"{part:0{decimals}d}".rstrip("0") if decimals else ""
    return ("-" if amount < 0 else "") + f"{whole:,}" + (f".{digits}" if digits else "")


def rounded(amount: int, places: int = 2, decimals: int = 18) -> str:
    """The same with so many digits behind the point, rounded down: 1,234.56."""
    tiny = abs(amount) * 10**places // 10**decimals
    whole, part = divmod(tiny, 10**places)
    sign = "-" if amount < 0 and tiny else ""
    return f"{sign}{whole:,}" + (f".{part:0{places}d}" if places else "")
