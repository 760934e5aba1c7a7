"""Precompiles whose mathematics is our own, against another's; the state tests do the rest."""

from __future__ import annotations

import hashlib
import struct

import eth.precompiles  # noqa: F401 (it raises Python's recursion limit: not in mid-test)
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pydemo.evm.errors import OutOfGas, PrecompileFailed
from pydemo.evm.forks import Fork
from pydemo.evm.precompiles import Precompile, blake2f, by_pyevm, precompiles_of

_PARAMETERS = 0x01010040
"""BLAKE2b's plainest: a digest of 64 bytes, no key, no tree."""
_IV = (
    *(0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1),
    *(0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179),
)


def _blake2b(data: bytes) -> bytes:
    """The hash, made with the precompile: a call a block of 128 bytes."""
    state = struct.pack("<8Q", _IV[0] ^ _PARAMETERS, *_IV[1:])
    blocks = [data[start : start + 128] for start in range(0, len(data), 128)] or [b""]
    done = 0
    for number, block in enumerate(blocks, start=1):
        done += len(block)
        ending = struct.pack("<QQ?", done, 0, number == len(blocks))
        left, state = blake2f((12).to_bytes(4) + state + block.ljust(128, b"\0") + ending, 12)
        assert left == 0
    return state


@settings(deadline=None)
@given(st.binary(max_size=1000))
def test_twelve_rounds_a_block_make_blake2b(data: bytes) -> None:
    assert _blake2b(data) == hashlib.blake2b(data).digest()


def _outcome(precompile: Precompile, data: bytes, gas: int) -> object:
    try:
        return precompile(data, gas)
    except (OutOfGas, PrecompileFailed) as failure:
        return type(failure)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 40), st.binary(min_size=209, max_size=209), st.integers(0, 60))
def test_any_number_of_rounds_is_what_py_evm_makes_of_it(
    rounds: int, rest: bytes, gas: int
) -> None:
    data = rounds.to_bytes(4) + rest[:-1] + bytes([rest[-1] % 3])
    theirs = by_pyevm("blake2b_fcompress")
    ours = _outcome(blake2f, data, gas)
    assert ours == _outcome(theirs, data, gas) or data[-1] > 1
    assert data[-1] <= 1 or ours is PrecompileFailed


@pytest.mark.parametrize("size", [0, 212, 214])
def test_blake2f_takes_213_bytes_only(size: int) -> None:
    with pytest.raises(PrecompileFailed):
        blake2f(bytes(size), 100)


def test_four_billion_rounds_are_refused_before_they_begin() -> None:
    with pytest.raises(OutOfGas):
        blake2f(b"\xff\xff\xff\xff" + bytes(209), 2**32 - 2)


@pytest.mark.parametrize("fork", Fork)
def test_no_precompile_fails_but_by_a_halt(fork: Fork) -> None:
    """Nonsense of any length is refused, or answered, but never breaks the machine."""
    for address, precompile in precompiles_of(fork).items():
        for data in (b"", b"\0", b"\xff" * 64, b"\xff" * 213, bytes(384), b"\x01" * 1000):
            outcome = _outcome(precompile, data, 200_000)
            assert isinstance(outcome, tuple | type), address
            assert _outcome(precompile, data, 0) in (OutOfGas, PrecompileFailed) or address == 9


def test_modexp_with_huge_sizes_asks_for_gas_before_memory() -> None:
    for sizes in ((2**255, 0, 1), (0, 2**255, 1), (1, 1, 2**255), (2**256 - 1,) * 3):
        data = b"".join(size.to_bytes(32) for size in sizes)
        for fork in Fork:
            outcome = _outcome(precompiles_of(fork)[5], data, 30_000_000)
            assert outcome in (OutOfGas, PrecompileFailed)
