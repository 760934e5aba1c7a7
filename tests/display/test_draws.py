"""The tree of weights of a draw, beside the vault that it is a picture of."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from lottery.scene import Scene, deploy, shared_chain, someone

from display.page import Page
from pydemo import errors
from pydemo.contract.history import past_events
from pydemo.lottery.replay import ClosedDraw, Entrant
from pydemo.lottery.verify import verify
from pydemo.lottery.weight_tree import CHILDREN, WeightTree, weight_tree
from pydemo.simulation.fairness import judge_draws
from pydemo.units import ether, hours

CROWD = 20
"""More than fifteen, so that there is a second level."""


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        scene = deploy(chain, winners=3)
        for number in range(CROWD):
            scene.vault.deposit(ether(1 + number), someone(number), sender=scene.people[0])
            chain.advance(hours(1))
        scene.earn(10**18)
        yield scene


def test_each_point_belongs_to_whom_the_vault_says(scene: Scene) -> None:
    scene.close()
    tree = weight_tree(scene.vault)
    assert tree.weight == scene.vault.closedDraw().weight
    random = Random(1)
    edges = [point for leaf in tree.leaves for point in (leaf.first, leaf.end - 1)]
    for point in [*edges, *(random.randrange(tree.weight) for _ in range(20))]:
        assert tree.owner(point).account == scene.vault.accountAtPoint(point)


def test_the_path_goes_from_the_root_to_the_winner_and_each_node_holds_the_point(
    scene: Scene,
) -> None:
    scene.close()
    receipt = scene.award(12_345)
    tree = weight_tree(scene.vault, 1)
    awards = [event.args for event in receipt.events if event.name == "PrizeAwarded"]
    assert list(tree.points) == [award["point"] for award in awards]
    for award in awards:
        path = tree.path(award["point"])
        assert [node.level for node in path] == [2, 1, 0]
        assert all(node.first <= award["point"] < node.end for node in path)
        assert tree.owner(award["point"]).account == award["winner"]


def test_a_node_is_the_sum_of_what_is_below_it(scene: Scene) -> None:
    tree = weight_tree(scene.vault)
    assert tree.depth == 2
    for level in (1, 2):
        for node in tree.nodes(level):
            children = tree.children(node)
            assert node.weight == sum(child.weight for child in children)
            assert 1 <= len(children) <= CHILDREN
    (root,) = tree.nodes(2)
    assert (root.first, root.weight) == (0, tree.weight)


def test_the_open_draws_weights_are_those_of_now(scene: Scene) -> None:
    tree = weight_tree(scene.vault)
    assert tree.points == ()
    assert tree.weight == scene.vault.totalWeight()
    for leaf in tree.leaves:
        assert leaf.weight == scene.vault.weightOf(leaf.account)


def test_a_draw_there_is_not_is_refused_and_so_is_a_point_beyond(scene: Scene) -> None:
    with pytest.raises(errors.ArgumentError, match="there is no draw 9: the open one is 1"):
        weight_tree(scene.vault, 9)
    tree = weight_tree(scene.vault)
    for point in (-1, tree.weight):
        with pytest.raises(errors.ArgumentError, match="is not below the draw's weight"):
            tree.path(point)


@pytest.mark.parametrize(("places", "depth"), [(1, 1), (15, 1), (16, 2), (255, 2), (256, 3)])
def test_the_tree_grows_when_a_place_needs_it(places: int, depth: int) -> None:
    draw = ClosedDraw(1, 0, 1, (Entrant("0x" + "1" * 40, places, 5, 1),))
    assert WeightTree.of(draw).depth == depth


def test_the_page_tells_who_holds_what_and_how_the_winner_was_found(scene: Scene) -> None:
    scene.close()
    scene.award(7)
    tree = weight_tree(scene.vault, 1)
    page = Page(tree._repr_html_())
    assert len(page.images) == len(set(tree.points))
    for leaf in tree.leaves:
        assert f"{leaf.weight / tree.weight:.2%}" in page.lines
    winner = tree.owner(tree.points[0])
    assert any(line.startswith("level 0: ") for line in page.lines)
    assert page.lines.count("account") == 1
    assert f"{winner.weight / tree.weight:.2%} of all" in page.text


def test_a_draw_in_which_nobody_weighs_anything_says_so() -> None:
    tree = WeightTree.of(ClosedDraw(1, 0, 1, ()))
    assert tree.weight == 0
    assert "nobody has weight in this draw" in Page(tree._repr_html_()).text


def test_draws_are_judged_by_what_their_events_say(scene: Scene) -> None:
    for number in range(4):
        scene.earn(10**18)
        scene.close()
        scene.award(number)
    reports = verify(scene.vault.address, past_events(scene.vault))
    fairness = judge_draws(reports, {someone(0): "somebody"})
    assert fairness.draws == 3 * 4
    assert sum(row.wins for row in fairness.rows) == 12
    assert sum(row.expected for row in fairness.rows) == pytest.approx(12)
    assert fairness.rows[0].name == "somebody"
    assert "somebody" in Page(fairness._repr_html_()).lines
    with pytest.raises(errors.ArgumentError, match="no draw to judge"):
        judge_draws([], {})
