"""Which logs somebody wants: addresses, topics, blocks; and those among the chain's that fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydemo.chain.frames import Log
from pydemo.evm.deadline import check
from pydemo.node.failure import LIMIT_EXCEEDED, REFUSED, RpcError, invalid
from pydemo.node.quantities import read_address, read_block, read_hash
from pydemo.node.wire import log_fields

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

MOST_LOGS = 100_000
"""In one answer."""
_MOST_TOPICS, _MOST_CHOICES = 4, 1_000


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What `eth_getLogs`, filters and subscriptions are given, read."""

    addresses: frozenset[bytes] | None
    """None for any."""
    topics: tuple[frozenset[bytes] | None, ...]
    """By position: one of these, or None for any."""
    first: int | str = "latest"
    last: int | str = "latest"
    block_hash: bytes | None = None

    def fits(self, log: Log) -> bool:
        if self.addresses is not None and log.address not in self.addresses:
            return False
        if len(log.topics) < len(self.topics):
            return False
        wanted = zip(self.topics, log.topics, strict=False)
        return all(choice is None or topic in choice for choice, topic in wanted)


def read_log_filter(fields: Any) -> LogFilter:
    """Raises RpcError if it cannot be read."""
    if not isinstance(fields, dict):
        raise invalid('a filter object is expected, such as {"address": ..., "topics": [...]}')
    addresses = fields.get("address")
    if addresses is not None:
        addresses = frozenset(map(read_address, _choices(addresses, "address")))
    topics = fields.get("topics") or []
    if not isinstance(topics, list) or len(topics) > _MOST_TOPICS:
        raise invalid(f"topics: a list of {_MOST_TOPICS} at most is expected")
    block_hash = fields.get("blockHash")
    has_span = any(fields.get(name) is not None for name in ("fromBlock", "toBlock"))
    if block_hash is not None and has_span:  # null is as good as absent
        raise invalid(
            "cannot specify both blockHash and fromBlock/toBlock, choose one or the other"
        )
    first, last = (read_block(fields.get(name)) for name in ("fromBlock", "toBlock"))
    if isinstance(first, bytes) or isinstance(last, bytes):
        raise invalid("fromBlock and toBlock are numbers or names of blocks")
    return LogFilter(
        addresses or None,
        tuple(None if topic is None else _topics(topic) for topic in topics),
        first,
        last,
        None if block_hash is None else read_hash(block_hash, "blockHash"),
    )


def _topics(topic: Any) -> frozenset[bytes] | None:
    choices = _choices(topic, "topics")
    if not choices or None in choices:  # nothing to choose from, or anything
        return None
    return frozenset(read_hash(choice, "topic") for choice in choices)


def _choices(value: Any, what: str) -> list[Any]:
    choices = value if isinstance(value, list) else [value]
    if len(choices) > _MOST_CHOICES:
        raise invalid(f"{what}: {len(choices)} are too many, {_MOST_CHOICES} are the most")
    return choices


def blocks_of(served: ServedChain, wanted: LogFilter) -> range:
    """The numbers of the blocks a filter is about.

    Raises:
        RpcError: it begins past its end, or names a block that is not there.
    """
    if wanted.block_hash is not None:
        number = served.number_of(wanted.block_hash)
        if number is None:
            raise RpcError(REFUSED, "unknown block: there is none with this hash")
        return range(number, number + 1)
    height = served.height

    def place(name: int | str) -> int:
        if isinstance(name, int):
            return name
        return 0 if name == "earliest" else height

    first, last = place(wanted.first), place(wanted.last)
    if first > last:
        raise invalid(f"invalid block range: it begins with {first} and ends with {last}")
    return range(first, min(last, height) + 1)


def find_logs(served: ServedChain, wanted: LogFilter, numbers: range) -> list[dict[str, Any]]:
    """The logs in some blocks that fit.

    Raises:
        RpcError: there are too many for one answer.
        deadline.Stopped: it takes too long to look through the blocks.
    """
    found: list[dict[str, Any]] = []
    for block in served.engine.blocks[numbers.start : numbers.stop]:
        check()
        found += islice(matching_logs(wanted, (block,)), MOST_LOGS + 1 - len(found))
        if len(found) > MOST_LOGS:
            raise RpcError(
                LIMIT_EXCEEDED, f"more than {MOST_LOGS} logs: ask for fewer blocks at once"
            )
    return found


def removed_logs(wanted: LogFilter, gone: Sequence[Any]) -> list[dict[str, Any]]:
    """The logs that fit in blocks which are no more: as geth tells them after a reorganisation."""
    found = islice(matching_logs(wanted, gone), MOST_LOGS)
    return [{**log, "removed": True} for log in found]


def matching_logs(wanted: LogFilter, blocks: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """The logs in some blocks that fit, as they are asked for."""
    for block in blocks:
        number = 0
        for mined in block.transactions:
            for log in mined.logs:
                if wanted.fits(log):
                    yield log_fields(mined, log, number, block.timestamp)
                number += 1
