"""Networks by name, from ``networks.toml``; what is secret about them comes from the environment.

The folder that holds it holds the records too: ``$PYDEMO_DEPLOY``, or ``deploy/`` in the working
folder, or in this checkout.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydemo.errors import DeploymentError

FILE = "networks.toml"
KINDS = ("embedded", "development", "testnet", "mainnet")
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
        found = os.environ.get(self.rpc, "").strip() or self.default
        if not found:
            raise DeploymentError(
                f"{self.name} needs the address of a node: set ${self.rpc}, as in "
                f"export {self.rpc}=https://..."
            )
        return found

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
        close = get_close_matches(name, known, n=1)
        suggestion = f"did you mean {close[0]}? " if close else ""
        raise DeploymentError(
            f"there is no network {name!r}; {suggestion}{file} has: {', '.join(known)}"
        )
    return known[name]


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
    if found.kind != "embedded" and not found.rpc:
        raise wrong("rpc is missing: the environment variable that holds the node's URL")
    if found.chain_id in MAINNETS and found.kind != "mainnet":
        raise wrong(
            f"chain {found.chain_id} is {MAINNETS[found.chain_id]}, where money is real: kind = "
            '"mainnet" must say so'
        )
    return found
