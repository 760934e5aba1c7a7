"""Sources to artifacts: solc reads everything, and makes the code that is not there yet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydemo.build import normalize
from pydemo.build.artifact import Artifact
from pydemo.build.settings import code_request, hash_of, tree_request
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


def compile_sources(
    sources: Mapping[str, Source],
    compiler: Compiler,
    *,
    keep: str,
    known: Mapping[str, tuple[Artifact, ...]] = MappingProxyType({}),
) -> Compiled:
    """Compile all ``sources``; artifacts are made of the contracts in files below ``keep``.

    ``known`` are artifacts by file, made of these very sources: solc reads the files, as their
    mistakes and warnings are still to be told, but generates no code for them.

    Raises CompileError with solc's messages, each with its file, line and column.
    """
    texts = {name: source.text for name, source in sources.items()}
    # The trees first: they take a tenth of the time, and tell of nearly every mistake.
    seen = _answer(compiler, tree_request(texts), sources)
    trees = seen["sources"]
    declarations = normalize.declarations(tree["ast"] for tree in trees.values())
    contracts: dict[str, set[str]] = defaultdict(set)
    for file, contract in declarations.kinds:
        if file.startswith(keep):
            contracts[file].add(contract)
    # Where somebody has removed an artifact of a file's, the file is compiled like any other.
    whole = [file for file in contracts if contracts[file] == {a.name for a in known.get(file, ())}]
    wanted = contracts.keys() - set(whole)
    artifacts = [artifact for file in whole for artifact in known[file]]
    if wanted:
        seen = _answer(compiler, code_request(texts, wanted=wanted), sources)
    for name in wanted:
        files = closure(sources, name)
        numbers = {trees[file]["id"]: index for index, file in enumerate(files)}
        pairs = tuple((file, sources[file].sha256) for file in files)
        unit = _Unit(name, pairs, numbers, declarations, compiler.version)
        made = seen["contracts"][name]
        artifacts += [_artifact(contract, made[contract], unit) for contract in contracts[name]]
    artifacts.sort(key=lambda artifact: (artifact.source, artifact.name))
    # A warning in somebody else's package is nothing the user can act on.
    lines = (diagnostic(message, sources) for message in seen.get("errors", []))
    warnings = tuple(line for line in lines if line.startswith((keep, "solc:")))
    return Compiled(tuple(artifacts), warnings)


def _answer(
    compiler: Compiler, request: dict[str, Any], sources: Mapping[str, Source]
) -> dict[str, Any]:
    """What solc says to a request. Raises CompileError if it says that something is wrong."""
    output = compiler.compile(request)
    messages = output.get("errors", [])
    errors = [message for message in messages if message["severity"] == "error"]
    if errors:
        details = "\n".join(error.get("formattedMessage", "").rstrip() for error in errors)
        raise CompileError([diagnostic(error, sources) for error in errors], details)
    return output


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
