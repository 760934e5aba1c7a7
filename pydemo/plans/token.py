"""The token: one contract, one role."""

from __future__ import annotations

from dataclasses import dataclass

from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.units import ether

CAP = ether(1_000_000)
"""The most DEMO there can ever be, in the smallest unit."""


@dataclass(frozen=True, slots=True)
class TokenSystem:
    """What the plan deploys."""

    token: Contract


def deploy(
    chain: Chain, *, deployer: AddressLike, minter: AddressLike, cap: int = CAP
) -> TokenSystem:
    """Deploy DemoToken. The minter is set for good: nobody can change it later.

    Raises:
        errors.ContractError: the cap is zero.
    """
    return TokenSystem(chain.deploy("DemoToken", cap, minter, sender=deployer))
