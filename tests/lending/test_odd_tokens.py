"""Tokens that keep a fee, shrink, say no or nothing, or call: in the pool, and for its savers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lottery.scene import deploy as deploy_lottery
from lottery.scene import shared_chain

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.plans.lending import Limits
from pydemo.units import days

MILLION = 10**6
UNLIMITED = 2**256 - 1
PRICE = 10**20  # a wei is worth a unit of a token with 6 digits


@pytest.fixture
def chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


class Market:
    """A pool for an odd token, in which alice supplies and bob borrows."""

    def __init__(self, chain: Chain, token: str) -> None:
        self.chain, self.judy = chain, chain.accounts.judy
        self.alice, self.bob, self.carol = (chain.accounts[index] for index in range(3))
        self.token: Contract = chain.deploy(token, sender=self.judy)
        curve = chain.deploy("KinkedRateModel", 0, 0, 0, 1, sender=self.judy)
        self.feed = chain.deploy("SettablePriceOracle", self.judy, PRICE, sender=self.judy)
        limits = tuple(Limits(max_price_age=days(36_500)))
        self.pool: Contract = chain.deploy(
            "LendingPool", self.token, curve, self.feed, limits, sender=self.judy
        )
        for who in (self.alice, self.bob, self.carol):
            self.endow(who)

    def endow(self, who: Account) -> None:
        self.token.make(who, 1_000 * MILLION, sender=self.judy)
        self.token.approve(self.pool, UNLIMITED, sender=who)

    def begin(self) -> None:
        self.pool.deposit(100 * MILLION, self.alice, sender=self.alice)
        self.pool.depositCollateral(self.bob, sender=self.bob, value=100 * MILLION)
        self.pool.borrow(50 * MILLION, self.bob, sender=self.bob)

    def end(self) -> None:
        """Everybody leaves, with all that is theirs."""
        self.pool.repay(UNLIMITED, self.bob, sender=self.bob)
        self.pool.withdrawCollateral(100 * MILLION, self.bob, sender=self.bob)
        self.pool.withdraw(100 * MILLION, self.alice, self.alice, sender=self.alice)
        assert self.token.balanceOf(self.alice) >= 1_000 * MILLION - 1_000
        assert self.token.balanceOf(self.bob) == 1_000 * MILLION
        assert self.pool.cash() <= 1_000


@pytest.mark.parametrize("token", ["SimpleToken", "SilentToken", "FalseToken"])
def test_a_token_may_say_yes_or_nothing(chain: Chain, token: str) -> None:
    market = Market(chain, token)
    market.begin()
    vault, carol = savings(chain, market), market.carol
    vault.redeem(5 * MILLION, carol, carol, sender=carol)
    assert market.token.balanceOf(carol) == 1_000 * MILLION
    market.end()


def test_a_no_without_a_reason_is_a_failure_by_name(chain: Chain) -> None:
    market = Market(chain, "FalseToken")
    market.begin()
    pool, token, carol, bob = market.pool, market.token, market.carol, market.bob
    with errors.reverts("TransferFailed", token):
        pool.deposit(1_001 * MILLION, carol, sender=carol)
    token.transfer(carol, token.balanceOf(bob), sender=bob)
    with errors.reverts("TransferFailed", token):
        pool.repay(UNLIMITED, bob, sender=bob)
    assert pool.cash() == 50 * MILLION, "nothing was written down"


def test_an_answer_too_short_for_a_word_is_a_failure_by_name(chain: Chain) -> None:
    market = Market(chain, "TerseToken")
    with errors.reverts("TransferFailed", market.token):
        market.pool.deposit(MILLION, market.alice, sender=market.alice)


def test_where_there_is_no_token_there_is_no_pool(chain: Chain) -> None:
    market = Market(chain, "SimpleToken")
    arguments = (chain.accounts.ivan, market.pool.rateModel(), market.feed, tuple(Limits()))
    with errors.reverts():
        chain.deploy("LendingPool", *arguments, sender=market.judy)


def test_a_token_that_keeps_a_fee_cannot_be_paid_in(chain: Chain) -> None:
    market = Market(chain, "FeeToken")
    pool, alice = market.pool, market.alice
    for call, amount in (("deposit", 100), ("mint", 100 * MILLION)):
        with errors.reverts("ERC4626AssetsMissing", 99, 100):
            pool[call](amount, alice, sender=alice)
    assert pool.totalSupply() == 0


def test_savers_learn_it_too(chain: Chain) -> None:
    with errors.reverts("ERC4626AssetsMissing"):
        deploy_lottery(chain, token="FeeToken", source="pool")


def test_a_gift_that_covers_the_fee_does_no_harm(chain: Chain) -> None:
    """The pool never owes more than it has: then the giver pays the fee."""
    market = Market(chain, "FeeToken")
    pool, token, alice = market.pool, market.token, market.alice
    token.make(pool, 1, sender=alice)
    pool.deposit(100, alice, sender=alice)
    assert token.balanceOf(pool) == 100 == pool.cash()
    with errors.reverts("ERC4626AssetsMissing", 199, 200):
        pool.deposit(100, alice, sender=alice)


def test_a_token_that_shrinks_stops_deposits_and_nothing_that_brings_money_back(
    chain: Chain,
) -> None:
    market = Market(chain, "ShrinkingToken")
    market.begin()
    pool, token, (alice, bob, carol) = (
        market.pool,
        market.token,
        (
            market.alice,
            market.bob,
            market.carol,
        ),
    )
    token.shrink(pool, 10 * MILLION, sender=carol)
    with errors.reverts("ERC4626AssetsMissing", 41 * MILLION, 51 * MILLION):
        pool.deposit(MILLION, carol, sender=carol)
    pool.repay(10 * MILLION, bob, sender=bob)
    market.feed.setPrice(PRICE // 4, sender=market.judy)
    pool.liquidate(bob, UNLIMITED, sender=carol)
    assert pool.debtOf(bob) == 0
    pool.withdraw(token.balanceOf(pool), alice, alice, sender=alice)
    with errors.reverts():
        pool.withdraw(MILLION, alice, alice, sender=alice)
    token.make(pool, 10 * MILLION, sender=carol)
    pool.deposit(MILLION, carol, sender=carol)
    pool.withdraw(pool.maxWithdraw(alice), alice, alice, sender=alice)


def test_the_maxima_mind_a_token_that_shrinks(chain: Chain) -> None:
    market = Market(chain, "ShrinkingToken")
    market.begin()
    pool, token, alice = market.pool, market.token, market.alice
    room = pool.maxDeposit(alice), pool.maxMint(alice)
    token.shrink(pool, 1, sender=alice)
    assert pool.maxDeposit(alice) == 0 == pool.maxMint(alice)
    token.shrink(pool, 10 * MILLION - 1, sender=alice)
    held = token.balanceOf(pool)
    assert held == 40 * MILLION == pool.cash() - 10 * MILLION
    assert pool.maxWithdraw(alice) == held
    shares = pool.maxRedeem(alice)
    assert shares == pool.convertToShares(held)
    with errors.reverts():
        pool.withdraw(held + 1, alice, alice, sender=alice)
    with chain.anchor():
        pool.withdraw(held, alice, alice, sender=alice)
    pool.redeem(shares, alice, alice, sender=alice)
    assert pool.maxWithdraw(alice) == 0 == pool.maxRedeem(alice)
    token.make(pool, 10 * MILLION, sender=alice)
    assert pool.maxDeposit(alice) >= room[0]
    assert pool.maxMint(alice) >= room[1]
    assert pool.maxWithdraw(alice) == 10 * MILLION == pool.cash()


def test_savers_over_a_token_that_shrinks_can_leave_and_not_enter(chain: Chain) -> None:
    market = Market(chain, "ShrinkingToken")
    market.begin()
    vault = savings(chain, market)
    market.token.shrink(market.pool, 1, sender=market.carol)
    with errors.reverts("ERC4626AssetsMissing"):
        vault.deposit(10, market.carol, sender=market.carol)
    vault.redeem(5 * MILLION, market.carol, market.carol, sender=market.carol)
    assert vault.totalSupply() == 0


def savings(chain: Chain, market: Market) -> Contract:
    """A prize vault over the market's pool, in which carol has five million."""
    rng = chain.deploy("SettableRng", market.judy, sender=market.judy)
    terms = (days(7), 1, 0, market.judy)
    vault: Contract = chain.deploy(
        "PrizeVault", market.token, market.pool, rng, terms, sender=market.judy
    )
    market.pool.deposit(1_000, vault, sender=market.alice)
    for who in (market.alice, market.bob, market.carol):
        market.token.approve(vault, UNLIMITED, sender=who)
    vault.deposit(5 * MILLION, market.carol, sender=market.carol)
    return vault


