"""Stories and tables on a terminal, by rich; plain text where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as RichTable
from rich.text import Text

from pydemo.display.prose import fill
from pydemo.display.text import call_text, event_text, is_call, outcome_text, trace_lines
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.trace import Trace
    from pydemo.stories.step import Action, Step, Table

T = TypeVar("T")

_INDENT = 2
_PLAIN_WIDTH = 100
"""Columns of a line where output goes to a file or a pipe."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let the command say that its reader is gone; rich would leave silently with status 1."""
        raise BrokenPipeError


def make_console(file: Any = None) -> Console:
    """A console that colours only on a terminal, and never under NO_COLOR."""
    out = file or sys.stdout
    is_terminal = out.isatty()
    return _Console(
        file=out,
        highlight=False,
        emoji=False,
        markup=False,
        soft_wrap=False,
        width=None if is_terminal else _plain_width(),
        no_color=None if is_terminal else True,
    )


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something is going on, on a terminal; nothing elsewhere."""
    if not sys.stderr or not sys.stderr.isatty():
        yield
        return
    with Console(file=sys.stderr).status(what):
        yield


class ProgressBar:
    """A bar for each thing that is waited for, shown on a terminal from the first report on:
    told what, how far, of what.

    Not before, and not when all is done: what redraws itself ten times a second would wipe out a
    question, or a password's prompt.
    """

    def __init__(self) -> None:
        self._shown: Any = None
        self._tasks: dict[str, Any] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks and done >= total:
            return
        if self._shown is None:
            if not sys.stderr or not sys.stderr.isatty():
                return
            from rich.progress import Progress

            # What is printed meanwhile goes above the bar, but into a file what is meant for it.
            self._shown = Progress(
                console=Console(file=sys.stderr),
                transient=True,
                redirect_stdout=sys.stdout.isatty(),
            )
            self._shown.start()
        if what not in self._tasks:
            self._tasks[what] = self._shown.add_task(what, total=total)
        self._shown.update(self._tasks[what], completed=done, visible=done < total)
        if self._shown.finished:
            self.hide()

    def hide(self) -> None:
        """Until the next report."""
        if self._shown is not None:
            self._shown.stop()
        self._shown = None
        self._tasks.clear()


@contextmanager
def progress_bar() -> Iterator[ProgressBar]:
    """A bar for long work, which is gone afterwards."""
    bar = ProgressBar()
    try:
        yield bar
    finally:
        bar.hide()


def progress(items: Sequence[T], what: str) -> Iterator[T]:
    """Go through items behind such a bar."""
    with progress_bar() as bar:
        for done, item in enumerate(items):
            bar(what, done, len(items))
            yield item


def _plain_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdigit() and int(columns) else _PLAIN_WIDTH


def print_title(console: Console, title: str, subtitle: str) -> None:
    console.print()
    console.print(Text(title, style="bold"), Text(subtitle, style="dim"))


def print_step(console: Console, number: int, step: Step) -> None:
    """One step of a story: title, what happened in words, transactions, tables, trace."""
    console.print()
    console.print(Rule(Text(f"{number}. {step.title}", style="bold cyan"), align="left"))
    console.print(fill(step.text, console.width))
    for action in step.actions:
        _print_action(console, action)
    for table in step.tables:
        console.print()
        console.print(_indented(data_table(table)))
    if step.trace is not None:
        console.print()
        console.print(_indented(trace_tree(step.trace)))


def _print_action(console: Console, action: Action) -> None:
    gas = "" if action.gas is None else text("ui.gas", gas=f"{action.gas:,}")
    line = Text.assemble(
        (f"{action.sender} ", "bold"), action.call, "  ", (gas, "dim"), overflow="fold"
    )
    console.print()
    console.print(_indented(line))
    for event in action.events:
        console.print(_indented(Text(f"✓ {event}", style="green"), 2))
    if action.error:
        console.print(_indented(Text(f"✗ {action.error}", style="red"), 2))
    if action.hint:
        hint = fill(f"{text('ui.hint')}: {action.hint}", console.width - 2 * _INDENT)
        console.print(_indented(Text(hint, style="yellow"), 2))


def _indented(content: RenderableType, levels: int = 1) -> Padding:
    return Padding(content, (0, 0, 0, levels * _INDENT), expand=False)


def data_table(table: Table) -> RichTable:
    """A table whose first column is words and whose others are figures."""
    drawn = RichTable(box=None, pad_edge=False, show_footer=bool(table.total), padding=(0, 2, 0, 0))
    for index, column in enumerate(table.columns):
        drawn.add_column(
            Text(column, style="bold"),
            footer=Text(table.total[index], style="bold") if table.total else "",
            justify="left" if index == 0 else "right",
        )
    for row in table.rows:
        drawn.add_row(*row)
    return drawn


def trace_tree(root: Trace) -> Text:
    """The call tree, coloured; long lines fold."""
    lines = []
    if root.transaction_gas is not None:
        lines.append(Text(f"transaction: {root.transaction_gas:,} gas", style="dim"))
    for branch, item in trace_lines(root):
        line = Text(branch, style="dim")
        if is_call(item):
            kind = "" if item.kind in ("CALL", "CREATE") else f" [{item.kind.lower()}]"
            line.append(call_text(item, root.names) + kind, style="default")
            if outcome := outcome_text(item, root.names):
                line.append(f" {outcome}", style="bold red" if item.error else "cyan")
            line.append(f" ({item.gas_used:,} gas)", style="dim")
        else:
            line.append(f"emits {event_text(item, root.names)}", style="green")
        lines.append(line)
    return Text("\n").join(lines)
