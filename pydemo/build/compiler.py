"""Sources to artifacts: one run of solc over everything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydemo.build import normalize
from pydemo.build.artifact import Artifact
from pydemo.build.settings import hash_of, standard_json
from pydemo.build.solc import Compiler
from pydemo.build.sources import Source, closure
from pydemo.errors import CompileError

# solc writes "__$" + 34 hex digits + "$__" where the address of a library goes.
_PLACEHOLDER = re.compile(r"__\$[0-9a-f]{34}\$__")


@dataclass(frozen=True, slots=True)
class Compiled:
    """The artifacts, sorted by file and name, and solc's warnings, one line each."""

    artifacts: tuple[Artifact, ...]
    warnings: tuple[str, ...]


def compile_sources(sources: Mapping[str, Source], compiler: Compiler, *, keep: str) -> Compiled:
    """Compile all ``sources``; artifacts are made of the contracts in files below ``keep``.

    Raises CompileError with solc's messages, each with its file, line and column.
    """
    texts = {name: source.text for name, source in sources.items()}
    output = compiler.compile(standard_json(texts, keep=keep))
    messages = output.get("errors", [])
    errors = [message for message in messages if message["severity"] == "error"]
    if errors:
        details = "\n".join(error.get("formattedMessage", "").rstrip() for error in errors)
        raise CompileError([diagnostic(error, sources) for error in errors], details)
    # A warning in somebody else's package is nothing the user can act on.
    lines = (diagnostic(message, sources) for message in messages)
    warnings = tuple(line for line in lines if line.startswith((keep, "solc:")))

    trees = output["sources"]
    declarations = normalize.declarations(tree["ast"] for tree in trees.values())
    artifacts: list[Artifact] = []
    for name in sorted(output.get("contracts", {})):
        if not name.startswith(keep):
            continue
        files = closure(sources, name)
        numbers = {trees[file]["id"]: index for index, file in enumerate(files)}
        pairs = tuple((file, sources[file].sha256) for file in files)
        unit = _Unit(name, pairs, numbers, declarations, compiler.version)
        contracts = sorted(output["contracts"][name].items())
        artifacts += [_artifact(contract, made, unit) for contract, made in contracts]
    return Compiled(tuple(artifacts), warnings)


def diagnostic(message: Mapping[str, Any], sources: Mapping[str, Source]) -> str:
    """One of solc's messages on one line: "contracts/X.sol:5:9: ParserError: Expected ';' ..."."""
    text = " ".join(str(message["message"]).split())
    place = message.get("sourceLocation") or {}
    file, start = place.get("file"), place.get("start", -1)
    if file is not None and file in sources and start >= 0:
        # solc counts bytes; an editor wants lines and characters.
        before = sources[file].text.encode()[:start].decode("utf-8", "ignore")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        return f"{file}:{line}:{column}: {message['type']}: {text}"
    return f"{file}: {message['type']}: {text}" if file else f"solc: {message['type']}: {text}"


@dataclass(frozen=True, slots=True)
class _Unit:
    """What the contracts of one file have in common. ``numbers``: solc's file number to our own."""

    source: str
    pairs: tuple[tuple[str, str], ...]
    numbers: dict[int, int]
    declarations: normalize.Declarations
    version: str


def _artifact(name: str, made: Mapping[str, Any], unit: _Unit) -> Artifact:
    creation, runtime = made["evm"]["bytecode"], made["evm"]["deployedBytecode"]
    generated = len(unit.pairs)
    return Artifact(
        name=name,
        source=unit.source,
        kind=unit.declarations.kinds[unit.source, name],
        abi=made["abi"],
        bytecode=_code(creation),
        deployed_bytecode=_code(runtime),
        source_map=normalize.source_map(creation["sourceMap"], unit.numbers, generated),
        deployed_source_map=normalize.source_map(runtime["sourceMap"], unit.numbers, generated),
        storage_layout=normalize.storage_layout(made.get("storageLayout", {})),
        userdoc=made["userdoc"],
        devdoc=made["devdoc"],
        method_identifiers=made["evm"]["methodIdentifiers"],
        immutable_references=normalize.immutables(
            runtime.get("immutableReferences", {}), unit.declarations.immutables
        ),
        link_references={
            file: {name: [place["start"] for place in places] for name, places in libraries.items()}
            for file, libraries in creation["linkReferences"].items()
        },
        sources=unit.pairs,
        source_hash=hash_of(list(unit.pairs)),
        compiler=unit.version,
    )


def _code(output: Mapping[str, Any]) -> bytes:
    return bytes.fromhex(_PLACEHOLDER.sub("0" * 40, output["object"]))
