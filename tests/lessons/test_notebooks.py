"""Every notebook runs from top to bottom, offline; its exercises can be solved, and do not solve
themselves. (`python -m lessons.times` says how long each takes.)"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from nbclient.exceptions import CellExecutionError

from pydemo.chain.genesis import ENGINES

from . import runner
from .rules import EXERCISES

NOTEBOOKS = sorted(
    path for language in ("en", "zh") for path in (runner.NOTEBOOKS / language).glob("*.ipynb")
)
WITH_COMPILER = [
    path
    for path in NOTEBOOKS
    if path.parent.name == "en"  # the other language has the same code
    and any("compiler" in runner.tags_of(cell) for cell in runner.read(path)["cells"])
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On py-evm one language: the others have the same code."""
    if "notebook" in metafunc.fixturenames:
        is_slow = metafunc.config.getoption("--engine") == "py-evm"
        paths = [path for path in NOTEBOOKS if path.parent.name == "en" or not is_slow]
        names = [f"{path.stem}-{path.parent.name}" for path in paths]
        metafunc.parametrize("notebook", paths, ids=names)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    chosen = request.config.getoption("--engine")
    return ENGINES[0] if chosen == "auto" else str(chosen)


def test_it_runs_offline_and_its_exercises_are_solved_by_solutions_alone(
    notebook: Path, engine: str, tmp_path: Path
) -> None:
    """From top to bottom, with each exercise checked before, after, and again at the end.

    And once more in the same kernel, where the first cell begins anew: each cell twice, nothing
    solved. That is enough in one language, and on one engine.
    """
    as_it_is = runner.without_compiler_cells(runner.read(notebook))
    rounds = [runner.solved(deepcopy(as_it_is), runner.read_solutions(notebook.stem))]
    if notebook.parent.name == "en" and engine == "fast":
        rounds.append(runner.each_cell_twice(as_it_is))
    solved, *unsolved = runner.run_all(rounds, tmp_path, engine=engine)
    assert len(solved) == EXERCISES
    for exercise, verdicts in solved.items():
        assert [said[:1] for said in verdicts] == ["✗", "✓", "✓"], (exercise, verdicts)
    for said_of in unsolved:
        assert said_of.keys() == solved.keys()
        assert all(said[0][:1] == said[1][:1] == "✗" for said in said_of.values()), said_of


@pytest.mark.parametrize("path", WITH_COMPILER, ids=lambda path: f"{path.stem}-{path.parent.name}")
def test_cells_that_need_a_compiler_run_where_there_is_one(
    path: Path, engine: str, tmp_path: Path
) -> None:
    runner.run_all([runner.read(path)], tmp_path, engine=engine, compiler=True)


class TestRunner:
    def test_a_notebook_with_a_failing_cell_fails(self, tmp_path: Path) -> None:
        with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
            runner.run(runner.of_code("1 / 0"), tmp_path, engine="fast")

    @pytest.mark.parametrize(
        "attempt",
        [
            "import socket; socket.create_connection(('192.0.2.1', 9), timeout=1)",
            "import socket; socket.getaddrinfo('example.org', 443)",
            "import urllib.request; urllib.request.urlopen('https://example.org', timeout=1)",
            "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
        ],
    )
    def test_a_notebook_has_no_network(self, attempt: str, tmp_path: Path) -> None:
        with pytest.raises(CellExecutionError, match="the network is off in this run"):
            runner.run(runner.of_code(attempt), tmp_path, engine="fast")

    def test_a_notebook_reaches_its_own_machine(self, tmp_path: Path) -> None:
        code = (
            "import socket\n"
            "server = socket.create_server(('127.0.0.1', 0))\n"
            "socket.create_connection(server.getsockname()).close()\n"
            "'reached'"
        )
        run = runner.run(runner.of_code(code), tmp_path, engine="fast")
        assert runner.shown(run.notebook["cells"][0]) == "'reached'"
