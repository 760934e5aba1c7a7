"""Growth: what a transaction costs on a chain that holds many already, in time and memory.

Every chain of a certain length lives in a process of its own, so that its memory can be told and
garbage collection sees nothing else. They grow in turns, and take turns again when all have grown:
so a busy moment of the machine hits the short and the long alike. Receipts are kept.

``python -m pydemo.bench.growth NAME`` is such a process. It reads lines: a number, and it sends so
many transactions and answers with the seconds it took; ``memory``, and it answers with its bytes.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, NoReturn

from pydemo.bench import BenchError
from pydemo.bench.measure import Pace, clock

PATIENCE = 20
"""Seconds to wait for a process to end."""
_WARM_UP, _PROBE, _TURNS = 5, 20, 10
_ENOUGH = 1_000
"""Transactions from which on memory is told: a process takes it by the page, or by the megabyte."""
_AT_ONCE = 1_000
"""Transactions whose receivers are made in advance: more would take memory of their own."""


@dataclass(frozen=True, slots=True)
class Grown:
    """A chain that has grown to a number of transactions."""

    transactions: int
    seconds: float
    """For all of them."""
    seconds_each: float
    """For one more: the median over the rounds."""
    bytes_each: float | None
    """Memory of the process; None where it cannot be told: on a platform that does not say, for
    another process, or for so few transactions that the figure would be noise."""


class Worker:
    """A process with a chain in it. It takes a while to be ready: the first answer waits for it."""

    def __init__(self, name: str) -> None:
        self.name, self.transactions = name, 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def grow(self, count: int) -> float:
        """Send so many transactions. Returns the seconds it took."""
        self.transactions += count
        seconds: float = self._ask(count)
        return seconds

    def memory(self) -> int | None:
        """Bytes in use, where they can be told."""
        memory: int | None = self._ask("memory")
        return memory

    def _ask(self, question: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(f"{question}\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())
        except (BrokenPipeError, ValueError):
            raise BenchError(f"{self.name}: the process with its growing chain ended") from None

    def close(self) -> None:
        self._process.terminate()
        for pipe in (self._process.stdout, self._process.stdin):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()
        self._process.wait(PATIENCE)


@dataclass(slots=True)
class _Chain:
    worker: Worker
    size: int
    seconds: float = 0.0
    bytes_each: float | None = None
    rounds: list[float] = field(default_factory=list)

    def grow_to(self, size: int) -> None:
        if size > self.worker.transactions:
            self.seconds += self.worker.grow(size - self.worker.transactions)


class Growth:
    """Chains of several subjects, each grown to several sizes.

    Args:
        sizes: transactions. The first subject reaches all of them. The others reach the smallest,
            and a larger one if it would take less than `budget` seconds.
    """

    def __init__(self, sizes: Iterable[int], pace: Pace, budget: float) -> None:
        self._sizes, self._pace, self._budget = sorted(sizes), pace, budget
        self._chains: list[_Chain] = []

    def start(self, names: Iterable[str]) -> None:
        """Start a process for each subject, all at once, and wait until they are ready."""
        self._chains = [_Chain(Worker(name), self._sizes[0]) for name in names]
        for chain in self._chains:
            chain.worker.memory()

    def grow(self, name: str) -> None:
        """Grow the chains of a subject, each from nothing, taking turns as they do."""
        (first,) = (chain for chain in self._chains if chain.worker.name == name)
        first.grow_to(min(_PROBE, first.size))
        each = first.seconds / first.worker.transactions
        is_limited = name != self._chains[0].worker.name
        chains = [first]
        for size in self._sizes[1:]:
            if is_limited and each * size > self._budget:
                break
            chains.append(_Chain(Worker(name), size))
            self._chains.append(chains[-1])
        before = [chain.worker.memory() for chain in chains]
        for turn in range(1, _TURNS + 1):
            for chain in chains:
                chain.grow_to(chain.size * turn // _TURNS)
        for chain, memory in zip(chains, before, strict=True):
            after = chain.worker.memory()
            if memory is not None and after is not None and chain.size >= _ENOUGH:
                chain.bytes_each = (after - memory) / chain.size

    def take_turns(self) -> dict[str, list[Grown]]:
        """Measure what one more transaction costs on each of the chains."""
        for _ in range(2 * self._pace.rounds):  # a short chain's batches are short: more of them
            for chain in self._chains:
                count = int(self._pace.seconds * chain.size / chain.seconds)
                count = max(1, min(count, chain.size // 5))
                chain.rounds.append(chain.worker.grow(count) / count)
        grown: dict[str, list[Grown]] = {}
        for chain in self._chains:
            each = median(chain.rounds)
            figure = Grown(chain.size, chain.seconds, each, chain.bytes_each)
            grown.setdefault(chain.worker.name, []).append(figure)
        return grown

    def close(self) -> None:
        while self._chains:
            self._chains.pop().worker.close()


def resident_memory() -> int | None:
    """Bytes of memory this process has; on a Mac the most it has had."""
    gc.collect()
    statistics = Path("/proc/self/statm")
    if statistics.exists():
        return int(statistics.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        return None
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _serve(name: str) -> None:
    from pydemo.bench.subjects import ChainSubject, open_subject

    subject = open_subject(name)
    assert isinstance(subject, ChainSubject)
    receipts: list[Any] = []
    try:
        operation = subject.sender(receipts.append)
        operation(_WARM_UP)()
        for line in sys.stdin:
            answer: float | None
            if line.strip() == "memory":
                answer = None if name == "anvil" else resident_memory()
            else:
                answer = sum(clock(operation(count)) for count in _portions(int(line)))
            print(json.dumps(answer), flush=True)
    finally:
        subject.close()


def _portions(count: int) -> Iterator[int]:
    while count > 0:
        yield min(count, _AT_ONCE)
        count -= _AT_ONCE


def _leave(*_: object) -> NoReturn:
    sys.exit()


def _as_a_process(serve: Callable[[str], None]) -> None:
    """Who started this one ends it, also when Ctrl-C goes to both."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    serve(sys.argv[1])


if __name__ == "__main__":
    _as_a_process(_serve)
