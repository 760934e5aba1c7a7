"""All contracts' pages, and one for each room with what is in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from pydemo.build.artifact import Artifact
from pydemo.build.artifacts import Artifacts
from pydemo.build.natspec import of_contract
from pydemo.reference.contract_page import GAS_OF, contract_page
from pydemo.reference.markdown import cell, table

ROOMS = {
    "token": "ERC-20 tokens, permits, votes and ERC-4626 vaults.",
    "collectible": "The ERC-721 drop, and the art it draws on chain.",
    "lending": "The lending pool, its rate model and its oracle.",
    "lottery": "The prize vault, the odds, and the sources of randomness.",
    "dao": "Crowdfund, votes, timelock and the way out.",
    "market": "The auction house.",
    "lessons": "Contracts with a hole in them, for lessons: never to be deployed where money is.",
    "libraries": "What all of them share, one idea a file.",
}
_DECLARED = re.compile(
    r"^(?:abstract\s+)?(?:contract|interface|library)\s+(\w+)(?:\s+is\s+([^{]+))?\s*\{", re.M
)
_ARGUMENTS = re.compile(r"\([^()]*\)")


def room_of(artifact: Artifact) -> str:
    """ "lottery" for contracts/lottery/PrizeVault.sol"""
    return PurePosixPath(artifact.source).parts[1]


def page_of(artifact: Artifact) -> str:
    """A contract's page: "contracts/lottery/PrizeVault.md"."""
    return f"contracts/{room_of(artifact)}/{artifact.name}.md"


def suite() -> list[Artifact]:
    """All contracts of the suite, by room and name.

    Raises:
        KeyError: a room of contracts/ has no words in `ROOMS`.
    """
    order = {room: number for number, room in enumerate(ROOMS)}
    found = Artifacts.suite().readable()
    return sorted(found, key=lambda artifact: (order[room_of(artifact)], artifact.name))


def rooms() -> list[str]:
    """The rooms that have contracts, in the order they are best read in."""
    inhabited = {room_of(artifact) for artifact in suite()}
    return [room for room in ROOMS if room in inhabited]


def parents(source: str) -> dict[str, list[str]]:
    """What each contract in a source says it inherits from."""
    found = {}
    for match in _DECLARED.finditer(source):
        named = _ARGUMENTS.sub("", match[2] or "")
        found[match[1]] = [name.strip() for name in named.split(",") if name.strip()]
    return found


def pages(root: Path, gas: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, str]]:
    """Yield (page, Markdown): each contract's, then each room's.

    Args:
        root: the checkout, whose sources are shown.
        gas: system -> operation -> gas, as `pydemo.gas.read_committed` has it.
    """
    found = suite()
    by_name = {artifact.name: artifact for artifact in found}
    sources = {a.source: (root / a.source).read_text(encoding="utf-8") for a in found}
    inherits = {name: of for text in sources.values() for name, of in parents(text).items()}
    heirs: dict[str, list[str]] = defaultdict(list)
    for name, of in inherits.items():
        for parent in of:
            heirs[parent].append(name)

    for artifact in found:

        def link(name: str, here: Artifact = artifact) -> str:
            room = room_of(by_name[name])
            return f"{name}.md" if room == room_of(here) else f"../{room}/{name}.md"

        related = {
            "Inherits from": [n for n in inherits.get(artifact.name, []) if n in by_name],
            "Inherited by": sorted(n for n in heirs[artifact.name] if n in by_name),
        }
        figures = gas.get(GAS_OF.get(artifact.name, ""), {})
        text = contract_page(artifact, sources[artifact.source], figures, related, link)
        yield page_of(artifact), text
    for room in rooms():
        yield f"contracts/{room}/index.md", _room_page(room, ROOMS[room], found)


def _room_page(room: str, words: str, found: list[Artifact]) -> str:
    rows = []
    for artifact in found:
        if room_of(artifact) == room:
            doc = of_contract(artifact)
            said = (doc.notice or doc.details or doc.title).partition("\n")[0]
            name = f"[{artifact.name}]({artifact.name}.md)"
            rows.append((name, artifact.kind, cell(said)))
    return f"# {room}\n\n{words}\n\n{table(('contract', 'kind', 'what it is'), rows)}\n"
