"""The lottery's operations, in an order that gives each the state its name says.

A "saver" has tickets, a "new saver" never had any. Time passes between any two operations, so the
pool's interest is written down in each.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.contract.chain import Chain
from pydemo.contract.permit import sign_permit
from pydemo.gas.crowd import DEPOSIT, HOUR, Crowd, SourceMaker, lending_pool, saver

SIZES = (200, 300, 5_000)
"""Savers: a tree of two levels, of three, of four."""
AWARDS = 32
"""How many numbers a draw is awarded by: what it costs hangs on whom it picks."""


def measure(chain: Chain, make_source: SourceMaker = lending_pool) -> Iterator[tuple[str, int]]:
    """Yield (operation, gas)."""
    crowd = Crowd(chain, make_source)
    assert crowd.vault.deploy_receipt is not None
    yield "deploy", crowd.vault.deploy_receipt.gas_used
    with chain.anchor():
        yield from _with_a_few(crowd)
    for savers in SIZES:
        crowd.grow(savers)
        with chain.anchor():
            for operation, gas in with_a_crowd(crowd):
                yield f"{operation}, {savers:,} savers", gas


def _with_a_few(crowd: Crowd) -> Iterator[tuple[str, int]]:
    chain, vault, asset, alice = crowd.chain, crowd.vault, crowd.asset, crowd.alice
    bob, carol, dave, erin = (crowd.fund(chain.accounts[index]) for index in range(1, 5))
    frank, grace = crowd.fund(chain.accounts.frank), chain.accounts.grace
    yield "deposit, first ever", crowd.deposit(bob)
    yield "deposit, new saver", crowd.deposit(carol)
    yield "deposit, saver", crowd.deposit(carol)
    asset.approve(vault, 0, sender=dave)
    permit = sign_permit(asset, chain, owner=dave, spender=vault, value=DEPOSIT)
    chain.advance(HOUR)
    by_permit = vault.depositWithPermit(DEPOSIT, dave, *permit[3:], sender=dave)
    yield "deposit with a permit, new saver", by_permit.gas_used
    yield "withdraw a part", crowd.withdraw(bob)
    yield "withdraw all", crowd.withdraw(dave, DEPOSIT)
    yield "transfer, saver", crowd.transfer(bob, carol)
    yield "transfer, new saver", crowd.transfer(bob, grace)
    chain.advance(HOUR)
    yield "sponsor, new", vault.sponsor(DEPOSIT, sender=erin).gas_used
    yield "sponsor, who has a part of it already", vault.sponsor(DEPOSIT, sender=erin).gas_used
    chain.advance(HOUR)
    yield "become a sponsor", vault.setSponsor(True, sender=bob).gas_used
    yield "take part again", vault.setSponsor(False, sender=bob).gas_used
    yield "closeDraw", crowd.close()
    yield "deposit, saver, first while a draw is pending", crowd.deposit(bob)
    yield "deposit, new saver, while a draw is pending", crowd.deposit(frank)
    yield "awardDraw, 1 winner", crowd.award()
    yield "deposit, saver, first in a new draw", crowd.deposit(carol)
    vault.setWinners(3, sender=alice)
    crowd.close()
    yield "awardDraw, 3 winners", crowd.award()
    crowd.close()
    chain.advance(8 * 24 * HOUR)  # in which there is no block: the number does not come
    yield "failDraw", vault.failDraw(sender=alice).gas_used


def with_a_crowd(crowd: Crowd) -> Iterator[tuple[str, int]]:
    """What hangs on the tree's depth. Leaves the chain as it comes."""
    chain = crowd.chain
    visitor, oldest = crowd.fund(chain.accounts.bob), chain.impersonate(saver(0))
    chain.set_balance(oldest, 10**18)
    crowd.fund(oldest)
    yield "deposit, new saver", crowd.deposit(visitor)
    yield "deposit, saver", crowd.deposit(visitor)
    yield "withdraw a part", crowd.withdraw(visitor)
    yield "transfer to the other end of the tree", crowd.transfer(visitor, oldest)
    yield "transfer, new saver", crowd.transfer(visitor, chain.accounts.grace)
    closing, awards = crowd.draws(AWARDS)
    yield "closeDraw", closing
    yield f"awardDraw, mean of {AWARDS}", sum(awards) // len(awards)
    yield f"awardDraw, worst of {AWARDS}", max(awards)
    crowd.close()
    yield "deposit, saver, first while a draw is pending", crowd.deposit(visitor)
    yield "deposit, saver, then again", crowd.deposit(visitor)
    crowd.award()
    crowd.close()
    # Where a weight was stored away before, the slot need not be made.
    yield "deposit, saver, first while another draw is pending", crowd.deposit(visitor)
    crowd.award()
    yield "deposit, saver, first in a new draw", crowd.deposit(oldest)