# --- tokens that call somebody --------------------------------------------------------------------


@pytest.fixture
def calling(chain: Chain) -> tuple[Market, Contract]:
    """A market in a token that calls, and a contract that has shares, debt and tokens."""
    market = Market(chain, "CallingToken")
    market.begin()
    pool = market.pool
    saver: Contract = chain.deploy("Saver", sender=market.judy)
    market.token.make(saver, 100 * MILLION, sender=market.judy)
    act(saver, market, market.token, "approve", pool, UNLIMITED)
    act(saver, market, pool, "deposit", 10 * MILLION, saver)
    pool.depositCollateral(saver, sender=market.alice, value=100 * MILLION)
    return market, saver


def act(saver: Contract, market: Market, target: Contract, call: str, *arguments: object) -> None:
    saver.act(target, target[call].data(*arguments), sender=market.judy)


def next_call(market: Market, saver: Contract, call: str, *arguments: object) -> None:
    """Whatever moves tokens next lets the saver make this call before."""
    pool = market.pool
    data = saver.act.data(pool, pool[call].data(*arguments))
    market.token.callNext(saver, data, sender=market.judy)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        (("deposit", 10 * MILLION), ("withdraw", 10 * MILLION)),
        (("deposit", 10 * MILLION), ("redeem", 5 * MILLION * MILLION)),
        (("deposit", 10 * MILLION), ("borrow", 5 * MILLION)),
        (("withdraw", 5 * MILLION), ("withdraw", 5 * MILLION)),
        (("withdraw", 5 * MILLION), ("deposit", 5 * MILLION)),
        (("withdraw", 5 * MILLION), ("borrow", 5 * MILLION)),
        (("borrow", 5 * MILLION), ("borrow", 5 * MILLION)),
        (("borrow", 5 * MILLION), ("withdraw", 5 * MILLION)),
        (("borrow", 5 * MILLION), ("deposit", 5 * MILLION)),
    ],
)
def test_what_is_done_in_between_is_as_if_it_were_done_after(
    calling: tuple[Market, Contract], outer: tuple[str, int], inner: tuple[str, int]
) -> None:
    market, saver = calling
    pool, token = market.pool, market.token

    def arguments(call: str, amount: int) -> tuple[object, ...]:
        return (amount, saver, saver) if call in ("withdraw", "redeem") else (amount, saver)

    def outcome() -> tuple[int, ...]:
        views = (pool.cash(), pool.totalDebt(), pool.totalSupply(), pool.balanceOf(saver))
        return (*views, pool.debtOf(saver), token.balanceOf(saver), token.balanceOf(pool))

    with market.chain.anchor():
        act(saver, market, pool, outer[0], *arguments(*outer))
        act(saver, market, pool, inner[0], *arguments(*inner))
        one_by_one = outcome()
    next_call(market, saver, inner[0], *arguments(*inner))
    act(saver, market, pool, outer[0], *arguments(*outer))
    assert outcome() == one_by_one
    assert token.balanceOf(pool) == pool.cash()


