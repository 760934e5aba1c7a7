"""Mermaid's flowcharts as tables: who gives what to whom.

GitHub draws them; the site cannot, for Mermaid would have to be fetched, or carried along (3 MB).
So each arrow becomes a row. Read is what our texts use of the language, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydemo.reference.markdown import cell, table

_NODE = re.compile(r'(\w+)(?:\(\[(?P<who>.+?)\]\)|\["(?P<box>.+?)"\]|\[/(?P<slanted>.+?)/\])?')
_ARROW = re.compile(r'\s*(?:-->|-- "(?P<line>.+?)" -->|-\. "(?P<dots>.+?)" \.->)\s*')
_BREAK = re.compile(r",?<br>(?P<equal>= )?")
_GROUP = re.compile(r'subgraph (?:\w+\["(?P<title>.+)"\]|(?P<name>\w+))')


def as_table(chart: str) -> str:
    """A flowchart, from its first line to its last, as a Markdown table with a row for each arrow.

    Raises ValueError for a line that is none of what is read here.
    """
    words: dict[str, str] = {}
    homes: dict[str, str] = {}
    arrows: list[tuple[str, str, str]] = []
    group = ""
    first, *lines = (line.strip() for line in chart.strip().splitlines())
    if not first.startswith("flowchart "):
        raise ValueError(f"no flowchart: {first}")
    for line in filter(None, lines):
        if match := _GROUP.fullmatch(line):
            group = match["title"] or match["name"]
        elif line == "end":
            group = ""
        else:
            arrow, named = _read(line)
            words.update({name: said for name, said in named if said})
            homes.update({name: group for name, _ in named if group})
            arrows += [arrow] if arrow else []
    seen: set[str] = set()

    def shown(name: str) -> str:
        said = words.get(name, name)
        # What is explained of a thing, is where it comes first.
        said = said.partition("<br>")[0].rstrip(",") if name in seen else said
        seen.add(name)
        said = cell(_BREAK.sub(lambda found: " = " if found["equal"] else ", ", said))
        return f"**{cell(homes[name])}**: {said}" if name in homes else said

    rows = [(shown(start), cell(said), shown(end)) for start, said, end in arrows]
    return table(("from", "what", "to"), rows)


def _read(line: str) -> tuple[tuple[str, str, str] | None, list[tuple[str, str]]]:
    """A line's arrow, if it is one: from where, what it says, where to; and the nodes in it."""
    start = _NODE.match(line)
    arrow = _ARROW.match(line, start.end()) if start else None
    end = _NODE.fullmatch(line, arrow.end()) if arrow else None
    if start and arrow and end:
        said = arrow["line"] or arrow["dots"] or ""
        return (start[1], said.replace("<br>", " "), end[1]), [*_named(start), *_named(end)]
    if start and start.end() == len(line):
        return None, [*_named(start)]
    raise ValueError(f"a flowchart's line that is not read here: {line}")


def _named(node: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield node[1], node["who"] or node["box"] or node["slanted"] or ""
