"""The plans that can be deployed by name: their parameters, what they run, what must hold then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.deploy import systems
from pydemo.deploy.parameters import Parameter, Values
from pydemo.deploy.systems import Contracts, Row
from pydemo.errors import DeploymentError, did_you_mean
from pydemo.plans import collectible, crowdfund, lending, lottery, token
from pydemo.units import days


@dataclass(frozen=True, slots=True)
class DeployPlan:
    """A plan as it is deployed to a network.

    - ``run``: deploys it; is run again and again, and must do the same each time
    - ``check``: reads on chain whether roles and links are as they should be
    - ``by_nonce``: why it cannot be deployed by CREATE2, if so
    """

    name: str
    parameters: tuple[Parameter, ...]
    run: Callable[[Chain, AddressLike, Values], Contracts]
    check: Callable[[Contracts, AddressLike, Values], Iterator[Row]]
    by_nonce: str = ""


_ASSET = Parameter("asset", "address", needed=True)
_PRICE_SETTER = Parameter("price_setter", "address")
_CIRCLE = (
    "the fund is told where its treasury will be, which follows from the deployer's nonces; by "
    "CREATE2 each of the two addresses would follow from the other"
)

PLANS: dict[str, DeployPlan] = {
    plan.name: plan
    for plan in (
        DeployPlan(
            "token",
            (Parameter("minter", "address"), Parameter("cap", "ether", token.CAP)),
            systems.run_token,
            systems.check_token,
        ),
        DeployPlan(
            "collectible",
            (
                Parameter("beneficiary", "address"),
                Parameter("venue", "address"),
                Parameter("name", "text", collectible.Terms._field_defaults["name"]),
                Parameter("symbol", "text", collectible.Terms._field_defaults["symbol"]),
                Parameter("max_supply", "number", collectible.Terms._field_defaults["max_supply"]),
                Parameter("price", "ether", collectible.Terms._field_defaults["price"]),
                Parameter("royalty", "number", collectible.Terms._field_defaults["royalty"]),
                Parameter("duration", "number", days(7)),
            ),
            systems.run_collectible,
            systems.check_collectible,
        ),
        DeployPlan(
            "lending",
            (_ASSET, _PRICE_SETTER, Parameter("ether_price", "number", lending.ETHER_PRICE)),
            systems.run_lending,
            systems.check_lending,
        ),
        DeployPlan(
            "lottery",
            (
                _ASSET,
                Parameter(
                    "rng", "address", "future-block", needed=True, choices=tuple(lottery.RNGS)
                ),
                Parameter("owner", "address", needed=True),
                Parameter("pool_supply", "ether", instead_of="owner"),
                Parameter("source", "address"),
                _PRICE_SETTER,
                Parameter("period", "number", days(7)),
                Parameter("winners", "number", 1),
                Parameter("reserve_rate", "number", 0),
            ),
            systems.run_lottery,
            systems.check_lottery,
        ),
        DeployPlan(
            "crowdfund",
            (
                Parameter("house", "address", needed=True),
                Parameter("auction", "number", 0, needed=True),
                Parameter("treasury", "address"),
                Parameter("name", "text", "Members"),
                Parameter("goal", "ether", crowdfund.Terms().goal),
                Parameter("cap", "ether", crowdfund.Terms().cap),
                Parameter("max_bid", "ether", crowdfund.Terms().max_bid),
                Parameter("duration", "number", crowdfund.Terms().duration),
            ),
            systems.run_crowdfund,
            systems.check_crowdfund,
            by_nonce=_CIRCLE,
        ),
        DeployPlan(
            "dao",
            (Parameter("token", "address", needed=True), Parameter("name", "text", "Members")),
            systems.run_dao,
            systems.check_dao,
        ),
    )
}


def find_plan(name: str) -> DeployPlan:
    """Raises errors.DeploymentError where there is none of that name."""
    if name not in PLANS:
        raise DeploymentError(
            f"there is no plan {name!r}; {did_you_mean(name, PLANS)}choose from: {', '.join(PLANS)}"
        )
    return PLANS[name]
