"""The contracts that the workloads run: their creation code, so that no compiler is needed.

`Workload` and `Bulk` are compiled from ``contracts/test/Workload.sol`` into ``contracts.json``;
``python -m pydemo.bench.contracts`` does it anew after an edit, and a test compares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

SOURCE = "contracts/test/Workload.sol"
GENERATED = Path(__file__).with_name("contracts.json")


class Code(Protocol):
    """What is needed of a contract to deploy and call it; an `Artifact` has it too."""

    @property
    def abi(self) -> list[dict[str, Any]]: ...
    @property
    def bytecode(self) -> bytes: ...
    @property
    def method_identifiers(self) -> dict[str, str]: ...


@dataclass(frozen=True, slots=True)
class GeneratedCode:
    """A contract from ``contracts.json``."""

    abi: list[dict[str, Any]]
    bytecode: bytes
    method_identifiers: dict[str, str]


@cache
def _generated() -> Mapping[str, GeneratedCode]:
    found = json.loads(files(__package__).joinpath(GENERATED.name).read_text(encoding="utf-8"))
    return {
        name: GeneratedCode(made["abi"], bytes.fromhex(made["bytecode"]), made["methods"])
        for name, made in found.items()
    }


def contract(name: str) -> Code:
    """DemoToken (from the suite), Workload or Bulk."""
    if name == "DemoToken":
        from pydemo.build.artifacts import Artifacts

        return Artifacts.suite()[name]
    return _generated()[name]


def calldata(code: Code, signature: str, *values: int) -> bytes:
    """A call of a function all of whose arguments are one word long."""
    selector = bytes.fromhex(code.method_identifiers[signature])
    return selector + b"".join(value.to_bytes(32) for value in values)


def compiled(root: Path) -> str:
    """The text ``contracts.json`` has to have. Needs a checkout, and solc."""
    from pydemo.build.compiler import compile_sources
    from pydemo.build.search import find_compiler
    from pydemo.build.sources import Source, read_source, sha256_of

    text = read_source(root / SOURCE)
    source = Source(SOURCE, text, sha256_of(text), ())
    made = compile_sources({SOURCE: source}, find_compiler(root), keep=SOURCE)
    generated = {
        artifact.name: {
            "abi": artifact.abi,
            "bytecode": artifact.bytecode.hex(),
            "methods": artifact.method_identifiers,
        }
        for artifact in made.artifacts
    }
    return json.dumps(generated, indent=1) + "\n"


if __name__ == "__main__":
    from pydemo.build.node import CHECKOUT

    GENERATED.write_text(compiled(CHECKOUT), encoding="utf-8", newline="\n")
