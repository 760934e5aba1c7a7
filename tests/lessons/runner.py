"""Our own small runner: a notebook in a kernel without network, by nbclient."""

from __future__ import annotations

import os
import re
import time
from copy import deepcopy
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

REPOSITORY = Path(__file__).parents[2]
NOTEBOOKS = REPOSITORY / "notebooks"
NO_NETWORK = Path(__file__).parent / "no_network"
_CHECK = re.compile(r'^check\("([a-z_]+-\d+)"\)$')
_SOLUTION = re.compile(r"^# %% +(\S+)\n(.*?)(?=^# %%|\Z)", re.MULTILINE | re.DOTALL)
_CELL_TIMEOUT = 90


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a notebook: the seconds it took, and what it shows now."""

    seconds: float
    notebook: Any


def tags_of(cell: Any) -> list[str]:
    return list(cell["metadata"].get("tags", []))


def exercise_of(cell: Any) -> str:
    """The exercise that a check cell checks. Fails if there is more in it than that."""
    match = _CHECK.match(cell["source"])
    assert match, f'a check cell has one line, check("LESSON-N"), and not: {cell["source"]}'
    return match[1]


def read_solutions(name: str) -> dict[str, str]:
    """The code that solves each exercise of a lesson, such as ``00_first_transaction``."""
    text = (NOTEBOOKS / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    return {match[1]: match[2].strip() for match in _SOLUTION.finditer(text)}


def solved(notebook: Any, solutions: dict[str, str]) -> Any:
    """The notebook with a solution and a second check after each check, and all checks at its end.

    So one run shows what a check says before and after, and that what was solved stays solved.
    """
    cells, last = [], []
    for cell in notebook["cells"]:
        cells.append(cell)
        if "check" in tags_of(cell):
            solution = deepcopy(cell)
            solution["source"], solution["metadata"] = solutions[exercise_of(cell)], {}
            cells += [solution, deepcopy(cell)]
            last.append(deepcopy(cell))
    notebook["cells"] = cells + last
    return notebook


def without_compiler_cells(notebook: Any) -> Any:
    """The notebook without the cells that say that they take a compiler."""
    notebook["cells"] = [cell for cell in notebook["cells"] if "compiler" not in tags_of(cell)]
    return notebook


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def each_cell_twice(notebook: Any) -> Any:
    """A notebook of its code cells, each two times but the first one."""
    first, *others = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return _notebook([first, *(cell for cell in others for _ in range(2))])


def of_code(*sources: str) -> Any:
    """A notebook of these code cells."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    return nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]


def run(
    notebook: Any, folder: Path, *, engine: str, compiler: bool = True, allow_errors: bool = False
) -> Run:
    """Run all cells in a fresh kernel, in a folder of its own.

    Raises nbclient's CellExecutionError for a cell that fails, and CellTimeoutError.
    """
    client = NotebookClient(
        notebook,
        timeout=_CELL_TIMEOUT,
        kernel_name="python3",
        allow_errors=allow_errors,
        # Not the warning that loopback is not encrypted.
        extra_arguments=["--log-level=40"],
        resources={"metadata": {"path": str(folder)}},
    )
    started = time.perf_counter()
    client.execute(env=_environment(folder, engine, compiler=compiler))
    seconds = time.perf_counter() - started
    return Run(seconds, notebook)


def run_all(
    notebooks: list[Any], folder: Path, *, engine: str, compiler: bool = False
) -> list[dict[str, list[str]]]:
    """Run notebooks one after the other in one kernel.

    Returns what the checks said in each, by exercise, as often as it was checked.
    """
    parts = [
        [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for notebook in notebooks
    ]
    whole = _notebook(list(chain.from_iterable(parts)))
    run(whole, folder, engine=engine, compiler=compiler)
    cells = iter(whole["cells"])
    return [_said(list(islice(cells, len(part)))) for part in parts]


def _notebook(cells: list[Any]) -> Any:
    """A notebook of copies of these cells, each with a number of its own."""
    copies = [deepcopy(cell) for cell in cells]
    for number, cell in enumerate(copies):
        cell["id"] = f"cell-{number}"
    return nbformat.v4.new_notebook(cells=copies)  # type: ignore[no-untyped-call]


def _said(cells: list[Any]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for cell in cells:
        if "check" in tags_of(cell):
            said.setdefault(exercise_of(cell), []).append(shown(cell))
    return said


def shown(cell: Any) -> str:
    """What a cell has printed and shown, as plain text."""
    texts = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            texts.append(output["text"])
        elif output["output_type"] == "error":
            texts.append(f"{output['ename']}: {output['evalue']}")
        else:
            texts.append(output["data"].get("text/plain", ""))
    return "\n".join(texts).strip()


def _environment(folder: Path, engine: str, *, compiler: bool) -> dict[str, str]:
    unwanted = ("LANG", "LC_ALL", "LC_MESSAGES", "PYDEMO_ENGINE", "PYDEMO_SOLC")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    added = {
        "PYTHONPATH": os.pathsep.join((str(NO_NETWORK), str(REPOSITORY))),
        "PYDEMO_ENGINE": engine,
        "IPYTHONDIR": str(folder / "ipython"),  # nothing of the user's own settings
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
    }
    if compiler:
        if "PYDEMO_SOLC" in os.environ:
            added["PYDEMO_SOLC"] = os.environ["PYDEMO_SOLC"]
    else:
        added["PYDEMO_SOLC"] = str(folder / "there-is-no-solc")
    return kept | added
