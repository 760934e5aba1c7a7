"""`pydemo demo`: tell a story on the embedded chain, or on a node."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pydemo.cli.main import language_option
from pydemo.messages import text
from pydemo.stories import STORIES

if TYPE_CHECKING:
    from pydemo.contract.chain import Chain
    from pydemo.stories.progress import Report
    from pydemo.stories.step import Step


@click.command("demo", help=text("cli.demo.help"), short_help=text("cli.demo.short"))
@click.argument("story", default="all", metavar="[STORY|all]")
@click.option("--engine", default="auto", show_default=True, help=text("cli.engine"))
@click.option("--seed", type=click.INT, default=0, show_default=True, help=text("cli.seed"))
@click.option("--rpc-url", metavar="URL", help=text("cli.rpc_url"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.demo.json"))
@click.option(
    "--html",
    "html_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=text("cli.demo.html"),
)
@click.option("--scale", metavar="SCALE", help=text("cli.demo.scale"))
@click.option("--ending", metavar="lost|won", help=text("cli.demo.ending"))
@click.option(
    "--plot",
    "plot_folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=text("cli.demo.plot"),
)
@language_option
def command(
    story: str,
    engine: str,
    seed: int,
    rpc_url: str | None,
    as_json: bool,
    html_file: Path | None,
    scale: str | None,
    ending: str | None,
    plot_folder: Path | None,
) -> None:
    names = STORIES if story == "all" else (story,)
    _check_before_starting(names, engine, html_file, plot_folder)
    asked = {"scale": scale, "ending": ending}
    given = {name: value for name, value in asked.items() if value is not None}
    told = []
    for name in names:
        options = _options_for(name, given, is_one_of_many=story == "all")
        open_chain = partial(_open_chain, name, engine, seed, rpc_url)
        told.append(_tell(name, open_chain, options, quiet=as_json))
    if as_json:
        shown = told if story == "all" else told[0]
        is_unicode = sys.stdout.encoding.lower().replace("-", "") == "utf8"
        print(json.dumps(shown, default=_step_json, ensure_ascii=not is_unicode, indent=2))
    if html_file is not None:
        from pydemo.display.report import report_html

        page = report_html(told)  # made before the file is touched
        html_file.write_text(page, encoding="utf-8")
        if not as_json:
            print("\n" + text("cli.demo.written", file=html_file))
    if plot_folder is not None:
        _write_plots(plot_folder, told, quiet=as_json)


def _write_plots(folder: Path, told: list[dict[str, Any]], *, quiet: bool) -> None:
    from pydemo.cli.plot_file import write_plots

    steps = (step for story in told for step in story["steps"])
    files, problem = write_plots(folder, [plot for step in steps for plot in step.plots])
    if not quiet:
        print()
        for file in files:
            print(text("cli.demo.written", file=file))
    if problem:
        click.echo(text("cli.demo.no_png", problem=problem), err=True)


def _check_before_starting(
    names: tuple[str, ...], engine: str, html_file: Path | None, plot_folder: Path | None
) -> None:
    """Find mistakes before the first second of work."""
    from pydemo.chain.genesis import ENGINES
    from pydemo.errors import UnknownEngine, UnknownStory

    for name in names:
        if name not in STORIES:
            raise UnknownStory(name, STORIES)
    if engine not in ("auto", *ENGINES):
        raise UnknownEngine(engine, ("auto", *ENGINES))
    if html_file is not None and not html_file.absolute().parent.is_dir():
        raise click.UsageError(f"--html {html_file}: there is no folder {html_file.parent}")
    if plot_folder is not None:
        from pydemo.cli.plot_file import check_plot_folder
        from pydemo.stories import plots_of

        if not any(plots_of(name) for name in names):
            raise click.UsageError(f"the story {names[0]} has no --plot")
        check_plot_folder(plot_folder)


def _options_for(name: str, given: dict[str, str], *, is_one_of_many: bool) -> dict[str, str]:
    """What of the options a story takes; for `all`, those that others take are not its affair."""
    from pydemo.stories import brief_options_of, options_of

    known = options_of(name)
    for option in given.keys() - set(known):
        if not is_one_of_many:
            raise click.UsageError(f"the story {name} has no --{option}")
    chosen = {option: value for option, value in given.items() if option in known}
    return brief_options_of(name) | chosen if is_one_of_many else chosen


def _open_chain(name: str, engine: str, seed: int, rpc_url: str | None, waiting: Report) -> Chain:
    from pydemo.contract.chain import Chain
    from pydemo.stories import genesis_time_of

    if rpc_url is not None:
        return Chain.connect(rpc_url, progress=waiting)
    return Chain(engine=engine, seed=seed, genesis_time=genesis_time_of(name))


def _tell(name: str, open_chain: Any, options: dict[str, str], *, quiet: bool) -> dict[str, Any]:
    """Tell one story, printing each step as it is done, and return it as the JSON has it."""
    from pydemo.display.terminal import (
        make_console,
        print_step,
        print_title,
        progress_bar,
        working,
    )
    from pydemo.stories.progress import reporting

    console = make_console()
    started = time.perf_counter()
    steps: list[Step] = []
    with progress_bar() as report, reporting(report):
        with working(text("cli.demo.starting")):
            from pydemo.stories import tell

            chain = open_chain(_once_long(report))
            told = tell(name, chain, **options)  # an option without sense is refused here
        if not quiet:
            title = text(f"{name}.title")
            print_title(console, title, text("cli.demo.on", engine=chain.engine_name))
        for step in told:
            steps.append(step)
            if not quiet:
                print_step(console, len(steps), step)
                sys.stdout.flush()
    elapsed = time.perf_counter() - started
    if not quiet:
        mined = [action.gas for step in steps for action in step.actions if action.gas is not None]
        count = len(mined) + sum(step.more_transactions for step in steps)
        gas = sum(mined) + sum(step.more_gas for step in steps)
        closing = text("cli.demo.done", count=f"{count:,}", gas=f"{gas:,}", **_last_block(chain))
        console.print()
        console.print(closing, style="dim")
    return {
        "story": name,
        "engine": chain.engine_name,
        "seed": chain.seed,
        "steps": steps,
        "elapsed": round(elapsed, 3),
    }


def _once_long(report: Report) -> Report:
    """Tell of a transaction that is waited for only when that has taken a second."""
    shown: set[str] = set()

    def told(what: str, seconds: int, limit: int) -> None:
        if what in shown or 0 < seconds < limit:
            shown.add(what)
            report(what, seconds, limit)

    return told


def _last_block(chain: Chain) -> dict[str, str]:
    """The newest block: it follows from the seed and from everything that was done."""
    number = chain.block_number
    return {"block": f"{number:,}", "hash": f"0x{chain.block_hash.hex()[:16]}…"}


def _step_json(step: Step) -> dict[str, Any]:
    return step.to_json()
