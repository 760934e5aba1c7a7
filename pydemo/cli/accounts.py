"""`pydemo accounts`: who is on the embedded chain, and the accounts that deploy elsewhere."""

from __future__ import annotations

import json
from typing import Any

import click

from pydemo.cli.main import language_option
from pydemo.cli.secret_input import DESCRIPTOR
from pydemo.messages import text


class _Quiet(click.Command):
    """A command that repeats no argument: each may be a key, a mnemonic or a password."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(*args, **extra)
        except (click.MissingParameter, click.exceptions.NoArgsIsHelpError):
            raise
        except click.UsageError as mistake:
            raise click.UsageError(text("cli.accounts.mistake", name=self.name)) from mistake


class _Accounts(_Quiet, click.Group):
    command_class = _Quiet

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            # Not repeated: somebody may have put a key here.
            raise click.UsageError(text("cli.accounts.unknown", known=", ".join(self.commands)))
        return super().resolve_command(ctx, args)


@click.group(
    "accounts",
    cls=_Accounts,
    invoke_without_command=True,
    help=text("cli.accounts.help"),
    short_help=text("cli.accounts.short"),
)
@click.option("--keys", is_flag=True, help=text("cli.accounts.keys"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.json"))
@language_option
@click.pass_context
def command(context: click.Context, keys: bool, as_json: bool) -> None:
    if context.invoked_subcommand is None:
        _show_personas(keys, as_json)


_password_option = click.option(
    "--password-fd", type=DESCRIPTOR, metavar="N", help=text("cli.secrets.password_fd")
)


@command.command("new", help=text("cli.accounts.new_help"))
@click.argument("name")
@_password_option
@language_option
def new(name: str, password_fd: int | None) -> None:
    from pydemo.cli.secret_input import new_password
    from pydemo.deploy import keystores

    where = keystores.folder()
    keystores.check_name(name, where)
    made = keystores.create(name, new_password(password_fd), where)
    print(text("cli.accounts.made", name=made.name, address=made.address, file=made.file))


@command.command("import", help=text("cli.accounts.import_help"))
@click.argument("name")
@click.argument("secret", nargs=-1, metavar="")
@click.option("--fd", type=DESCRIPTOR, metavar="N", help=text("cli.accounts.fd"))
@_password_option
@click.option("--derivation-path", metavar="PATH", help=text("cli.accounts.derivation_path"))
@language_option
def import_(
    name: str,
    secret: tuple[str, ...],
    fd: int | None,
    password_fd: int | None,
    derivation_path: str | None,
) -> None:
    from pydemo.cli.secret_input import ask_secret, new_password
    from pydemo.deploy import keystores

    if secret:
        raise click.UsageError(text("cli.accounts.no_argument"))
    where = keystores.folder()
    keystores.check_name(name, where)
    path = derivation_path or keystores.DERIVATION_PATH
    keystores.check_path(path)
    typed = ask_secret(text("cli.accounts.secret"), fd, "--fd")
    key = keystores.key_from_text(typed, path)
    if derivation_path is not None and len(typed.split()) == 1:
        raise click.UsageError(text("cli.accounts.path_for_mnemonic"))
    made = keystores.store(name, key, new_password(password_fd), where)
    print(text("cli.accounts.made", name=made.name, address=made.address, file=made.file))


@command.command("list", help=text("cli.accounts.list_help"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.json"))
@language_option
def list_(as_json: bool) -> None:
    from pydemo.deploy import keystores
    from pydemo.display.terminal import data_table, make_console
    from pydemo.stories.step import Table

    where = keystores.folder()
    found = keystores.keystores(where)
    if as_json:
        entries = [{"name": one.name, "address": one.address} for one in found]
        print(json.dumps(entries, indent=2))
    elif not found:
        print(text("cli.accounts.none", folder=where))
    else:
        columns = (text("cli.accounts.name"), text("cli.accounts.address"))
        rows = tuple((one.name, one.address) for one in found)
        make_console().print(data_table(Table(columns, rows)))


def _show_personas(keys: bool, as_json: bool) -> None:
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
