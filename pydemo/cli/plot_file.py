"""The file, or the folder, that ``--plot`` names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pydemo.display.plot import Plot


def check_plot(file: Path) -> None:
    """Find mistakes before minutes of work.

    Raises:
        click.UsageError: no plot can be written there.
    """
    if file.suffix.lower() != ".svg":
        raise click.UsageError(f"--plot {file}: the plot is an SVG, so the name must end in .svg")
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"--plot {file}: there is no folder {file.parent}")


def check_plot_folder(folder: Path) -> None:
    """Find mistakes before the first second of work.

    Raises:
        click.UsageError: nothing can be written there.
    """
    if not folder.is_dir():
        raise click.UsageError(f"--plot {folder}: there is no such folder")
    if not os.access(folder, os.W_OK):
        raise click.UsageError(f"--plot {folder}: nothing can be written there")


def write_plots(folder: Path, plots: Sequence[Plot]) -> tuple[list[Path], str]:
    """Write each as SVG and PNG, named as it is. All are drawn before the first file is touched.

    Returns:
        The files, and why there are no PNG if there are none.
    """
    from pydemo.display.png import drawing_png
    from pydemo.errors import FontsNotFound, RendererNotFound

    drawn = {folder / f"{plot.name}.svg": plot.svg.encode() for plot in plots}
    problem = ""
    try:
        drawn |= {folder / f"{plot.name}.png": drawing_png(plot.svg) for plot in plots}
    except (RendererNotFound, FontsNotFound) as missing:
        problem = str(missing)
    return list(_replaced(drawn)), problem


def _replaced(drawn: dict[Path, bytes]) -> Iterator[Path]:
    """Each file is there in full, or as it was before."""
    for file, content in drawn.items():
        draft = file.with_name(f".{file.name}.{os.getpid()}.part")
        try:
            draft.write_bytes(content)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
        yield file
