"""``pydemo compile``: Solidity to artifacts and typed bindings."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pydemo.cli.main import language_option
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.build.build import Build, Changes, Progress
    from pydemo.build.project import Project
    from pydemo.build.solc import Compiler


@click.command("compile", help=text("cli.compile.help"), short_help=text("cli.compile.short"))
@click.option("--check", is_flag=True, help=text("cli.compile.check"))
@click.option("--watch", is_flag=True, help=text("cli.compile.watch"))
@click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path),
    help=text("cli.compile.project"),
)
@language_option
def command(check: bool, watch: bool, folder: Path | None) -> None:
    from pydemo.build.project import project_here

    if check and watch:
        raise click.UsageError("--check and --watch exclude each other")
    project = project_here(folder)
    if check:
        _check(project)
    elif watch:
        _watch(project)
    else:
        _compile(project)


def _compile(project: Project, compiler: Compiler | None = None) -> Compiler:
    from pydemo.build.build import build, write

    with progress() as tell:
        made = build(project, compiler=compiler, may_download=True, progress=tell)
        changed = write(made)
    _report(made, changed)
    return made.compiler


def _check(project: Project) -> None:
    from pydemo.build.build import build, compare

    with progress() as tell:
        made = build(project, may_download=True, progress=tell, all_anew=True)
    problems = compare(made)
    for path, problem in problems:
        click.echo(f"{_short(path)} {problem}")
    if problems:
        click.echo(f"{len(problems)} files are not up to date: run `{project.command}`")
        raise click.exceptions.Exit(1)
    click.echo(f"{len(made.files)} files are just what {made.compiler} makes of them")


def _watch(project: Project) -> None:
    from pydemo.build.watch import changes
    from pydemo.errors import CompileError

    compiler: Compiler | None = None
    try:
        watching = changes(project.root)
        reason: list[str] = []
        while True:
            if reason:
                click.echo(f"\n{time.strftime('%H:%M:%S')} {', '.join(reason)} changed")
            try:
                compiler = _compile(project, compiler)
            except CompileError as error:
                click.secho(error.details or str(error), fg="red", err=True)
            click.echo(f"watching {_short(project.root / 'contracts')} (Ctrl-C ends it)")
            reason = next(watching)
    except KeyboardInterrupt:
        click.echo("\nstopped")


def _report(made: Build, changed: Changes) -> None:
    from pydemo.build.settings import CONTRACT_SIZE_LIMIT

    for warning in made.warnings:
        click.secho(warning, fg="yellow", err=True)
    click.echo(f"{made.compiler}")
    sizes = sorted(
        (len(each.deployed_bytecode), each.name) for each in made.artifacts if each.deployable
    )
    width = max((len(name) for _, name in sizes), default=0)
    for size, name in reversed(sizes):
        line = (
            f"  {name:<{width}}  {size:>7,} bytes  {size / CONTRACT_SIZE_LIMIT:>4.0%} of the limit"
        )
        too_big = size > CONTRACT_SIZE_LIMIT
        click.secho(
            line + (" -- no network takes it" if too_big else ""), fg="red" if too_big else None
        )
    unchanged = len(made.files) - len(changed.written)
    click.echo(
        f"{made.project.title}: {len(made.artifacts)} contracts in {made.seconds:.1f} s; "
        f"{len(changed.written)} files written, {len(changed.removed)} removed, "
        f"{unchanged} unchanged in {_short(made.project.artifacts)}"
    )


def _short(path: Path) -> str:
    """The path from the working folder if it is below, for reading and copying."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


@contextmanager
def progress(patience: float = 1.0) -> Iterator[Progress]:
    """Shows the current step: a spinner after a second in a terminal, plain lines elsewhere.

    It goes to stderr, so that stdout has the result alone.
    """
    if not sys.stderr.isatty():
        yield lambda step: click.echo(step, err=True)
        return
    from rich.console import Console

    status = Console(stderr=True).status("")
    timer = threading.Timer(patience, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield status.update
    finally:
        timer.cancel()
        timer.join()
        status.stop()
