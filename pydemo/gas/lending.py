"""The lending pool's operations, in an order that gives each the state its name says."""

from __future__ import annotations

from collections.abc import Iterator

from pydemo.chain.accounts import Account
from pydemo.contract.chain import Chain
from pydemo.contract.receipt import Receipt
from pydemo.plans import lending as plan
from pydemo.plans import token as token_plan
from pydemo.units import UNLIMITED, ether

PRICE = 4_000
"""Tokens that an ether is worth, until it falls."""
FALLEN = 3_300


def measure(chain: Chain) -> Iterator[tuple[str, int]]:
    """Yield (operation, gas). Each writes interest down, an hour of it, unless its name says no."""
    alice, bob, carol, dave, judy = (chain.accounts[index] for index in (0, 1, 2, 3, 9))
    token = token_plan.deploy(chain, deployer=judy, minter=judy).token
    system = plan.deploy(chain, token, deployer=judy, price_setter=judy, ether_price=PRICE)
    pool, oracle = system.pool, system.oracle
    for name, contract in (("pool", pool), ("curve", system.rate_model)):
        assert contract.deploy_receipt is not None
        yield f"deploy {name}", contract.deploy_receipt.gas_used
    for person in (alice, bob, carol, dave):
        token.mint(person, ether(100_000), sender=judy)
        token.approve(pool, UNLIMITED, sender=person)

    def an_hour_later(call: str, *arguments: object, sender: Account, value: int = 0) -> int:
        chain.advance(3_600)
        receipt: Receipt = pool[call](*arguments, sender=sender, value=value)
        return int(receipt.gas_used)

    def supply(who: Account) -> int:
        return an_hour_later("deposit", ether(10_000), who, sender=who)

    yield "supply, first ever", supply(alice)
    yield "supply, new, nothing lent", supply(carol)
    yield (
        "collateral in, new",
        an_hour_later("depositCollateral", bob, sender=bob, value=ether(1)),
    )
    yield (
        "collateral in, more",
        an_hour_later("depositCollateral", bob, sender=bob, value=ether(1)),
    )
    yield "borrow, first ever", an_hour_later("borrow", ether(4_000), bob, sender=bob)
    yield "borrow, more", an_hour_later("borrow", ether(1_900), bob, sender=bob)
    yield "supply, new", supply(dave)
    yield "supply, repeat", supply(dave)
    yield "withdraw a part", an_hour_later("withdraw", ether(10), dave, dave, sender=dave)
    yield (
        "redeem all",
        an_hour_later("redeem", pool.balanceOf(dave), dave, dave, sender=dave),
    )
    yield "repay a part", an_hour_later("repay", ether(10), bob, sender=bob)
    chain.advance(3_600)
    oracle.setPrice(FALLEN * 10**8, sender=judy)
    yield "liquidate a part", an_hour_later("liquidate", bob, UNLIMITED, sender=carol)
    yield "repay all", an_hour_later("repay", UNLIMITED, bob, sender=bob)
    left = pool.collateralOf(bob)
    pool.borrow(ether(1_000), bob, sender=bob)
    yield (
        "collateral out, with a debt",
        an_hour_later("withdrawCollateral", left // 10, bob, sender=bob),
    )
    oracle.setPrice(500 * 10**8, sender=judy)
    yield "liquidate the whole", an_hour_later("liquidate", bob, UNLIMITED, sender=carol)
    pool.depositCollateral(dave, sender=dave, value=ether(1))
    yield (
        "collateral out, all of it, without a debt",
        an_hour_later("withdrawCollateral", ether(1), dave, sender=dave),
    )
