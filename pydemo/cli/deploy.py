"""`pydemo deploy`: bring a plan's contracts to a network, or see if they are in order there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pydemo.cli.deploy_checks import ask, check_earlier, check_funds, check_rows_before
from pydemo.cli.deploy_output import (
    print_table,
    show_contracts,
    show_outlook,
    show_rows,
    teller,
)
from pydemo.cli.main import language_option
from pydemo.cli.positive import POSITIVE
from pydemo.cli.secret_input import DESCRIPTOR
from pydemo.messages import text

if TYPE_CHECKING:
    from rich.console import Console

    from pydemo.chain.accounts import Account
    from pydemo.chain.networks import Network
    from pydemo.deploy.keystores import Keystore
    from pydemo.deploy.plans import DeployPlan


@click.command("deploy", help=text("cli.deploy.help"), short_help=text("cli.deploy.short"))
@click.argument("plan")
@click.option("--network", required=True, metavar="NAME", help=text("cli.deploy.network"))
@click.option("--account", metavar="KEYSTORE", help=text("cli.deploy.account"))
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help=text("cli.deploy.set"))
@click.option("--create2", default="", metavar="SALT", help=text("cli.deploy.create2"))
@click.option("--dry-run", is_flag=True, help=text("cli.deploy.dry_run"))
@click.option("--check", is_flag=True, help=text("cli.deploy.check"))
@click.option("--yes", is_flag=True, help=text("cli.deploy.yes"))
@click.option("--password-fd", type=DESCRIPTOR, metavar="N", help=text("cli.secrets.password_fd"))
@click.option(
    "--timeout",
    type=POSITIVE,
    default=600.0,
    show_default=True,
    help=text("cli.deploy.timeout"),
)
@click.option(
    "--patience",
    type=POSITIVE,
    default=60.0,
    show_default=True,
    help=text("cli.deploy.patience"),
)
@click.option(
    "--max-fee",
    type=POSITIVE,
    metavar="GWEI",
    help=text("cli.deploy.max_fee"),
)
@click.option("--anew", is_flag=True, help=text("cli.deploy.anew"))
@language_option
def command(
    plan: str,
    network: str,
    account: str | None,
    settings: tuple[str, ...],
    create2: str,
    dry_run: bool,
    check: bool,
    yes: bool,
    password_fd: int | None,
    timeout: float,
    patience: float,
    max_fee: float | None,
    anew: bool,
) -> None:
    from pydemo.chain import networks
    from pydemo.deploy import parameters
    from pydemo.deploy.plans import find_plan
    from pydemo.display.terminal import make_console

    chosen = find_plan(plan)
    given = parameters.split(settings)
    folder = networks.folder()
    place = networks.network(network, folder / networks.FILE)
    console = make_console()
    if place.kind == "embedded":
        if account is not None or create2 or check:
            raise click.UsageError(text("cli.deploy.not_here"))
        _deploy_here(console, chosen, given)
    elif check:
        deployer = None if account is None else _account(account, place).address
        _check_only(console, chosen, place, folder, timeout, deployer, given, create2)
    else:
        if account is None:
            raise click.UsageError(text("cli.deploy.no_account"))
        _deploy(
            console,
            chosen,
            place,
            folder,
            _account(account, place),
            given,
            create2,
            means=_Means(dry_run, yes, password_fd, timeout, patience, max_fee, anew),
        )


@dataclass(frozen=True, slots=True)
class _Means:
    """How a deployment is to be gone about. ``max_fee`` is gwei a gas, ``None`` the usual."""

    dry_run: bool
    yes: bool
    password_fd: int | None
    timeout: float
    patience: float
    max_fee: float | None
    anew: bool


def _deploy(
    console: Console,
    plan: DeployPlan,
    network: Network,
    folder: Path,
    account: Keystore | Account,
    given: dict[str, str],
    create2: str,
    means: _Means,
) -> None:
    from contextlib import ExitStack

    from pydemo.deploy import record
    from pydemo.deploy.deployment import Deployment
    from pydemo.display.terminal import progress_bar, working

    file = record.path_of(folder, network.chain_id, plan.name)
    with ExitStack() as held, progress_bar() as bar:
        if not means.dry_run:
            # The account's too: two plans at once would take each other's nonces.
            for place in (file, record.account_of(file, account.address)):
                held.enter_context(record.locked(place))
        with working(text("cli.deploy.rehearsing")):
            node = network.node(timeout=means.timeout, progress=bar)
            deployment = Deployment.prepare(
                plan, network, node, folder, account.address, given, create2
            )
            most = None if means.max_fee is None else round(means.max_fee * 10**9)
            outlook = deployment.rehearse(most)
        show_outlook(console, deployment, outlook)
        if not means.anew:
            check_earlier(console, deployment, outlook, only_warn=means.dry_run)
        check_funds(deployment, outlook)
        check_rows_before(outlook.rows)
        if means.dry_run:
            console.print(text("cli.deploy.nothing_sent"))
            return
        left = [step for step in outlook.steps if not step.is_done]
        if left:
            if not means.yes:
                ask(network)
            signer = _unlocked(account, means)
        else:
            signer = None  # nothing is signed any more
        with _resuming(deployment.file):
            if left or not deployment.record.contracts:  # only the last lines may be missing
                tell = teller(console, bar)
                deployment.execute(signer, patience=means.patience, tell=tell)
            rows = deployment.check()
    show_contracts(console, deployment)
    show_rows(console, rows)


@contextmanager
def _resuming(file: Path) -> Iterator[None]:
    """Say of what may pass, when something has been sent, that the same command goes on."""
    from pydemo.errors import DeploymentError, NodeError, NotConnected, NotMined, TransactionRefused

    try:
        yield
    except KeyboardInterrupt:
        if not file.is_file():
            raise
        stopped = text("cli.interrupted")
        raise DeploymentError(f"{stopped}. {text('cli.deploy.resume', file=file)}") from None
    except (NodeError, NotConnected, NotMined, TransactionRefused) as problem:
        if not file.is_file():
            raise
        said = str(problem)
        said += "" if said.endswith(("?", ".")) else "."
        raise DeploymentError(f"{said} {text('cli.deploy.resume', file=file)}") from None


def _account(name: str, network: Network) -> Keystore | Account:
    """A keystore; on chains with the well-known accounts also a persona, by name."""
    from pydemo.chain.accounts import Accounts
    from pydemo.chain.genesis import CHAIN_ID, PERSONAS
    from pydemo.deploy import keystores

    where = keystores.folder()
    has_personas = network.is_development and network.chain_id == CHAIN_ID
    if has_personas and name in PERSONAS and not (where / f"{name}.json").exists():
        return Accounts.personas()[name]
    return keystores.find(name, where)


def _unlocked(account: Keystore | Account, means: _Means) -> Account:
    from pydemo.chain.accounts import Account
    from pydemo.cli.secret_input import ask_secret
    from pydemo.deploy import keystores

    if isinstance(account, Account):
        return account
    prompt = text("cli.secrets.password", name=account.name)
    return keystores.unlock(account, ask_secret(prompt, means.password_fd, "--password-fd"))


# --- without a network ----------------------------------------------------------------------------


def _deploy_here(console: Console, plan: DeployPlan, given: dict[str, str]) -> None:
    from pydemo.contract.chain import Chain
    from pydemo.deploy.parameters import values_of

    chain = Chain()
    alice = chain.accounts.alice
    values = values_of(plan.name, plan.parameters, given, may_stand_in=True)
    made = plan.run(chain, alice, values)
    console.print(text("cli.deploy.here"))
    print_table(
        console,
        (text("cli.deploy.role"), text("cli.accounts.address")),
        [(role, contract.address) for role, contract in made.items()],
    )
    show_rows(console, list(plan.check(made, alice, values)))


def _check_only(
    console: Console,
    plan: DeployPlan,
    network: Network,
    folder: Path,
    timeout: float,
    deployer: str | None,
    given: dict[str, str],
    create2: str,
) -> None:
    from pydemo.deploy.beginning import compare
    from pydemo.deploy.deployment import recorded

    deployment = recorded(plan, network, network.node(timeout=timeout), folder)
    found = deployment.record
    compare(plan, found, deployment.file, deployer or found.deployer, given, create2)
    rows = deployment.check()
    show_contracts(console, deployment)
    show_rows(console, rows)


def run_script(plan: str, **settings: Any) -> None:
    """What the scripts in ``deploy/`` call: this command, with a plan and its settings.

    What else the command takes, the script takes from its own command line. A setting may be any
    value that prints as one types it.
    """
    from pydemo.cli.main import main

    written = [f"--set={name}={value}" for name, value in settings.items() if value is not None]
    main(["deploy", plan, *written, *sys.argv[1:]])
