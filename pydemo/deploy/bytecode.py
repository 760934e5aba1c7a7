"""Whether code on a chain is a contract's: what its constructor filled in is left out."""

from __future__ import annotations

from pydemo.build.artifact import Artifact


def without_immutables(artifact: Artifact, code: bytes) -> bytes:
    """Code with zeros where immutables go, as it comes from the compiler."""
    blank = bytearray(code)
    for places in artifact.immutable_references.values():
        for place in places:
            blank[place["start"] : place["start"] + place["length"]] = bytes(place["length"])
    return bytes(blank)


def immutables_of(artifact: Artifact, code: bytes) -> dict[str, bytes]:
    """What the constructor put into the code, by the variable's name."""
    return {
        name: code[places[0]["start"] : places[0]["start"] + places[0]["length"]]
        for name, places in artifact.immutable_references.items()
    }


def is_code_of(artifact: Artifact, code: bytes) -> bool:
    """Whether code is the artifact's, and each immutable the same wherever it stands in it."""
    if len(code) != len(artifact.deployed_bytecode):
        return False
    if without_immutables(artifact, code) != artifact.deployed_bytecode:
        return False
    return all(
        len({code[place["start"] : place["start"] + place["length"]] for place in places}) == 1
        for places in artifact.immutable_references.values()
    )
