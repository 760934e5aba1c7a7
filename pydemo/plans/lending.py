"""The lending pool: a curve for its interest, an oracle for its collateral, the pool itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.units import days

WAD = 10**18
"""One, where shares and rates are counted in 10^18ths."""


class Curve(NamedTuple):
    """What borrowing costs a year, times 1e18: the arguments of ``KinkedRateModel``.

    By default 0 to 4% while up to 80% is lent out, and up to 64% from there on: about what Aave
    asks for a stablecoin.
    """

    base: int = 0
    gentle: int = 4 * WAD // 100
    steep: int = 60 * WAD // 100
    kink: int = 80 * WAD // 100


class Limits(NamedTuple):
    """How far borrowers may go: the fields of ``ILendingPool.Limits``, basis points and seconds."""

    loan_to_value: int = 7_500
    liquidation_threshold: int = 8_000
    liquidation_bonus: int = 500
    close_factor: int = 5_000
    max_price_age: int = days(1)


ETHER_PRICE = 4_000
"""Units of the token, of the size in which it is shown, that an ether is worth at first."""


@dataclass(frozen=True, slots=True)
class LendingSystem:
    """What the plan deploys."""

    rate_model: Contract
    oracle: Contract
    pool: Contract


def deploy(
    chain: Chain,
    asset: AddressLike,
    *,
    deployer: AddressLike,
    price_setter: AddressLike,
    ether_price: int = ETHER_PRICE,
    curve: Curve = Curve(),  # noqa: B008  (immutable)
    limits: Limits = Limits(),  # noqa: B008  (immutable)
) -> LendingSystem:
    """Deploy a pool that lends a token against ether, with a price that ``price_setter`` sets.

    For money that is worth something, give `LendingPool` a Chainlink feed in place of the settable
    oracle: it has the same interface.

    Args:
        asset: the token; it must not keep a fee on transfers.
        ether_price: how many whole tokens an ether is worth.

    Raises:
        errors.ContractError: ``InvalidCurve``, ``InvalidLimits``, ``UnsupportedDecimals``.
    """
    rate_model = chain.deploy("KinkedRateModel", *curve, sender=deployer)
    oracle = chain.deploy("SettablePriceOracle", price_setter, ether_price * 10**8, sender=deployer)
    pool = chain.deploy("LendingPool", asset, rate_model, oracle, tuple(limits), sender=deployer)
    return LendingSystem(rate_model, oracle, pool)
