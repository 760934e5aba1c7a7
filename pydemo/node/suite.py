"""All systems of the suite, deployed in one go for whoever wants to use them from outside.

The plans are those of the stories and of `pydemo deploy`. Alice deploys; Bob is the venue's artist
and sells the first piece, Carol sets the lending pool's price of ether.
"""

from __future__ import annotations

from pydemo.chain.local import LocalNode
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.plans import collectible, crowdfund, dao, lottery, token
from pydemo.units import days, ether

_FIRST_PIECE = 1
_FOR_SAVERS = 100_000
"""Whole tokens that each persona begins with."""


def deploy(local: LocalNode) -> dict[str, str]:
    """Deploy the token, the drop, pool and lottery, and the DAO with its crowdfund.

    Returns:
        Name -> address of every contract.
    """
    chain = Chain.over(local)
    people = list(chain.accounts)
    alice, bob, carol = people[:3]
    money = token.deploy(chain, deployer=alice, minter=alice).token
    for person in people:
        money.mint(person, ether(_FOR_SAVERS) // len(people), sender=alice)
    drop = collectible.deploy(chain, deployer=alice, beneficiary=bob)
    bank, savings = lottery.deploy_over_pool(
        chain, asset=money, rng="future-block", deployer=alice, owner=alice, price_setter=carol
    )
    drop.collection.mint(1, sender=bob, value=drop.collection.price())
    house = crowdfund.deploy_house(chain, deployer=alice)
    sale = crowdfund.open_auction(
        house,
        seller=bob,
        collection=drop.collection,
        token_id=_FIRST_PIECE,
        reserve=ether(1),
        opens_at=0,
        ends_at=chain.time + days(7),
    )
    fund, people_dao = dao.deploy_with_crowdfund(chain, name="People", auction=sale, deployer=alice)
    contracts: dict[str, Contract] = {
        "DemoToken": money,
        "CollectibleArt": drop.art,
        "Collectible": drop.collection,
        "KinkedRateModel": bank.rate_model,
        "SettablePriceOracle": bank.oracle,
        "LendingPool": bank.pool,
        "FutureBlockRng": savings.rng,
        "PrizeVault": savings.vault,
        "AuctionHouse": house,
        "Crowdfund": fund.fund,
        "PeopleToken": fund.token,
        "Governor": people_dao.governor,
        "Timelock": people_dao.timelock,
    }
    return {name: contract.address for name, contract in contracts.items()}
