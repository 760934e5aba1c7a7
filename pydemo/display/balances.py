"""Balances and what has changed of them, as text and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from pydemo.display.contract_html import short_text
from pydemo.display.html import figures, safe, wrap
from pydemo.display.text import printable, value_text
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.balances import BalanceChanges, Balances, Change, Holding

_GAP = "  "


def balances_html(balances: Balances) -> str:
    return wrap(figures(*_balances(balances)))


def balances_text(balances: Balances) -> str:
    return _columns(*_balances(balances))


def changes_html(changes: BalanceChanges) -> str:
    return wrap(figures(*_changes(changes)) + f'<p class="soft">{safe(_blocks(changes))}</p>')


def changes_text(changes: BalanceChanges) -> str:
    return _columns(*_changes(changes))


def _blocks(changes: BalanceChanges) -> str:
    return text("display.blocks", first=f"{changes.from_block:,}", last=f"{changes.to_block:,}")


def _balances(balances: Balances) -> tuple[list[str], list[list[str]]]:
    head = [text(f"display.{word}") for word in ("account", "unit", "balance")]
    held = balances.holdings
    rows = [
        [name, printable(row.unit), short_text(row.amount, row.decimals)]
        for name, row in zip(_named_once(held), held, strict=True)
    ]
    return head, rows


def _changes(changes: BalanceChanges) -> tuple[list[str], list[list[str]]]:
    words = ["account", "unit", "before", "after", "change"]
    has_gas = any(row.gas for row in changes.rows)
    head = [text(f"display.{word}") for word in (*words, *(["gas_paid"] if has_gas else []))]
    names = _named_once(changes.rows)
    rows = [[name, *_row(row, has_gas)] for name, row in zip(names, changes.rows, strict=True)]
    return head, rows


def _row(change: Change, has_gas: bool) -> list[str]:
    shown = [short_text(value, change.decimals) for value in (change.before, change.after)]
    difference = short_text(change.change, change.decimals)
    if not change.change:
        difference = "·"
    elif change.change > 0:
        difference = f"+{difference}"
    else:
        difference = f"−{difference.removeprefix('-')}"
    gas = [f"−{short_text(change.gas, change.decimals)}" if change.gas else ""] * has_gas
    return [printable(change.unit), *shown, difference, *gas]


def _named_once(rows: Sequence[Holding | Change]) -> list[str]:
    """For each row the account's name, in the first of its rows only."""
    before: list[Holding | Change | None] = [None, *rows[:-1]]
    return [
        "" if last is not None and last.account == row.account else value_text(row.name)
        for last, row in zip(before, rows, strict=True)
    ]


def _columns(head: Sequence[str], rows: list[list[str]]) -> str:
    """A table as text; Chinese characters take two columns."""
    lines = [head, *rows]
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        _GAP.join(
            _padded(cell, width, is_left=place == 0)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _padded(cell: str, width: int, *, is_left: bool) -> str:
    space = " " * (width - cell_len(cell))
    return cell + space if is_left else space + cell
