"""The forks this EVM knows, and the figures in which they differ."""

from __future__ import annotations

from enum import IntEnum


class Fork(IntEnum):
    """A set of rules, named for the upgrade that brought it. Later forks compare greater."""

    CANCUN = 1
    PRAGUE = 2
    OSAKA = 3


MAX_CODE_SIZE = 24_576
"""Bytes of a contract's code (EIP-170)."""
MAX_INITCODE_SIZE = 2 * MAX_CODE_SIZE
"""Bytes of creation code (EIP-3860)."""
MAX_DEPTH = 1024
"""How deep calls may nest."""
MAX_STACK = 1024
MAX_TRANSACTION_GAS = 2**24
"""From Osaka on (EIP-7825)."""
