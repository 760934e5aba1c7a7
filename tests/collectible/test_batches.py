"""Pieces of a batch share an entry: they must not share an owner once they part."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from collectible_checks.scene import LAST, MAX_BATCH, announces, moved
from collectible_checks.shared_scene import shared_chain, shared_scenes


@pytest.mark.parametrize("seed", range(6))
def test_a_batch_that_leaves_in_any_order_leaves_every_owner_right(
    request: pytest.FixtureRequest, seed: int
) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    scene, chance = shared_scenes(chain)["ours"], random.Random(seed)
    alice, bob, carol = scene.people
    first = LAST + MAX_BATCH + 1
    ids = range(first, first + MAX_BATCH)
    with chain.anchor():
        # Batches on both sides, alice's own too: nothing may run on into the next.
        for minter in (alice, alice, bob):
            scene.mint(MAX_BATCH, minter)
        last = LAST + 3 * MAX_BATCH
        owners = dict.fromkeys(range(1, last + 1), alice)
        owners |= dict.fromkeys((LAST, *range(last - MAX_BATCH + 1, last + 1)), bob)
        # Twice: what has an entry of its own by then moves on, perhaps to where it was.
        for token_id in chance.sample(ids, MAX_BATCH) + chance.sample(ids, MAX_BATCH):
            owner, target = owners[token_id], chance.choice((alice, bob, bob, carol))
            receipt = scene.token.transferFrom(owner, target, token_id, sender=owner)
            announces(receipt, moved(owner, target, token_id))
            owners[token_id] = target
            assert scene.owners(last) == tuple(owner.address for owner in owners.values())
            counts = Counter(owners.values())
            assert scene.balances() == (counts[alice], counts[bob], counts[carol])
