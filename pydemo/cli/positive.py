"""A number above zero, as an option takes it."""

from __future__ import annotations

from math import isfinite
from typing import Any

import click

_MOST = 10**9


class _Positive(click.FloatRange):
    """Finite too: with "nan" every comparison is false, so a limit of it would be none."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        number = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number


POSITIVE = _Positive(min=0, max=_MOST, min_open=True)
