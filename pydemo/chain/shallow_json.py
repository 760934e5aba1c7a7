"""JSON from elsewhere: a node's answer, or a file that somebody has edited.

Libraries that we need raise Python's limit of recursion so far that brackets within brackets would
overflow the stack of its decoder, which is in C: that ends the process, and no `except` helps.
"""

from __future__ import annotations

import json
import re
from typing import Any

DEEPEST = 5_000
"""Levels; a call tree has two for each call, and 1,024 calls within each other at most."""
_PARTS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def loads(content: bytes) -> Any:
    """Decode it. Raises ValueError for what is no JSON, or nested too deep."""
    if content.count(b"[") + content.count(b"{") > DEEPEST and _depth(content) > DEEPEST:
        raise ValueError(f"it is nested more than {DEEPEST:,} levels deep")
    return json.loads(content)


def _depth(content: bytes) -> int:
    depth = deepest = 0
    for part in _PARTS.finditer(content):
        if part[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif part[0] in b"]}":
            depth -= 1
    return deepest
