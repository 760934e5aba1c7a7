"""How a deployment begins: with the record of an earlier run, or with a new one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydemo.chain.address import canonical
from pydemo.chain.networks import Network
from pydemo.chain.remote import RemoteNode
from pydemo.deploy import record as records
from pydemo.deploy.parameters import Values, values_of
from pydemo.deploy.plans import DeployPlan
from pydemo.deploy.record import Record
from pydemo.errors import DeploymentError


def genesis(node: RemoteNode) -> str:
    """The hash of a chain's first block, in hex. Raises errors.DeploymentError: it is not there."""
    from web3.exceptions import BlockNotFound

    try:
        return "0x" + bytes(node.w3.eth.get_block(0)["hash"]).hex()
    except BlockNotFound:
        raise DeploymentError(
            f"{node.name} does not have the chain's first block, which tells chains apart: use "
            "another node"
        ) from None


def record_of(file: Path, network: Network, node: RemoteNode) -> tuple[Record | None, Path]:
    """The record to go on with, if there is one, and the place for it. Writes nothing.

    Development nodes share chain ids, and are started anew: there each chain has its own record.

    Raises errors.DeploymentError where the record is of another plan or chain id, or of another
    chain, and the network is no development chain.
    """
    first = genesis(node)
    if network.is_development:
        found, place = records.find(file, first)
        _check_place(found, place, file.stem, network.chain_id)
        return found, place
    found = records.load(file)
    _check_place(found, file, file.stem, network.chain_id)
    if found is not None and found.genesis != first:
        raise DeploymentError(
            f"{file} is of another chain with the same id: its first block is not that of "
            f"{node.name}. Move the record away to deploy there"
        )
    return found, file


def _check_place(found: Record | None, file: Path, plan: str, chain_id: int) -> None:
    if found is not None and (found.plan, found.chain_id) != (plan, chain_id):
        raise DeploymentError(
            f"{file} is the record of {found.plan} on chain {found.chain_id}: it belongs to "
            "another place. Move it back there"
        )


def compare(
    plan: DeployPlan,
    found: Record,
    file: Path,
    deployer: str,
    settings: Mapping[str, str],
    create2: str,
) -> None:
    """Raises errors.DeploymentError unless this run wants what an earlier one has begun.

    Without settings it wants those; with some, all of them must come to the same.
    """
    if found.deployer != deployer:
        raise DeploymentError(
            f"{file} was begun by {found.deployer}, and this is {deployer}: go on with that "
            "account, or move the record away to deploy everything anew"
        )

    def values(given: Mapping[str, str]) -> Values:
        return values_of(plan.name, plan.parameters, given, may_stand_in=True)

    differs = bool(settings) and values(settings) != values(found.parameters)
    if differs or (create2 and create2 != found.create2):
        was = " ".join(f"--set {name}={value}" for name, value in found.parameters.items())
        if found.create2:
            was += f" --create2 {found.create2}"
        raise DeploymentError(
            f"{file} was begun with other settings ({was.strip() or 'none'}): go on with those, or "
            "move the record away to deploy everything anew"
        )


def next_time(node: RemoteNode) -> int:
    """When the next block will be made, at the earliest, in Unix seconds.

    The newest block may be long ago: a development node makes none while nobody sends anything.
    """
    from web3.exceptions import BlockNotFound, Web3RPCError

    newest = node.head().timestamp
    try:
        return max(newest, int(node.w3.eth.get_block("pending")["timestamp"]))
    except (BlockNotFound, Web3RPCError):  # not every public node has one
        return newest


def begin(
    plan: DeployPlan,
    network: Network,
    node: RemoteNode,
    deployer: str,
    settings: Mapping[str, str],
    create2: str,
    folder: Path,
) -> Record:
    """A record in memory.

    Raises errors.DeploymentError if the deployer has something waiting, or another plan half
    deployed: its next steps have the nonces that this one would use.
    """
    first = genesis(node)
    for other, file in records.all_of(folder, network.chain_id, first):
        if other.deployer == deployer and not other.contracts:
            raise DeploymentError(
                f"{deployer} has begun to deploy {other.plan} here, and not finished: first go on "
                f"with pydemo deploy {other.plan} --network {other.network} (its record is {file}; "
                "move it away to give it up), or deploy from another account"
            )
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
        genesis=first,
        deployer=deployer,
        parameters=dict(settings),
        time=next_time(node),
        first_nonce=nonce,
        create2=create2,
    )
