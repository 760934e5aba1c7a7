"""A borrower's loan, asked of the pool: what is owed, what secures it, how safe that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydemo.chain.address import AddressLike
    from pydemo.contract.handle import Contract

_BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Loan:
    """A debt and its collateral, as of now. Amounts in the token's units, collateral in wei."""

    collateral: int
    value: int
    """What the collateral is worth by the oracle."""
    debt: int
    limit: int
    """The most that may be owed when something is borrowed."""
    threshold: int
    """A debt above this can be liquidated."""

    @property
    def health(self) -> float | None:
        """The health factor: the threshold by the debt, below 1 it can be liquidated.

        None for who owes nothing.
        """
        return self.threshold / self.debt if self.debt else None


def loan_of(pool: Contract, account: AddressLike) -> Loan:
    """The loan of an account at a lending pool.

    Raises:
        errors.ContractError: the oracle has no price, or an old one (``StalePrice``).
    """
    collateral = pool.collateralOf(account)
    value = pool.valueOf(collateral)
    return Loan(
        collateral,
        value,
        pool.debtOf(account),
        value * pool.loanToValue() // _BASIS_POINTS,
        value * pool.liquidationThreshold() // _BASIS_POINTS,
    )
