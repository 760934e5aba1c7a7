"""Finished tasks in a file, a line each: what is in it need not be played again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TextIO

from pydemo.errors import PydemoError
from pydemo.simulation.tasks import Result, Simulation, Task

_FILE, _ABOUT = "results.jsonl", "simulation.json"


class OtherResults(PydemoError):
    """A folder holds the results of another simulation."""


class Results:
    """The results of one simulation, in a folder that is made when needed.

    A context manager: it holds the file open. A line that was not written to its end, since
    somebody pulled the plug, or that no task can have come to, counts as none; of two lines for
    one task the first counts.

    Attributes:
        dropped: how many lines count as none.

    Raises:
        OtherResults: the folder has those of another simulation.
        OSError: it cannot be written to.
    """

    def __init__(self, folder: Path, simulation: Simulation) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        about = folder / _ABOUT
        if not about.exists() or about.stat().st_size == 0:
            _write_at_once(about, json.dumps({"name": simulation.name}) + "\n")
        if (found := _name_in(about)) != simulation.name:
            raise OtherResults(
                f"{folder} has results of {found}, not of {simulation.name}: name another folder"
            )
        self._found: dict[tuple[int, int], Result] = {}
        self.dropped = 0
        self._read(simulation.savers)
        self._file: TextIO | None = None

    def _read(self, savers: int) -> None:
        path = self.folder / _FILE
        if not path.exists():
            return
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in filter(str.strip, lines):
                result = _result_in(line)
                if result is None or not result.is_possible(savers):
                    self.dropped += 1
                else:
                    self._found.setdefault((result.number, result.draws), result)

    def __enter__(self) -> Results:
        path = self.folder / _FILE
        is_cut = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
        self._file = path.open("a", encoding="utf-8")
        if is_cut:
            self._file.write("\n")
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def find(self, task: Task) -> Result | None:
        """A task's result, if it has been played."""
        return self._found.get((task.number, task.draws))

    def draws_of(self, simulation: Simulation) -> int:
        """How many of a simulation's draws have been played."""
        return sum(task.draws for task in simulation.tasks() if self.find(task) is not None)

    def add(self, result: Result) -> None:
        """Keep a result; from here on nothing can take it away."""
        assert self._file is not None
        self._file.write(json.dumps(result.to_json()) + "\n")
        self._file.flush()
        self._found[result.number, result.draws] = result


def _name_in(about: Path) -> str:
    try:
        return str(json.loads(about.read_text(encoding="utf-8"))["name"])
    except (ValueError, KeyError, TypeError):
        return "something else"


def _result_in(line: str) -> Result | None:
    try:
        return Result.from_json(json.loads(line))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _write_at_once(path: Path, content: str) -> None:
    """Write a file so that it has all of its content or is not there, whatever happens."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    unfinished.write_text(content, encoding="utf-8")
    unfinished.replace(path)
