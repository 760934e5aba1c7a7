"""Taking turns: every subject runs a batch in every round, and the median round counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, TypeAlias, TypeVar

from pydemo.bench import BenchError

Name = TypeVar("Name")
Operation: TypeAlias = Callable[[int], Callable[[], Any]]
"""Given how often, does what need not be timed and returns what is: the work, so many times over.
That returns the last one's result."""


def repeated(work: Callable[[], Any]) -> Operation:
    """The same work again and again."""

    def ready(count: int) -> Callable[[], Any]:
        def run() -> Any:
            result = None
            for _ in range(count):
                result = work()
            return result

        return run

    return ready


def for_each(work: Callable[[Any], Any], values: Iterable[Any]) -> Operation:
    """Work on one value after the other, of endlessly many. They are made before the clock runs."""
    source = iter(values)

    def ready(count: int) -> Callable[[], Any]:
        taken = [next(source) for _ in range(count)]

        def run() -> Any:
            result = None
            for value in taken:
                result = work(value)
            return result

        return run

    return ready


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to measure: the number of rounds, and about how many seconds a batch lasts."""

    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Figure:
    """What one subject needs for one operation, in seconds: in each round, and the median."""

    rounds: tuple[float, ...]
    operations: int
    """In each round."""

    @property
    def seconds(self) -> float:
        return median(self.rounds)


def measure(operations: Mapping[Name, Operation], pace: Pace) -> dict[Name, Figure]:
    """Measure subjects side by side.

    Raises:
        BenchError: their results differ, so they have not done the same.
    """
    results, first = {}, {}
    for name, operation in operations.items():
        work = operation(1)
        started = time.perf_counter()
        results[name] = work()
        first[name] = time.perf_counter() - started
    _compare(results)
    counts = {name: _count(operations[name], pace, first[name]) for name in operations}
    rounds: dict[Name, list[float]] = {name: [] for name in operations}
    for _ in range(pace.rounds):
        for name, operation in operations.items():
            rounds[name].append(clock(operation(counts[name])) / counts[name])
    return {name: Figure(tuple(rounds[name]), counts[name]) for name in operations}


def clock(work: Callable[[], Any]) -> float:
    """Seconds that work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _compare(results: Mapping[Any, Any]) -> None:
    if any(result != next(iter(results.values())) for result in results.values()):
        told = ", ".join(f"{name}: {result!r}" for name, result in results.items())
        raise BenchError(f"the results differ, so these figures would compare nothing: {told}")


def _count(operation: Operation, pace: Pace, first: float) -> int:
    """How many operations make a batch of about the wanted length; this warms up, too."""
    if first > 4 * pace.seconds:  # no need to be exact, and the first one is the slowest
        return 1
    count = 1
    while True:
        taken = clock(operation(count))
        if taken * 4 > pace.seconds:
            return max(1, round(count * pace.seconds / taken))
        count *= 4
