"""The precompiled contracts: functions that live at low addresses.

Each takes (input, gas) and returns (gas left, output), raising `Halt` for input or gas that will
not do. The mathematics is libraries': coincurve or eth-keys, hashlib, and what py-evm uses itself.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from functools import cache
from typing import Any

from pydemo.evm.blake2 import compress
from pydemo.evm.deadline import check
from pydemo.evm.errors import OutOfGas, PrecompileFailed
from pydemo.evm.forks import Fork
from pydemo.evm.secp256k1 import recover

Precompile = Callable[[bytes, int], tuple[int, bytes]]

_BLS_ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001


def spend(gas: int, cost: int) -> int:
    if cost > gas:
        raise OutOfGas
    return gas - cost


def words(data: bytes) -> int:
    return (len(data) + 31) // 32


def ecrecover(data: bytes, gas: int) -> tuple[int, bytes]:
    """The address that signed a hash; nothing for a signature that is none."""
    left = spend(gas, 3000)
    data = data[:128].ljust(128, b"\0")
    v, r, s = (int.from_bytes(data[start : start + 32]) for start in (32, 64, 96))
    signer = recover(data[:32], v - 27, r, s)
    return left, b"" if signer is None else bytes(12) + signer


def sha256(data: bytes, gas: int) -> tuple[int, bytes]:
    return spend(gas, 60 + 12 * words(data)), hashlib.sha256(data).digest()


def ripemd160(data: bytes, gas: int) -> tuple[int, bytes]:
    left = spend(gas, 600 + 120 * words(data))
    from Crypto.Hash import RIPEMD160  # OpenSSL 3 has it no more

    return left, bytes(12) + RIPEMD160.new(data).digest()


def identity(data: bytes, gas: int) -> tuple[int, bytes]:
    return spend(gas, 15 + 3 * words(data)), data


def modexp(fork: Fork) -> Precompile:
    """EIP-198 with the gas of EIP-2565, from Osaka on EIP-7823 and EIP-7883."""

    def run(data: bytes, gas: int) -> tuple[int, bytes]:
        sizes = [int.from_bytes(data[start : start + 32].ljust(32, b"\0")) for start in (0, 32, 64)]
        base_size, exponent_size, modulus_size = sizes
        if fork >= Fork.OSAKA and max(sizes) > 1024:
            raise PrecompileFailed
        exponent_start = 96 + base_size
        head_size = min(exponent_size, 32)
        head = int.from_bytes(
            data[exponent_start : exponent_start + head_size].ljust(head_size, b"\0")
        )
        left = spend(gas, _modexp_gas(fork, base_size, exponent_size, modulus_size, head))
        if not base_size and not modulus_size:
            return left, b""

        def operand(start: int, size: int) -> int:
            return int.from_bytes(data[start : start + size].ljust(size, b"\0"))

        modulus = operand(exponent_start + exponent_size, modulus_size)
        if not modulus:
            return left, bytes(modulus_size)
        base, exponent = operand(96, base_size), operand(exponent_start, exponent_size)
        return left, pow(base, exponent, modulus).to_bytes(modulus_size)

    return run


def _modexp_gas(fork: Fork, base: int, exponent: int, modulus: int, head: int) -> int:
    longest = max(base, modulus)
    complexity = ((longest + 7) // 8) ** 2
    per_byte, divisor, least = 8, 3, 200
    if fork >= Fork.OSAKA:
        per_byte, divisor, least = 16, 1, 500
        complexity = 16 if longest <= 32 else 2 * complexity
    iterations = max(head.bit_length() - 1, 0)
    if exponent > 32:
        iterations += per_byte * (exponent - 32)
    return max(least, complexity * max(iterations, 1) // divisor)


def p256_verify(data: bytes, gas: int) -> tuple[int, bytes]:
    """EIP-7951: a signature on the curve that phones and passkeys use."""
    left = spend(gas, 6900)
    if len(data) != 160:
        return left, b""
    h, r, s, x, y = (int.from_bytes(data[start : start + 32]) for start in range(0, 160, 32))
    from Crypto.PublicKey.ECC import EccPoint

    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    if not (0 < r < order and 0 < s < order):
        return left, b""
    try:
        key = EccPoint(x, y, curve="p256")
    except ValueError:  # not on the curve
        return left, b""
    if key.is_point_at_infinity():
        return left, b""
    generator = EccPoint(
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
        curve="p256",
    )
    inverse = pow(s, -1, order)
    point = generator * (h * inverse % order) + key * (r * inverse % order)
    if point.is_point_at_infinity() or int(point.x) % order != r:
        return left, b""
    return left, (1).to_bytes(32)


def blake2f(data: bytes, gas: int) -> tuple[int, bytes]:
    """EIP-152: BLAKE2b's compression function, a gas a round."""
    if len(data) != 213 or data[212] > 1:
        raise PrecompileFailed
    rounds = int.from_bytes(data[:4])
    left = spend(gas, rounds)
    words = struct.unpack("<26Q", data[4:212])
    hashed = compress(rounds, words[:8], words[8:24], words[24:], last=bool(data[212]))
    return left, struct.pack("<8Q", *hashed)


