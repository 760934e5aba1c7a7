"""What `pydemo deploy` prints: what is going to happen, what happens, what has come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pydemo.messages import text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from pydemo.deploy.deployment import Deployment, Outlook
    from pydemo.deploy.record import Step
    from pydemo.deploy.systems import Row
    from pydemo.display.terminal import ProgressBar

DIFFERS = 1
"""Exit status where roles or links are not as they should be."""


def teller(console: Console, bar: ProgressBar) -> Callable[[str, Step], None]:
    """Print what happens to a step; the transaction on a line of its own, to be copied whole."""

    def tell(what: str, step: Step) -> None:
        if what == "there":
            return
        shown = step.tx_hash or (step.attempts[-1].tx_hash if step.attempts else step.address)
        words = {
            "sent": text("cli.deploy.sent"),
            "replaced": text("cli.deploy.replaced"),
            "mined": text("cli.deploy.mined"),
            "found": text("cli.deploy.found"),
            "gone": text("cli.deploy.gone"),
        }
        bar.hide()  # it would be left standing in front of the line
        console.print(f"  {words[what]:<9} {short(step.what)}", soft_wrap=True)
        console.print(f"  {'':<9} {shown}", soft_wrap=True)

    return tell


def show_outlook(console: Console, deployment: Deployment, outlook: Outlook) -> None:
    record, network = deployment.record, deployment.network
    console.print(
        text(
            "cli.deploy.title",
            plan=record.plan,
            network=network.name,
            chain_id=network.chain_id,
            account=record.deployer,
        ),
        soft_wrap=True,
    )
    rows = []
    for step in outlook.steps:
        gas = text("cli.deploy.done") if step.is_done else f"{step.gas:,}"
        rows.append((short(step.what), gas))
        if step.address:  # below: beside it a line would be longer than 80 columns
            rows.append((f"  {step.address}", ""))
    print_table(console, (text("cli.deploy.step"), text("cli.deploy.gas")), rows)
    console.print(
        text(
            "cli.deploy.cost",
            gas=f"{outlook.gas:,}",
            cost=ether(outlook.cost),
            most=ether(outlook.most),
            balance=ether(outlook.balance),
        )
    )
    if outlook.data_fee:
        console.print(text("cli.deploy.data_fee", fee=ether(outlook.data_fee)))
    elif network.rollup:
        console.print(text("cli.deploy.rollup"))


def show_contracts(console: Console, deployment: Deployment) -> None:
    rows = [
        (role, deployment.network.link(address) or address)
        for role, address in deployment.record.contracts.items()
    ]
    print_table(console, (text("cli.deploy.role"), text("cli.accounts.address")), rows)
    console.print(text("cli.deploy.record", file=deployment.file), soft_wrap=True)


def show_rows(console: Console, rows: list[Row]) -> None:
    """Print what was checked, and leave with status 1 if something is not as it should be."""
    console.print()
    for row in rows:
        if row.holds:
            console.print(f"  ✓ {row.what}: {row.found}", style="green", soft_wrap=True)
        else:
            line = text("cli.deploy.differs", what=row.what, found=row.found, wanted=row.expected)
            console.print(f"  ✗ {line}", style="red", soft_wrap=True)
    if not all(row.holds for row in rows):
        raise click.exceptions.Exit(DIFFERS)
    console.print(text("cli.deploy.in_order"))


def print_table(
    console: Console, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> None:
    """In columns as wide as their longest entry: an address cut in two cannot be copied."""
    from rich.cells import cell_len

    widths = [max(cell_len(row[i]) for row in (columns, *rows)) for i in range(len(columns))]
    console.print()
    for row in (columns, *rows):
        cells = [
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        style = "bold" if row is columns else ""
        console.print("  " + "  ".join(cells).rstrip(), soft_wrap=True, style=style)
    console.print()


_LONGEST_TITLE = 44


def short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def ether(wei: int) -> str:
    """Six digits behind the point, rounded up: a price should not look lower than it is."""
    rounded = -(-wei // 10**12)
    return f"{rounded // 10**6:,}.{rounded % 10**6:06d}"
