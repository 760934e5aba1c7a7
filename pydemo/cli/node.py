"""`pydemo node`: the embedded chain for wallets and tools, over JSON-RPC."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pydemo.chain.genesis import ENGINES
from pydemo.cli.main import language_option
from pydemo.messages import text
from pydemo.node.guard import Guard, is_loopback, read_host, read_origin

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain


def _each(
    read: Callable[[str], str | None], message: str
) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], tuple[str, ...]]:
    """Read each value of an option. The message is told of one that cannot be read."""

    def convert(
        _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
    ) -> tuple[str, ...]:
        found = []
        for value in values:
            known = read(value)
            if known is None:
                raise click.BadParameter(text(message, value=repr(value)))
            found.append(known)
        return tuple(found)

    return convert


class _Seconds(click.FloatRange):
    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):  # which is in every range
            self.fail(text("cli.node.no_number", value=value), param, ctx)
        return seconds


@click.command("node", help=text("cli.node.help"), short_help=text("cli.node.short"))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8545,
    show_default=True,
    help=text("cli.node.port"),
)
@click.option("--host", default="127.0.0.1", show_default=True, help=text("cli.node.host"))
@click.option("--allow-remote", is_flag=True, help=text("cli.node.allow_remote"))
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    callback=_each(read_host, "cli.node.no_host"),
    help=text("cli.node.allow_host"),
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    callback=_each(read_origin, "cli.node.no_origin"),
    help=text("cli.node.allow_origin"),
)
@click.option(
    "--engine",
    type=click.Choice(["auto", *ENGINES]),
    default="auto",
    show_default=True,
    help=text("cli.engine"),
)
@click.option("--seed", type=click.IntRange(0), help=text("cli.seed"))
@click.option("--chain-id", type=click.IntRange(1, 2**53 - 1), help=text("cli.node.chain_id"))
@click.option("--suite", is_flag=True, help=text("cli.node.suite"))
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=text("cli.node.state"),
)
@click.option(
    "--block-time",
    type=_Seconds(0.01, 86_400),
    metavar="SECONDS",
    help=text("cli.node.block_time"),
)
@click.option(
    "--clock",
    type=click.Choice(["wall", "steps"]),
    default="wall",
    show_default=True,
    help=text("cli.node.clock"),
)
@language_option
def command(
    port: int,
    host: str,
    allow_remote: bool,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    engine: str,
    seed: int | None,
    chain_id: int | None,
    suite: bool,
    state: Path | None,
    block_time: float | None,
    clock: str,
) -> None:
    import asyncio

    from pydemo.node.serve import Settings, open_chain, serve

    is_remote = not is_loopback(host)
    if is_remote and not allow_remote:
        raise click.UsageError(text("cli.node.remote_refused", host=host))
    settings = Settings(
        engine=engine,
        seed=seed,
        chain_id=chain_id,
        state=state,
        suite=suite,
        block_time=block_time,
        has_steps=clock == "steps",
    )
    served, contracts = open_chain(settings)
    guard = Guard(is_remote, frozenset({*hosts, host.lower()}), frozenset(origins))

    def announce(found: int) -> None:
        if is_remote:
            print(text("cli.node.remote_warning", host=host))
        _announce(served, contracts, host, found)

    asyncio.run(serve(served, guard, host, port, announce))


def _announce(served: ServedChain, contracts: dict[str, str], host: str, port: int) -> None:
    """What somebody needs to know who wants to use the node."""
    for account in served.accounts:
        print(f"{account.name:<6} {account.address} 0x{account.key.hex()}")
    print(text("cli.node.keys_warning"))
    if contracts:
        print()
        for name, address in contracts.items():
            print(f"{name:<20} {address}")
    print()
    shown = f"[{host}]" if ":" in host else host
    facts = {"engine": served.engine.name, "chain": served.engine.chain_id, "block": served.height}
    print(text("cli.node.on", **facts))
    print(
        text("cli.node.listening", url=f"http://{shown}:{port}", socket=f"ws://{shown}:{port}"),
        flush=True,
    )
