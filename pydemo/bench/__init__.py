"""How fast it is: the same work on pydemo's engines and on what else there is, side by side.

Machines are shared and noisy, so a figure alone says little. The subjects take turns within each
round, each figure is the median over the rounds, and what counts is the ratio of two of them.
"""

from __future__ import annotations

from pydemo.errors import PydemoError

SUBJECTS = ("fast", "py-evm", "stock", "anvil", "pyrevm")
"""``stock`` is plain web3.py on eth-tester and py-evm, ``anvil`` is web3.py on anvil over IPC."""
WORKLOADS = (
    *("call", "hash", "root", "text"),  # the EVM alone
    *("transfer", "view", "pytest", "cold", "cold-all"),  # a chain
    "growth",
)
SIZES = (100, 1_000, 10_000, 100_000)
"""Transactions on the chains that the growth is measured with."""


class BenchError(PydemoError):
    """The subjects disagree on a result, or one of them failed: there is nothing to compare."""


class MissingSubject(PydemoError):
    """Not installed here. ``how`` is what to do about it."""

    def __init__(self, name: str, how: str) -> None:
        self.name, self.how = name, how
        super().__init__(f"{name} is not installed: {how}")
