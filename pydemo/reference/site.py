"""All pages of the site that are made, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydemo.gas import read_committed
from pydemo.reference import commands, contracts, guides, python_pages

ROOT = Path(__file__).parents[2]
"""The checkout: the site shows sources and texts that an installed package does not have."""


def pages(root: Path = ROOT) -> Iterator[tuple[str, str | bytes]]:
    """Yield (path in the site, Markdown or a picture's bytes).

    Raises:
        errors.PydemoError: no gas figures, or an artifact that cannot be read.
        FileNotFoundError: outside a checkout.
    """
    yield from contracts.pages(root, read_committed())
    homes = {artifact.source: contracts.page_of(artifact) for artifact in contracts.suite()}
    homes |= {f"contracts/{room}": f"contracts/{room}/index.md" for room in contracts.rooms()}
    yield from guides.pages(root, homes)
    yield from commands.pages()
    yield from python_pages.pages()
