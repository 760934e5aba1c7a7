"""A contract as a page: what its NatSpec says of each member, what it costs, and its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydemo.build.artifact import Artifact
from pydemo.build.natspec import Doc, of_contract, of_entry, signature
from pydemo.build.stub_types import solidity_type
from pydemo.reference.markdown import cell, prose, table

GAS_OF = {
    "DemoToken": "token",
    "Collectible": "collectible",
    "PoolToken": "votes",
    "LendingPool": "lending",
    "PrizeVault": "lottery",
    "Crowdfund": "crowdfund",
    "Governor": "dao",
}
"""Which of `pydemo.gas.SYSTEMS` was measured on a contract."""
_VIEWS = ("view", "pure")
_HEADING = re.compile(r"[^a-z0-9]+")


def anchor(entry: Mapping[str, Any]) -> str:
    """A member's place on its page: "transfer-address-uint256". Overloads have one each."""
    return _HEADING.sub("-", f"{entry['type']}-{signature(entry)}".lower()).strip("-")


def contract_page(
    artifact: Artifact,
    source: str,
    gas: Mapping[str, int],
    related: Mapping[str, Sequence[str]],
    link: Callable[[str], str],
) -> str:
    """The page in Markdown.

    Args:
        source: the text of the .sol file.
        gas: operation -> gas of whole transactions; empty where nothing was measured.
        related: words such as "Inherits from" -> names of contracts.
        link: where a contract's page is, from this one.
    """
    doc = of_contract(artifact)
    parts = [f"# {artifact.name}", _facts(artifact)]
    for words, names in related.items():
        if names:
            linked = ", ".join(f"[{name}]({link(name)})" for name in names)
            parts.append(f"{words}: {linked}.")
    if doc.title not in ("", artifact.name):
        parts.append(f"*{prose(doc.title)}*")
    parts += [prose(text) for text in (doc.notice, doc.details) if text]
    for heading, entries in _sections(artifact):
        parts.append(f"## {heading}")
        for entry in entries:
            parts += _member(artifact, entry)
    if gas:
        rows = [(cell(operation), f"{used:,}") for operation, used in gas.items()]
        parts += [
            "## Gas",
            "Whole transactions, as a receipt has them; `pydemo gas` measures them anew.",
            table(("operation", "gas"), rows, right=1),
        ]
    parts += ["## Source", f"`{artifact.source}`", f"```solidity\n{source.rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def _facts(artifact: Artifact) -> str:
    facts = [artifact.kind.capitalize(), f"`{artifact.source}`"]
    if artifact.deployable:
        facts.append(f"{len(artifact.deployed_bytecode):,} bytes when deployed")
    return ", ".join(facts) + f", solc {artifact.compiler.partition('+')[0]}."


def _sections(artifact: Artifact) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    abi = artifact.abi
    made_by = [entry for entry in abi if entry["type"] in ("constructor", "receive", "fallback")]
    functions = [entry for entry in abi if entry["type"] == "function"]
    sections = {
        "Deploying and receiving": made_by,
        "Actions": [entry for entry in functions if entry["stateMutability"] not in _VIEWS],
        "Views": [entry for entry in functions if entry["stateMutability"] in _VIEWS],
        "Events": [entry for entry in abi if entry["type"] == "event"],
        "Errors": [entry for entry in abi if entry["type"] == "error"],
    }
    for heading, entries in sections.items():
        if entries:
            # Overloads of one event or error may be declared twice over: once will do.
            unique = {anchor(entry): entry for entry in entries}
            ordered = sorted(unique.values(), key=lambda entry: (entry.get("name", ""), str(entry)))
            yield heading, ordered


def _member(artifact: Artifact, entry: Mapping[str, Any]) -> list[str]:
    doc = of_entry(artifact, entry)
    name = entry.get("name", entry["type"])
    parts = [f"### {name} {{ #{anchor(entry)} }}", f"```solidity\n{declaration(entry)}\n```"]
    parts += [prose(text) for text in (doc.notice, doc.details) if text]
    rows = list(_values(entry, doc))
    if rows:
        parts.append(table(("value", "type", "what it is"), rows))
    selector = artifact.method_identifiers.get(signature(entry))
    if selector:
        parts.append(f"Selector `0x{selector}`.")
    return parts


def declaration(entry: Mapping[str, Any]) -> str:
    """A member as Solidity declares it, on one line or, if that is long, one for each value."""
    kind, name = entry["type"], entry.get("name", "")
    head = f"{kind} {name}".rstrip()
    after = ""
    if kind in ("function", "constructor", "receive", "fallback"):
        mutability = entry.get("stateMutability", "nonpayable")
        after = "" if kind == "constructor" else " external"
        after += "" if mutability == "nonpayable" else f" {mutability}"
        if outputs := entry.get("outputs"):
            after += f" returns ({', '.join(map(_value, outputs))})"
    inputs = [_value(value) for value in entry.get("inputs", ())]
    line = f"{head}({', '.join(inputs)}){after}"
    if len(line) <= 90 or not inputs:
        return line
    return f"{head}(\n    " + ",\n    ".join(inputs) + f"\n){after}"


def _value(value: Mapping[str, Any]) -> str:
    # The ABI says "struct IPrizeVault.Terms"; Solidity, the name alone.
    kind = solidity_type(value).removeprefix("contract ").removeprefix("struct ")
    words = (kind.removeprefix("enum "), "indexed" if value.get("indexed") else "", value["name"])
    return " ".join(word for word in words if word)


def _values(entry: Mapping[str, Any], doc: Doc) -> Iterator[tuple[str, str, str]]:
    """Those values that NatSpec explains."""
    for value in entry.get("inputs", ()):
        if said := doc.params.get(value["name"]):
            yield f"`{value['name']}`", f"`{solidity_type(value)}`", cell(said)
    for position, value in enumerate(entry.get("outputs", ())):
        if said := doc.returns.get(value["name"] or f"_{position}"):
            name = f"returns `{value['name']}`" if value["name"] else "returns"
            yield name, f"`{solidity_type(value)}`", cell(said)
