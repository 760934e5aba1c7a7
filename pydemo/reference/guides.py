"""Texts of the repository as pages of the site, with links that lead somewhere there.

A link to a text that has a page, or to a folder or file of contracts, leads to that page; a picture
comes along; what the site does not have keeps its words and loses its link.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from pydemo.reference.flowchart import as_table

PAGES = {
    "README.md": "readme.md",
    "README.zh.md": "readme.zh.md",
    "CONTRIBUTING.md": "contributing.md",
    "contracts/README.md": "contracts/index.md",
    "notebooks/README.md": "lessons/index.md",
    "notebooks/teaching/workshop.md": "lessons/workshop.md",
    "notebooks/teaching/workshop.zh.md": "lessons/workshop.zh.md",
    "pydemo/evm/README.md": "evm.md",
    "tests/invariants/README.md": "invariants.md",
}
"""A text of the repository -> its page."""
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
_BLOCK = re.compile(r"(^```.*?^```)", re.M | re.S)


def pages(root: Path, contract_pages: Mapping[str, str]) -> Iterator[tuple[str, str | bytes]]:
    """Yield (page, content): the texts in `PAGES`, and the pictures they show.

    Args:
        root: the checkout.
        contract_pages: .sol file or folder, from the checkout -> its page.

    Raises:
        FileNotFoundError: a text or picture is not there.
    """
    homes = {**{f"docs/{p.name}": p.name for p in (root / "docs").glob("*.md")}, **PAGES}
    pictures: dict[str, bytes] = {}

    for source, page in PAGES.items():

        def moved(match: re.Match[str], source: str = source, page: str = page) -> str:
            bang, words, target = match.groups()
            path, hash_mark, place = target.partition("#")
            if not path or re.match(r"[a-z]+:", path):
                return match[0]
            file = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
            if bang:
                kept = f"pictures/{PurePosixPath(file).name}"
                if not (root / "docs" / kept).exists():
                    pictures[kept] = (root / file).read_bytes()
                return f"![{words}]({_from(page, kept)})"
            home = homes.get(file) or homes.get(f"{file}/README.md") or contract_pages.get(file)
            return f"[{words}]({_from(page, home)}{hash_mark}{place})" if home else words

        text = (root / source).read_text(encoding="utf-8")
        parts = _BLOCK.split(text)
        yield (
            page,
            "".join(
                _block(part) if _BLOCK.fullmatch(part) else _LINK.sub(moved, part) for part in parts
            ),
        )
    yield from pictures.items()


def _block(block: str) -> str:
    """A fenced block: as it is, but a drawing that takes Mermaid becomes a table."""
    language, _, inside = block.removeprefix("```").removesuffix("```").partition("\n")
    return as_table(inside) if language.strip() == "mermaid" else block


def _from(page: str, target: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page) or ".")
