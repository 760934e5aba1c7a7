"""`pydemo gas --curve`: how costs grow, against the committed figures, and as a picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.gas.curve import Point

COMMAND = "pydemo gas --curve lottery"


def run(*, check: bool, write: bool, plot_file: Path | None, engine: str, as_json: bool) -> bool:
    """Returns False if figures were to be the committed ones and are not."""
    from pydemo.cli.gas import say_what_differs
    from pydemo.display.terminal import make_console
    from pydemo.gas.curve import CURVE, PICTURE, read_curve, write_curve

    if plot_file is not None:
        _check_plot(plot_file)
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


def _check_plot(file: Path) -> None:
    """Find mistakes before half a minute of work."""
    if file.suffix.lower() != ".svg":
        raise click.UsageError(f"--plot {file}: the plot is an SVG, so the name must end in .svg")
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"--plot {file}: there is no folder {file.parent}")


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
    from pydemo.display.terminal import data_table, make_console
    from pydemo.gas.curve import COSTS, Cost
    from pydemo.stories.step import Table

    def shown(cost: Cost) -> str:
        if cost.mean == cost.worst:
            return f"{cost.mean:,}"
        return text("cli.gas.mean_worst", mean=f"{cost.mean:,}", worst=f"{cost.worst:,}")

    columns = tuple(text(f"cli.gas.{name}") for name in ("savers", "levels", *COSTS))
    rows = tuple(
        (
            f"{point.savers:,}",
            str(point.levels),
            *(shown(getattr(point, name)) for name in COSTS),
        )
        for point in points
    )
    make_console().print(data_table(Table(columns, rows)))
