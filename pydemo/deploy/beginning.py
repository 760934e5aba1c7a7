"""How a deployment begins: with the record of an earlier run, or with a new one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydemo.chain.address import canonical
from pydemo.chain.remote import RemoteNode
from pydemo.deploy import record as records
from pydemo.deploy.networks import Network
from pydemo.deploy.plans import DeployPlan
from pydemo.deploy.record import Record
from pydemo.errors import DeploymentError


def genesis(node: RemoteNode) -> str:
    """The hash of a chain's first block, in hex."""
    return "0x" + bytes(node.w3.eth.get_block(0)["hash"]).hex()


def record_of(file: Path, network: Network, node: RemoteNode) -> tuple[Record | None, Path | None]:
    """The record to go on with, if there is one; and where one went that is of another chain.

    Raises errors.DeploymentError where it is, and the network is no development chain.
    """
    found = records.load(file)
    if found is None or found.genesis == genesis(node):
        return found, None
    if network.is_development:  # it was started anew, and knows of nothing
        return None, records.set_aside(file, found.genesis)
    check_genesis(found, file, node)
    return found, None


def check_genesis(found: Record, file: Path, node: RemoteNode) -> None:
    if found.genesis != genesis(node):
        raise DeploymentError(
            f"{file} is of another chain with the same id: its first block is not that of "
            f"{node.name}. Move the record away to deploy there"
        )


def compare(
    found: Record, file: Path, deployer: str, settings: Mapping[str, str], create2: str
) -> None:
    """Raises errors.DeploymentError unless this run wants what an earlier one has begun."""
    if found.deployer != deployer:
        raise DeploymentError(
            f"{file} was begun by {found.deployer}, and this is {deployer}: go on with that "
            "account, or move the record away to deploy everything anew"
        )
    asked = dict(settings)
    if (asked and asked != found.parameters) or (create2 and create2 != found.create2):
        was = " ".join(f"--set {name}={value}" for name, value in found.parameters.items())
        if found.create2:
            was += f" --create2 {found.create2}"
        raise DeploymentError(
            f"{file} was begun with other settings ({was.strip() or 'none'}): go on with those, or "
            "move the record away to deploy everything anew"
        )


def begin(
    plan: DeployPlan,
    network: Network,
    node: RemoteNode,
    deployer: str,
    settings: Mapping[str, str],
    create2: str,
) -> Record:
    """A record in memory. Raises errors.DeploymentError if the deployer has something waiting."""
    raw = canonical(deployer)
    nonce = node.nonce(raw)
    waiting = int(node.w3.eth.get_transaction_count(deployer, "pending")) - nonce  # type: ignore[arg-type]
    if waiting > 0:
        raise DeploymentError(
            f"{deployer} has {waiting} transactions waiting on {network.name}: let them be mined, "
            "or deploy from an account that nobody else uses"
        )
    return Record(
        plan=plan.name,
        network=network.name,
        chain_id=network.chain_id,
        genesis=genesis(node),
        deployer=deployer,
        parameters=dict(settings),
        time=node.head().timestamp,
        first_nonce=nonce,
        create2=create2,
    )
