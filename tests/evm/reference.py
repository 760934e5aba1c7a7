"""What arithmetic instructions mean, written straight from the Yellow Paper: an oracle.

Bits are looked at one by one and signs taken apart, rather than as the translator does it.
"""

from __future__ import annotations

from collections.abc import Callable

SIZE = 2**256


def _signed(x: int) -> int:
    return int.from_bytes(x.to_bytes(32), signed=True)


def _word(x: int) -> int:
    return x % SIZE


def _truncated(x: int, y: int) -> int:
    """Division towards zero."""
    quotient = abs(x) // abs(y)
    return quotient if (x >= 0) == (y >= 0) else -quotient


def _sdiv(x: int, y: int) -> int:
    return _word(_truncated(_signed(x), _signed(y))) if y else 0


def _smod(x: int, y: int) -> int:
    if not y:
        return 0
    x, y = _signed(x), _signed(y)
    return _word(x - y * _truncated(x, y))


def _exp(x: int, y: int) -> int:
    result = 1
    for digit in f"{y:b}":
        result = _word(result * result * (x if digit == "1" else 1))
    return result


def _sign_extend(size: int, x: int) -> int:
    if size > 30:
        return x
    return _word(int.from_bytes(x.to_bytes(32)[31 - size :], signed=True))


def _byte(index: int, x: int) -> int:
    return x.to_bytes(32)[index] if index < 32 else 0


def _bits(x: int) -> str:
    return f"{x:0256b}"


def _by_bits(x: int, y: int, rule: Callable[[bool, bool], bool]) -> int:
    pairs = zip(_bits(x), _bits(y), strict=True)
    return int("".join("1" if rule(a == "1", b == "1") else "0" for a, b in pairs), 2)


def _shl(shift: int, x: int) -> int:
    return int((_bits(x) + "0" * min(shift, 256))[-256:], 2)


def _shr(shift: int, x: int) -> int:
    return int(("0" * min(shift, 256) + _bits(x))[:256], 2)


def _sar(shift: int, x: int) -> int:
    return int((_bits(x)[0] * min(shift, 256) + _bits(x))[:256], 2)


MEANING: dict[str, Callable[..., int]] = {
    "ADD": lambda x, y: _word(x + y),
    "MUL": lambda x, y: _word(x * y),
    "SUB": lambda x, y: _word(x - y),
    "DIV": lambda x, y: x // y if y else 0,
    "SDIV": _sdiv,
    "MOD": lambda x, y: x % y if y else 0,
    "SMOD": _smod,
    "ADDMOD": lambda x, y, n: (x + y) % n if n else 0,
    "MULMOD": lambda x, y, n: (x * y) % n if n else 0,
    "EXP": _exp,
    "SIGNEXTEND": _sign_extend,
    "LT": lambda x, y: int(x < y),
    "GT": lambda x, y: int(x > y),
    "SLT": lambda x, y: int(_signed(x) < _signed(y)),
    "SGT": lambda x, y: int(_signed(x) > _signed(y)),
    "EQ": lambda x, y: int(x == y),
    "ISZERO": lambda x: int(x == 0),
    "AND": lambda x, y: _by_bits(x, y, lambda a, b: a and b),
    "OR": lambda x, y: _by_bits(x, y, lambda a, b: a or b),
    "XOR": lambda x, y: _by_bits(x, y, lambda a, b: a != b),
    "NOT": lambda x: _by_bits(x, 0, lambda a, _: not a),
    "BYTE": _byte,
    "SHL": _shl,
    "SHR": _shr,
    "SAR": _sar,
    "CLZ": lambda x: _bits(x).find("1") if x else 256,
}
"""Of operands as they are on the stack, the top first."""
