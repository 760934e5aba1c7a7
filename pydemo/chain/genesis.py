"""What every embedded chain starts from, and what its randomness comes from.

The accounts are those of the mnemonic that anvil and Hardhat use, so that an address seen here is
the one seen there. Time and randomness are fixed, so that a demo prints the same thing every time.
"""

from __future__ import annotations

import hashlib

ENGINES = ("fast", "py-evm")
"""The engines there are, best first; ``auto`` is the first of them."""
CHAIN_ID = 31337
MNEMONIC = "test test test test test test test test test test test junk"
PERSONAS = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy")
INITIAL_BALANCE = 10_000 * 10**18
"""Wei each persona starts with."""
GENESIS_TIME = 1_767_225_600
"""Timestamp of block 0: 1 January 2026, 00:00 UTC, where nobody asks for another. Fixed, so that
runs can be compared."""
MAX_GENESIS_TIME = 2**40 - 1
"""So that contracts which count in 40 bits or more have room for many years to come."""
BLOCK_GAS_LIMIT = 30_000_000
PRIORITY_FEE = 10**9
"""Wei a gas paid to the block's producer where a sender names no fee: 1 gwei, as wallets do."""
DEFAULT_SEED = 0
MAX_SEED = 2**256 - 1


def prevrandao(seed: int, block_number: int) -> bytes:
    """The 32 bytes that ``block.prevrandao`` reads in a block of a chain with this seed."""
    return hashlib.sha256(b"pydemo.prevrandao %d %d" % (seed, block_number)).digest()