@cache
def _trusted_setup() -> Any:
    """The points from the ceremony for EIP-4844. Reading them takes seconds."""
    from ckzg import load_trusted_setup  # type: ignore[import-not-found]
    from eth.precompiles.point_evaluation import TRUSTED_SETUP_PATH

    return load_trusted_setup(TRUSTED_SETUP_PATH, 0)


def point_evaluation(data: bytes, gas: int) -> tuple[int, bytes]:
    """EIP-4844: that the polynomial of a blob has a value at a point."""
    left = spend(gas, 50_000)
    if len(data) != 192:
        raise PrecompileFailed
    blob_hash, point, value = data[:32], data[32:64], data[64:96]
    commitment, proof = data[96:144], data[144:]
    if blob_hash != b"\x01" + hashlib.sha256(commitment).digest()[1:]:
        raise PrecompileFailed
    from ckzg import verify_kzg_proof  # carries no types either

    try:
        is_right = verify_kzg_proof(commitment, point, value, proof, _trusted_setup())
    except RuntimeError:  # something is no point, or no number of the field
        is_right = False
    if not is_right:
        raise PrecompileFailed
    return left, (4096).to_bytes(32) + _BLS_ORDER.to_bytes(32)


class Watched(bytes):
    """Input that looks at the clock when a part of it is read: a pair of points takes a second."""

    def __getitem__(self, part: Any) -> Any:
        check()
        found = super().__getitem__(part)
        return Watched(found) if isinstance(found, bytes) else found


class _Computation:
    """Just enough of py-evm's computation to run its precompiles on."""

    def __init__(self, data: bytes, gas: int) -> None:
        self.msg, self.output, self.left = self, b"", gas
        self.data = self.data_as_bytes = Watched(data)

    def consume_gas(self, cost: int, reason: str) -> None:
        self.left = spend(self.left, cost)


def by_pyevm(name: str, **costs: int) -> Precompile:
    """A precompile of py-evm's: curves and pairings."""

    def run(data: bytes, gas: int) -> tuple[int, bytes]:
        from eth import precompiles
        from eth.exceptions import VMError

        function = getattr(precompiles, name)
        computation: Any = _Computation(data, gas)
        try:
            function(computation, **costs)
        except VMError:
            raise PrecompileFailed from None
        return computation.left, bytes(computation.output)

    return run


@cache
def precompiles_of(fork: Fork) -> dict[int, Precompile]:
    """All precompiles of a fork, by address."""
    found: dict[int, Precompile] = {
        1: ecrecover,
        2: sha256,
        3: ripemd160,
        4: identity,
        5: modexp(fork),
        6: by_pyevm("ecadd", gas_cost=150),
        7: by_pyevm("ecmul", gas_cost=6000),
        8: by_pyevm("ecpairing", gas_cost_base=45_000, gas_cost_per_point=34_000),
        9: blake2f,
        10: point_evaluation,
    }
    if fork >= Fork.PRAGUE:
        names = ("g1_add", "g1_msm", "g2_add", "g2_msm", "pairing_check", "map_fp_to_g1")
        for address, name in enumerate((*names, "map_fp2_to_g2"), start=11):
            found[address] = by_pyevm(f"bls12_{name}")
    if fork >= Fork.OSAKA:
        found[256] = p256_verify
    return found


@cache
def warm_precompiles_of(fork: Fork) -> dict[int, bool]:
    """Their addresses, as what a transaction has warm from its beginning (EIP-2929)."""
    return dict.fromkeys(precompiles_of(fork), True)
