"""What is looked at, and asked, before `pydemo deploy` sends anything."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pydemo.cli.deploy_output import ether
from pydemo.errors import DeploymentError, PlanError
from pydemo.messages import text

if TYPE_CHECKING:
    from rich.console import Console

    from pydemo.chain.networks import Network
    from pydemo.deploy.deployment import Deployment, Outlook
    from pydemo.deploy.systems import Row


def check_earlier(
    console: Console, deployment: Deployment, outlook: Outlook, *, only_warn: bool
) -> None:
    """Deploying without the record of an earlier run deploys everything a second time."""
    found = outlook.earlier
    if found is None:
        return
    warning = text(
        "cli.deploy.earlier_whole" if found.is_whole else "cli.deploy.earlier_part",
        account=deployment.record.deployer,
        plan=deployment.plan.name,
        contract=found.contract,
        address=found.address,
        nonce=found.nonce,
        file=deployment.file,
    )
    if only_warn or deployment.network.is_development:
        console.print(warning, soft_wrap=True)
    else:
        raise DeploymentError(f"{warning} {text('cli.deploy.nothing_sent')}")


def check_funds(deployment: Deployment, outlook: Outlook) -> None:
    if outlook.most > outlook.balance:
        raise DeploymentError(
            text(
                "cli.deploy.poor",
                account=deployment.record.deployer,
                balance=ether(outlook.balance),
                most=ether(outlook.most),
                network=deployment.network.name,
            )
        )


def check_rows_before(rows: list[Row]) -> None:
    """What does not hold on the copy would not hold on the network: better not to begin."""
    for row in rows:
        if not row.holds:
            raise PlanError(
                text("cli.deploy.would_differ", what=row.what, found=row.found, wanted=row.expected)
            )


def ask(network: Network) -> None:
    if not sys.stdin or not sys.stdin.isatty():
        raise DeploymentError(text("cli.deploy.no_terminal"))
    if not click.confirm(text("cli.deploy.ask", network=network.name)):
        raise DeploymentError(text("cli.deploy.nothing_sent"))
