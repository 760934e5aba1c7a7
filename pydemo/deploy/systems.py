"""The systems as networks get them: each as `pydemo.plans` has it, and what must hold afterwards.

Where a plan needs something that exists already (a token, an auction) and it is not given, a
stand-in is deployed first; whether it may be left out is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydemo.chain.address import AddressLike
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.deploy.parameters import Values
from pydemo.errors import PlanError
from pydemo.plans import collectible, crowdfund, dao, lending, lottery, token
from pydemo.units import days, ether

Contracts = dict[str, Contract]
"""What a plan deploys, and what it was given, by role."""

ZERO = "0x" + "00" * 20
_STAND_IN_SUPPLY = ether(1_000)
_LEAST_VOTES = ether(1)
"""Units of POOL below which a government would be none."""


class Row(NamedTuple):
    """Something that must hold on chain after a deployment."""

    what: str
    expected: Any
    found: Any

    @property
    def holds(self) -> bool:
        return bool(self.expected == self.found)


# --- token ----------------------------------------------------------------------------------------


def run_token(chain: Chain, me: AddressLike, given: Values) -> Contracts:
    system = token.deploy(chain, deployer=me, minter=given["minter"] or me, cap=given["cap"])
    return {"token": system.token}


def check_token(made: Contracts, me: AddressLike, given: Values) -> Iterator[Row]:
    yield Row("token.soleMinter", str(given["minter"] or me), made["token"].soleMinter())
    yield Row("token.maxSupply", given["cap"], made["token"].maxSupply())


# --- collectible ----------------------------------------------------------------------------------


def run_collectible(chain: Chain, me: AddressLike, given: Values) -> Contracts:
    system = collectible.deploy(
        chain,
        deployer=me,
        beneficiary=given["beneficiary"] or me,
        opens_at=chain.time,
        closes_at=chain.time + given["duration"],
        venue=given["venue"] or ZERO,
        **{name: given[name] for name in ("name", "symbol", "max_supply", "price", "royalty")},
    )
    return {"art": system.art, "collection": system.collection}


def check_collectible(made: Contracts, me: AddressLike, given: Values) -> Iterator[Row]:
    collection = made["collection"]
    yield Row("collection.art", made["art"].address, collection.art())
    yield Row("collection.beneficiary", str(given["beneficiary"] or me), collection.beneficiary())
    yield Row("collection.venue", str(given["venue"] or ZERO), collection.venue())
    yield Row("collection.name", given["name"], collection.name())
    yield Row("collection.symbol", given["symbol"], collection.symbol())
    opened = collection.closesAt() - collection.opensAt()
    yield Row("collection.closesAt - opensAt", given["duration"], opened)
    yield Row("collection.maxSupply", given["max_supply"], collection.maxSupply())
    yield Row("collection.price", given["price"], collection.price())
    yield Row("collection.royalty", given["royalty"], collection.royalty())


# --- lending --------------------------------------------------------------------------------------


def run_lending(chain: Chain, me: AddressLike, given: Values) -> Contracts:
    asset = _asset(chain, me, given)
    system = lending.deploy(
        chain,
        asset,
        deployer=me,
        price_setter=given["price_setter"] or me,
        ether_price=given["ether_price"],
    )
    return {
        "asset": asset,
        "rate_model": system.rate_model,
        "oracle": system.oracle,
        "pool": system.pool,
    }


def check_lending(made: Contracts, me: AddressLike, given: Values) -> Iterator[Row]:
    pool, limits = made["pool"], lending.Limits()
    yield Row("pool.asset", made["asset"].address, pool.asset())
    yield Row("pool.rateModel", made["rate_model"].address, pool.rateModel())
    yield Row("pool.oracle", made["oracle"].address, pool.oracle())
    yield Row("oracle.setter", str(given["price_setter"] or me), made["oracle"].setter())
    yield Row("pool.loanToValue", limits.loan_to_value, pool.loanToValue())
    yield Row(
        "pool.liquidationThreshold", limits.liquidation_threshold, pool.liquidationThreshold()
    )


# --- lottery --------------------------------------------------------------------------------------


def run_lottery(chain: Chain, me: AddressLike, given: Values) -> Contracts:
    asset = _asset(chain, me, given)
    made: Contracts = {"asset": asset}
    if given["source"]:
        source: Contract = chain.at("IERC4626", given["source"])
    else:
        bank = lending.deploy(chain, asset, deployer=me, price_setter=given["price_setter"] or me)
        made |= {"rate_model": bank.rate_model, "oracle": bank.oracle}
        source = bank.pool
    rng = (
        lottery.deploy_rng(chain, given["rng"], deployer=me)
        if given["rng"] in lottery.RNGS
        else chain.at("IRng", given["rng"])
    )
    owner: AddressLike = given["owner"] or me
    if given["pool_supply"] is not None:
        if given["pool_supply"] < _LEAST_VOTES:
            raise PlanError(
                "pool_supply is too small: with no votes, or next to none, nobody could ever "
                "decide anything; give at least 1"
            )
        government = lottery.deploy_government(chain, deployer=me, supply=given["pool_supply"])
        owner = government.timelock
        made |= {
            "votes": government.token,
            "governor": government.governor,
            "timelock": government.timelock,
        }
    terms = lottery.Terms(given["period"], given["winners"], given["reserve_rate"])
    system = lottery.deploy(
        chain,
        asset=asset,
        source=source,
        rng=rng,
        deployer=me,
        owner=owner,
        terms=terms,
    )
    return {**made, "source": source, "rng": rng, "vault": system.vault}


def check_lottery(made: Contracts, me: AddressLike, given: Values) -> Iterator[Row]:
    vault, source = made["vault"], made["source"]
    yield Row("vault.asset", made["asset"].address, vault.asset())
    yield Row("vault.source", source.address, vault.source())
    yield Row("source.asset", made["asset"].address, source.asset())
    yield Row("vault.rng", made["rng"].address, vault.rng())
    owner = made["timelock"].address if "timelock" in made else given["owner"] or me
    yield Row("vault.owner", str(owner), vault.owner())
    yield Row("vault.period", given["period"], vault.period())
    yield Row("vault.winners", given["winners"], vault.winners())
    yield Row("vault.reserveRate", given["reserve_rate"], vault.reserveRate())
    if "oracle" in made:
        yield Row("source.oracle", made["oracle"].address, source.oracle())
        yield Row("oracle.setter", str(given["price_setter"] or me), made["oracle"].setter())
    if "governor" in made:
        supply = given["pool_supply"]
        yield Row("votes.totalSupply", supply, made["votes"].totalSupply())
        yield from _check_governor(made, made["votes"], lottery.government_terms(supply))


# --- crowdfund and DAO ----------------------------------------------------------------------------


def run_crowdfund(chain: Chain, me: AddressLike, given: Values) -> Contracts:
    auction = _auction(chain, me, given)
    terms = crowdfund.Terms(given["goal"], given["cap"], given["max_bid"], given["duration"])
    if given["treasury"]:
        alone = crowdfund.deploy(
            chain, auction=auction, treasury=given["treasury"], deployer=me, terms=terms
        )
        return {"house": auction.house, "fund": alone.fund, "token": alone.token}
    fund, system = dao.deploy_with_crowdfund(
        chain, name=given["name"], auction=auction, deployer=me, fund_terms=terms
    )
    return {
        "house": auction.house,
        "fund": fund.fund,
        "token": fund.token,
        "governor": system.governor,
        "timelock": system.timelock,
    }


def check_crowdfund(made: Contracts, me: AddressLike, given: Values) -> Iterator[Row]:
    fund = made["fund"]
    treasury = str(given["treasury"] or made["timelock"].address)
    yield Row("fund.house", made["house"].address, fund.house())
    yield Row("fund.token", made["token"].address, fund.token())
    yield Row("fund.treasury", treasury, fund.treasury())
    yield Row("fund.goal", given["goal"], fund.goal())
    yield Row("fund.cap", given["cap"], fund.cap())
    yield Row("fund.maxBid", given["max_bid"], fund.maxBid())
    yield Row("token.crowdfund", fund.address, made["token"].crowdfund())
    if given["auction"]:
        yield Row("fund.auctionId", given["auction"], fund.auctionId())
    if "governor" in made:
        yield from _check_governor(made, made["token"], dao.Terms())


def run_dao(chain: Chain, me: AddressLike, given: Values) -> Contracts:
    votes = (
        chain.at("PoolToken", given["token"])
        if given["token"]
        else chain.deploy("PoolToken", _STAND_IN_SUPPLY, me, sender=me)
    )
    system = dao.deploy(chain, name=given["name"], token=votes, deployer=me)
    return {"token": votes, "governor": system.governor, "timelock": system.timelock}


def check_dao(made: Contracts, me: AddressLike, given: Values) -> Iterator[Row]:
    yield Row("governor.name", given["name"], made["governor"].name())
    yield from _check_governor(made, made["token"], dao.Terms())


def _check_governor(made: Contracts, votes: Contract, terms: dao.Terms) -> Iterator[Row]:
    governor, timelock = made["governor"], made["timelock"]
    yield Row("governor.token", votes.address, governor.token())
    yield Row("governor.timelock", timelock.address, governor.timelock())
    yield Row("timelock.governor", governor.address, timelock.governor())
    yield Row("governor.votingDelay", terms.voting_delay, governor.votingDelay())
    yield Row("governor.votingPeriod", terms.voting_period, governor.votingPeriod())
    yield Row("governor.timelockDelay", terms.timelock_delay, governor.timelockDelay())
    yield Row("governor.proposalThreshold", terms.proposal_threshold, governor.proposalThreshold())
    yield Row("governor.mostThreshold", terms.most_threshold, governor.mostThreshold())


# --- stand-ins ------------------------------------------------------------------------------------


def _asset(chain: Chain, me: AddressLike, given: Values) -> Contract:
    """The token that was given, or a DemoToken of which the deployer has some."""
    if given["asset"]:
        return chain.at("IERC20Metadata", given["asset"])
    stand_in = token.deploy(chain, deployer=me, minter=me).token
    stand_in.mint(me, _STAND_IN_SUPPLY, sender=me)
    return stand_in


def _auction(chain: Chain, me: AddressLike, given: Values) -> crowdfund.Auction:
    """The auction that was given, or one of a piece that the deployer sells."""
    if given["house"]:
        return crowdfund.Auction(chain.at("AuctionHouse", given["house"]), given["auction"])
    drop = collectible.deploy(chain, deployer=me, beneficiary=me, max_supply=1, price=0)
    drop.collection.mint(1, sender=me)
    return crowdfund.open_auction(
        crowdfund.deploy_house(chain, deployer=me),
        seller=me,
        collection=drop.collection,
        token_id=1,
        reserve=ether(1),
        opens_at=0,
        ends_at=chain.time + given["duration"] + days(3),
    )
