"""Playing what of a simulation has not been played yet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from pydemo.simulation.results import Results
from pydemo.simulation.tasks import Result, Simulation
from pydemo.simulation.workers import Workers

Report = Callable[[int, int], None]
"""Told how many draws have been played, and of how many."""


def run(simulation: Simulation, results: Results, workers: Workers, report: Report) -> list[Result]:
    """Have workers play the tasks that have no result yet.

    Each result is kept as soon as it is there, so whatever ends this, the next run goes on.

    Returns:
        The results of all tasks in their order, which are the same whoever has played them.

    Raises:
        errors.PydemoError: see `pydemo.simulation.workers`, and `tasks.Disagreement`.
    """
    tasks = list(simulation.tasks())
    left = [task for task in tasks if results.find(task) is None]
    played = results.draws_of(simulation)
    report(played, simulation.draws)
    with closing(workers(left)) as stream:
        for result in stream:
            results.add(result)
            played += result.draws
            report(played, simulation.draws)
    found = [results.find(task) for task in tasks]
    return [result for result in found if result is not None]
