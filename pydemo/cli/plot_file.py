"""The file that ``--plot`` names."""

from __future__ import annotations

from pathlib import Path

import click


def check_plot(file: Path) -> None:
    """Find mistakes before minutes of work.

    Raises:
        click.UsageError: no plot can be written there.
    """
    if file.suffix.lower() != ".svg":
        raise click.UsageError(f"--plot {file}: the plot is an SVG, so the name must end in .svg")
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"--plot {file}: there is no folder {file.parent}")
