"""Networks by name, from ``networks.toml``; what is secret about them comes from the environment.

The folder that holds it holds the records too: ``$PYDEMO_DEPLOY``, or ``deploy/`` in the working
folder, or in this checkout.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydemo.errors import DeploymentError, did_you_mean

if TYPE_CHECKING:
    from pydemo.chain.accounts import Account
    from pydemo.chain.broadcast import Progress
    from pydemo.chain.remote import RemoteNode

FILE = "networks.toml"
KINDS = ("embedded", "development", "testnet", "mainnet")
_HERE = ("127.0.0.1", "::1", "localhost")
MAINNETS = {
    1: "Ethereum",
    10: "OP Mainnet",
    56: "BNB Smart Chain",
    100: "Gnosis",
    137: "Polygon",
    324: "ZKsync Era",
    8453: "Base",
    42161: "Arbitrum One",
    43114: "Avalanche",
    59144: "Linea",
    534352: "Scroll",
}
"""Chains whose money is real: a network of such an id must say that it is a mainnet."""


@dataclass(frozen=True, slots=True)
class Network:
    """A place to deploy to. ``rpc`` and ``explorer`` are names of environment variables."""

    name: str
    chain_id: int
    kind: str
    rpc: str = ""
    default: str = ""
    explorer: str = ""
    confirmations: int = 0
    rollup: bool = False

    @property
    def is_development(self) -> bool:
        """Whether its money is worth nothing, so that stand-ins may be deployed too."""
        return self.kind in ("embedded", "development")

    def url(self) -> str:
        """The node's address. Raises errors.DeploymentError, which names the variable to set."""
        if self.kind == "embedded":
            raise DeploymentError(f"{self.name} is in this process: there is no node to connect to")
        found = os.environ.get(self.rpc, "").strip() or self.default
        if not found:
            raise DeploymentError(
                f"{self.name} needs the address of a node: set ${self.rpc}, as in "
                f"export {self.rpc}=https://..."
            )
        return found

    def node(
        self, account: Account | None = None, *, timeout: float, progress: Progress | None = None
    ) -> RemoteNode:
        """Connect. Raises errors.DeploymentError if the node is of another chain."""
        from pydemo.chain.remote import RemoteNode

        node = RemoteNode(self.url(), account, timeout=timeout, progress=progress)
        if node.chain_id != self.chain_id:
            raise DeploymentError(
                f"{node.name} is of chain {node.chain_id}, and {self.name} is {self.chain_id}: "
                f"look at ${self.rpc}"
            )
        return node

    def link(self, address: str) -> str:
        """Where the explorer shows an address, or an empty string where none is named."""
        base = os.environ.get(self.explorer, "") if self.explorer else ""
        return f"{base.rstrip('/')}/address/{address}" if base else ""


def folder() -> Path:
    """Where networks.toml and the records are. Raises errors.DeploymentError."""
    from pydemo.build.node import CHECKOUT

    chosen = os.environ.get("PYDEMO_DEPLOY", "")
    places = [Path(chosen)] if chosen else [Path.cwd() / "deploy", CHECKOUT / "deploy"]
    for place in places:
        if (place / FILE).is_file():
            return place
    tried = " nor in ".join(map(str, places))
    raise DeploymentError(f"there is no {FILE} in {tried}: set $PYDEMO_DEPLOY to its folder")


def networks(file: Path) -> dict[str, Network]:
    """All networks of a file. Raises errors.DeploymentError for anything wrong in it."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise DeploymentError(f"{file} cannot be read: {problem}") from None
    return {name: _network(name, table, file) for name, table in tables.items()}


def network(name: str, file: Path) -> Network:
    """One network by name. Raises errors.DeploymentError where there is none."""
    known = networks(file)
    if name not in known:
        raise DeploymentError(
            f"there is no network {name!r}; {did_you_mean(name, known)}{file} has: "
            f"{', '.join(known)}"
        )
    return known[name]


def by_name(name: str) -> Network | None:
    """The network of a name, or None where no ``networks.toml`` is, or none in it is called so.

    Raises errors.DeploymentError for anything wrong in the file.
    """
    if not _NAME.fullmatch(name):
        return None
    try:
        file = folder() / FILE
    except DeploymentError:
        return None
    return networks(file).get(name)


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_TYPES: Mapping[str, type] = {
    "chain_id": int,
    "kind": str,
    "rpc": str,
    "default": str,
    "explorer": str,
    "confirmations": int,
    "rollup": bool,
}


def _network(name: str, table: Any, file: Path) -> Network:
    def wrong(reason: str) -> DeploymentError:
        return DeploymentError(f"{file}: network {name!r}: {reason}")

    if not isinstance(table, dict):
        raise wrong("a table is expected")
    for key, value in table.items():
        if key not in _TYPES:
            raise wrong(f"there is no setting {key!r}; there are {', '.join(_TYPES)}")
        if type(value) is not _TYPES[key]:
            raise wrong(f"{key} = {value!r} is no {_TYPES[key].__name__}")
    if "chain_id" not in table or table.get("kind") not in KINDS:
        raise wrong(f"chain_id and kind ({', '.join(KINDS)}) are needed")
    found = Network(name, **table)
    if found.chain_id < 1 or found.confirmations < 0:
        raise wrong("chain_id is 1 at least, and confirmations 0 at least")
    if "://" in found.default and urlsplit(found.default).hostname not in _HERE:
        raise wrong(
            "default is for nodes on this machine: the address of any other comes from the "
            "environment, as it often holds a key"
        )
    if found.kind != "embedded" and not found.rpc:
        raise wrong("rpc is missing: the environment variable that holds the node's URL")
    if found.chain_id in MAINNETS and found.kind != "mainnet":
        raise wrong(
            f"chain {found.chain_id} is {MAINNETS[found.chain_id]}, where money is real: kind = "
            '"mainnet" must say so'
        )
    return found
