"""`pydemo console`: Python with a chain, its accounts and the token at hand."""

from __future__ import annotations

import code
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from pydemo.cli.main import HangUp, language_option
from pydemo.messages import text


@click.command("console", help=text("cli.console.help"), short_help=text("cli.console.short"))
@click.option("--engine", default="auto", show_default=True, help=text("cli.engine"))
@click.option("--seed", type=click.INT, default=0, show_default=True, help=text("cli.seed"))
@click.option("--rpc-url", metavar="URL", help=text("cli.rpc_url"))
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help=text("cli.console.project"),
)
@language_option
def command(engine: str, seed: int, rpc_url: str | None, project: Path | None) -> None:
    from pydemo.display.terminal import working

    with working(text("cli.demo.starting")):
        names = _names(engine, seed, rpc_url, project)
    _complete_with(names)
    _Console(names).interact(_banner(names), exitmsg="")


def _names(engine: str, seed: int, rpc_url: str | None, project: Path | None) -> dict[str, Any]:
    """What the console starts with."""
    from pydemo import errors, units
    from pydemo.contract.chain import Chain
    from pydemo.plans import token as plan
    from pydemo.units import ether

    if rpc_url is None:
        chain = Chain(engine=engine, seed=seed, project=project)
    else:
        chain = Chain.connect(rpc_url, project=project)
    people = {account.name: account for account in chain.accounts if account.name}
    names: dict[str, Any] = {"chain": chain, "accounts": chain.accounts, **people}
    if "alice" in people:
        alice = people["alice"]
        token = plan.deploy(chain, deployer=alice, minter=alice).token
        token.mint(alice, ether(1_000), sender=alice)
        names["token"] = token
    return {**names, "errors": errors, "units": units, "ether": ether}


def _banner(names: dict[str, Any]) -> str:
    chain = names["chain"]
    people = ", ".join(account.name for account in chain.accounts if account.name)
    lines = [text("cli.console.banner", engine=chain.engine_name), f"  chain     {chain!r}"]
    lines += [f"  accounts  {people}"] if people else []
    lines += [f"  token     {names['token']!r}"] if "token" in names else []
    lines += ["", text("cli.console.try"), "  token.transfer(bob, ether(5), sender=alice)"]
    lines += ["  print(_.trace())", ""]
    return "\n".join(lines)


class _Console(code.InteractiveConsole):
    """Python's own console, where a mistake on chain is one line instead of a traceback."""

    def showtraceback(self) -> None:
        from pydemo.errors import ContractError, PydemoError

        error = sys.exc_info()[1]
        if isinstance(error, HangUp):
            raise error
        if not isinstance(error, PydemoError):
            super().showtraceback()
            return
        self.write(f"{type(error).__name__}: {error}\n")
        if isinstance(error, ContractError):
            with suppress(PydemoError):
                self.write(f"{error.trace()}\n")


def _complete_with(names: dict[str, Any]) -> None:
    """Tab completion, where the platform has readline."""
    with suppress(ImportError):
        import readline
        import rlcompleter

        readline.set_completer(rlcompleter.Completer(names).complete)
        readline.parse_and_bind("tab: complete")
