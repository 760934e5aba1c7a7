"""`pydemo verify-draw`: recompute a prize vault's draws from its events alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from pydemo.cli.main import language_option
from pydemo.messages import text
from pydemo.units import rounded

if TYPE_CHECKING:
    from rich.console import Console

    from pydemo.contract.handle import Contract
    from pydemo.lottery.verify import DrawReport, Finding

DIFFERENT = 1
_SHOWN = 12
"""The heaviest entrants of a draw that are listed."""


@click.command("verify-draw", help=text("cli.verify.help"), short_help=text("cli.verify.short"))
@click.argument("vault", required=False, metavar="[VAULT]")
@click.option("--draw", type=click.IntRange(1), metavar="N", help=text("cli.verify.draw"))
@click.option("--rpc-url", metavar="URL", help=text("cli.verify.rpc_url"))
@click.option("--from-block", type=click.IntRange(0), metavar="N", help=text("cli.verify.from"))
@click.option("--seed", type=click.INT, default=0, show_default=True, help=text("cli.verify.seed"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.verify.json"))
@language_option
@click.pass_context
def command(
    context: click.Context,
    vault: str | None,
    draw: int | None,
    rpc_url: str | None,
    from_block: int | None,
    seed: int,
    as_json: bool,
) -> None:
    if vault is not None and rpc_url is None:
        raise click.UsageError("a vault stands on some chain: say which with --rpc-url URL")
    if vault is None and rpc_url is not None:
        raise click.UsageError("which vault? Give its address: pydemo verify-draw VAULT --rpc-url")
    if vault is None and from_block is not None:
        raise click.UsageError("--from-block is for a VAULT: the story's is read whole")
    if vault is not None and context.get_parameter_source("seed") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--seed is the story's, which is told only where no VAULT is given")

    from pydemo.display.terminal import make_console, working

    with working(text("cli.verify.reading")):
        found, names, where = _on_node(vault, rpc_url) if vault and rpc_url else _told_here(seed)
        reports = _reports(found, from_block)
        decimals = found.decimals()
    if draw is not None:
        if not 1 <= draw <= len(reports):
            raise click.UsageError(text("cli.verify.not_closed", draw=draw, count=len(reports)))
        reports = [reports[draw - 1]]
    if as_json:
        agrees = all(report.agrees for report in reports)
        draws = [report.to_json() for report in reports]
        about = {"vault": found.address, "chain": where, "agrees": agrees, "draws": draws}
        print(json.dumps(about, indent=2))
    else:
        console = make_console()
        console.print(text("cli.verify.title", vault=found.address, chain=where), style="bold")
        console.print()
        _print_draws(console, reports, names, decimals)
        if len(reports) == 1:
            _print_entrants(console, reports[0], names)
            if reports[0].random_number is not None:
                console.print(f"    {text('cli.verify.random')}: {reports[0].random_number:#066x}")
            _print_findings(console, reports[0].findings, names)
        _print_verdict(console, reports, names, draw)
    if not all(report.agrees for report in reports):
        context.exit(DIFFERENT)


def _on_node(vault: str, url: str) -> tuple[Contract, Mapping[str, str], str]:
    """The vault, names of accounts where they are known, and the chain's name."""
    from pydemo.contract.chain import Chain

    chain = Chain.connect(url)
    return chain.at("PrizeVault", vault), chain.names, chain.engine_name


def _told_here(seed: int) -> tuple[Contract, Mapping[str, str], str]:
    """The same of the lottery's story, told for the purpose."""
    from pydemo.contract.chain import Chain
    from pydemo.stories import tell

    chain = Chain(seed=seed)
    for _ in tell("lottery", chain):
        pass
    addresses = {name: address for address, name in chain.names.items()}
    vault = chain.at("PrizeVault", addresses["PrizeVault"])
    return vault, chain.names, text("cli.demo.on", engine=chain.engine_name)


def _reports(vault: Contract, from_block: int | None) -> list[DrawReport]:
    from pydemo.contract.history import past_events
    from pydemo.errors import ArgumentError
    from pydemo.lottery.verify import verify

    events = list(past_events(vault, from_block))
    if not events and from_block is not None:
        raise ArgumentError(
            f"{vault.address} has emitted nothing from block {from_block} on: all its events are "
            "needed, so begin where it was deployed, or before"
        )
    if not events:
        raise ArgumentError(f"{vault.address} has emitted nothing: it is no prize vault")
    return verify(vault.address, events)


