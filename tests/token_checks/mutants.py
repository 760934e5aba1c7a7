"""Contracts with one thing wrong, made from the sources by replacing a text in them.

They are compiled in one run, and without the optimizer, which takes a tenth of the time: what a
contract does must not hang on it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydemo.build.settings import EVM_VERSION
from pydemo.build.solc import Compiler
from pydemo.build.sources import imports_of, read_source
from token_checks.scene import PROJECT

SOURCES = PROJECT.parents[1] / "contracts"
NOT_OPTIMIZED: Mapping[str, Any] = {"enabled": False}
ERC20, ECDSA, EIP712 = "token/ERC20.sol", "libraries/ECDSA.sol", "libraries/EIP712.sol"

S = TypeVar("S")
"""The scene that the checks take."""


@dataclass(frozen=True)
class Mutant(Generic[S]):
    """``edits`` are (file, text, its replacement); the text stands in the file exactly once.

    ``killers`` are the checks that must fail on it, each by itself.
    """

    name: str
    killers: tuple[Callable[[S], None], ...]
    edits: tuple[tuple[str, str, str], ...]


@cache
def _sources(contract: str) -> dict[str, str]:
    """The contract's file and all that it imports, by path below contracts/."""
    texts: dict[str, str] = {}
    waiting = [f"{contract}.sol"]
    while waiting:
        path = waiting.pop()
        if path not in texts:
            texts[path] = read_source(SOURCES / path)
            waiting += [target for target, _ in imports_of(path, texts[path])]
    return texts


def mutated(mutant: Mutant[S], contract: str) -> dict[str, str]:
    """A contract's sources with the mutant's edits, by path below contracts/."""
    texts = dict(_sources(contract))
    for file, text, replacement in mutant.edits:
        found = texts[file].count(text)
        assert found == 1, f"{mutant.name!r}: {text!r} stands {found} times in {file}"
        assert text != replacement
        texts[file] = texts[file].replace(text, replacement)
    return texts


def compile_all(
    compiler: Compiler,
    mutants: Sequence[Mutant[S]],
    contract: str = "token/DemoToken",
    kept: Path | None = None,
    optimizer: Mapping[str, Any] = NOT_OPTIMIZED,
    pipeline: Mapping[str, Any] | None = None,
) -> dict[str, bytes]:
    """Creation codes by mutant's name. ``contract`` stands in a file of its own name.

    A mutant has its own copy of the files that it changes and of those that import them; the others
    are there once, which is what keeps dozens of mutants within the compiler's memory. ``kept`` is
    a file that has the output as long as the compiler and all that it is given stay the same.
    ``pipeline`` are further settings, for a contract with which the old code generator runs out of
    stack.
    """
    name = contract.rsplit("/", maxsplit=1)[-1]
    originals = _sources(contract)
    sources = {f"all/{path}": {"content": text} for path, text in originals.items()}
    remappings: list[str] = []
    for number, mutant in enumerate(mutants):
        texts = mutated(mutant, contract)
        own = _dependents({file for file, _, _ in mutant.edits} | {f"{contract}.sol"}, texts)
        sources |= {f"{number}/{path}": {"content": texts[path]} for path in own}
        remappings += [f"{number}/:{number}/{path}=all/{path}" for path in texts.keys() - own]
    request = {
        "language": "Solidity",
        "sources": sources,
        "settings": {
            "evmVersion": EVM_VERSION,
            "optimizer": dict(optimizer),
            **(pipeline or {}),
            "remappings": sorted(remappings),
            "outputSelection": {
                f"{number}/{contract}.sol": {name: ["evm.bytecode.object"]}
                for number in range(len(mutants))
            },
        },
    }
    output = _compiled(compiler, request, kept)
    failures = [error for error in output.get("errors", []) if error["severity"] == "error"]
    assert not failures, json.dumps(failures, indent=1)
    made = [output["contracts"][f"{number}/{contract}.sol"][name] for number in range(len(mutants))]
    return {
        mutant.name: bytes.fromhex(each["evm"]["bytecode"]["object"])
        for mutant, each in zip(mutants, made, strict=True)
    }


def _dependents(changed: set[str], texts: dict[str, str]) -> set[str]:
    """These files and all that import them, directly or not."""
    imports = {path: {target for target, _ in imports_of(path, texts[path])} for path in texts}
    while more := {path for path in texts if imports[path] & changed} - changed:
        changed |= more
    return changed


def _compiled(compiler: Compiler, request: dict[str, Any], kept: Path | None) -> dict[str, Any]:
    """What the compiler says, now or when it was last asked the same."""
    if kept is None:
        return compiler.compile(request)
    asked = sha256(json.dumps([compiler.version, request], sort_keys=True).encode()).hexdigest()
    if kept.is_file():
        found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        if found["asked"] == asked:
            return dict(found["output"])
    output = compiler.compile(request)
    # Whole or not at all: several workers may read and write it at once.
    fresh = kept.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps({"asked": asked, "output": output}), encoding="utf-8")
    fresh.replace(kept)
    return output
