"""`pydemo bench`: the same work on every engine there is, side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pydemo.bench import SIZES, SUBJECTS, WORKLOADS
from pydemo.cli.main import language_option
from pydemo.cli.plot_file import check_plot
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.bench.goals import Comparison
    from pydemo.bench.run import Plan, Report

_QUICK_SIZES = (20, 200)
_LARGEST = 10_000_000


def _one_of(known: tuple[str, ...]) -> Callable[[Any, Any, str], tuple[str, ...]]:
    def parse(_context: Any, _option: Any, value: str) -> tuple[str, ...]:
        from pydemo.errors import did_you_mean

        names = tuple(dict.fromkeys(name.strip() for name in value.split(",")))
        for name in names:
            if name not in known:
                raise click.BadParameter(
                    f"{name!r}; {did_you_mean(name, known)}choose from: {', '.join(known)}"
                )
        return tuple(name for name in known if name in names)

    return parse


def _sizes(_context: Any, _option: Any, value: str | None) -> tuple[int, ...] | None:
    if value is None:
        return None
    numbers = {item.strip().replace("_", "") for item in value.split(",")}
    if not all(item.isdecimal() and 1 <= int(item) <= _LARGEST for item in numbers):
        raise click.BadParameter(f"{value!r}: whole numbers from 1 to {_LARGEST} are expected")
    return tuple(sorted(map(int, numbers)))


@click.command("bench", help=text("cli.bench.help"), short_help=text("cli.bench.short"))
@click.option(
    "--subjects",
    default=",".join(SUBJECTS),
    show_default=True,
    callback=_one_of(SUBJECTS),
    metavar="NAME,...",
    help=text("cli.bench.subjects"),
)
@click.option(
    "--workloads",
    default=",".join(WORKLOADS),
    show_default=True,
    callback=_one_of(WORKLOADS),
    metavar="NAME,...",
    help=text("cli.bench.workloads"),
)
@click.option("--sizes", callback=_sizes, metavar="NUMBER,...", help=text("cli.bench.sizes"))
@click.option("--quick", is_flag=True, help=text("cli.bench.quick"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.json"))
@click.option(
    "--plot",
    "plot_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=text("cli.bench.plot"),
)
@language_option
def command(
    subjects: tuple[str, ...],
    workloads: tuple[str, ...],
    sizes: tuple[int, ...] | None,
    quick: bool,
    as_json: bool,
    plot_file: Path | None,
) -> None:
    from pydemo.bench.measure import Pace
    from pydemo.bench.run import Plan

    if plot_file is not None:
        _check_plot(plot_file, subjects, workloads)
    pace = Pace(rounds=3, seconds=0.02) if quick else Pace(rounds=7, seconds=0.12)
    chosen = sizes or (_QUICK_SIZES if quick else SIZES)
    report = _run(Plan(subjects, workloads, chosen, pace, budget=1.0 if quick else 10.0))
    if plot_file is not None:
        from pydemo.bench.plot import growth_svg

        words = {key: text(f"cli.bench.axis_{key}") for key in ("transactions", "time", "memory")}
        plot_file.write_text(growth_svg(report.growth, words), encoding="utf-8", newline="\n")
    if as_json:
        print(json.dumps(report.to_json(), indent=2))
        return
    _print(report)
    if plot_file is not None:
        print("\n" + text("cli.demo.written", file=plot_file))


def _check_plot(file: Path, subjects: tuple[str, ...], workloads: tuple[str, ...]) -> None:
    """Find mistakes before a minute of work."""
    check_plot(file)
    if "growth" not in workloads or subjects == ("pyrevm",):
        raise click.UsageError("--plot draws the growth of a chain: choose growth, and a chain")


def _run(plan: Plan) -> Report:
    from pydemo.bench.run import Run
    from pydemo.display.terminal import working

    with ExitStack() as stack:
        with working(text("cli.demo.starting")):
            run = stack.enter_context(Run(plan))
        for workload, subject, work in run.steps():
            label = text(f"cli.bench.{workload}")
            with working(f"{label}: {subject}" if subject else label):
                work()
    return run.report


def _print(report: Report) -> None:
    from pydemo.bench.goals import compare
    from pydemo.display.terminal import make_console

    console = make_console()
    if report.figures:
        console.print(_figures(report))
    if report.growth:
        console.print()
        console.print(_growth(report))
    comparisons = list(compare(report.figures, report.growth, report.plan.subjects))
    if comparisons:
        console.print()
        console.print(_comparisons(comparisons))
    console.print()
    for name, version in report.versions.items():
        console.print(f"{name}: {version}", style="dim")
    for name, how in report.missing.items():
        console.print(text("cli.bench.missing", name=name, how=how), style="yellow")
    if not report.has_fast_signing and "stock" in report.versions:
        console.print(text("cli.bench.slow_signing"), style="yellow")
    rounds, seconds = report.plan.pace.rounds, f"{report.elapsed:.0f}"
    console.print(text("cli.bench.done", rounds=rounds, seconds=seconds), style="dim")


def _figures(report: Report) -> Any:
    """Workloads by subjects: the time of one operation, and how many times the first one's."""
    from pydemo.display.terminal import data_table
    from pydemo.stories.step import Table

    names = tuple(report.versions)
    rows = []
    for workload, figures in report.figures.items():
        base = next((figures[name].seconds for name in names if name in figures), 0.0)
        cells = []
        for name in names:
            seconds = figures[name].seconds if name in figures else 0.0
            ratio = "" if seconds == base else f" x{_ratio(seconds / base)}"
            cells.append(_duration(seconds) + ratio if seconds else "-")
        rows.append((_label(workload), *cells))
    return data_table(Table((text("cli.bench.workload"), *names), tuple(rows)))


