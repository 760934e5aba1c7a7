"""The lessons' notebooks: where they lie, and the learner's copies of them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydemo.build.node import CHECKOUT
from pydemo.build.project import PACKAGE, in_checkout
from pydemo.errors import LessonError
from pydemo.messages import text

_FILE = re.compile(r"(\d+)_(\w+)")


@dataclass(frozen=True, slots=True)
class Notebook:
    """One lesson in one language. ``number`` is as in the file's name, ``04``."""

    number: str
    name: str
    language: str
    path: Path

    @property
    def title(self) -> str:
        """The heading it begins with."""
        cells = json.loads(self.path.read_text(encoding="utf-8"))["cells"]
        return "".join(cells[0]["source"]).splitlines()[0].lstrip("# ")

    def copy_in(self, folder: Path) -> Path:
        """Where the learner's copy is, or would be."""
        return folder / self.language / self.path.name


def notebooks(language: str) -> list[Notebook]:
    """All lessons in a language, in order. Raises errors.LessonError if none are installed."""
    home = (CHECKOUT if in_checkout() else PACKAGE) / "notebooks" / language
    files = sorted(home.glob("[0-9]*.ipynb")) if home.is_dir() else []
    if not files:
        raise LessonError(text("cli.lessons.no_notebooks"))
    found = ((file, _FILE.fullmatch(file.stem)) for file in files)
    return [Notebook(match[1], match[2], language, file) for file, match in found if match]


def find_notebook(wanted: str, language: str) -> Notebook:
    """A lesson by its name, its number, or both. Raises errors.LessonError with those there are."""
    there = notebooks(language)
    for notebook in there:
        known_as = (notebook.name, notebook.path.stem, notebook.number, str(int(notebook.number)))
        if wanted in known_as:
            return notebook
    names = [notebook.name for notebook in there]
    close = get_close_matches(wanted, names, n=1)
    known = ", ".join([*close, *(name for name in names if name not in close)])
    raise LessonError(text("cli.lessons.unknown", name=repr(wanted), known=known))


def take_copy(notebook: Notebook, folder: Path) -> bool:
    """Give the learner a copy, unless there is one. Returns whether one was made."""
    copy = notebook.copy_in(folder)
    if copy.exists():
        return False
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(notebook.path, copy)
    return True


def begin_anew(notebook: Notebook, folder: Path) -> Path | None:
    """A fresh copy; the old one is kept under a name that no earlier one has. Returns that."""
    copy, kept = notebook.copy_in(folder), None
    if copy.exists():
        kept = copy.with_name(f"{copy.name}.bak")
        number = 1
        while kept.exists():
            number += 1
            kept = copy.with_name(f"{copy.name}.bak{number}")
        copy.rename(kept)
    take_copy(notebook, folder)
    return kept
