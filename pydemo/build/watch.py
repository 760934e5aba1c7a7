"""Notices edited sources, for ``pydemo compile --watch``.

It looks at the files' times every now and then: for some hundred files that costs about a
millisecond, works on network drives and in containers, and needs no library.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from pydemo.build.sources import contract_files

Snapshot = dict[Path, tuple[int, int]]

INTERVAL = 0.4  # seconds


def snapshot(root: Path) -> Snapshot:
    """Time of change (ns) and size of every source in the project."""
    seen = {}
    for path in contract_files(root):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue  # an editor that saves by renaming was just at it
        seen[path] = (status.st_mtime_ns, status.st_size)
    return seen


def changes(root: Path, interval: float = INTERVAL) -> Iterator[list[str]]:
    """The names of the sources that have changed, each time some have; never ends.

    What changes while the caller works on one answer is in the next.
    """
    before = snapshot(root)
    while True:
        time.sleep(interval)
        now = snapshot(root)
        if now == before:
            continue
        # A formatter or a git checkout touches many files: wait until it is quiet.
        while (later := _after(interval, root)) != now:
            now = later
        changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
        before = now
        if changed:
            yield sorted(path.relative_to(root).as_posix() for path in changed)


def _after(interval: float, root: Path) -> Snapshot:
    time.sleep(interval / 4)
    return snapshot(root)
