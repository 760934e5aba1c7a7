"""How the lottery's costs grow with its savers: a crowd that is really there, measured as it grows.

The figures are committed (``tests/gas-curve.json``), and so is their picture.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from pydemo.gas import COMMITTED, NoCommittedFigures
from pydemo.gas.crowd import DEPOSIT, Crowd, saver

SIZES = (10, 100, 1_000, 10_000, 100_000)
NEWCOMERS = 16
"""As many as have a node of the tree in common: one of them is its first, and pays for it."""
AWARDS = 32
CURVE = COMMITTED.with_name("gas-curve.json")
PICTURE = Path(__file__).parents[2] / "contracts" / "lottery" / "gas-curve.svg"


class Cost(NamedTuple):
    """Gas of an operation that does not always cost the same."""

    mean: int
    worst: int


@dataclass(frozen=True, slots=True)
class Point:
    """What it costs with so many savers. ``levels`` are those of the tree, above the accounts."""

    savers: int
    levels: int
    deposit_new: Cost
    deposit_again: Cost
    withdraw: Cost
    close: Cost
    award: Cost
    """For one winner."""


COSTS = ("deposit_new", "deposit_again", "withdraw", "close", "award")
"""The fields of `Point` that are a `Cost`."""


def measure_curve(crowd: Crowd, sizes: Iterable[int] = SIZES) -> Iterator[Point]:
    """Let a crowd grow, and yield a point at each size."""
    for savers in sizes:
        crowd.grow(savers)
        with crowd.chain.anchor():
            new, again, withdrawals = zip(*_newcomers(crowd), strict=True)
        closing, awards = crowd.draws(AWARDS)
        costs = (new, again, withdrawals, (closing,), awards)
        yield Point(savers, levels_of(savers), *map(_cost, costs))


def levels_of(savers: int) -> int:
    """Levels of a tree in which the places from 1 on are taken by so many."""
    return max(1, (savers.bit_length() + 3) // 4)


def _newcomers(crowd: Crowd) -> Iterator[tuple[int, int, int]]:
    """Gas of paying in for the first time and again, and of taking a part out."""
    for number in range(crowd.savers, crowd.savers + NEWCOMERS):
        visitor = crowd.chain.impersonate(saver(number))
        crowd.chain.set_balance(visitor, 10**18)
        crowd.fund(visitor)
        first, again = crowd.deposit(visitor), crowd.deposit(visitor)
        yield first, again, crowd.withdraw(visitor, DEPOSIT // 2)


def _cost(figures: Sequence[int]) -> Cost:
    return Cost(sum(figures) // len(figures), max(figures))


def read_curve() -> list[Point]:
    """The committed points. Raises NoCommittedFigures."""
    try:
        points = json.loads(CURVE.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoCommittedFigures(
            f"there is no {CURVE.name} to compare with: gas figures are committed in a "
            "checkout's tests/ folder"
        ) from None
    return [
        Point(point["savers"], point["levels"], *(Cost(*point[name]) for name in COSTS))
        for point in points
    ]


def write_curve(points: Sequence[Point]) -> None:
    """Replace the committed points. Raises NoCommittedFigures outside a checkout."""
    if not CURVE.parent.is_dir():
        raise NoCommittedFigures(f"there is no folder {CURVE.parent} to write to")
    lines = ",\n".join(json.dumps(asdict(point)) for point in points)
    CURVE.write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")
