"""What the lottery costs: below the figures promised, and as committed; and how it grows."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lottery.scene import shared_chain
from pydemo import Chain, messages
from pydemo.contract import Contract
from pydemo.gas import read_committed
from pydemo.gas.crowd import Crowd
from pydemo.gas.curve import PICTURE, SIZES, levels_of, measure_curve, read_curve
from pydemo.gas.lottery import AWARDS, measure, with_a_crowd
from pydemo.gas.plot import LINES, curve_svg

TWO_LEVELS, THREE_LEVELS, FOUR_LEVELS = "200 savers", "300 savers", "5,000 savers"
PROMISED = {
    f"deposit, new saver, {TWO_LEVELS}": 175_000,
    f"deposit, new saver, {FOUR_LEVELS}": 195_000,
    f"deposit, saver, {FOUR_LEVELS}": 120_000,
    f"withdraw a part, {FOUR_LEVELS}": 115_000,
    f"transfer to the other end of the tree, {FOUR_LEVELS}": 75_000,
}
DRAWS = {THREE_LEVELS: 260_000, FOUR_LEVELS: 330_000}
"""Close and award together, for one winner."""
PLAIN = {"deposit, new saver": 150_000, "deposit, saver": 100_000, "withdraw a part": 95_000}
"""Over OpenZeppelin's ERC-4626, as PoolTogether's V5 was measured. A level more is 5.4k more."""

BESIDE = (
    "deposit, new saver",
    "deposit, saver",
    "deposit, saver, first while a draw is pending",
    "deposit, saver, first while another draw is pending",
    "withdraw a part",
    "transfer to the other end of the tree",
    "closeDraw",
    f"awardDraw, mean of {AWARDS}",
)
"""What the README of the contracts shows beside PoolTogether's, at 300 savers."""


@pytest.fixture(scope="module")
def measured(request: pytest.FixtureRequest) -> dict[str, int]:
    return dict(measure(Chain(engine=str(request.config.getoption("--engine")))))


@pytest.mark.parametrize("operation", PROMISED)
def test_each_operation_costs_no_more_than_promised(
    measured: dict[str, int], operation: str
) -> None:
    assert 21_000 < measured[operation] <= PROMISED[operation]


@pytest.mark.parametrize("savers", DRAWS)
@pytest.mark.parametrize("which", ["mean", "worst"])
def test_a_draw_costs_no_more_than_promised(
    measured: dict[str, int], savers: str, which: str
) -> None:
    award = measured[f"awardDraw, {which} of {AWARDS}, {savers}"]
    assert measured[f"closeDraw, {savers}"] + award <= DRAWS[savers]


def test_the_figures_are_those_committed(measured: dict[str, int]) -> None:
    assert measured == read_committed()["lottery"]


def openzeppelins(chain: Chain, asset: Contract) -> Contract:
    return chain.deploy("OpenZeppelinVault", asset, sender=chain.accounts.alice)


@pytest.mark.parametrize("savers", [200, 300])
def test_over_openzeppelins_vault_it_costs_no_more_than_promised(
    request: pytest.FixtureRequest, savers: int
) -> None:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        crowd = Crowd(chain, openzeppelins)
        crowd.grow(savers)
        costs = dict(with_a_crowd(crowd))
    assert not {name: costs[name] for name, most in PLAIN.items() if costs[name] > most}
    if savers == 300:
        readme = (PICTURE.parents[1] / "README.md").read_text(encoding="utf-8")
        assert not [name for name in BESIDE if f"{costs[name]:,}" not in readme]


class TestCurve:
    def test_it_is_as_committed_as_far_as_a_test_may_take(
        self, request: pytest.FixtureRequest
    ) -> None:
        """The rest takes half a minute: `pydemo gas --curve lottery --check`."""
        crowd = Crowd(Chain(engine=str(request.config.getoption("--engine"))))
        small = SIZES[:3]
        assert list(measure_curve(crowd, small)) == read_curve()[: len(small)]

    def test_the_cost_grows_with_the_levels_and_those_with_the_logarithm(self) -> None:
        """From the first crowd to one a thousand times as large, and all in between."""
        curve = read_curve()
        assert [point.savers for point in curve] == list(SIZES)
        assert [point.levels for point in curve] == [levels_of(size) for size in SIZES]
        for before, after in pairwise(curve):
            levels = after.levels - before.levels
            assert after.deposit_again.mean - before.deposit_again.mean <= 5_400 * levels
            assert after.deposit_new.mean - before.deposit_new.mean <= 5_400 * levels
            assert after.withdraw.mean - before.withdraw.mean <= 5_400 * levels
        for point in curve:
            # On each level eight nodes are looked at, at most, and one is written.
            looks = 8 * 2_700 * point.levels + 8 * 2_100
            assert point.award.worst <= 60_000 + looks + 5_400 * point.levels
        assert len({point.close for point in curve}) == 1, "the close looks at the root alone"

    def test_the_readme_of_the_contracts_has_the_committed_curve(self) -> None:
        readme = (PICTURE.parents[1] / "README.md").read_text(encoding="utf-8")
        for point in read_curve():
            new, award = (
                f"{cost.mean:,} ({cost.worst:,})" for cost in (point.deposit_new, point.award)
            )
            again, out, close = (
                f"{cost.mean:,}" for cost in (point.deposit_again, point.withdraw, point.close)
            )
            cells = (f"{point.savers:,}", point.levels, new, again, out, close, award)
            assert f"| {' | '.join(map(str, cells))} |" in readme

    def test_the_readme_says_what_the_dear_states_cost(self) -> None:
        readme = (PICTURE.parents[1] / "README.md").read_text(encoding="utf-8")
        committed = read_committed()["lottery"]
        for size in (THREE_LEVELS, FOUR_LEVELS):
            for draw in ("a", "another"):
                pending = f"deposit, saver, first while {draw} draw is pending, {size}"
                assert f"{committed[pending]:,}" in readme
        assert f"{committed[f'transfer, new saver, {THREE_LEVELS}']:,}" in readme

    def test_the_committed_picture_shows_the_committed_curve(self) -> None:
        english = messages.catalogue("en")
        labels = {name: english[f"cli.gas.{name}"] for name in LINES}
        axes = {name: english[f"cli.gas.axis_{name}"] for name in ("savers", "gas")}
        drawn = curve_svg(read_curve(), labels | axes)
        assert PICTURE.read_text(encoding="utf-8") == drawn

    @pytest.mark.parametrize(
        ("savers", "levels"),
        [(1, 1), (15, 1), (16, 2), (255, 2), (256, 3), (4_095, 3), (4_096, 4), (100_000, 5)],
    )
    def test_the_levels_are_those_that_the_places_need(self, savers: int, levels: int) -> None:
        assert levels_of(savers) == levels