def _print_draws(
    console: Console, reports: list[DrawReport], names: Mapping[str, str], decimals: int
) -> None:
    from pydemo.display.terminal import data_table
    from pydemo.stories.step import Table

    rows = [
        (
            str(report.draw_id),
            datetime.fromtimestamp(report.closed.closed_at, UTC).strftime("%Y-%m-%d %H:%M"),
            f"{len(report.closed.entrants):,}",
            _winners(report, names),
            rounded(report.prize, decimals=decimals) if report.prize else "-",
            "✓" if report.agrees else "✗",
        )
        for report in reports
    ]
    heads = ("draw_id", "closed", "entrants", "winners_column", "prize_column")
    columns = (*(text(f"cli.verify.{head}") for head in heads), "")
    console.print(data_table(Table(columns, tuple(rows))))
    console.print()


def _winners(report: DrawReport, names: Mapping[str, str]) -> str:
    from pydemo.display.text import value_text

    if len(report.winners) == 1:
        return value_text(report.winners[0].account, dict(names))
    if report.winners:
        return text("cli.verify.several", count=len(report.winners))
    return text(f"cli.verify.{report.outcome}")


def _print_entrants(console: Console, report: DrawReport, names: Mapping[str, str]) -> None:
    """Who could win, the heaviest first."""
    from pydemo.display.terminal import data_table
    from pydemo.display.text import value_text
    from pydemo.stories.step import Table

    entrants = sorted(report.closed.entrants, key=lambda entrant: -entrant.weight)
    rows = [
        (
            value_text(entrant.account, dict(names)),
            str(entrant.place),
            str(entrant.weight),
            f"{entrant.weight / report.closed.weight:.3%}",
        )
        for entrant in entrants[:_SHOWN]
    ]
    if not rows:
        return
    heads = ("account", "place", "weight_column", "odds")
    console.print(
        data_table(Table(tuple(text(f"cli.verify.{head}") for head in heads), tuple(rows)))
    )
    if len(entrants) > _SHOWN:
        console.print(text("cli.verify.others", count=f"{len(entrants) - _SHOWN:,}"))
    console.print()


def _print_findings(
    console: Console, findings: tuple[Finding, ...], names: Mapping[str, str]
) -> None:
    for finding in findings:
        label = text(f"cli.verify.{finding.what}", number=finding.number)
        if finding.agrees:
            console.print(f"  ✓ {label}: {_shown(finding.told, names)}", style="green")
        else:
            told, computed = (_shown(value, names) for value in (finding.told, finding.computed))
            line = text("cli.verify.differs", what=label, told=told, computed=computed)
            console.print(f"  ✗ {line}", style="red")
    console.print()


def _print_verdict(
    console: Console, reports: list[DrawReport], names: Mapping[str, str], draw: int | None
) -> None:
    """``draw`` is the one that was asked for, if it was one."""
    from pydemo.display.prose import fill

    wrong = [report for report in reports if not report.agrees]
    if not reports:
        verdict = text("cli.verify.nothing")
    elif wrong:
        verdict = text("cli.verify.wrong", draws=", ".join(str(report.draw_id) for report in wrong))
    elif draw is not None:
        verdict = text("cli.verify.right_one", draw=draw)
    else:
        verdict = text("cli.verify.right", count=len(reports))
    console.print(fill(verdict, console.width), style="red" if wrong else "green")
    if wrong and len(reports) > 1:  # one alone has all of it above
        for report in wrong:
            different = tuple(finding for finding in report.findings if not finding.agrees)
            console.print()
            console.print(text("cli.verify.in_draw", draw=report.draw_id))
            _print_findings(console, different, names)
    if any(report.random_number is not None for report in reports):
        console.print(fill(text("cli.verify.number"), console.width), style="dim")


def _shown(value: Any, names: Mapping[str, str]) -> str:
    """An account by its name, if it has one, else all of it; numbers with all their digits."""
    return names.get(value, value) if isinstance(value, str) else str(value)
