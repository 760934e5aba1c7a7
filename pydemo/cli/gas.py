"""`pydemo gas`: what each operation costs, against the committed figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from pydemo.cli.main import language_option
from pydemo.messages import text

DIFFERENT = 1


@click.command("gas", help=text("cli.gas.help"), short_help=text("cli.gas.short"))
@click.option("--check", is_flag=True, help=text("cli.gas.check"))
@click.option("--write", is_flag=True, help=text("cli.gas.write"))
@click.option("--curve", type=click.Choice(["lottery"]), help=text("cli.gas.curve"))
@click.option(
    "--plot",
    "plot_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=text("cli.gas.plot"),
)
@click.option("--engine", default="auto", show_default=True, help=text("cli.engine"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.json"))
@language_option
@click.pass_context
def command(
    context: click.Context,
    check: bool,
    write: bool,
    curve: str | None,
    plot_file: Path | None,
    engine: str,
    as_json: bool,
) -> None:
    if check and write:
        raise click.UsageError("--check compares and --write replaces: choose one")
    if plot_file is not None and curve is None:
        raise click.UsageError("--plot draws a curve: choose one, as in --curve lottery")
    if curve is not None:
        from pydemo.cli.gas_curve import run

        same = run(check=check, write=write, plot_file=plot_file, engine=engine, as_json=as_json)
    else:
        same = _run(check=check, write=write, engine=engine, as_json=as_json)
    if not same:
        context.exit(DIFFERENT)


def _run(*, check: bool, write: bool, engine: str, as_json: bool) -> bool:
    """Returns False if figures were to be the committed ones and are not."""
    from pydemo.display.terminal import make_console, working
    from pydemo.gas import COMMITTED, measure, read_committed, write_committed

    committed = read_committed() if check else _committed_or_nothing()
    figures: dict[str, dict[str, int]] = {}
    with working(text("cli.demo.running")):
        for system, operation, gas in measure(engine):
            figures.setdefault(system, {})[operation] = gas
    if as_json:
        print(json.dumps(figures, indent=2))
    else:
        _print_table(figures, committed)
    total = sum(map(len, figures.values()))
    file = f"tests/{COMMITTED.name}"
    console = make_console()
    if write:
        write_committed(figures)
        console.print(text("cli.gas.written", count=total, file=file))
    if check:
        different = _differences(figures, committed)
        if different:
            say_what_differs(different, total, file, "pydemo gas")
            return False
        if not as_json:
            console.print(text("cli.gas.same", count=total))
    return True


def say_what_differs(different: Sequence[str], total: int, file: str, command: str) -> None:
    count = len(different)
    message = text("cli.gas.differ", count=count, total=total, file=file, command=command)
    click.echo(f"{message}: {', '.join(different)}", err=True)


def _committed_or_nothing() -> dict[str, dict[str, int]]:
    from pydemo.gas import NoCommittedFigures, read_committed

    try:
        return read_committed()
    except NoCommittedFigures:
        return {}


def _differences(
    measured: dict[str, dict[str, int]], committed: dict[str, dict[str, int]]
) -> list[str]:
    """Operations whose figure changed, came or went."""
    names = {
        (system, name)
        for table in (measured, committed)
        for system in table
        for name in table[system]
    }
    return sorted(
        f"{system}: {name}"
        for system, name in names
        if measured.get(system, {}).get(name) != committed.get(system, {}).get(name)
    )


def _print_table(figures: dict[str, dict[str, int]], committed: dict[str, dict[str, int]]) -> None:
    from pydemo.display.terminal import data_table, make_console
    from pydemo.stories.step import Table

    console = make_console()
    columns = (text("cli.gas.operation"), text("cli.gas.gas"), text("cli.gas.committed"))
    for system, operations in figures.items():
        rows = []
        for name, gas in operations.items():
            known = committed.get(system, {}).get(name)
            mark = "-" if known is None else f"{known:,}" + ("" if known == gas else " !")
            rows.append((name, f"{gas:,}", mark))
        console.print(system, style="bold")
        console.print(data_table(Table(columns, tuple(rows))))
        console.print()
