"""What translated code calls: memory growth, hashing, signed arithmetic, copying, storage, logs.

Each function that can cost gas takes what is left and returns what is left then. ``m`` is a frame's
memory, a bytearray whose length is a multiple of 32; ``f`` is the frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydemo.evm.errors import OutOfGas, ReturnDataOutOfBounds, WriteProtection
from pydemo.evm.hashing import keccak
from pydemo.evm.state import LogEntry

if TYPE_CHECKING:
    from pydemo.evm.frame import Frame

M = 2**256 - 1
SIGN = 2**255
_CACHED_HASHES = 2**16
"""Some 15 MB."""

COLD_SLOAD, WARM_READ, COLD_ACCOUNT = 2100, 100, 2600
SSTORE_SENTRY = 2300
SSTORE_SET, SSTORE_RESET, SSTORE_CLEARS_REFUND = 20_000, 2900, 4800
"""EIP-2200, EIP-2929, EIP-3529; the reset is 5,000 less the cold load."""


# --- memory ---------------------------------------------------------------------------------------


def grow(m: bytearray, end: int, gas: int) -> int:
    """Extend memory to an end and charge for it: 3 a word, and a square that makes it scarce."""
    have, words = len(m) >> 5, (end + 31) >> 5
    gas -= 3 * (words - have) + (words * words >> 9) - (have * have >> 9)
    if gas < 0:
        raise OutOfGas
    m.extend(bytes((words - have) << 5))
    return gas


def reach(m: bytearray, start: int, size: int, gas: int) -> int:
    """Extend memory to hold a range; an empty range touches nothing, wherever it is."""
    if size and start + size > len(m):
        return grow(m, start + size, gas)
    return gas


def copy(m: bytearray, to: int, source: bytes, start: int, size: int, gas: int) -> int:
    """Copy a range of bytes to memory, as if followed by zeros without end."""
    gas -= 3 * ((size + 31) >> 5)
    if gas < 0:
        raise OutOfGas
    if size:
        gas = reach(m, to, size, gas)
        m[to : to + size] = source[start : start + size].ljust(size, b"\0")
    return gas


def copy_memory(m: bytearray, to: int, start: int, size: int, gas: int) -> int:
    """MCOPY (EIP-5656): the ranges may overlap."""
    gas -= 3 * ((size + 31) >> 5)
    if gas < 0:
        raise OutOfGas
    if size:
        gas = reach(m, max(to, start), size, gas)
        m[to : to + size] = m[start : start + size]
    return gas


def copy_return_data(f: Frame, m: bytearray, to: int, start: int, size: int, gas: int) -> int:
    if start + size > len(f.return_data):
        raise ReturnDataOutOfBounds
    return copy(m, to, f.return_data, start, size, gas)


# --- hashing --------------------------------------------------------------------------------------

_hashes: dict[bytes, int] = {}


def hash_of(data: bytes) -> int:
    """keccak-256 as a number. Inputs repeat (mapping slots), and hashing is slow: remember them."""
    found = _hashes.get(data)
    if found is None:
        if len(_hashes) >= _CACHED_HASHES:
            _hashes.clear()
        found = int.from_bytes(keccak(data))
        if len(data) <= 64:
            _hashes[data] = found
    return found


# --- arithmetic -----------------------------------------------------------------------------------


def signed(x: int) -> int:
    return x - 2**256 if x >= SIGN else x


def sdiv(x: int, y: int) -> int:
    if not y:
        return 0
    x, y = signed(x), signed(y)
    quotient = abs(x) // abs(y)
    return (quotient if (x < 0) == (y < 0) else -quotient) & M


def smod(x: int, y: int) -> int:
    if not y:
        return 0
    x, y = signed(x), signed(y)
    rest = abs(x) % abs(y)
    return (-rest if x < 0 else rest) & M


def sign_extend(size: int, x: int) -> int:
    """Read the lowest size + 1 bytes as a signed number."""
    if size >= 31:
        return +x  # not True
    bit = 8 * size + 7
    low = x & ((2 << bit) - 1)
    return low | (M ^ ((2 << bit) - 1)) if x >> bit & 1 else low


def sar(shift: int, x: int) -> int:
    x = signed(x)
    return (x >> min(shift, 256)) & M


def shl(shift: int, x: int) -> int:
    return (x << shift) & M if shift < 256 else 0


def shr(shift: int, x: int) -> int:
    return x >> shift if shift < 256 else 0


def byte_of(index: int, x: int) -> int:
    return x >> (248 - 8 * index) & 255 if index < 32 else 0


# --- storage --------------------------------------------------------------------------------------


def sload(f: Frame, slot: int, gas: int) -> tuple[int, int]:
    """Return (value, gas left)."""
    warm = f.warm_slots
    if slot in warm:
        gas -= WARM_READ
    else:
        gas -= COLD_SLOAD
        warm[slot] = True
        f.state.journal.append((warm, slot, None))
    return f.slots.get(slot, 0), gas


def sstore(f: Frame, slot: int, value: int, gas: int) -> int:
    """EIP-2200 with the figures of EIP-2929 and EIP-3529."""
    if f.is_static:
        raise WriteProtection
    if gas <= SSTORE_SENTRY:
        raise OutOfGas
    state, slots = f.state, f.slots
    warm = f.warm_slots
    if slot not in warm:
        gas -= COLD_SLOAD
        warm[slot] = True
        state.journal.append((warm, slot, None))
    current = slots.get(slot, 0)
    if value == current:
        return gas - WARM_READ
    original = state.original.setdefault((f.address, slot), current)
    if current == original:
        gas -= SSTORE_RESET if original else SSTORE_SET
        if original and not value:
            state.refund += SSTORE_CLEARS_REFUND
    else:
        gas -= WARM_READ
        state.refund += _refund_of_second_change(original, current, value)
    state.journal.append((slots, slot, current or None))
    if value:
        slots[slot] = value
    else:
        del slots[slot]
    return gas


def _refund_of_second_change(original: int, current: int, value: int) -> int:
    """What a slot that the transaction has written before gives back, or takes back."""
    refund = 0
    if original and not current:
        refund -= SSTORE_CLEARS_REFUND
    elif original and not value:
        refund += SSTORE_CLEARS_REFUND
    if value == original:
        refund += (SSTORE_RESET if original else SSTORE_SET) - WARM_READ
    return refund


def tstore(f: Frame, slot: int, value: int) -> None:
    """EIP-1153."""
    if f.is_static:
        raise WriteProtection
    f.state.put(f.state.transient, (f.address, slot), value)


# --- accounts -------------------------------------------------------------------------------------


def touch(f: Frame, address: int, gas: int) -> int:
    """Charge for looking at an account: 2,600 the first time in a transaction, then 100."""
    state = f.state
    if address in state.warm_accounts:
        return gas - WARM_READ
    state.warm_accounts[address] = True
    state.journal.append((state.warm_accounts, address, None))
    return gas - COLD_ACCOUNT


def code_hash(f: Frame, address: int) -> int:
    """EIP-1052: 0 for an account that is not there."""
    if f.state.is_empty(address):
        return 0
    return hash_of(f.state.code.get(address, b""))


def log(f: Frame, m: bytearray, start: int, size: int, topics: tuple[int, ...], gas: int) -> int:
    if f.is_static:
        raise WriteProtection
    gas -= 8 * size
    if gas < 0:
        raise OutOfGas
    gas = reach(m, start, size, gas)
    f.state.logs.append(LogEntry(f.address, topics, bytes(m[start : start + size])))
    return gas


def power(base: int, exponent: int, gas: int) -> tuple[int, int]:
    """Return (base ** exponent, gas left): 50 for each byte of the exponent."""
    return pow(base, exponent, 2**256), gas - 50 * ((exponent.bit_length() + 7) >> 3)
