"""One run: which subjects do what, in which order, and what came out."""

from __future__ import annotations

import gc
import importlib.util
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from pydemo.bench import BenchError, MissingSubject
from pydemo.bench.goals import compare
from pydemo.bench.growth import Grown, Growth
from pydemo.bench.measure import Figure, Pace, measure
from pydemo.bench.subjects import AGAIN, ChainSubject, Subject, open_subject


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and how long.

    ``budget``: seconds that a chain may take to grow, unless it is the first subject's.
    """

    subjects: tuple[str, ...]
    workloads: tuple[str, ...]
    sizes: tuple[int, ...]
    pace: Pace
    budget: float


@dataclass(slots=True)
class Report:
    """What came out: figures by workload and subject, growth and missing ones by subject."""

    plan: Plan
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    """Subject -> how to install it."""
    figures: dict[str, dict[str, Figure]] = field(default_factory=dict)
    growth: dict[str, list[Grown]] = field(default_factory=dict)
    elapsed: float = 0.0

    @property
    def has_fast_signing(self) -> bool:
        """Without coincurve the stock subject is several times slower than it need be."""
        return importlib.util.find_spec("coincurve") is not None

    def to_json(self) -> dict[str, Any]:
        """As ``pydemo bench --json`` prints it. Times in seconds."""
        return {
            "machine": {
                "python": platform.python_version(),
                "implementation": platform.python_implementation(),
                "system": platform.system(),
                "processor": platform.machine(),
                "cores": os.cpu_count(),
                "coincurve": self.has_fast_signing,
            },
            "subjects": {
                name: {"version": self.versions.get(name), "missing": self.missing.get(name)}
                for name in self.plan.subjects
            },
            "rounds": self.plan.pace.rounds,
            "workloads": {
                workload: {
                    name: {
                        "seconds": figure.seconds,
                        "rounds": list(figure.rounds),
                        "operations": figure.operations,
                    }
                    for name, figure in figures.items()
                }
                for workload, figures in self.figures.items()
            },
            "growth": {
                name: [asdict(step) for step in steps] for name, steps in self.growth.items()
            },
            "comparisons": [
                {**asdict(comparison), "is_met": comparison.is_met}
                for comparison in compare(self.figures, self.growth, self.plan.subjects)
            ],
            "elapsed": round(self.elapsed, 1),
        }


class Run:
    """A run in steps, so that whoever drives it can say what is going on.

    Raises BenchError, when entered, if none of the subjects is there.
    """

    def __init__(self, plan: Plan) -> None:
        self.report = Report(plan)
        self._subjects: list[Subject] = []
        self._stack = ExitStack()
        self._started = time.perf_counter()

    def __enter__(self) -> Run:
        with ExitStack() as opened:
            for name in self.report.plan.subjects:
                try:
                    subject = open_subject(name)
                except MissingSubject as missing:
                    self.report.missing[name] = missing.how
                    continue
                opened.callback(subject.close)
                self._subjects.append(subject)
                self.report.versions[name] = subject.version
            if not self._subjects:
                told = "; ".join(f"{name}: {how}" for name, how in self.report.missing.items())
                raise BenchError(f"none of these is installed: {told}")
            self._stack = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def steps(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        """(workload, subject or nothing, what to do), in order."""
        for workload in self.report.plan.workloads:
            if workload == "growth":
                yield from self._growth()
            else:
                yield workload, "", partial(self._measure, workload)
        self.report.elapsed = time.perf_counter() - self._started

    def _measure(self, workload: str) -> None:
        operations = {}
        for subject in self._subjects:
            offered = subject.workloads()
            for name in (workload, workload + AGAIN):
                if name in offered:
                    operations[name, subject.name] = offered[name]()
        for (name, subject_name), figure in measure(operations, self.report.plan.pace).items():
            self.report.figures.setdefault(name, {})[subject_name] = figure
        del operations
        gc.collect()

    def _growth(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        plan = self.report.plan
        growth = Growth(plan.sizes, plan.pace, plan.budget)
        self._stack.callback(growth.close)
        names = [subject.name for subject in self._subjects if isinstance(subject, ChainSubject)]
        yield "growth", "", partial(growth.start, names)
        for name in names:
            yield "growth", name, partial(growth.grow, name)
        yield "growth", "", lambda: self.report.growth.update(growth.take_turns())
        growth.close()
