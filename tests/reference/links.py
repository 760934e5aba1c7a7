"""Links that lead nowhere: in a built site, and in the Markdown of a repository.

What is elsewhere is not asked for, since there may be no network; its address must be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_BLOCKS = re.compile(r"^(`{3,}|~{3,}).*?^\1`*\s*$", re.M | re.S)
_INDENTED = re.compile(r"(?:\A|\n\n)(?:(?: {4}|\t).*\n+)+")
_INLINE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\[\]]*\](?:\([^()]*\))?)*\]\(\s*<?([^()\s>]+)>?[^()]*\)")
_DEFINED = re.compile(r"^ {0,3}\[[^\]]+\]:\s*(\S+)", re.M)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.M)
_SKIPPED = {"node_modules", "build", "dist"}


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.anchors: set[str] = {""}
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.anchors.add(str(given["id"]))
        if tag == "a" and given.get("name"):
            self.anchors.add(str(given["name"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        is_shown = tag in ("script", "img", "iframe", "source", "object", "embed")
        is_fetched = tag == "link" and given.get("rel") not in ("canonical", "prev", "next")
        if is_shown or is_fetched:
            self.loaded += [str(given[name]) for name in ("src", "href", "data") if given.get(name)]


@cache
def read_page(path: Path) -> _Page:
    return _Page(path.read_text(encoding="utf-8"))


def dead_in_site(site: Path) -> Iterator[str]:
    """Yield "page: link" for each that leads nowhere, or loads something from elsewhere."""
    for path in sorted(site.rglob("*.html")):
        page, name = read_page(path), path.relative_to(site).as_posix()
        # What the server shows for a missing page is written for the site's root.
        base = site if name == "404.html" else path.parent
        for link in page.loaded:
            if link.startswith("data:"):
                continue
            if is_elsewhere(link):
                yield f"{name}: loads {link}"
            elif not _file_of(link, base, site).is_file():
                yield f"{name}: {link}"
        for link in page.links:
            if is_elsewhere(link):
                if not is_address(link):
                    yield f"{name}: {link}"
                continue
            file = path if link.startswith("#") else _file_of(link, base, site)
            if file.is_dir():
                file /= "index.html"
            place = unquote(urlsplit(link).fragment)
            if not file.is_file() or (
                file.suffix == ".html" and place not in read_page(file).anchors
            ):
                yield f"{name}: {link}"


def _file_of(link: str, base: Path, site: Path) -> Path:
    path = unquote(urlsplit(link).path)
    return (site / path.lstrip("/") if path.startswith("/") else base / path).resolve()


def markdown_files(root: Path) -> list[Path]:
    """All of a repository's Markdown, but for what was installed or built."""
    return sorted(
        path
        for path in root.rglob("*.md")
        if not any(
            part in _SKIPPED or part.startswith(".") for part in path.relative_to(root).parts
        )
    )


def dead_in_markdown(files: Iterable[Path]) -> Iterator[str]:
    """Yield "file: link" for each that leads to no file, no heading, or is no address."""
    for file in files:
        for link in links_of(file.read_text(encoding="utf-8")):
            if is_elsewhere(link):
                if not is_address(link):
                    yield f"{file.name}: {link}"
                continue
            path, _, place = link.partition("#")
            target = file.parent / unquote(path) if path else file
            if not target.exists():
                yield f"{file.name}: {link}"
            elif place and target.suffix == ".md":
                if unquote(place) not in headings_of(target.read_text(encoding="utf-8")):
                    yield f"{file.name}: {link}"
            elif place:
                yield f"{file.name}: {link}"


def links_of(markdown: str) -> list[str]:
    """What a text's links and pictures lead to; code has none."""
    prose = _INLINE.sub("", _INDENTED.sub("\n\n", _BLOCKS.sub("", markdown)))
    return _LINK.findall(prose) + _DEFINED.findall(prose)


def headings_of(markdown: str) -> set[str]:
    """The places of a text's headings, as GitHub names them."""
    seen: dict[str, int] = {}
    places = set()
    for heading in _HEADING.findall(_BLOCKS.sub("", markdown)):
        words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        place = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        places.add(f"{place}-{seen[place]}" if place in seen else place)
        seen[place] = seen.get(place, 0) + 1
    return places


def is_elsewhere(link: str) -> bool:
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", link))


def is_address(link: str) -> bool:
    """Whether it could be one: a scheme that leads somewhere, and a host with a dot in it."""
    parts = urlsplit(link)
    if parts.scheme == "mailto":
        return "@" in parts.path
    host = parts.hostname or ""
    local = host in ("localhost", "127.0.0.1")
    return parts.scheme in ("http", "https") and (
        local or bool(re.fullmatch(r"[\w-]+(\.[\w-]+)+", host))
    )
