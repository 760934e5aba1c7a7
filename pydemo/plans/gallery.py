"""A whole drop in one go: deployed, sold out, revealed."""

from __future__ import annotations

from itertools import cycle

from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.plans import collectible as plan
from pydemo.units import gwei

PRICE = gwei(80_000)
"""Wei a piece: small, so that ten personas can buy any number."""
_BATCHES = (1, 3, 2, 5, 1, 2, 8)
"""How many pieces a buyer takes at a time: some one, some many."""


def mint_set(chain: Chain, count: int) -> tuple[Contract, list[int]]:
    """Deploy a drop of so many pieces, have the personas buy them all, and reveal it.

    Which pieces there are follows from the chain's seed. Needs a chain whose time and blocks can be
    moved.

    Returns:
        The collection, and the ids of its pieces in order.

    Raises:
        errors.ContractError: a count that no drop can have.
    """
    buyers = list(chain.accounts)
    artist = buyers[0]
    collection = plan.deploy(
        chain,
        deployer=artist,
        beneficiary=artist,
        max_supply=count,
        wallet_limit=count,
        price=PRICE,
        collection_seed=(chain.seed or 0).to_bytes(32, "big"),
    ).collection
    left = count
    for buyer, batch in zip(cycle(buyers), cycle(_BATCHES)):
        if left == 0:
            break
        quantity = min(batch, left)
        collection.mint(quantity, sender=buyer, value=PRICE * quantity)
        left -= quantity
    chain.mine(max(collection.revealBlock() - chain.block_number, 1))
    collection.reveal(sender=artist)
    return collection, list(range(1, count + 1))
