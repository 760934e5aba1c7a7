"""`pydemo lessons`: notebooks that teach, listed, opened, begun anew and exported."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from pydemo import messages
from pydemo.cli.main import language_option
from pydemo.messages import text

FOLDER = Path("pydemo-lessons")
LOOPBACK = "127.0.0.1"
OFFLINE = (
    # JupyterLab asks its makers for news and newer versions; nothing is asked of anybody here.
    "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)

folder_option = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
    show_default=True,
    metavar="DIR",
    help=text("cli.lessons.folder"),
)


@click.group(
    "lessons",
    help=text("cli.lessons.help"),
    short_help=text("cli.lessons.short"),
    invoke_without_command=True,
)
@language_option
@click.pass_context
def command(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        context.invoke(list_lessons)


@command.command("list", help=text("cli.lessons.list"))
@folder_option
@language_option
def list_lessons(folder: Path = FOLDER) -> None:
    from pydemo.lessons.shelf import notebooks

    for notebook in notebooks(messages.language()):
        print(f"{notebook.number}  {notebook.name:<18} {notebook.title}")
        copy = notebook.copy_in(folder)
        if copy.exists():
            print(f"    {text('cli.lessons.begun', file=copy)}")


@command.command("open", help=text("cli.lessons.open"))
@click.argument("lesson", required=False, metavar="[LESSON]")
@folder_option
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help=text("cli.lessons.port"))
@click.option("--no-browser", is_flag=True, help=text("cli.lessons.no_browser"))
@language_option
def open_lesson(lesson: str | None, folder: Path, port: int, no_browser: bool) -> None:
    from pydemo.lessons.shelf import find_notebook, notebooks, take_copy

    language = messages.language()
    chosen = notebooks(language) if lesson is None else [find_notebook(lesson, language)]
    _need("jupyterlab", "pydemo lessons open")
    for notebook in chosen:
        is_new = take_copy(notebook, folder)
        said = "cli.lessons.copied" if is_new else "cli.lessons.kept"
        print(text(said, file=notebook.copy_in(folder), lesson=notebook.name), flush=True)
    shown = chosen[0].copy_in(folder)
    _start_jupyter(shown if lesson else shown.parent, port, no_browser=no_browser)


@command.command("reset", help=text("cli.lessons.reset"))
@click.argument("lesson", metavar="LESSON")
@folder_option
@language_option
def reset_lesson(lesson: str, folder: Path) -> None:
    from pydemo.lessons.shelf import begin_anew, find_notebook

    notebook = find_notebook(lesson, messages.language())
    kept = begin_anew(notebook, folder)
    if kept is not None:
        print(text("cli.lessons.saved", file=kept))
    print(text("cli.lessons.copied", file=notebook.copy_in(folder)))


@command.command("export", help=text("cli.lessons.export"))
@click.argument("lesson", metavar="LESSON")
@click.option(
    "--to",
    "kind",
    type=click.Choice(("html", "slides")),
    default="html",
    show_default=True,
    help=text("cli.lessons.to"),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=text("cli.lessons.out"),
)
@language_option
def export_lesson(lesson: str, kind: str, out: Path | None) -> None:
    from pydemo.display.terminal import working
    from pydemo.lessons.shelf import find_notebook

    notebook = find_notebook(lesson, messages.language())
    ending = ".html" if kind == "html" else ".slides.html"
    file = Path(f"{notebook.path.stem}{ending}") if out is None else out
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"--out {file}: there is no folder {file.parent}")
    for package in ("nbconvert", "nbclient", "ipykernel"):
        _need(package, "pydemo lessons export")
    from pydemo.lessons.export import write_lesson

    with working(text("cli.lessons.running")), _importable():
        write_lesson(notebook, kind, file)
    print(text("cli.lessons.written", file=file))


@command.command("handout", help=text("cli.lessons.handout"))
@click.argument("system", required=False, metavar="[SYSTEM]")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help=text("cli.lessons.handout_out")
)
@language_option
def write_handout(system: str | None, out: Path | None) -> None:
    from pydemo.display.terminal import working
    from pydemo.lessons.handout import SYSTEMS, handout

    if system is None:
        folder = Path() if out is None else out
        if folder.exists() and not folder.is_dir():
            raise click.UsageError(f"--out {folder}: without SYSTEM it is a folder, this is a file")
        folder.mkdir(parents=True, exist_ok=True)
        files = {name: folder / f"{name}.handout.html" for name in SYSTEMS}
    else:
        file = Path(f"{system}.handout.html") if out is None else out
        if not file.absolute().parent.is_dir():
            raise click.UsageError(f"--out {file}: there is no folder {file.parent}")
        files = {system: file}
    for name, file in files.items():
        with working(text("cli.lessons.running")):
            page = handout(name)
        file.write_text(page, encoding="utf-8")
        print(text("cli.lessons.written", file=file))


def _need(package: str, what: str) -> None:
    from pydemo.errors import PackageNotFound

    if find_spec(package) is None:
        raise PackageNotFound(what, package, "lessons")


def _start_jupyter(place: Path, port: int, *, no_browser: bool) -> None:
    """Run JupyterLab on this machine's own address until it ends."""
    order = [sys.executable, "-m", "jupyterlab", str(place), f"--ServerApp.ip={LOOPBACK}"]
    order += [f"--ServerApp.port={port}", *OFFLINE]
    if no_browser:
        order.append("--no-browser")
    with _importable():
        status = subprocess.run(order, check=False).returncode
    if status:
        raise click.exceptions.Exit(status)


class _importable:  # noqa: N801 - used as a with statement's word
    """Lets kernels that are started inside import this pydemo, also one that is not installed."""

    def __enter__(self) -> None:
        home = str(Path(__file__).parents[2])
        self._before = os.environ.get("PYTHONPATH")
        if find_spec("pydemo") is None or not _is_installed():
            paths = [home, *([self._before] if self._before else [])]
            os.environ["PYTHONPATH"] = os.pathsep.join(paths)

    def __exit__(self, *_: Any) -> None:
        if self._before is None:
            os.environ.pop("PYTHONPATH", None)
        else:
            os.environ["PYTHONPATH"] = self._before


def _is_installed() -> bool:
    return Path(__file__).parents[2].name in ("site-packages", "dist-packages")
