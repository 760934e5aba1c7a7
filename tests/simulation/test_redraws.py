"""A draw that is drawn again, beside the vault whose draw it is."""

from __future__ import annotations

from collections import Counter

import pytest

from pydemo import errors
from pydemo.evm.hashing import keccak
from pydemo.lottery.replay import ClosedDraw, Entrant
from pydemo.lottery.verify import point_of
from pydemo.simulation.redraws import redraw

VAULT = "0x" + "11" * 20
DRAW = ClosedDraw(1, 0, 100, (Entrant("0xa", 1, 700, 7), Entrant("0xb", 2, 300, 3)))


def test_wins_follow_the_weights_and_all_draws_are_won() -> None:
    fairness = redraw(DRAW, VAULT, {"0xa": "anna"}, times=1_000)
    assert [row.name for row in fairness.rows] == ["anna", "0xb"]
    assert [row.expected for row in fairness.rows] == [700, 300]
    assert sum(row.wins for row in fairness.rows) == fairness.draws == 1_000
    assert fairness.is_fair


def test_points_are_picked_by_the_vaults_rule() -> None:
    numbers = (int.from_bytes(keccak(f"redraw 5 {index}".encode())) for index in range(200))
    points = (point_of(number, VAULT, 1, 0, DRAW.weight) for number in numbers)
    wins = Counter(DRAW.pick(point).account for point in points)
    rows = redraw(DRAW, VAULT, {}, times=200, seed=5).rows
    assert {row.name: row.wins for row in rows} == wins


def test_another_seed_gives_other_wins() -> None:
    one, other = (redraw(DRAW, VAULT, {}, times=500, seed=seed) for seed in (1, 2))
    assert one.rows != other.rows


def test_nobody_and_no_draw_are_refused() -> None:
    with pytest.raises(errors.ArgumentError, match="nobody has weight in draw 1"):
        redraw(ClosedDraw(1, 0, 100, ()), VAULT, {})
    with pytest.raises(errors.ArgumentError, match="no draw"):
        redraw(DRAW, VAULT, {}, times=0)
