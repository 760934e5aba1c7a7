"""The one place that pins the compiler and what it is told.

Everything here is part of each artifact's hash: a change makes every artifact stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

SOLC_VERSION = "0.8.37"

# The fork every engine here runs and every live network has; solc by itself would target a newer
# one.
EVM_VERSION = "prague"

OPTIMIZER_RUNS = 1_000_000
VIA_IR = True

# Of an artifact file: raised when its fields change, so that an older file is refused with a
# reason.
ARTIFACT_FORMAT = 1

CONTRACT_SIZE_LIMIT = 24_576
"""Largest runtime code a network accepts, in bytes (EIP-170)."""

SETTINGS: dict[str, Any] = {
    "evmVersion": EVM_VERSION,
    "optimizer": {"enabled": True, "runs": OPTIMIZER_RUNS},
    "viaIR": VIA_IR,
    # By default solc appends a hash over sources and comments to the code. A comment would then
    # change the bytecode and, with it, the gas of every deployment.
    "metadata": {"bytecodeHash": "none"},
}

OUTPUT = [
    "abi",
    "devdoc",
    "userdoc",
    "storageLayout",
    "evm.bytecode.object",
    "evm.bytecode.sourceMap",
    "evm.bytecode.linkReferences",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.sourceMap",
    "evm.deployedBytecode.linkReferences",
    "evm.deployedBytecode.immutableReferences",
    "evm.methodIdentifiers",
]


def code_request(texts: dict[str, str], *, wanted: Iterable[str]) -> dict[str, Any]:
    """solc's standard-JSON input for sources given as {path: text}, all of them inline.

    Contracts in the files that are ``wanted`` come out whole. Code for the others is not even
    made, which saves much time with a large package.
    """
    return _request(texts, {path: {"*": OUTPUT} for path in sorted(wanted)})


def tree_request(texts: dict[str, str]) -> dict[str, Any]:
    """solc's input for the syntax trees of all files.

    They name the immutables, and tell a contract from an interface or library. Asked for together
    with code they have solc make the code of every file, wanted or not.
    """
    return _request(texts, {"*": {"": ["ast"]}})


def _request(texts: dict[str, str], selection: dict[str, Any]) -> dict[str, Any]:
    return {
        "language": "Solidity",
        "sources": {path: {"content": texts[path]} for path in sorted(texts)},
        "settings": {**SETTINGS, "outputSelection": selection},
    }


def hash_of(sources: list[tuple[str, str]]) -> str:
    """SHA-256 over (path, sha256) pairs, the settings and the compiler's version, in hex."""
    told = {
        "format": ARTIFACT_FORMAT,
        "settings": SETTINGS,
        "solc": SOLC_VERSION,
        "sources": sorted(sources),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
