"""BLAKE2b's compression function with any number of rounds: the precompile of EIP-152.

A round mixes the four columns of a 4 by 4 state, then its four diagonals; the four do not depend
on one another. So a row of four 64-bit words is held in one Python integer, a word to every 128
bits, and one operation does all four: three times as fast as word by word. The free upper half of
each lane takes the carry of an addition and one half of a rotation. Source: RFC 7693, section 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydemo.evm.deadline import check

_LANE = 128
_WORD = 2**64 - 1
_WORDS = sum(_WORD << _LANE * lane for lane in range(4))

_IV = (
    *(0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1),
    *(0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179),
)
_ORDER = (
    "0123456789abcdef",
    "ea489fd61c02b753",
    "b8c052fdae367194",
    "7931dcbe265a40f8",
    "905724afe1bc683d",
    "2c6a0b834d75fe19",
    "c51fed4a0763928b",
    "db7ec13950f4862a",
    "6fe9b308c2d714a5",
    "a2847615fb9e3cd0",
)
"""The message word that each of a round's sixteen additions takes."""


def compress(
    rounds: int, h: Sequence[int], message: Sequence[int], offset: tuple[int, int], *, last: bool
) -> list[int]:
    """The next hash state: eight words from eight, sixteen message words and the byte count."""
    schedule = [_round_words(order, message) for order in _ORDER]
    a, b, c = _row(h[:4]), _row(h[4:]), _row(_IV[:4])
    d = _row((_IV[4] ^ offset[0], _IV[5] ^ offset[1], _IV[6] ^ (_WORD if last else 0), _IV[7]))
    m = _WORDS
    for number in range(rounds):
        if not number & 1023:  # a round costs 1 gas, and longer than any instruction
            check()
        # x and y are what the columns take, z and w what the diagonals take.
        x, y, z, w = schedule[number % 10]
        a = a + b + x & m
        d ^= a
        d = (d | d << 64) >> 32 & m
        c = c + d & m
        b ^= c
        b = (b | b << 64) >> 24 & m
        a = a + b + y & m
        d ^= a
        d = (d | d << 64) >> 16 & m
        c = c + d & m
        b ^= c
        b = (b | b << 64) >> 63 & m
        # Turn the rows, so that a diagonal becomes a column.
        b = (b >> 128 | b << 384) & m
        c = (c >> 256 | c << 256) & m
        d = (d >> 384 | d << 128) & m
        a = a + b + z & m
        d ^= a
        d = (d | d << 64) >> 32 & m
        c = c + d & m
        b ^= c
        b = (b | b << 64) >> 24 & m
        a = a + b + w & m
        d ^= a
        d = (d | d << 64) >> 16 & m
        c = c + d & m
        b ^= c
        b = (b | b << 64) >> 63 & m
        b = (b >> 384 | b << 128) & m
        c = (c >> 256 | c << 256) & m
        d = (d >> 128 | d << 384) & m
    halves = zip(_words(a) + _words(b), _words(c) + _words(d), strict=True)
    return [before ^ low ^ high for before, (low, high) in zip(h, halves, strict=True)]


def _round_words(order: str, message: Sequence[int]) -> tuple[int, int, int, int]:
    words = [message[int(digit, 16)] for digit in order]
    return _row(words[0:8:2]), _row(words[1:8:2]), _row(words[8::2]), _row(words[9::2])


def _row(words: Sequence[int]) -> int:
    return sum(word << _LANE * lane for lane, word in enumerate(words))


def _words(row: int) -> list[int]:
    return [row >> _LANE * lane & _WORD for lane in range(4)]
