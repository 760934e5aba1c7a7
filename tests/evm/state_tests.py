"""The official state tests, all or a part of them, on all processors.

``python -m evm.state_tests`` (from this folder's parent; `make state-tests`) runs every case but
those on the list of exceptions; with ``exceptions`` after it, it runs these alone.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from evm.archives import ArchivesMissing, files, folder
from evm.exceptions import read_exceptions
from evm.state_case import StateCase, read_cases
from evm.verdict import complaint

Choice = Callable[[Sequence[StateCase]], Sequence[StateCase]]
"""Which of a file's cases to run."""

CASES = {"CANCUN": 20_969, "PRAGUE": 142, "OSAKA": 1_088}
"""How many cases the archives hold for each fork."""


@dataclass(slots=True)
class Tally:
    """What came of a run."""

    ran: dict[str, int] = field(default_factory=dict)
    """How many cases of each fork."""
    complaints: dict[str, str] = field(default_factory=dict)
    """The cases that went wrong, and how."""

    def failures(self) -> list[str]:
        return sorted(f"{case}: {why}" for case, why in self.complaints.items())

    def __str__(self) -> str:
        total = sum(self.ran.values())
        forks = ", ".join(f"{count:,} of {fork.capitalize()}" for fork, count in self.ran.items())
        return f"{total - len(self.complaints):,} of {total:,} cases pass ({forks})"


def every_case(cases: Sequence[StateCase]) -> Sequence[StateCase]:
    """All that are not on the list of exceptions."""
    listed = read_exceptions()
    return [case for case in cases if case.name not in listed]


def exceptions_only(cases: Sequence[StateCase]) -> Sequence[StateCase]:
    """Those on the list, to see whether one of them passes after all."""
    listed = read_exceptions()
    return [case for case in cases if case.name in listed]


def run(choice: Choice = every_case) -> Tally:
    """Run the chosen cases, a file at a time, in as many processes as there are processors."""
    tally, place = Tally(), folder()
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for outcomes in pool.imap_unordered(partial(_run_file, choice), files(place)):
            for case, fork, wrong in outcomes:
                tally.ran[fork] = tally.ran.get(fork, 0) + 1
                if wrong is not None:
                    tally.complaints[case] = wrong
    return tally


def _run_file(choice: Choice, file: tuple[str, bytes]) -> list[tuple[str, str, str | None]]:
    chosen = choice(list(read_cases(*file)))
    return [(case.name, case.fork.name, _outcome(case)) for case in chosen]


def _outcome(case: StateCase) -> str | None:
    try:
        return complaint(case)
    except Exception as crash:
        return f"crashed: {crash!r}"


def _main(choice: Choice) -> int:
    """Run and report; return how many things were wrong."""
    start = time.monotonic()
    try:
        tally = run(choice)
    except ArchivesMissing as missing:
        print(missing)
        return 1
    print(f"{tally}, {time.monotonic() - start:.0f} s")
    problems = tally.failures()
    if choice is every_case:
        left_out = len(read_exceptions())
        print(f"{left_out} not run, for the reasons in exceptions.txt")
        if sum(tally.ran.values()) + left_out != sum(CASES.values()):
            problems.append(f"the archives should hold {CASES}")
    print(*problems, sep="\n", end="\n" if problems else "")
    return len(problems)


if __name__ == "__main__":
    sys.exit(_main(exceptions_only if sys.argv[1:] == ["exceptions"] else every_case) > 0)