@pytest.mark.parametrize("inner", ["deposit", "repay"])
def test_while_a_payment_is_under_way_no_other_is_taken_for_it(
    calling: tuple[Market, Contract], inner: str
) -> None:
    """Paid once, counted twice: the one within finds the outer one's tokens missing, or does not
    count for it."""
    market, saver = calling
    pool, token = market.pool, market.token
    if inner == "deposit":
        next_call(market, saver, "deposit", MILLION, saver)
        with errors.reverts("ERC4626AssetsMissing"):
            act(saver, market, pool, "deposit", MILLION, saver)
    else:
        next_call(market, saver, "repay", MILLION, market.bob)
        act(saver, market, pool, "deposit", MILLION, saver)
    assert token.balanceOf(pool) >= pool.cash()


def test_money_that_leaves_while_a_debt_is_repaid_is_not_counted_as_paid(
    calling: tuple[Market, Contract],
) -> None:
    market, saver = calling
    next_call(market, saver, "withdraw", MILLION, saver, saver)
    held = market.token.balanceOf(market.pool)
    with errors.reverts(
        "TransferFeeNotSupported", market.token, held + MILLION, held + 2 * MILLION
    ):
        act(saver, market, market.pool, "repay", 2 * MILLION, market.bob)


def test_savers_calls_do_not_get_into_each_other(calling: tuple[Market, Contract]) -> None:
    market, saver = calling
    vault = savings(market.chain, market)
    act(saver, market, market.token, "approve", vault, UNLIMITED)
    act(saver, market, vault, "deposit", 5 * MILLION, saver)
    data = saver.act.data(vault, vault.redeem.data(MILLION, saver, saver))
    market.token.callNext(saver, data, sender=market.judy)
    with errors.reverts("ReentrantCall"):
        act(saver, market, vault, "deposit", MILLION, saver)
    # What the pool does in between is its own matter, and right.
    next_call(market, saver, "withdraw", MILLION, saver, saver)
    act(saver, market, vault, "redeem", MILLION, saver, saver)
    assert market.token.balanceOf(market.pool) == market.pool.cash()
