"""A lending pool's interest curve, asked of the contract that sets the rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydemo.errors import ArgumentError
from pydemo.units import days

if TYPE_CHECKING:
    from pydemo.contract.handle import Contract

YEAR = days(365)
_ONE = 10**18
_RATE_MODEL = "KinkedRateModel"


@dataclass(frozen=True, slots=True)
class Rates:
    """What borrowers pay and suppliers get a year, before compounding, as parts of one."""

    utilisation: float
    """Share of the money that is lent out, from 0 to 1."""
    borrow: float
    supply: float


@dataclass(frozen=True, slots=True)
class InterestCurve:
    """Rates over utilisation, and where the pool stands. A notebook draws it."""

    points: tuple[Rates, ...]
    """From nothing lent out to all of it."""
    present: Rates
    kink: float | None
    """The utilisation from which on rates are steep; None for a model that names none."""

    def _repr_html_(self) -> str:
        from pydemo.display.plot_interest import interest_html

        return interest_html(self)


def interest_curve(
    pool: Contract, rate_model: Contract | None = None, steps: int = 50
) -> InterestCurve:
    """Ask a pool's rate model what borrowing costs, from nothing lent out to all of it.

    The pool keeps nothing of the interest, so what suppliers get is what borrowers pay, spread over
    all of the money: the borrowers' rate times the utilisation.

    Args:
        rate_model: any contract with ``borrowRate(uint256)`` (``IRateModel``); by default the one
            that the pool names.
        steps: into how many equal parts the curve is cut.

    Raises:
        errors.ArgumentError: the pool has no ``utilisation``, or the model no ``borrowRate``.
    """
    if rate_model is None:
        rate_model = _model_of(pool)
    if steps < 1:
        raise ArgumentError(f"interest_curve: steps = {steps!r}: a number above 0 is expected")
    kink = rate_model["kink()"]() if "kink" in rate_model._abi.functions else None
    places = {_ONE * step // steps for step in range(steps + 1)} | ({kink} if kink else set())
    return InterestCurve(
        tuple(_rates(rate_model, place) for place in sorted(places)),
        _rates(rate_model, pool["utilisation()"]()),
        None if kink is None else kink / _ONE,
    )


def _model_of(pool: Contract) -> Contract:
    from pydemo.contract.handle import Contract

    session, address = pool._session, pool["rateModel()"]()
    name = session.registry.contract_at(address) or _RATE_MODEL
    return Contract(name, address, session)


def _rates(model: Contract, utilisation: int) -> Rates:
    borrow = model["borrowRate(uint256)"](utilisation) * YEAR / _ONE
    return Rates(utilisation / _ONE, borrow, borrow * utilisation / _ONE)
