"""NatSpec as solc hands it out, user's and developer's part together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydemo.build.artifact import Artifact


@dataclass(frozen=True, slots=True)
class Doc:
    """The documentation of a contract or of one of its members; each text is "" when not written.

    ``params`` and ``returns`` are texts by name; an unnamed return value is "_0", "_1", and so on.
    """

    title: str = ""
    notice: str = ""
    details: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, str] = field(default_factory=dict)


def canonical_type(parameter: Mapping[str, Any]) -> str:
    """The type as it stands in a signature: structs as "(uint256,address)"."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(canonical_type(component) for component in parameter["components"])
    return f"({inner}){kind.removeprefix('tuple')}"


def signature(entry: Mapping[str, Any]) -> str:
    """ "transfer(address,uint256)" for an entry of an ABI."""
    inputs = ",".join(canonical_type(parameter) for parameter in entry.get("inputs", ()))
    return f"{entry.get('name', entry['type'])}({inputs})"


def of_contract(artifact: Artifact) -> Doc:
    """What is written above the contract itself."""
    return Doc(
        title=artifact.devdoc.get("title", ""),
        notice=artifact.userdoc.get("notice", ""),
        details=artifact.devdoc.get("details", ""),
    )


def of_entry(artifact: Artifact, entry: Mapping[str, Any]) -> Doc:
    """What is written above a function, event, error or the constructor, given its ABI entry."""
    key = signature(entry)
    section = {"event": "events", "error": "errors"}.get(entry["type"], "methods")
    user: Any = artifact.userdoc.get(section, {}).get(key, {})
    dev: Any = artifact.devdoc.get(section, {}).get(key, {})
    if isinstance(user, list):  # errors, since several of one signature may be in sight
        user = user[0] if user else {}
    if isinstance(dev, list):
        dev = dev[0] if dev else {}
    if not dev and entry["type"] == "function":
        # A public variable's getter is documented as the variable.
        dev = artifact.devdoc.get("stateVariables", {}).get(entry["name"], {})
    return Doc(
        notice=user.get("notice", ""),
        details=dev.get("details", ""),
        params=dev.get("params", {}),
        returns=dev.get("returns", {}),
    )
