"""Room for calls that nest 1,024 deep: the one place that moves Python's recursion limit.

A call of the EVM is four of Python's (translated code, `call`, `execute`, `run`), and the limit is
1,000 by default. It is raised where calls are nested `DEEP`, as real contracts hardly ever are, and
put back when they have come up again; so an ordinary transaction pays nothing for it. All four are
plain Python functions that call one another, which since Python 3.11 takes no room on the C stack:
the limit may be raised in any thread, however small its stack.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

from pydemo.evm.forks import MAX_DEPTH

if TYPE_CHECKING:
    from pydemo.evm.frame import Frame

DEEP = 16
"""The depth of call from which on there is more room."""
_ROOM = 5 * MAX_DEPTH + 1000
"""Python calls: one more than the four for what they call in turn, and some for a precompile."""

_lock = threading.Lock()
_deep_calls: list[int] = []
"""The limit that each has found, of all threads: the limit is the process's."""


def run_deeper(frame: Frame) -> bool:
    """Run a frame with more room for recursion."""
    with _lock:
        _deep_calls.append(sys.getrecursionlimit() if not _deep_calls else _deep_calls[0])
        sys.setrecursionlimit(_deep_calls[0] + _ROOM)
    try:
        return frame.run()
    finally:
        with _lock:
            before = _deep_calls.pop()
            if not _deep_calls:
                sys.setrecursionlimit(before)
