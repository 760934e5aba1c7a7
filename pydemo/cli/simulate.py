"""`pydemo simulate`: play one thing many times over, on all cores or a cluster."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pydemo.cli.main import language_option
from pydemo.cli.plot_file import check_plot
from pydemo.messages import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydemo.simulation.fairness import Fairness
    from pydemo.simulation.results import Results
    from pydemo.simulation.tasks import Result, Simulation

UNFAIR = 1
_MOST_DRAWS = 100_000_000
_MOST_WORKERS = 1_024
_MOST_SEED = 2**200
_HOME = Path(".pydemo") / "simulations"


def _known_game(_context: Any, _argument: Any, value: str) -> str:
    if value != "lottery":
        raise click.UsageError(f"there is no simulation of {value!r}; choose from: lottery")
    return value


@click.command("simulate", help=text("cli.simulate.help"), short_help=text("cli.simulate.short"))
@click.argument("game", metavar="lottery", callback=_known_game)
@click.option(
    "--draws",
    type=click.IntRange(1, _MOST_DRAWS),
    default=10_000,
    show_default=True,
    help=text("cli.simulate.draws"),
)
@click.option(
    "--workers",
    type=click.IntRange(1, _MOST_WORKERS),
    help=text("cli.simulate.workers"),
)
@click.option("--scheduler", metavar="ADDRESS", help=text("cli.simulate.scheduler"))
@click.option(
    "--savers",
    type=click.IntRange(6, 1_000),
    default=14,
    show_default=True,
    help=text("cli.simulate.savers"),
)
@click.option(
    "--seed",
    type=click.INT,
    default=0,
    show_default=True,
    help=text("cli.simulate.seed"),
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=text("cli.simulate.out"),
)
@click.option(
    "--plot",
    "plot_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=text("cli.simulate.plot"),
)
@click.option("--json", "as_json", is_flag=True, help=text("cli.json"))
@language_option
@click.pass_context
def command(
    context: click.Context,
    game: str,
    draws: int,
    workers: int | None,
    scheduler: str | None,
    savers: int,
    seed: int,
    out: Path | None,
    plot_file: Path | None,
    as_json: bool,
) -> None:
    from pydemo.display.savers import saver_name
    from pydemo.simulation.fairness import check_installed, measure
    from pydemo.simulation.results import Results
    from pydemo.simulation.tasks import Simulation

    if workers is not None and scheduler is not None:
        raise click.UsageError("--workers are this machine's, --scheduler is a cluster: choose one")
    if not 0 <= seed <= _MOST_SEED:
        raise click.UsageError(f"--seed {seed}: a whole number from 0 to 2**200 is expected")
    if plot_file is not None:
        check_plot(plot_file)
    check_installed()
    simulation = Simulation(draws, savers, seed)
    folder = out if out is not None else _HOME / simulation.name
    started = time.perf_counter()
    with Results(folder, simulation) as results:
        if results.dropped:
            print(_dropped(results), file=sys.stderr)
        done = results.draws_of(simulation)
        found = _play(simulation, results, workers or _cores(), scheduler)
    elapsed = time.perf_counter() - started
    savers_in_order = simulation.make_savers()
    names = [saver.name if as_json else saver_name(saver) for saver in savers_in_order]
    fairness = measure(names, found)
    if plot_file is not None:
        from pydemo.simulation.plot import fairness_svg

        words = {key: text(f"cli.simulate.axis_{key}") for key in ("share", "frequency")}
        title = text("cli.simulate.title", draws=f"{draws:,}", savers=savers, seed=seed)
        plot = fairness_svg(fairness, {**words, "title": title})
        plot_file.write_text(plot, encoding="utf-8", newline="\n")
    if as_json:
        about = {"game": game, "draws": draws, "savers": savers, "seed": seed, "out": str(folder)}
        times = {"played": draws - done, "elapsed": round(elapsed, 3)}
        print(json.dumps({**about, **times, "fairness": fairness.to_json()}, indent=2))
    else:
        _print(fairness, simulation)
        print(_speed(draws - done, elapsed, folder))
        if plot_file is not None:
            print(text("cli.demo.written", file=plot_file))
    if not fairness.is_fair:
        context.exit(UNFAIR)


def _dropped(results: Results) -> str:
    return text("cli.simulate.dropped", count=results.dropped, folder=results.folder)


def _cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _play(
    simulation: Simulation, results: Results, count: int, scheduler: str | None
) -> list[Result]:
    from pydemo.display.terminal import progress_bar
    from pydemo.simulation.run import run
    from pydemo.simulation.workers import in_processes, on_dask

    workers = in_processes(count) if scheduler is None else on_dask(scheduler)
    for talker in ("distributed", "distributed.client"):  # whose tracebacks say less than our line
        logging.getLogger(talker).setLevel(logging.CRITICAL)
    try:
        with progress_bar() as bar:
            return run(simulation, results, workers, _reporting(bar))
    except KeyboardInterrupt:
        raise click.ClickException(
            text(
                "cli.simulate.interrupted",
                done=f"{results.draws_of(simulation):,}",
                draws=f"{simulation.draws:,}",
                folder=results.folder,
            )
        ) from None


def _reporting(bar: Callable[[str, int, int], None]) -> Callable[[int, int], None]:
    words = text("cli.simulate.playing")
    return lambda done, total: bar(words, done, total)


def _print(fairness: Fairness, simulation: Simulation) -> None:
    from pydemo.display.prose import fill
    from pydemo.display.terminal import data_table, make_console
    from pydemo.stories.step import Table

    console = make_console()
    title = text(
        "cli.simulate.title",
        draws=f"{simulation.draws:,}",
        savers=simulation.savers,
        seed=simulation.seed,
    )
    console.print(title, style="bold")
    console.print()
    rows = []
    for row in fairness.rows:
        band = f"{row.band[0]:.2%} - {row.band[1]:.2%}" if row.share else "-"
        mark = "!" if row.misses_widely else "*" if row.misses else ""
        rows.append(
            (
                row.name,
                f"{row.share:.2%}",
                f"{row.expected:,.1f}",
                f"{row.wins:,}",
                f"{row.frequency:.2%}",
                band,
                mark,
            )
        )
    heads = ("saver", "share", "expected", "wins", "frequency", "band")
    columns = (*(text(f"cli.simulate.{head}") for head in heads), "")
    console.print(data_table(Table(columns, tuple(rows))))
    console.print()
    odds = [row for row in fairness.rows if row.share]
    misses = sum(row.misses for row in odds)
    widely = sum(row.misses_widely for row in odds)
    lines = [text("cli.simulate.bands", misses=misses, count=len(odds), widely=widely)]
    if fairness.p_value is not None:
        p = f"{fairness.p_value:.3f}" if fairness.p_value >= 0.001 else f"{fairness.p_value:.1g}"
        values = {"statistic": f"{fairness.statistic:.2f}", "freedom": fairness.freedom, "p": p}
        lines.append(text("cli.simulate.statistic", **values))
    for line in lines:
        console.print(fill(line, console.width))
    key, style = _verdict(fairness)
    console.print(fill(text(f"cli.simulate.{key}"), console.width), style=style)


def _verdict(fairness: Fairness) -> tuple[str, str]:
    """The key of its text, and its style."""
    if not fairness.is_fair:
        return "unfair", "red"
    return ("too_few", "yellow") if fairness.p_value is None else ("fair", "green")


def _speed(played: int, elapsed: float, folder: Path) -> str:
    if not played:
        return text("cli.simulate.nothing_left", folder=folder)
    speed = f"{played / elapsed:,.0f}"
    seconds = f"{elapsed:,.1f}"
    values = {"played": f"{played:,}", "seconds": seconds, "speed": speed, "folder": folder}
    return text("cli.simulate.speed", **values)
