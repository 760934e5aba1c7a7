"""Running one official case, and comparing what came of it."""

from __future__ import annotations

from collections.abc import Iterable

import rlp

from evm.state_case import StateCase
from pydemo.evm.errors import InvalidTransaction
from pydemo.evm.hashing import keccak
from pydemo.evm.root import StateTrie, everything
from pydemo.evm.state import LogEntry
from pydemo.evm.transaction import apply


def complaint(case: StateCase) -> str | None:
    """What is wrong with the outcome of a case; None where all is right."""
    state = case.state()
    logs: tuple[LogEntry, ...] = ()
    refused = None
    try:
        logs = apply(state, case.environment(), case.message()).logs
    except InvalidTransaction as invalid:
        refused = str(invalid)
    if refused is None and case.exception is not None:
        return f"ran, though it should be refused: {case.exception}"
    if refused is not None and case.exception is None:
        return f"refused: {refused}"
    if hash_of_logs(logs) != case.logs_hash:
        return f"wrong logs ({len(logs)} of them)"
    root = StateTrie().update(state, set(everything(state)))
    return None if root == case.root else f"wrong state root {root.hex()}"


def hash_of_logs(logs: Iterable[LogEntry]) -> bytes:
    return keccak(
        rlp.encode(
            [
                [log.address.to_bytes(20), [topic.to_bytes(32) for topic in log.topics], log.data]
                for log in logs
            ]
        )
    )
