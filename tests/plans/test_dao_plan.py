"""The plans of the crowdfund and of the DAO: who is linked to whom, and what if it goes wrong."""

from __future__ import annotations

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.plans import collectible, crowdfund, dao
from pydemo.units import days, ether


@pytest.fixture
def auction(chain: Chain, judy: Account) -> crowdfund.Auction:
    """A piece of a drop of thirteen, up for a week."""
    drop = collectible.deploy(chain, deployer=judy, beneficiary=judy, max_supply=13, price=0)
    drop.collection.mint(1, sender=judy)
    house = crowdfund.deploy_house(chain, deployer=judy)
    return crowdfund.open_auction(
        house,
        seller=judy,
        collection=drop.collection,
        token_id=1,
        reserve=ether(10),
        opens_at=0,
        ends_at=chain.time + days(7),
    )


def test_fund_token_governor_and_treasury_know_each_other(
    chain: Chain, auction: crowdfund.Auction, alice: Account
) -> None:
    funding, system = dao.deploy_with_crowdfund(
        chain, name="Members", auction=auction, deployer=alice
    )
    assert funding.fund.treasury() == system.timelock
    assert system.timelock.governor() == system.governor
    assert system.governor.timelock() == system.timelock
    assert system.governor.token() == funding.token == funding.fund.token()
    assert funding.token.crowdfund() == funding.fund
    assert (funding.fund.house(), funding.fund.auctionId()) == (auction.house, auction.number)


def test_the_piece_of_an_auction_that_was_won_is_the_treasurys(
    chain: Chain, auction: crowdfund.Auction, alice: Account, bob: Account
) -> None:
    funding, system = dao.deploy_with_crowdfund(
        chain, name="Members", auction=auction, deployer=alice
    )
    funding.fund.contribute(sender=bob, value=ether(25))
    chain.advance(days(4) + 3_600)
    funding.fund.bid(sender=alice)
    chain.advance(days(4))
    funding.fund.finish(sender=alice)
    piece: Contract = chain.at("Collectible", auction.house.auction(1).collection)
    assert piece.ownerOf(1) == system.timelock
    assert chain.balance(system.timelock) == ether(15)


def test_another_transaction_between_the_two_is_noticed(
    chain: Chain, auction: crowdfund.Auction, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy = crowdfund.deploy

    def deploy_and_do_something_else(*args: object, **named: object) -> crowdfund.CrowdfundSystem:
        funding = deploy(*args, **named)  # type: ignore[arg-type]
        chain.deploy("DemoToken", 1, alice, sender=alice)
        return funding

    monkeypatch.setattr(crowdfund, "deploy", deploy_and_do_something_else)
    with pytest.raises(errors.PlanError, match="deploy both again"):
        dao.deploy_with_crowdfund(chain, name="Members", auction=auction, deployer=alice)
