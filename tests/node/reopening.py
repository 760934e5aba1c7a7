"""A state file of many transactions: how long it takes to write, to open, and how large it is.

    python -m node.reopening [--transactions 100000]     (in tests/)

Token transfers, one a block, straight through the node's methods: what is measured is the file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from node.client import Direct
from node.common_script import calldata
from node.people import ALICE
from pydemo.build.artifacts import Artifacts
from pydemo.chain.accounts import Accounts
from pydemo.node.serve import Settings, open_chain

MOST_SECONDS = 5.0


@dataclass(frozen=True)
class Reopened:
    """A file that was written and opened again. Times are in seconds."""

    count: int
    written: float
    opened: float
    worked: float
    """Of the processor's time while it was opened."""
    size: float
    """In megabytes."""

    def __str__(self) -> str:
        each = self.written / self.count * 1e6
        return (
            f"{self.count:,} transactions: written in {self.written:.1f} s ({each:.0f} us each), "
            f"{self.size:.0f} MB,\nopened in {self.opened:.1f} s (at most {MOST_SECONDS:.0f} s), "
            f"{self.worked:.1f} s of them at work"
        )


def main() -> int:
    """Exit status 1 if it takes too long to open."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--transactions", type=int, default=100_000)
    measured = reopen(parser.parse_args().transactions)
    print(measured)
    return int(measured.opened > MOST_SECONDS)


def reopen(count: int) -> Reopened:
    """Write a file of so many transactions, and open it. Both have the same newest block."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(state=Path(folder) / "chain.db", has_steps=True)
        written, height, head = write(settings, count)
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 2**20
        begun, worked = time.perf_counter(), time.process_time()
        served, _ = open_chain(settings)
        opened, worked = time.perf_counter() - begun, time.process_time() - worked
        assert (served.height, served.engine.head().hash) == (height, head)
        assert served.store is not None
        served.store.close()
    return Reopened(count, written, opened, worked, size)


def write(settings: Settings, count: int) -> tuple[float, int, bytes]:
    """Returns the seconds it took, and the chain's height and newest hash."""
    served, _ = open_chain(settings)
    rpc = Direct(served)
    arguments = (10**24).to_bytes(32) + bytes(12) + bytes.fromhex(ALICE[2:])
    code = "0x" + (Artifacts.suite()["DemoToken"].bytecode + arguments).hex()
    deployed = rpc("eth_sendTransaction", {"from": ALICE, "data": code})
    token = rpc("eth_getTransactionReceipt", deployed)["contractAddress"]
    mint = calldata("mint(address,uint256)", ALICE, 10**9)
    rpc("eth_sendTransaction", {"from": ALICE, "to": token, "data": mint})
    begun = time.perf_counter()
    for person in islice(cycle(Accounts.personas()), count):
        sent = {"from": ALICE, "to": token, "gas": "0x186a0"}
        data = calldata("transfer(address,uint256)", person.address, 1)
        rpc("eth_sendTransaction", {**sent, "data": data})
    taken = time.perf_counter() - begun
    height, head = served.height, served.engine.head().hash
    assert served.store is not None
    served.store.close()
    return taken, height, head


if __name__ == "__main__":
    sys.exit(main())
