"""Killing a node under load, again and again: does it lose what it has acknowledged?

    python -m node.kills [--kills 50] [--seconds 1]     (in tests/)

Several clients send as fast as they can, each from a persona of its own; each hash that is answered
goes into a list. Then SIGKILL, a new start from the file, and every transaction of the list must be
there with its receipt, or wait where blocks are made by the clock.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import requests

from node.client import Rpc
from node.people import BOB, signed
from node.process import RunningNode
from pydemo.chain.accounts import Accounts

_CLIENTS = 4


@dataclass
class Report:
    """What a series of kills has shown."""

    kills: int = 0
    acknowledged: int = 0
    missing: list[str] = field(default_factory=list)
    slowest_start: float = 0
    """Seconds from the command to the first answer."""


def run(path: Path, *, kills: int, seconds: float, block_time: float | None = None) -> Report:
    """Start a node on a file, load it, kill it; so many times."""
    report = Report()
    acknowledged: list[str] = []
    arguments = ["--state", str(path)]
    if block_time is not None:
        arguments += ["--block-time", str(block_time)]
    for _ in range(kills):
        node = _start(arguments, report)
        try:
            _look_for(acknowledged, node, report, is_waiting_well=block_time is not None)
            acknowledged += _load(node, seconds)
        finally:
            node.kill()
        report.kills += 1
    node = _start(arguments, report)
    try:
        _look_for(acknowledged, node, report, is_waiting_well=block_time is not None)
    finally:
        node.close()
    report.acknowledged = len(acknowledged)
    return report


def _start(arguments: list[str], report: Report) -> RunningNode:
    started = time.perf_counter()
    node = RunningNode(*arguments)
    Rpc(node.url)("eth_chainId")
    report.slowest_start = max(report.slowest_start, time.perf_counter() - started)
    return node


def _load(node: RunningNode, seconds: float) -> list[str]:
    """Send for some time, kill in the middle of it. Returns the hashes that were answered."""
    answered: list[str] = []
    personas = list(Accounts.personas())[:_CLIENTS]
    threads = [
        threading.Thread(target=_send, args=(node.url, persona.key, persona.address, answered))
        for persona in personas
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    node.kill()
    for thread in threads:
        thread.join()
    return answered


def _send(url: str, key: bytes, address: str, answered: list[str]) -> None:
    """Until nobody answers any more."""
    session = requests.Session()

    def ask(method: str, *params: object) -> str:
        request: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return str(session.post(url, json=request, timeout=10).json()["result"])

    try:
        first = int(ask("eth_getTransactionCount", address, "pending"), 16)
        for nonce in count(first):
            answered.append(ask("eth_sendRawTransaction", signed(nonce, key=key, to=BOB)))
    except requests.RequestException:
        return


def _look_for(
    acknowledged: list[str], node: RunningNode, report: Report, *, is_waiting_well: bool
) -> None:
    session = requests.Session()
    for start in range(0, len(acknowledged), 500):
        hashes = acknowledged[start : start + 500]
        method = "eth_getTransactionByHash" if is_waiting_well else "eth_getTransactionReceipt"
        batch: Any = [
            {"jsonrpc": "2.0", "id": place, "method": method, "params": [tx_hash]}
            for place, tx_hash in enumerate(hashes)
        ]
        told = session.post(node.url, json=batch, timeout=60).json()
        report.missing += [
            tx_hash for tx_hash, entry in zip(hashes, told, strict=True) if entry["result"] is None
        ]


def main() -> int:
    """Exit status 1 if anything is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=1.0, help="of load before each kill")
    parser.add_argument("--block-time", type=float, help="blocks by the clock, with what waits")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run(
            Path(folder) / "chain.db",
            kills=chosen.kills,
            seconds=chosen.seconds,
            block_time=chosen.block_time,
        )
    print(
        f"{report.kills} kills, {report.acknowledged} acknowledged transactions, "
        f"{len(report.missing)} missing; slowest start {report.slowest_start:.1f} s"
    )
    return 1 if report.missing or not report.acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())
