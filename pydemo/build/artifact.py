"""One contract's build output, and the JSON file it is kept in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydemo.build.settings import ARTIFACT_FORMAT, CONTRACT_SIZE_LIMIT
from pydemo.errors import BuildError, CorruptArtifact

_DIGEST = re.compile(r'"digest": "([0-9a-f]{64})"')
_NO_DIGEST = '"digest": "' + "0" * 64 + '"'


@dataclass(frozen=True, slots=True)
class Artifact:
    """What solc made of one contract.

    - ``source``: the .sol file, from the project's root, with forward slashes
    - ``kind``: "contract", "abstract contract", "interface" or "library"
    - ``bytecode``, ``deployed_bytecode``: creation and runtime code; empty for what cannot be
      deployed. Where the address of a library or an immutable goes there are zeros.
    - ``source_map``, ``deployed_source_map``: solc's compressed form; its file numbers are indices
      into ``sources``, and ``len(sources)`` is code that solc generated itself
    - ``sources``: (path, sha256) of the contract's file and all it imports
    - ``immutable_references``: variable name to [{"start", "length"}] in the runtime code
    - ``link_references``: file to library to its offsets in the creation code, in bytes
    - ``method_identifiers``: "transfer(address,uint256)" to "a9059cbb"
    - ``source_hash``: over ``sources``, the settings and the compiler's version
    - ``compiler``: "0.8.37+commit.f401782d"
    """

    name: str
    source: str
    kind: str
    abi: list[dict[str, Any]]
    bytecode: bytes
    deployed_bytecode: bytes
    source_map: str
    deployed_source_map: str
    storage_layout: dict[str, Any]
    userdoc: dict[str, Any]
    devdoc: dict[str, Any]
    method_identifiers: dict[str, str]
    immutable_references: dict[str, list[dict[str, int]]]
    link_references: dict[str, dict[str, list[int]]]
    sources: tuple[tuple[str, str], ...]
    source_hash: str
    compiler: str

    def __hash__(self) -> int:
        return hash((self.source, self.name, self.source_hash))

    @property
    def full_name(self) -> str:
        """ "contracts/token/DemoToken.sol:DemoToken": unique in its project."""
        return f"{self.source}:{self.name}"

    @property
    def deployable(self) -> bool:
        """Whether it is a contract with code, so not an interface, library or abstract contract."""
        return self.kind == "contract" and bool(self.bytecode)

    @property
    def fits(self) -> bool:
        """Whether a network would take its runtime code."""
        return len(self.deployed_bytecode) <= CONTRACT_SIZE_LIMIT

    def linked(self, libraries: Mapping[str, bytes]) -> bytes:
        """The creation code with the 20-byte addresses of the libraries it calls filled in.

        ``libraries`` is keyed by plain or full name. Raises BuildError for one that is missing.
        """
        code = bytearray(self.bytecode)
        for file, wanted in self.link_references.items():
            for name, offsets in wanted.items():
                full_name = f"{file}:{name}"
                address = libraries.get(full_name) or libraries.get(name)
                if address is None:
                    raise BuildError(f"{self.name} needs the address of the library {full_name}")
                for offset in offsets:
                    code[offset : offset + 20] = address
        return bytes(code)

    def to_json(self) -> str:
        """The artifact file's text: the same for the same input, to the byte, on any machine."""
        fields = {name: getattr(self, name) for name in _SHAPES}
        for name in ("bytecode", "deployed_bytecode"):
            fields[name] = fields[name].hex()
        fields |= {"format": ARTIFACT_FORMAT, "digest": "0" * 64}
        text = json.dumps(fields, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        return text.replace(_NO_DIGEST, f'"digest": "{_sha256(text)}"', 1)

    @classmethod
    def from_json(cls, text: str, file: str, command: str = "pydemo compile") -> Artifact:
        """The artifact in ``text``.

        Raises CorruptArtifact, naming ``file`` and the ``command`` which writes it anew, when the
        text is not exactly what ``to_json`` wrote.
        """

        def corrupt(reason: str) -> CorruptArtifact:
            return CorruptArtifact(file, reason, command)

        try:
            fields = json.loads(text)
        except ValueError as error:
            raise corrupt(f"not JSON ({error})") from None
        if not isinstance(fields, dict):
            raise corrupt("not a JSON object")
        if fields.pop("format", None) != ARTIFACT_FORMAT:
            raise corrupt("it is of another version")
        digest = fields.pop("digest", None)
        for name, shape in _SHAPES.items():
            if not isinstance(fields.get(name), shape):
                raise corrupt(f"its {name!r} is missing or not a {shape.__name__}")
        if unknown := sorted(fields.keys() - _SHAPES.keys()):
            raise corrupt(f"it has an unknown {unknown[0]!r}")
        if digest != _sha256(_DIGEST.sub(_NO_DIGEST, text, count=1)):
            raise corrupt("it has been edited, its digest does not match")
        for name in ("bytecode", "deployed_bytecode"):
            fields[name] = bytes.fromhex(fields[name])
        fields["sources"] = tuple((path, sha256) for path, sha256 in fields["sources"])
        return cls(**fields)


# The fields as JSON has them.
_SHAPES: dict[str, type] = {
    "name": str,
    "source": str,
    "kind": str,
    "abi": list,
    "bytecode": str,
    "deployed_bytecode": str,
    "source_map": str,
    "deployed_source_map": str,
    "storage_layout": dict,
    "userdoc": dict,
    "devdoc": dict,
    "method_identifiers": dict,
    "immutable_references": dict,
    "link_references": dict,
    "sources": list,
    "source_hash": str,
    "compiler": str,
}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