def _growth(report: Report) -> Any:
    from pydemo.display.terminal import data_table
    from pydemo.stories.step import Table

    rows = [
        (
            name,
            f"{step.transactions:,}",
            _duration(step.seconds),
            _duration(step.seconds_each),
            "-" if step.bytes_each is None else _bytes(step.bytes_each),
        )
        for name, steps in report.growth.items()
        for step in steps
    ]
    heads = ("growth", "transactions", "all", "one_more", "memory_each")
    return data_table(Table(tuple(text(f"cli.bench.{head}") for head in heads), tuple(rows)))


def _comparisons(comparisons: list[Comparison]) -> Any:
    from pydemo.display.terminal import data_table
    from pydemo.stories.step import Table

    shown = {"ratio": _short, "seconds": _duration, "bytes": _bytes}
    rows = []
    for found in comparisons:
        show = shown[found.unit]
        sign = {"at least": ">=", "at most": "<=", "": ""}[found.bound]
        goal = "" if found.goal is None else f"{sign} {show(found.goal)}"
        verdict = {True: text("cli.bench.met"), False: text("cli.bench.missed"), None: ""}
        label = f"{_label(found.workload)}: {found.what}"
        rows.append((label, show(found.value), goal, verdict[found.is_met]))
    heads = (text("cli.bench.comparison"), text("cli.bench.measured"), text("cli.bench.goal"), "")
    return data_table(Table(heads, tuple(rows)))


def _label(workload: str) -> str:
    name, again, _ = workload.partition(",")
    label = text(f"cli.bench.{name}")
    return f"{label}, {text('cli.bench.translated')}" if again else label


def _duration(seconds: float) -> str:
    """Three digits, in the unit that suits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{_short(seconds / size)} {unit}"
    return f"{_short(seconds * 1e6)} us"


def _bytes(size: float) -> str:
    return f"{size:,.0f} B"


def _ratio(number: float) -> str:
    """Two digits: nobody needs more of them to see who is ahead."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def _short(number: float) -> str:
    """Three digits, but never fewer than those before the point."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
