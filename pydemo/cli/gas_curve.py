"""`pydemo gas --curve`: how costs grow, against the committed figures, and as a picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pydemo.cli.plot_file import check_plot
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.gas.curve import Cost, Point

_WITH_WORST = ("deposit_new", "award")
"""Costs whose worst is far from the mean; the others' is left to ``--json``."""
COMMAND = "pydemo gas --curve lottery"


def run(*, check: bool, write: bool, plot_file: Path | None, engine: str, as_json: bool) -> bool:
    """Returns False if figures were to be the committed ones and are not."""
    from pydemo.cli.gas import say_what_differs
    from pydemo.display.terminal import make_console
    from pydemo.gas.curve import CURVE, PICTURE, read_curve, write_curve

    if plot_file is not None:
        check_plot(plot_file)
    committed = read_curve() if check else []
    points = _measure(engine)
    if as_json:
        print(json.dumps([asdict(point) for point in points], indent=2))
    else:
        _print_table(points)
    console = make_console()
    if plot_file is not None:
        _plot(plot_file, points)
        console.print(text("cli.demo.written", file=plot_file))
    if write:
        _plot(PICTURE, points)
        write_curve(points)
        console.print(text("cli.gas.written", count=len(points), file=f"tests/{CURVE.name}"))
    if check:
        different = [f"{new.savers:,}" for new in points if new not in committed]
        if different or len(points) != len(committed):
            say_what_differs(different, len(points), f"tests/{CURVE.name}", COMMAND)
            return False
        if not as_json:
            console.print(text("cli.gas.same", count=len(points)))
    return True


def _measure(engine: str) -> list[Point]:
    from pydemo.contract.chain import Chain
    from pydemo.display.terminal import working
    from pydemo.gas.crowd import Crowd
    from pydemo.gas.curve import SIZES, measure_curve

    crowd = Crowd(Chain(engine=engine))
    points: list[Point] = []
    for size in SIZES:
        with working(f"{size:,} {text('cli.gas.savers')}"):
            points += measure_curve(crowd, [size])
    return points


def _plot(file: Path, points: Sequence[Point]) -> None:
    from pydemo.gas.plot import LINES, curve_svg

    labels = {name: text(f"cli.gas.{name}") for name in LINES}
    axes = {name: text(f"cli.gas.axis_{name}") for name in ("savers", "gas")}
    file.write_text(curve_svg(points, labels | axes), encoding="utf-8", newline="\n")


def _print_table(points: Sequence[Point]) -> None:
    from pydemo.display.prose import fill
    from pydemo.display.terminal import data_table, make_console
    from pydemo.gas.curve import COSTS
    from pydemo.stories.step import Table

    def shown(point: Point, name: str) -> str:
        cost: Cost = getattr(point, name)
        return f"{cost.mean:,} ({cost.worst:,})" if name in _WITH_WORST else f"{cost.mean:,}"

    columns = tuple(text(f"cli.gas.column_{name}") for name in ("savers", "levels", *COSTS))
    rows = tuple(
        (
            f"{point.savers:,}",
            str(point.levels),
            *(shown(point, name) for name in COSTS),
        )
        for point in points
    )
    console = make_console()
    console.print(data_table(Table(columns, rows)))
    console.print()
    console.print(fill(text("cli.gas.brackets"), console.width))
