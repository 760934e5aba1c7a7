"""The lending pool's story, asserted on."""

from __future__ import annotations

import pytest

from pydemo import messages
from pydemo.contract.chain import Chain
from pydemo.stories import tell
from pydemo.stories.step import Step, Table


@pytest.fixture(scope="module")
def steps() -> dict[str, Step]:
    return {step.key: step for step in tell("lending", Chain())}


def number(shown: str) -> float:
    return float(shown.replace(",", "").replace("%", ""))


def column(table: Table, place: int) -> list[float]:
    return [number(row[place]) for row in table.rows]


def test_it_tells_what_was_promised_in_order(steps: dict[str, Step]) -> None:
    assert list(steps) == [
        f"lending.{part}"
        for part in (
            "deploy",
            "supply",
            "borrow",
            "refused",
            "grow",
            "dear",
            "repay",
            "liquidate",
            "crash",
            "ending",
        )
    ]


def test_only_what_must_fail_fails(steps: dict[str, Step]) -> None:
    errors = {
        key: [action.error.partition("(")[0] for action in step.actions if action.error]
        for key, step in steps.items()
    }
    assert {key: names for key, names in errors.items() if names} == {
        "lending.refused": [
            "InsufficientCollateral",
            "InsufficientCollateral",
            "PositionHealthy",
            "NotSetter",
        ],
        "lending.dear": ["ERC4626ExceededMaxWithdraw"],
    }


def test_what_borrowers_owe_more_is_what_suppliers_have_more(steps: dict[str, Step]) -> None:
    (table,) = steps["lending.grow"].tables
    changes = column(table, 3)
    assert changes[0] > changes[1] > 0 > changes[3] > changes[2]
    assert sum(changes) == pytest.approx(0, abs=0.4)
    assert messages.text("lending.grow.equal") in steps["lending.grow"].text


def test_the_run_is_drawn_on_the_steep_part_and_ends_below_it(steps: dict[str, Step]) -> None:
    (plot,) = steps["lending.dear"].plots
    assert "96.0%" in plot.svg
    (dear,), (cheap,) = steps["lending.dear"].tables, steps["lending.repay"].tables
    assert number(dear.rows[3][1]) > 80 > number(cheap.rows[3][1])
    assert number(dear.rows[4][1]) > 10 * number(cheap.rows[4][1])


def test_a_liquidation_makes_the_rest_of_the_loan_safer(steps: dict[str, Step]) -> None:
    (table,) = steps["lending.liquidate"].tables
    before, after = (number(value) for value in table.rows[2][1:])
    assert before < 1 < after


def test_a_crash_takes_the_same_part_from_each_supplier(steps: dict[str, Step]) -> None:
    (table,) = steps["lending.crash"].tables
    parts = column(table, 4)
    assert parts[0] == parts[1] < 0


def test_the_closing_table_adds_up(steps: dict[str, Step]) -> None:
    (table,) = steps["lending.ending"].tables
    for place in (1, 2, 3):
        assert sum(column(table, place)) == pytest.approx(number(table.total[place]), abs=0.2)
    assert messages.text("lending.ending.equal") in steps["lending.ending"].text


def test_whoever_has_left_before_the_crash_loses_less(steps: dict[str, Step]) -> None:
    (table,) = steps["lending.ending"].tables
    bob, carol = table.rows
    assert number(bob[3]) / number(bob[1]) > number(carol[3]) / number(carol[1])
