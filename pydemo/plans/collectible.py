"""The drop: the contract that draws the pictures, and the collection that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.units import days, ether

ZERO = "0x" + "00" * 20


class Terms(NamedTuple):
    """What a drop is, for good: the fields of ``ICollectible.Terms``, in their order.

    Prices are wei, times Unix seconds, the royalty basis points. The artist, who is the
    beneficiary, chooses the seed, and with it all works and their order.
    """

    beneficiary: AddressLike
    opens_at: int
    closes_at: int
    name: str = "Bright Field"
    symbol: str = "BRIGHT"
    description: str = (
        "Compositions of a few shapes and five colours, drawn on chain. Which number shows which "
        "was decided after the last one was minted, by nobody."
    )
    max_supply: int = 10_000
    price: int = ether("0.08")
    wallet_limit: int = 20
    venue: AddressLike = ZERO
    royalty: int = 500
    collection_seed: bytes = b"bright field".ljust(32, b"\0")

    def as_struct(self) -> tuple[object, ...]:
        """The terms as the constructor takes them."""
        return (
            self.name,
            self.symbol,
            self.description,
            self.max_supply,
            self.price,
            self.wallet_limit,
            self.opens_at,
            self.closes_at,
            self.beneficiary,
            self.venue,
            self.royalty,
            self.collection_seed,
        )


@dataclass(frozen=True, slots=True)
class CollectibleSystem:
    """What the plan deploys."""

    art: Contract
    collection: Contract


def deploy(
    chain: Chain, *, deployer: AddressLike, beneficiary: AddressLike, **terms: object
) -> CollectibleSystem:
    """Deploy CollectibleArt and a Collectible that is open from now on for a week.

    Args:
        terms: any field of `Terms`, in place of what it is by default.

    Raises:
        errors.ContractError: terms that no drop can have.
    """
    now = chain.time
    fields = {"opens_at": now, "closes_at": now + days(7), "beneficiary": beneficiary, **terms}
    art = chain.deploy("CollectibleArt", sender=deployer)
    struct = Terms(**fields).as_struct()  # type: ignore[arg-type]
    return CollectibleSystem(art, chain.deploy("Collectible", struct, art, sender=deployer))
