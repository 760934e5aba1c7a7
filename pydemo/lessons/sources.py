"""Notebooks from their sources: ``python -m pydemo.lessons.sources`` writes each .ipynb anew.

A source is a Python file with cells (jupytext's py:percent). What is made of it has no outputs and
hangs on nothing but the source, so that the two can be compared to the byte.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydemo.build.node import CHECKOUT
from pydemo.messages import LANGUAGES

NOTEBOOKS = CHECKOUT / "notebooks"
_HAN = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_BREAK = re.compile(f"(?<={_HAN})\n *(?={_HAN})")
"""A line's end between two Chinese characters: a browser would show it as a space."""
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def source_files(folder: Path = NOTEBOOKS) -> list[Path]:
    """The sources of all lessons, in order, one language after the other."""
    return [file for name in LANGUAGES for file in sorted((folder / name).glob("[0-9]*.py"))]


def notebook_text(source: Path) -> str:
    """The notebook that belongs to a source, as its file has it."""
    import jupytext

    notebook: dict[str, Any] = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
    cells = [_cell(number, cell) for number, cell in enumerate(notebook["cells"])]
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cell(number: int, cell: dict[str, Any]) -> dict[str, Any]:
    tags = cell["metadata"].get("tags")
    source = cell["source"]
    if source.startswith("%%solidity"):
        # Behind comment marks too, so that the source is Python; jupytext knows no Solidity.
        source = re.sub(r"^# ?", "", source, flags=re.MULTILINE)
    if cell["cell_type"] == "markdown":
        source = _BREAK.sub("", source)
    made = {
        "cell_type": cell["cell_type"],
        "id": f"cell-{number:02}",
        "metadata": {"tags": tags} if tags else {},
        "source": source.splitlines(keepends=True),
    }
    return made | ({"execution_count": None, "outputs": []} if made["cell_type"] == "code" else {})


def main() -> None:
    """Write all notebooks, and say which have changed."""
    for source in source_files():
        notebook, text = source.with_suffix(".ipynb"), notebook_text(source)
        if not notebook.is_file() or notebook.read_text(encoding="utf-8") != text:
            notebook.write_text(text, encoding="utf-8", newline="\n")
            print(notebook.relative_to(CHECKOUT))


if __name__ == "__main__":
    main()
