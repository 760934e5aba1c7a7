"""Gas there and back against the gift."""

from __future__ import annotations

from pydemo.constitutiondao import facts
from pydemo.constitutiondao.costs import Cost, by_size, dollars, eaten_up, fine_edges
from pydemo.units import ether

COSTS = [
    Cost(ether("0.001"), 60_000, 230_000),
    Cost(ether("0.02"), 60_000, 230_000),
    Cost(ether("0.5"), 110_000, 312_000),
    Cost(ether("0.6"), 60_000, 230_000),
    Cost(ether(250), 80_000, 230_000),
]


def test_gifts_are_sorted_by_size_and_summed_up() -> None:
    sizes = by_size(COSTS)
    assert [size.least for size in sizes] == [0, ether("0.01"), ether("0.1"), ether(100)]
    assert [size.count for size in sizes] == [1, 1, 2, 1]
    assert sizes[2].given == ether("1.1")
    assert sizes[2].fees == 170_000 * facts.GAS_PRICE
    assert sizes[2].juicebox_fees == 542_000 * facts.GAS_PRICE


def test_an_edge_belongs_to_what_begins_there() -> None:
    (size,) = by_size([Cost(ether(1), 1, 1)])
    assert size.least == ether(1)


def test_who_paid_as_much_for_gas_as_they_gave_is_counted() -> None:
    # 60,000 gas at 100 gwei is 0.006 ETH, 230,000 is 0.023.
    assert eaten_up(COSTS) == (1, 2)
    assert eaten_up([Cost(ether("0.006"), 60_000, 60_000)]) == (1, 1)
    assert eaten_up([Cost(ether("0.006") + 1, 60_000, 60_000)]) == (0, 0)


def test_fine_edges_hold_every_gift() -> None:
    edges = fine_edges(COSTS)
    assert edges[0] <= ether("0.001")
    assert edges[-1] <= ether(250) < edges[-1] * 10**0.25 * 1.0001
    sizes = by_size(COSTS, edges)
    assert sum(size.count for size in sizes) == len(COSTS)
    assert all(size.least for size in sizes)


def test_at_the_price_of_a_gas_juicebox_costs_what_people_remember() -> None:
    """$30 to $75 each way."""
    for gas in (facts.JUICEBOX_FIRST_PAY, facts.JUICEBOX_PAY, facts.JUICEBOX_REDEEM):
        assert 30 <= dollars(gas * facts.GAS_PRICE) <= 75
