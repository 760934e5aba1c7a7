"""The command line as pages, from click's own descriptions."""

from __future__ import annotations

from collections.abc import Iterator

import click

from pydemo import messages
from pydemo.cli.main import COMMANDS, make_group
from pydemo.reference.markdown import cell, prose, table


def pages() -> Iterator[tuple[str, str]]:
    """Yield (page, Markdown) for each command, and an index."""
    with messages.speaking("en"):
        group = make_group()
        context = click.Context(group, info_name="pydemo")
        rows = []
        for name in COMMANDS:
            command = group.get_command(context, name)
            assert command is not None
            said = command.get_short_help_str(limit=200)
            rows.append((f"[`pydemo {name}`]({name}.md)", cell(said)))
            lines = _command(command, f"pydemo {name}", context, level=1)
            yield f"commands/{name}.md", "\n\n".join(lines) + "\n"
        about = [
            "# Commands",
            prose(group.help or ""),
            table(("command", "what it does"), rows),
            "Exit status is 0 for success, 1 where a check found a difference, 2 for anything that "
            "stopped a command.",
        ]
    yield "commands/index.md", "\n\n".join(about) + "\n"


def _command(command: click.Command, path: str, parent: click.Context, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent)
    yield f"{'#' * level} {path}"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"```text\n{path} {usage}\n```"
    if command.help:
        yield prose(command.help)
    rows = []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            rows.append((f"`{record[0]}`", cell(record[1])))
    if rows:
        yield table(("option", "what it does"), rows)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _command(inner, f"{path} {name}", context, level + 1)
