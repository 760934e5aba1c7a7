"""Keys of the test mnemonic: BIP-39's seed, BIP-32's derivation, along BIP-44's path for Ethereum.

Public knowledge, so nothing here needs care; keys that hold money are read by eth-account (see
`deploy.keystores`). It would do here too, but every chain needs ten keys at its start, and
importing eth-account takes longer than starting a node.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import cache

from pydemo.chain.genesis import MNEMONIC
from pydemo.evm.secp256k1 import ORDER, compressed_public_key

_HARDENED = 2**31
_PATH = (44 + _HARDENED, 60 + _HARDENED, _HARDENED, 0)
"""m/44'/60'/0'/0, whose children are the accounts."""


@cache
def derive_key(index: int) -> bytes:
    """The private key at an index of the test mnemonic, m/44'/60'/0'/0/index."""
    key, _ = _child(*_parent(), index)
    return key


@cache
def _parent() -> tuple[bytes, bytes]:
    seed = hashlib.pbkdf2_hmac("sha512", MNEMONIC.encode(), b"mnemonic", 2048)
    key, code = _halves(b"Bitcoin seed", seed)
    for step in _PATH:
        key, code = _child(key, code, step)
    return key, code


def _child(key: bytes, code: bytes, step: int) -> tuple[bytes, bytes]:
    """A key and its chain code, from those of its parent."""
    told = b"\0" + key if step >= _HARDENED else compressed_public_key(key)
    shift, child_code = _halves(code, told + step.to_bytes(4))
    # A sum that is no key is possible, as likely as guessing one; then using it raises.
    return ((int.from_bytes(shift) + int.from_bytes(key)) % ORDER).to_bytes(32), child_code


def _halves(code: bytes, message: bytes) -> tuple[bytes, bytes]:
    digest = hmac.digest(code, message, "sha512")
    return digest[:32], digest[32:]
