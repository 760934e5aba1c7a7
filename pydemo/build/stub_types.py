"""Solidity types as Python type hints, for arguments and for results."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_ARRAY = re.compile(r"(.*)\[\d*\]")

Abi = Mapping[str, Any]


def safe(name: str) -> str:
    """A Solidity name as a Python one: keywords get an underscore behind, "$" becomes "_"."""
    name = name.replace("$", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def parameter_names(parameters: Sequence[Abi], taken: Sequence[str]) -> list[str]:
    """Python names for a function's parameters, none of them in ``taken`` or given twice."""
    names: list[str] = []
    for position, parameter in enumerate(parameters):
        name = safe(parameter["name"]) or f"arg{position}"
        while name in taken or name in names:
            name += "_"
        names.append(name)
    return names


@dataclass(slots=True)
class Records:
    """The classes with named fields that a stub needs: structs, and functions' several results.

    ``classes`` is class name to source text, in the order they were asked for.
    """

    classes: dict[str, str] = field(default_factory=dict)

    def argument(self, parameter: Abi) -> str:
        """What may be given for a parameter."""
        kind: str = parameter["type"]
        if match := _ARRAY.fullmatch(kind):
            return f"Sequence[{self.argument(_element(parameter, match[1]))}]"
        if kind == "tuple":
            return f"{self.struct(parameter)} | Mapping[str, Any] | tuple[Any, ...]"
        if kind == "address":
            return "AddressLike"
        return _scalar(kind, byte_type="BytesLike")

    def result(self, parameter: Abi) -> str:
        """What comes back for a single output."""
        kind: str = parameter["type"]
        if match := _ARRAY.fullmatch(kind):
            return f"list[{self.result(_element(parameter, match[1]))}]"
        if kind == "tuple":
            return self.struct(parameter)
        if kind == "address":
            return "str"
        return _scalar(kind, byte_type="bytes")

    def results(self, function: str, outputs: Sequence[Abi]) -> str:
        """What a call returns: None, the one value, or a tuple with the outputs' names."""
        if len(outputs) < 2:
            return self.result(outputs[0]) if outputs else "None"
        if not any(output["name"] for output in outputs):
            return f"tuple[{', '.join(self.result(output) for output in outputs)}]"
        return self._record(f"{function}_result", outputs, "What it returns.")

    def struct(self, parameter: Abi) -> str:
        """The class of a struct: "struct LendingPool.Loan" is LendingPool_Loan."""
        said = parameter.get("internalType", "")
        name = said.removeprefix("struct ").partition("[")[0].replace(".", "_")
        title = f"The Solidity {said.partition('[')[0]}." if said else "A struct."
        return self._record(safe(name) or "Struct", parameter["components"], title)

    def _record(self, name: str, members: Sequence[Abi], title: str) -> str:
        # The runtime makes named tuples with rename=True: what Python refuses becomes _0, _1, ...
        fields: list[tuple[str, str, str]] = []
        for position, member in enumerate(members):
            given = member["name"]
            refused = (
                not given.isidentifier()
                or keyword.iskeyword(given)
                or given.startswith("_")
                or given in (earlier for earlier, _, _ in fields)
            )
            python = f"_{position}" if refused else given
            fields.append((python, self.result(member), solidity_type(member)))
        if any(python.startswith("_") for python, _, _ in fields):
            # A typing.NamedTuple cannot declare such fields, so the same thing is said the long
            # way.
            types = ", ".join(kind for _, kind, _ in fields)
            lines = [f"class {{name}}(tuple[{types}]):", f'    """{title}"""', ""]
            for python, kind, _ in fields:
                lines += ["    @property", f"    def {python}(self) -> {kind}: ..."]
        else:
            lines = ["class {name}(NamedTuple):", f'    """{title}"""', ""]
            lines += [f"    {python}: {kind}  # {solidity}" for python, kind, solidity in fields]
        return self._add(name, "\n".join(lines))

    def _add(self, name: str, template: str) -> str:
        """``name``, or with a number behind when another record has it already."""
        candidate, number = name, 1
        while self.classes.get(candidate, text := template.replace("{name}", candidate)) != text:
            number += 1
            candidate = f"{name}_{number}"
        self.classes[candidate] = text
        return candidate


def solidity_type(parameter: Abi) -> str:
    """As the source says it: "uint256", "struct Pool.Loan[]", "contract IERC20"."""
    said: str = parameter.get("internalType") or parameter["type"]
    return said


def _element(parameter: Abi, kind: str) -> dict[str, Any]:
    said = _ARRAY.fullmatch(parameter.get("internalType", ""))
    return {**parameter, "type": kind, "internalType": said[1] if said else ""}


def _scalar(kind: str, byte_type: str) -> str:
    if kind.startswith(("uint", "int")):
        return "int"
    # "function" is an address and a selector in 24 bytes.
    return {"bool": "bool", "string": "str"}.get(kind, byte_type)
