"""A contract's logs from a node, in as many requests as the node's limits take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydemo.chain.address import checksum
from pydemo.chain.frames import DatedLog, Log
from pydemo.errors import NotConnected, NotSupported

if TYPE_CHECKING:
    from web3 import Web3

WIDEST = 10_000
"""Blocks asked for at once. Many public nodes allow no more, and some fewer."""


def read_logs(w3: Web3, name: str, address: bytes, first_block: int | None) -> Iterator[DatedLog]:
    """What a contract has emitted, in order, up to the newest block.

    The blocks are asked for in ranges, which shrink where the node finds them too wide.

    Args:
        name: of the node, for what is said when it refuses.
        first_block: by default the one in which the contract was deployed, or 0 where the node does
            not remember that.

    Raises:
        errors.NotSupported: the node gives no logs, not even of a single block.
        errors.NotConnected: it does not answer any more.
    """
    try:
        yield from _read_logs(w3, name, checksum(address), first_block)
    except OSError as problem:  # that of `requests` is of this kind too
        raise NotConnected(f"{name} does not answer any more: {_line(problem)}") from None


def _read_logs(w3: Any, name: str, address: str, first_block: int | None) -> Iterator[DatedLog]:
    from web3.exceptions import Web3Exception

    last = w3.eth.block_number
    start = _deployed_in(w3, address, last) if first_block is None else first_block
    width, clock = WIDEST, _Clock(w3)
    while start <= last:
        end = min(start + width - 1, last)
        try:
            logs = w3.eth.get_logs({"address": address, "fromBlock": start, "toBlock": end})
        except Web3Exception as refusal:  # nodes have no common word for "too many"
            if start == end:
                raise NotSupported(
                    f"{name} gives no logs of block {start}: {_line(refusal)}"
                ) from None
            width = (end - start + 1) // 2
            continue
        for log in sorted(logs, key=lambda log: (log["blockNumber"], log["logIndex"])):
            yield DatedLog(_plain(log), log["blockNumber"], clock.time_of(log))
        start, width = end + 1, min(width * 2, WIDEST)


def _plain(log: Any) -> Log:
    topics = tuple(bytes(topic) for topic in log["topics"])
    return Log(bytes.fromhex(log["address"][2:]), topics, bytes(log["data"]))


class _Clock:
    """When blocks were made. Most nodes say so with each log; others are asked, once a block."""

    def __init__(self, w3: Any) -> None:
        self._w3, self._block, self._time = w3, -1, 0

    def time_of(self, log: Any) -> int:
        told = log.get("blockTimestamp")
        if told is not None:
            return int(told, 16) if isinstance(told, str) else int(told)
        if log["blockNumber"] != self._block:
            self._block = log["blockNumber"]
            self._time = self._w3.eth.get_block(self._block)["timestamp"]
        return self._time


def _deployed_in(w3: Any, address: str, last: int) -> int:
    """The first block after which there is code, by bisection; 0 if the node has no past states."""
    from web3.exceptions import Web3Exception

    low, high = 0, last
    try:
        while low < high:
            middle = (low + high) // 2
            if w3.eth.get_code(address, middle):
                high = middle
            else:
                low = middle + 1
    except Web3Exception:
        return 0
    return low


def _line(problem: Exception) -> str:
    """What a node or a library says, on one line that has an end."""
    words = " ".join(str(problem).split())
    return words if len(words) <= 200 else f"{words[:200]}..."
