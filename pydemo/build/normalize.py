"""Takes out of solc's output what depends on which other files were compiled along.

solc numbers files and syntax nodes over everything it is given. Left as they are, those numbers
would change every artifact when one unrelated file is added, and a diff would hide what really
changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_NUMBERED_TYPE = re.compile(r"\bt_(struct|enum|userDefinedValueType|contract)\(([^()]*)\)(\d+)")


@dataclass(frozen=True, slots=True)
class Declarations:
    """What the syntax trees tell.

    ``kinds``: (file, contract) to its kind. ``immutables``: node number to (contract, variable).
    """

    kinds: dict[tuple[str, str], str] = field(default_factory=dict)
    immutables: dict[int, tuple[str, str]] = field(default_factory=dict)


def source_map(compressed: str, numbers: Mapping[int, int], generated: int) -> str:
    """The source map with its file numbers exchanged after ``numbers``.

    A number that is no file of the contract's stands for the code solc generates itself and becomes
    ``generated``; -1 (no source at all) stays.
    """
    entries = []
    for entry in compressed.split(";"):
        fields = entry.split(":")
        if len(fields) > 2 and fields[2]:
            number = int(fields[2])
            fields[2] = str(number if number < 0 else numbers.get(number, generated))
        entries.append(":".join(fields))
    return ";".join(entries)


def storage_layout(layout: Mapping[str, Any]) -> dict[str, Any]:
    """The storage layout without syntax-node numbers.

    "t_struct(Loan)1234_storage" becomes "t_struct(Loan)_storage"; of several structs of one name
    the second gets a 2, and so on in the order of their declaration.
    """
    used: dict[tuple[str, str], set[int]] = {}
    for text in _texts(layout):
        for kind, name, number in _NUMBERED_TYPE.findall(text):
            used.setdefault((kind, name), set()).add(int(number))

    def without_number(match: re.Match[str]) -> str:
        kind, name, number = match.groups()
        rank = sorted(used[kind, name]).index(int(number))
        return f"t_{kind}({name})" + (str(rank + 1) if rank else "")

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return _NUMBERED_TYPE.sub(without_number, value)
        if isinstance(value, list):
            return [walk(item) for item in value]
        if isinstance(value, dict):
            return {walk(key): walk(item) for key, item in value.items() if key != "astId"}
        return value

    walked: dict[str, Any] = walk(dict(layout))
    return walked


def immutables(
    references: Mapping[str, Any], names: Mapping[int, tuple[str, str]]
) -> dict[str, Any]:
    """Where each immutable stands in the runtime code, by the variable's name.

    ``names`` gives (contract, variable) for a node number. Two private variables of one name, in a
    contract and its base, are told apart as "Base.name".
    """
    known = {key: names[int(key)] for key in references if key.isdigit() and int(key) in names}
    variables = [variable for _, variable in known.values()]
    named = {}
    for key, places in references.items():
        contract, variable = known.get(key, ("", key))
        clash = variables.count(variable) > 1
        named[f"{contract}.{variable}" if clash else variable] = places
    return named


def declarations(asts: Iterable[Mapping[str, Any]]) -> Declarations:
    """What the syntax trees tell of contracts and their immutables."""
    found = Declarations()
    for ast in asts:
        for contract in ast.get("nodes", ()):
            if contract.get("nodeType") != "ContractDefinition":
                continue
            kind = contract["contractKind"]
            abstract = contract.get("abstract") and kind == "contract"
            name = contract["name"]
            found.kinds[ast["absolutePath"], name] = "abstract contract" if abstract else kind
            for node in contract["nodes"]:
                if node.get("mutability") == "immutable":
                    found.immutables[node["id"]] = (name, node["name"])
    return found


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
