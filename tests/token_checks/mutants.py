"""Tokens with one thing wrong, made from the sources by replacing a text in them.

They are compiled in one run, and without the optimizer, which takes a tenth of the time: what a
token does must not hang on it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath

from pydemo.build.settings import EVM_VERSION
from pydemo.build.solc import Compiler
from pydemo.build.sources import read_source
from token_checks.conformance import Check
from token_checks.scene import PROJECT

SOURCES = PROJECT.parents[1] / "contracts"
ERC20, ECDSA, EIP712 = "token/ERC20.sol", "libraries/ECDSA.sol", "libraries/EIP712.sol"


@dataclass(frozen=True)
class Mutant:
    """``edits`` are (file, text, its replacement); the text stands in the file exactly once.

    ``killers`` are the checks that must fail on it, each by itself.
    """

    name: str
    killers: tuple[Check, ...]
    edits: tuple[tuple[str, str, str], ...]


def mutated(mutant: Mutant) -> dict[str, str]:
    """The token's sources with the mutant's edits, by path below contracts/."""
    texts = {
        path.relative_to(SOURCES).as_posix(): read_source(path)
        for folder in ("token", "libraries")
        for path in (SOURCES / folder).glob("*.sol")
    }
    for file, text, replacement in mutant.edits:
        found = texts[file].count(text)
        assert found == 1, f"{mutant.name!r}: {text!r} stands {found} times in {file}"
        assert text != replacement
        texts[file] = texts[file].replace(text, replacement)
    return texts


def compile_all(compiler: Compiler, mutants: tuple[Mutant, ...]) -> dict[str, bytes]:
    """Creation codes by mutant's name."""
    sources = {
        str(PurePosixPath(str(number), path)): {"content": text}
        for number, mutant in enumerate(mutants)
        for path, text in mutated(mutant).items()
    }
    output = compiler.compile(
        {
            "language": "Solidity",
            "sources": sources,
            "settings": {
                "evmVersion": EVM_VERSION,
                "optimizer": {"enabled": False},
                "outputSelection": {
                    f"{number}/token/DemoToken.sol": {"DemoToken": ["evm.bytecode.object"]}
                    for number in range(len(mutants))
                },
            },
        }
    )
    failures = [error for error in output.get("errors", []) if error["severity"] == "error"]
    assert not failures, json.dumps(failures, indent=1)
    made = [
        output["contracts"][f"{number}/token/DemoToken.sol"]["DemoToken"]
        for number in range(len(mutants))
    ]
    return {
        mutant.name: bytes.fromhex(contract["evm"]["bytecode"]["object"])
        for mutant, contract in zip(mutants, made, strict=True)
    }
