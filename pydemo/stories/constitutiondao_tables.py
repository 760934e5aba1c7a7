"""The tables of the replay: milestones, bids, refunds, gas by the size of gifts, and the books."""

from __future__ import annotations

from collections.abc import Sequence

from pydemo.constitutiondao import facts
from pydemo.constitutiondao.costs import EDGES, Cost, Size, by_size
from pydemo.constitutiondao.timeline import FUNDING
from pydemo.messages import text
from pydemo.stories.constitutiondao_auction import Bid
from pydemo.stories.constitutiondao_crowd import Day, Point
from pydemo.stories.constitutiondao_ending import Books
from pydemo.stories.constitutiondao_scene import Scene, shown_time
from pydemo.stories.step import Table
from pydemo.units import decimal, rounded


def _heads(*keys: str) -> tuple[str, ...]:
    return tuple(text(f"constitutiondao.{key}") for key in keys)


def milestones(scene: Scene, points: Sequence[Point]) -> Table:
    """What is known of the raise, and the replay at the same moments."""
    known = (
        (facts.TEN_MINUTES[0], "known.ten_minutes"),
        (facts.TWELVE_HOURS[0], "known.twelve_hours"),
        (facts.LAST_DAYS, "known.half"),
        (FUNDING, "known.all"),
    )
    rows = []
    for second, words in known:
        point = [point for point in points if point.second <= second][-1]
        rows.append(
            (
                shown_time(second),
                text(f"constitutiondao.{words}"),
                f"{point.payments:,}",
                rounded(point.raised),
                f"{point.raised / sum(scene.gifts):.1%}",
            )
        )
    return Table(_heads("time", "reality", "payments", "raised", "share"), tuple(rows))


def bids(made: Sequence[Bid]) -> Table:
    """The auction, bid by bid."""
    rows = tuple(
        (shown_time(bid.second), *_heads("ours" if bid.is_ours else "rival"), rounded(bid.value))
        for bid in made
    )
    return Table(_heads("time", "bidder", "bid"), rows)


def refunds(week: Sequence[Day]) -> Table:
    """The first week, day by day."""

    def row(days: Sequence[Day], first: str) -> tuple[str, ...]:
        own, batched = (sum(day.own for day in days), sum(day.batched for day in days))
        return (
            first,
            f"{own:,}",
            f"{batched:,}",
            f"{sum(day.transactions for day in days):,}",
            rounded(sum(day.value for day in days)),
            f"{sum(day.gas for day in days) // max(own + batched, 1):,}",
        )

    return Table(
        _heads("day", "own", "batched", "transactions", "eth", "gas_each"),
        tuple(row([day], shown_time(day.second)[:10]) for day in week),
        row(week, *_heads("sum")),
    )


def sizes(costs: Sequence[Cost]) -> Table:
    """Gifts by size, and what gas there and back is of them."""
    found = by_size(costs)
    count, given = (sum(size.count for size in found), sum(size.given for size in found))

    def row(size: Size, name: str) -> tuple[str, ...]:
        return (
            name,
            f"{size.count / count:.1%}",
            f"{size.given / given:.1%}",
            _percent(size.fees, size.given),
            _percent(size.juicebox_fees, size.given),
        )

    every = Size(
        0, count, given, sum(each.fees for each in found), sum(each.juicebox_fees for each in found)
    )
    return Table(
        _heads("gift", "people_share", "money_share", "gas_ours", "gas_juicebox"),
        tuple(row(size, _range(size.least)) for size in found),
        row(every, *_heads("sum")),
    )


def _range(least: int) -> str:
    """A size of gifts as people write it: 0.01 - 0.1."""
    above = [edge for edge in EDGES if edge > least]
    if not least:
        return f"< {decimal(EDGES[0])}"
    return f"{decimal(least)} - {decimal(above[0])}" if above else f">= {decimal(least)}"


def _percent(part: int, whole: int) -> str:
    """With as many digits as say something: 240%, 12.3%, 0.012%."""
    percent = 100 * part / whole
    return f"{percent:,.0f}%" if percent >= 100 else f"{percent:.3g}%"


def accounts(books: Books) -> Table:
    """Where the ether is."""
    rows = (
        ("refunded", books.refunded),
        ("redeemed", books.redeemed),
        ("behind_people", books.behind_people),
        ("waiting", books.waiting),
    )
    return Table(
        _heads("where", "wei"),
        tuple((*_heads(f"books.{key}"), f"{wei:,}") for key, wei in rows),
        (*_heads("sum"), f"{sum(wei for _, wei in rows):,}"),
    )
