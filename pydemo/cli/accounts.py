"""`pydemo accounts`: who is on the embedded chain."""

from __future__ import annotations

import json

import click

from pydemo.cli.main import language_option
from pydemo.messages import text


@click.command("accounts", help=text("cli.accounts.help"), short_help=text("cli.accounts.short"))
@click.option("--keys", is_flag=True, help=text("cli.accounts.keys"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.json"))
@language_option
def command(keys: bool, as_json: bool) -> None:
    from pydemo.chain.accounts import Accounts
    from pydemo.chain.genesis import INITIAL_BALANCE, MNEMONIC
    from pydemo.display.terminal import data_table, make_console
    from pydemo.stories.step import Table

    entries = [
        {
            "name": account.name,
            "address": account.address,
            "balance": INITIAL_BALANCE,
            **({"private_key": f"0x{account.key.hex()}"} if keys else {}),
        }
        for account in Accounts.personas()
    ]
    if as_json:
        print(json.dumps(entries, indent=2))
        return
    console = make_console()
    columns = (text("cli.accounts.name"), text("cli.accounts.address"), "ETH")
    rows = tuple(
        (str(entry["name"]), str(entry["address"]), f"{INITIAL_BALANCE // 10**18:,}")
        for entry in entries
    )
    console.print(data_table(Table(columns, rows)))
    console.print()
    console.print(f"{text('cli.accounts.mnemonic')}: {MNEMONIC}")
    if keys:
        console.print()
        for entry in entries:
            console.print(f"{entry['name']:<6} {entry['private_key']}", soft_wrap=True)
    console.print(text("cli.accounts.warning"), style="yellow")
