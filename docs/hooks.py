"""Gives mkdocs the pages that pydemo makes, and their place in the navigation."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from pydemo.cli.main import COMMANDS
from pydemo.reference import contracts, python_pages
from pydemo.reference.site import pages


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Called by mkdocs with what lies in docs/; adds the pages that are made."""
    for path, content in pages():
        files.append(File.generated(config, path, content=content))
    config.nav = [*(config.nav or []), *_navigation()]
    return files


def _navigation() -> list[dict[str, Any]]:
    rooms: list[Any] = ["contracts/index.md"]
    found = contracts.suite()
    for room in contracts.rooms():
        inside = [contracts.page_of(a) for a in found if contracts.room_of(a) == room]
        rooms.append({room: [f"contracts/{room}/index.md", *inside]})
    modules = [
        {heading: [{name: f"python/{name}.md"} for name in names]}
        for heading, names in python_pages.MODULES.items()
    ]
    commands = [{name: f"commands/{name}.md"} for name in COMMANDS]
    return [
        {"Contracts": rooms},
        {"Commands": ["commands/index.md", *commands]},
        {"Python": ["python/index.md", *modules]},
    ]
