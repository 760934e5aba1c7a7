"""Batches make the same blocks on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from pydemo import Chain, errors
from pydemo.chain.genesis import ENGINES


def seen(engine: str, blocks: Any) -> dict[str, Any]:
    """What a batch of this and that leaves behind."""
    chain = Chain(engine=engine)
    alice, bob, carol = chain.accounts.alice, chain.accounts.bob, chain.accounts.carol
    token = chain.deploy("DemoToken", 1_000, alice, sender=alice)
    chain.set_balance(carol, 10**15)
    with errors.reverts() as caught, chain.batch(blocks) as batch:
        token.mint(alice, 100, sender=alice)
        token.transfer(carol, 5, sender=alice)
        token.transfer(bob, 6, sender=carol)
        token.transfer(bob, 3, sender=carol)
        token.transfer(bob, 7, sender=alice, gas=29_900_000)
        chain.transfer(chain.impersonate(token), 1, sender=bob, gas=30_000)
        chain.advance(100)
        token.approve(bob, 8, sender=alice, gas=60_000)
        token.transferFrom(alice, carol, 8, sender=bob)
    assert isinstance(caught.error, errors.BatchFailed)
    receipts = batch.receipts
    return {
        "blocks": [receipt.block_number for receipt in receipts],
        "gas": [receipt.gas_used for receipt in receipts],
        "limits": [receipt._outcome.transaction.gas for receipt in receipts],
        "prices": [receipt.effective_gas_price for receipt in receipts],
        "hashes": [receipt.tx_hash for receipt in receipts],
        "events": [list(map(str, receipt.events)) for receipt in receipts],
        "traces": [str(receipt.trace()) for receipt in receipts],
        "failures": (str(caught.error), caught.error.positions),
        "head": (chain.time, chain.block_number, chain._node.head().base_fee),
        "balances": [chain.balance(account) for account in (alice, bob, carol)],
    }


@pytest.mark.parametrize("blocks", ["few", "each"])
def test_both_engines_see_the_same(blocks: str) -> None:
    first, second = (seen(engine, blocks) for engine in ENGINES)
    assert len(set(first["blocks"])) == (3 if blocks == "few" else 8)
    assert len(first["failures"][1]) == 2
    assert first == second
