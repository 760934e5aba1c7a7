"""The story of ConstitutionDAO: four days of November 2021 once more, payment by payment.

Contracts, payments and gas are real, on the chain it is told on. Who gives how much, and when, is
made up to match what is known (see `pydemo.constitutiondao`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydemo.constitutiondao import facts
from pydemo.constitutiondao.costs import Cost, eaten_up
from pydemo.contract.chain import Chain
from pydemo.errors import ArgumentError
from pydemo.messages import text
from pydemo.stories import constitutiondao_tables as tables
from pydemo.stories.constitutiondao_auction import hold_auction
from pydemo.stories.constitutiondao_crowd import (
    BATCH,
    OWN_WAY,
    Raise,
    Trade,
    choose_leavers,
    claim_and_trade,
    costs_of,
    raise_money,
    refund_for_a_week,
)
from pydemo.stories.constitutiondao_ending import close_the_books
from pydemo.stories.constitutiondao_plots import gas_plot, raise_plot
from pydemo.stories.constitutiondao_scene import GENESIS_TIME, Scene, set_scene, shown_time
from pydemo.stories.step import Step, told
from pydemo.units import decimal, rounded

__all__ = ["GENESIS_TIME", "tell"]

OPTIONS = ("scale",)
PLOTS = ("raise", "gas")
SMALL, LEAST = 200, 20
BRIEF = {"scale": "small"}
"""How it is told where all stories are."""


def tell(chain: Chain, scale: str | int = "full") -> Iterator[Step]:
    """Steps of the replay. Open the chain at `GENESIS_TIME` to have blocks stamped as in 2021.

    Args:
        scale: how many contributors: ``full`` for all 17,437, ``small`` for 200, or a number from
            20 on. Where there are fewer, all sums of the crowd are smaller in proportion.

    Raises:
        errors.ArgumentError: no such scale.
    """
    return _tell(chain, contributors_of(scale))


def contributors_of(scale: str | int) -> int:
    """How many contributors a scale means. Raises errors.ArgumentError for none."""
    named = {"small": SMALL, "full": facts.CONTRIBUTORS}
    written = str(scale)
    count = named.get(written, 0)
    if written.isascii() and written.isdecimal() and len(written) < 9:
        count = int(written)
    if not LEAST <= count <= facts.CONTRIBUTORS:
        raise ArgumentError(
            f"scale {scale!r}: small, full, or a number of contributors from {LEAST} to "
            f"{facts.CONTRIBUTORS} is expected"
        )
    return count


def _tell(chain: Chain, contributors: int) -> Iterator[Step]:
    scene = set_scene(chain, contributors)
    yield _opened(scene)
    given = raise_money(scene)
    yield _raised(scene, given)
    yield _auctioned(scene)
    leavers = choose_leavers(scene)
    yield _refunded(scene, leavers, given)
    yield _compared(scene, costs_of(scene, given, leavers))
    scene.go_to(facts.REFUNDS_OPEN + facts.WEEK)
    trade = claim_and_trade(scene)
    yield _traded(scene, trade)
    yield _closed(scene, trade.redeemed)


def _opened(scene: Scene) -> Step:
    fund, house = scene.fund, scene.house
    made = [contract.deploy_receipt for contract in (house, fund)]
    here, all_there_were = f"{len(scene.gifts):,}", f"{facts.CONTRIBUTORS:,}"
    crowd = "all" if here == all_there_were else "fewer"
    return told(
        scene.chain,
        "constitutiondao.open",
        [receipt for receipt in made if receipt is not None],
        time=shown_time(0),
        crowd=text(f"constitutiondao.open.{crowd}", all=all_there_were, count=here),
        goal=decimal(fund.goal()),
        most=decimal(fund.maxBid()),
    )


def _raised(scene: Scene, given: Raise) -> Step:
    ordered = sorted(scene.gifts)
    payments, gas = sum(given.payments), sum(given.gas)
    step = told(
        scene.chain,
        "constitutiondao.raise",
        [],
        tables.milestones(scene, given.points),
        plots=(raise_plot(scene, given.points),),
        count=f"{len(ordered):,}",
        payments=f"{payments:,}",
        raised=rounded(scene.fund.raised()),
        mean=rounded(sum(ordered) // len(ordered), 3),
        median=rounded(ordered[len(ordered) // 2], 3),
        largest=rounded(ordered[-1]),
        gas=f"{gas // payments:,}",
    )
    return replace(step, more_transactions=payments, more_gas=gas)


def _auctioned(scene: Scene) -> Step:
    evening = hold_auction(scene)
    chain = scene.chain
    step = told(
        chain,
        "constitutiondao.auction",
        [evening.too_much, evening.finished, evening.settled],
        tables.bids(evening.bids),
        most=decimal(scene.fund.maxBid()),
        price=decimal(scene.house.auction(scene.auction).price),
        real=rounded(facts.PRICE, 0),
        owner=chain.names[scene.piece.ownerOf(1)],
    )
    return replace(step, more_transactions=len(evening.bids), more_gas=evening.gas)


def _refunded(scene: Scene, leavers: Sequence[int], given: Raise) -> Step:
    week = refund_for_a_week(scene, leavers, given.gas)
    transactions, gas = (sum(day.transactions for day in week), sum(day.gas for day in week))
    step = told(
        scene.chain,
        "constitutiondao.refund",
        [],
        tables.refunds(week),
        time=shown_time(facts.REFUNDS_OPEN),
        percent=facts.REFUNDED_IN_A_WEEK,
        own_way=decimal(OWN_WAY),
        batch=BATCH,
        transactions=f"{transactions:,}",
    )
    return replace(step, more_transactions=transactions, more_gas=gas)


def _compared(scene: Scene, costs: Sequence[Cost]) -> Step:
    ours, juicebox = eaten_up(costs)
    return told(
        scene.chain,
        "constitutiondao.gas",
        [],
        tables.sizes(costs),
        plots=(gas_plot(costs),),
        price=facts.GAS_PRICE // 10**9,
        dollars=f"{facts.DOLLARS:,}",
        ours=f"{ours / len(costs):.1%}",
        juicebox=f"{juicebox / len(costs):.1%}",
    )


def _traded(scene: Scene, trade: Trade) -> Step:
    step = told(
        scene.chain,
        "constitutiondao.people",
        [trade.redemption],
        claims=f"{trade.claims:,}",
        claimed=rounded(trade.claimed),
        sales=f"{trade.sales:,}",
        sold=rounded(trade.sold),
        redeemed=rounded(trade.redeemed),
    )
    return replace(step, more_transactions=trade.transactions, more_gas=trade.gas)


def _closed(scene: Scene, redeemed: int) -> Step:
    books = close_the_books(scene, redeemed)
    return told(
        scene.chain,
        "constitutiondao.ending",
        [books.latecomer],
        tables.accounts(books),
        raised=f"{books.given:,}",
        gone=f"{books.refunded + books.redeemed:,}",
        held=f"{books.held:,}",
        waiting=f"{books.waiters:,}",
        verdict=text(f"constitutiondao.ending.{'equal' if books.agree else 'unequal'}"),
    )
