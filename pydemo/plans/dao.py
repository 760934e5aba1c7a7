"""The DAO: a governor whose votes are a token's, and the timelock that is its treasury."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pydemo.chain.address import AddressLike, created_address
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.errors import PlanError
from pydemo.plans import crowdfund
from pydemo.units import days, ether


class Terms(NamedTuple):
    """How a governor decides: the fields of ``IGovernorSettings.Terms``, in their order.

    Times are seconds, thresholds votes in the token's smallest unit.
    """

    voting_delay: int = days(1)
    voting_period: int = days(3)
    vote_extension: int = days(1)
    timelock_delay: int = days(2)
    quorum: int = 10
    """Percent of all votes."""
    proposal_threshold: int = ether(100_000)
    most_threshold: int = ether(1_000_000)


@dataclass(frozen=True, slots=True)
class DaoSystem:
    """What the plan deploys, and the token it was given. The timelock is the treasury."""

    token: Contract
    governor: Contract
    timelock: Contract


def deploy(
    chain: Chain,
    *,
    name: str,
    token: Contract,
    deployer: AddressLike,
    terms: Terms = Terms(),  # noqa: B008  (immutable)
) -> DaoSystem:
    """Deploy a Governor, which makes its Timelock. Nobody has a role in either.

    Args:
        name: of the governor, as it stands in signed votes.
        token: a token whose votes count by seconds (ERC-6372), such as PeopleToken or PoolToken.

    Raises:
        errors.ContractError: terms out of bounds, by the names in ``IGovernorSettings``; or
            ``GovernorInvalidClock``.
    """
    governor = chain.deploy("Governor", name, token, tuple(terms), sender=deployer)
    return DaoSystem(token, governor, chain.at("Timelock", governor.timelock()))


def deploy_with_crowdfund(
    chain: Chain,
    *,
    name: str,
    auction: crowdfund.Auction,
    deployer: AddressLike,
    fund_terms: crowdfund.Terms = crowdfund.Terms(),  # noqa: B008  (immutable)
    terms: Terms = Terms(),  # noqa: B008  (immutable)
) -> tuple[crowdfund.CrowdfundSystem, DaoSystem]:
    """Deploy a Crowdfund and the DAO that those who give become.

    Each of the two needs the other: the fund must know the treasury, which the governor makes, and
    the governor the token, which the fund makes. So the fund is told where the treasury will be.

    Raises:
        errors.ContractError: as `crowdfund.deploy` and `deploy` do.
        errors.PlanError: the deployer sent something else meanwhile, and the treasury is elsewhere.
            The fund bids nothing then; whoever has given gets it back.
    """
    governor = created_address(deployer, chain.nonce(deployer) + 1)
    treasury = created_address(governor, 1)
    funding = crowdfund.deploy(
        chain, auction=auction, treasury=treasury, deployer=deployer, terms=fund_terms
    )
    system = deploy(chain, name=name, token=funding.token, deployer=deployer, terms=terms)
    if system.timelock != treasury:
        raise PlanError(
            f"the treasury is {system.timelock.address}, and the crowdfund was told {treasury}: "
            "deploy both again, from an account that nobody else uses"
        )
    return funding, system
