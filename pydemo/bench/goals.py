"""What pydemo sets itself: ratios between two figures of one run, and where they should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydemo.bench.growth import Grown
from pydemo.bench.measure import Figure
from pydemo.bench.subjects import AGAIN, COLD

Figures = Mapping[str, Mapping[str, Figure]]
"""Workload -> subject -> figure."""
_RATIOS = (
    ("call", "fast", "pyrevm", "at most", 1.5),
    ("hash", "py-evm", "fast", "at least", 25.0),
    ("root", "py-evm", "fast", "at least", 25.0),
    ("text", "py-evm", "fast", "at least", 25.0),
    ("transfer", "stock", "fast", "at least", 100.0),
    ("transfer", "anvil", "fast", "at least", 35.0),
    ("transfer", "stock", "py-evm", "at least", 4.0),
    ("view", "stock", "fast", "at least", 100.0),
    ("pytest", "stock", "fast", "at least", 100.0),
)
_TRANSLATION = 0.060
_SMALL, _LARGE = 1_000, 100_000
_SLOWER = 1.3
_BYTES = 2_000.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number made of two figures, and its goal where there is one."""

    workload: str
    what: str
    value: float
    unit: str
    """``ratio``, ``seconds`` or ``bytes``."""
    bound: str = ""
    """``at least``, ``at most``, or nothing."""
    goal: float | None = None

    @property
    def is_met(self) -> bool | None:
        """None without a goal."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.bound == "at least" else self.value <= self.goal


def compare(
    figures: Figures, grown: Mapping[str, list[Grown]], subjects: tuple[str, ...]
) -> Iterator[Comparison]:
    """Every comparison of which this run has both sides."""
    for workload, above, below, bound, goal in _RATIOS:
        found = figures.get(workload, {})
        if above in found and below in found:
            ratio = found[above].seconds / found[below].seconds
            yield Comparison(workload, f"{above} / {below}", ratio, "ratio", bound, goal)
    for workload in COLD:
        found = figures.get(workload, {})
        if "fast" in found:
            translation = found["fast"].seconds - figures[workload + AGAIN]["fast"].seconds
            goal_of_one = ("at most", _TRANSLATION) if workload == "cold" else ("", None)
            yield Comparison(workload, "fast: translation", translation, "seconds", *goal_of_one)
    for subject in subjects:
        yield from _of_growth(subject, {step.transactions: step for step in grown.get(subject, ())})


def _of_growth(subject: str, steps: Mapping[int, Grown]) -> Iterator[Comparison]:
    if _SMALL not in steps or _LARGE not in steps:
        return
    small, large = steps[_SMALL], steps[_LARGE]
    sizes = f"{subject}: {_LARGE:,} / {_SMALL:,}"
    all_of_them = (large.seconds / _LARGE) / (small.seconds / _SMALL)
    yield Comparison("growth", f"{sizes}, average", all_of_them, "ratio", "at most", _SLOWER)
    one_more = large.seconds_each / small.seconds_each
    yield Comparison("growth", f"{sizes}, one more", one_more, "ratio", "at most", _SLOWER)
    memory = large.bytes_each
    if memory is not None:
        yield Comparison("growth", f"{subject}: memory each", memory, "bytes", "at most", _BYTES)
