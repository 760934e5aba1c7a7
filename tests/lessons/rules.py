"""What every lesson must be like, as far as it can be seen without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from .runner import tags_of

SECTIONS = ("title", "learn", "idea", "predict", "run", "see", "break", "real", "reading")
EXERCISES = 3
_LANGUAGE = re.compile(r'language="(?:en|zh)"')


def comparable(code: str) -> str:
    """A code cell without what may differ between the languages."""
    lines = (line for line in code.splitlines() if not line.lstrip().startswith("#"))
    return _without_words(_LANGUAGE.sub('language="?"', "\n".join(lines)))


def _without_words(code: str) -> str:
    """Code without the words that it prints, and those it calls attempts by: they are prose."""
    if code.startswith("%%"):
        return code
    tree = ast.parse(re.sub(r"^%.*", lambda magic: repr(magic[0]), code, flags=re.MULTILINE))
    for node in ast.walk(tree):
        words: list[ast.expr | None] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "print":
                words += node.args
        elif isinstance(node, ast.Dict) and all(isinstance(v, ast.Lambda) for v in node.values):
            words += node.keys
        for word in words:
            if isinstance(word, ast.Constant) and isinstance(word.value, str):
                word.value = "words"
            elif isinstance(word, ast.JoinedStr):  # before or after a value: as the language has it
                word.values = [part for part in word.values if not isinstance(part, ast.Constant)]
    return ast.unparse(tree)


def problems_of(notebook: Any, lesson: str, language: str) -> Iterator[str]:
    """What is wrong with a lesson's notebook, one line each."""
    cells = notebook["cells"]
    yield from _wrong_sections(cells)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    first = code[0]["source"] if code else ""
    for line in ("%load_ext pydemo", f'lesson = begin("{lesson}", language="{language}")'):
        if line not in first.splitlines():
            yield f"the first code cell lacks the line: {line}"
    yield from _wrong_exercises(cells, lesson)
    for number, cell in enumerate(cells):
        is_compiled = cell["source"].startswith("%%solidity")
        if is_compiled and "compiler" not in tags_of(cell):
            yield f"cell {number} takes a compiler and is not tagged so"
        if cell["cell_type"] == "code" and (cell["outputs"] or cell["execution_count"]):
            yield f"cell {number} has outputs"


def _wrong_sections(cells: list[Any]) -> Iterator[str]:
    found = [
        tag
        for cell in cells
        if cell["cell_type"] == "markdown"
        for tag in tags_of(cell)
        if tag in SECTIONS
    ]
    for tag in SECTIONS:
        if tag not in found:
            yield f"no markdown cell is tagged {tag}"
    firsts = list(dict.fromkeys(found))
    if firsts != [tag for tag in SECTIONS if tag in found]:
        yield f"the sections are in the order {', '.join(firsts)}"


def _wrong_exercises(cells: list[Any], lesson: str) -> Iterator[str]:
    checks = [number for number, cell in enumerate(cells) if "check" in tags_of(cell)]
    boxes = [number for number, cell in enumerate(cells) if "exercise" in tags_of(cell)]
    wanted = [f'check("{lesson}-{number}")' for number in range(1, EXERCISES + 1)]
    if [cells[number]["source"] for number in checks] != wanted:
        yield f"the checks are not {', '.join(wanted)}"
    if boxes != [number - 1 for number in checks]:
        yield "not every check has an exercise cell before it, and the other way round"
    for number in boxes:
        if cells[number - 1]["cell_type"] != "markdown":
            yield f"the exercise in cell {number} has no task before it"
        if comparable(cells[number]["source"]).strip():
            yield f"the exercise in cell {number} has code in it"


def differences(one: Any, other: Any) -> Iterator[str]:
    """In what two languages' notebooks differ that should not."""
    if len(one["cells"]) != len(other["cells"]):
        yield f"{len(one['cells'])} cells, and {len(other['cells'])} in the other language"
    for number, (ours, theirs) in enumerate(zip(one["cells"], other["cells"], strict=False)):
        if ours["cell_type"] != theirs["cell_type"]:
            yield f"cell {number} is of another kind"
        elif tags_of(ours) != tags_of(theirs):
            yield f"cell {number} has other tags"
        elif ours["cell_type"] == "code":
            if comparable(ours["source"]) != comparable(theirs["source"]):
                yield f"cell {number} has other code"
        elif ours["source"] == theirs["source"]:
            yield f"cell {number} is not translated"
