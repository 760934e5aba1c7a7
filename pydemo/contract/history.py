"""What a contract has emitted since it was deployed, from the embedded chain or any node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydemo.chain.address import canonical
from pydemo.contract.events import Event
from pydemo.contract.handle import Contract


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event, and when it happened."""

    event: Event
    block: int
    time: int
    """Of its block, in Unix seconds."""


def past_events(contract: Contract, first_block: int | None = None) -> Iterator[PastEvent]:
    """All events of a contract in order, up to the newest block there is.

    Args:
        first_block: where to begin; by default where the contract was deployed.

    Raises:
        errors.NotSupported: the node gives no events.
        errors.NotConnected: it does not answer any more.
    """
    session = contract._session
    for log, block, time in session.node.logs(canonical(contract), first_block):
        yield PastEvent(session.registry.event(log), block, time)
