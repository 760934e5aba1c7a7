"""keccak-256, by the fastest library there is: safe-pysha3 where it has wheels, else eth-hash's."""

from __future__ import annotations

from collections.abc import Callable

keccak: Callable[[bytes], bytes]

try:
    from sha3 import keccak_256
except ImportError:
    from eth_hash.auto import keccak  # pycryptodome: eight times slower, everywhere
else:

    def keccak(data: bytes) -> bytes:
        """The 32 bytes of a hash."""
        digest: bytes = keccak_256(data).digest()
        return digest
