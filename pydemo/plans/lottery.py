"""The lottery: a lending pool that earns the prizes, a source of randomness, the prize vault; and a
government of those who save."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.plans import dao, lending
from pydemo.units import days, ether

SEED = 1_000
"""Units of the asset that cover what the source keeps by rounding (``ISavings``): a gift."""


class Terms(NamedTuple):
    """What a vault is: the fields of ``IPrizeVault.Terms`` but the owner, in their order."""

    period: int = days(7)
    """Seconds a draw is open at least."""
    winners: int = 1
    reserve_rate: int = 0
    """The owner's part of what was earned, in basis points."""


class CommitReveal(NamedTuple):
    """The arguments of ``CommitRevealRng``, in their order: wei, seconds, seconds, secrets."""

    bond: int = ether(1)
    commit_period: int = days(1)
    reveal_period: int = days(1)
    min_reveals: int = 2


RNGS: dict[str, tuple[str, tuple[int, ...]]] = {
    "future-block": ("FutureBlockRng", ()),
    "commit-reveal": ("CommitRevealRng", tuple(CommitReveal())),
}
"""By kind: the contract, and the arguments of its constructor."""


@dataclass(frozen=True, slots=True)
class LotterySystem:
    """What the plan deploys, and what it was given."""

    asset: Contract
    source: Contract
    rng: Contract
    vault: Contract


def deploy_rng(chain: Chain, kind: str, *, deployer: AddressLike) -> Contract:
    """Deploy a source of randomness that needs nobody's account elsewhere.

    Args:
        kind: ``"future-block"`` or ``"commit-reveal"``. (ChainlinkRng needs a subscription.)

    Raises:
        KeyError: no such kind.
    """
    name, arguments = RNGS[kind]
    return chain.deploy(name, *arguments, sender=deployer)


def government_terms(supply: int) -> dao.Terms:
    """How those who hold POOL decide by default: a hundredth of all votes may propose, and never
    more than a tenth is asked for.

    Args:
        supply: units of POOL, each a vote.
    """
    return dao.Terms(proposal_threshold=supply // 100, most_threshold=supply // 10)


def deploy_government(
    chain: Chain, *, deployer: AddressLike, supply: int, terms: dao.Terms | None = None
) -> dao.DaoSystem:
    """Deploy POOL, and a Governor by whose votes its Timelock can own a vault.

    All POOL is the deployer's at first, to be handed to savers: until then the deployer decides.

    Args:
        supply: units of POOL, each a vote; no more can ever be made.
        terms: how it decides; `government_terms` by default.

    Raises:
        errors.ContractError: terms out of bounds, as `dao.deploy` says, or more units than votes
            that can be counted.
    """
    if terms is None:
        terms = government_terms(supply)
    token = chain.deploy("PoolToken", supply, deployer, sender=deployer)
    return dao.deploy(chain, name="Pool Governor", token=token, deployer=deployer, terms=terms)


def deploy(
    chain: Chain,
    *,
    asset: Contract,
    source: Contract,
    rng: Contract,
    deployer: AddressLike,
    owner: AddressLike,
    terms: Terms = Terms(),  # noqa: B008  (immutable)
) -> LotterySystem:
    """Deploy a PrizeVault over a source, and give it the `SEED` that covers roundings.

    Args:
        asset: the token that is saved. The deployer must have `SEED` units of it.
        source: any ERC-4626 vault for the token, such as the LendingPool of `plans.lending`.
        rng: any ``IRng``.
        owner: who may change the number of winners and the reserve: the timelock of
            `deploy_government`, or an account for a lottery of one's own.

    Raises:
        errors.ContractError: ``AssetMismatch``, ``InvalidDrawPeriod``, ``InvalidWinners``,
            ``ReserveTooHigh``, ``InvalidOwner``, or the deployer has no `SEED`.
    """
    period, winners, reserve_rate = terms
    vault = chain.deploy(
        "PrizeVault", asset, source, rng, (period, winners, reserve_rate, owner), sender=deployer
    )
    asset.approve(source, SEED, sender=deployer)
    source.deposit(SEED, vault, sender=deployer)
    return LotterySystem(asset, source, rng, vault)


def deploy_over_pool(
    chain: Chain,
    *,
    asset: Contract,
    rng: str,
    deployer: AddressLike,
    owner: AddressLike,
    price_setter: AddressLike,
    limits: lending.Limits = lending.Limits(),  # noqa: B008  (immutable)
    terms: Terms = Terms(),  # noqa: B008  (immutable)
) -> tuple[lending.LendingSystem, LotterySystem]:
    """Deploy a lending pool for the token, and a lottery on its interest.

    Args:
        rng: what `deploy_rng` knows.

    Raises:
        errors.ContractError, KeyError: as `lending.deploy`, `deploy_rng` and `deploy` do.
    """
    bank = lending.deploy(chain, asset, deployer=deployer, price_setter=price_setter, limits=limits)
    system = deploy(
        chain,
        asset=asset,
        source=bank.pool,
        rng=deploy_rng(chain, rng, deployer=deployer),
        deployer=deployer,
        owner=owner,
        terms=terms,
    )
    return bank, system
